export * from "./apply.ts";
export * from "./order.ts";
export * from "./types.ts";
