export * from "./count.ts";
export * from "./day.ts";
export * from "./inbound.ts";
export { type MoveFacts, type MoveRefusal, moveFacts, refusalOfMove } from "./moves.ts";
export { isFloor, type OrderTold, placeOrder } from "./orders.ts";
export * from "./parts.ts";
export { firstFrom, movedTo, takes } from "./planned.ts";
export * from "./seen.ts";
export * from "./standing.ts";
