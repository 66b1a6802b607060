import type { MoveDecision } from "../change.ts";
import { firstOf } from "../correlation/fold.ts";
import type { BusinessObject, Instant, Move, Ref } from "../types.ts";
import { objectOf, putObject, type Work } from "../work.ts";
import { warehouseAt } from "./facts.ts";
import { leftWith } from "./left.ts";
import { distinct } from "./standing.ts";

/** Moves that an order keeps. */
const mostMoves = 20;

/** Why an order cannot be planned on another truck, or a move not be taken back. */
export interface MoveRefusal {
  readonly code: "unknown" | "elsewhere" | "shipped" | "cancelled" | "departure-gone" | "nothing-to-undo";
  readonly message: string;
}

/** What a refusal is judged by: the order, the shipments that it is linked to, and the instant of the decision. */
export interface MoveFacts {
  readonly order: BusinessObject | undefined;
  readonly shipments: readonly BusinessObject[];
  readonly at: Instant;
}

/** Whether a decision about one order may be taken now; null: it may. Asked before anything is written. */
export function refusalOfMove({ order, shipments, at }: MoveFacts, decision: MoveDecision): MoveRefusal | null {
  if (order === undefined || order.kind !== "order") return { code: "unknown", message: "There is no such order." };
  if (decision.action === "undo") {
    const newest = order.moves?.findLast(({ undone }) => undone === null);
    return newest?.ruling === decision.ruling
      ? null
      : { code: "nothing-to-undo", message: "Something newer holds, so that this can no longer be taken back." };
  }
  if (decision.to.at <= at) return { code: "departure-gone", message: "That departure is gone." };
  if (warehouseAt(order) !== decision.warehouse)
    return { code: "elsewhere", message: `It does not ship from ${decision.warehouse}.` };
  if (firstOf(order, "order.cancelled", () => true) !== null) return { code: "cancelled", message: "It is cancelled." };
  if (leftWith(order, shipments) !== null) return { code: "shipped", message: "It has shipped." };
  return null;
}

/** What `refusalOfMove` looks at, of one order. `object` answers it and its shipments. */
export function moveFacts(ref: Ref, at: Instant, object: (ref: Ref) => BusinessObject | undefined): MoveFacts {
  const order = object(ref);
  const shipments = order === undefined ? [] : distinct(order, "shipment").flatMap((one) => object(one) ?? []);
  return { order, shipments: shipments.filter(({ folds }) => folds.length > 0), at };
}

/** Takes a decision: each of its orders that it is not refused for is planned on that truck, or on the one before. */
export function decideMove(work: Work, decision: MoveDecision, ruling: number): void {
  for (const ref of decision.orders) {
    const facts = moveFacts(ref, work.at, (one) => objectOf(work, one));
    const { order } = facts;
    if (order === undefined || refusalOfMove(facts, decision) !== null) continue;
    putObject(work, { ...order, moves: movesAfter(order.moves ?? [], decision, ruling, work.at) });
    // Its cut-off has moved, and that of what stands beside it.
    work.touched.add(ref);
    for (const link of order.links) work.touched.add(link.ref);
  }
}

function movesAfter(moves: readonly Move[], decision: MoveDecision, ruling: number, at: Instant): readonly Move[] {
  const { by } = decision;
  if (decision.action === "undo")
    return moves.map((move) => (move.ruling === decision.ruling ? { ...move, undone: { by, at } } : move));
  const { warehouse, to } = decision;
  return [...moves, { ruling, warehouse, to, by, at, undone: null }].slice(-mostMoves);
}

/** The moves of two orders that proved to be one, oldest first; none where neither has any. */
export function joinMoves(a: BusinessObject, b: BusinessObject): Pick<BusinessObject, "moves"> {
  const both = new Map([...(a.moves ?? []), ...(b.moves ?? [])].map((move) => [move.ruling, move]));
  return both.size === 0 ? {} : { moves: [...both.values()].sort((x, y) => x.ruling - y.ruling).slice(-mostMoves) };
}
