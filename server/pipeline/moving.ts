import { type MoveDecision, type MoveRefusal, moveFacts, type Ref, refusalOfMove } from "../domain/index.ts";
import type { Clock } from "../ports/index.ts";
import { report } from "../telemetry/index.ts";
import type { Engine } from "./engine.ts";

/** How the engine answered a decision about later trucks: each order for itself. */
export interface Moved {
  /** Number of the ruling that recorded it; null where every order was refused, and nothing was written. */
  readonly ruling: number | null;
  readonly results: readonly { readonly ref: Ref; readonly refusal: MoveRefusal | null }[];
}

/** Judges each order by the rows as they are, records what was not refused, and answers from what that left. */
export async function moveInTurn(engine: Engine, clock: Clock, decision: MoveDecision): Promise<Moved> {
  const at = clock.now();
  const judged = await engine.look((draft) =>
    decision.orders.map((ref) => ({
      ref,
      refusal: refusalOfMove(
        moveFacts(ref, at, (one) => draft.object(one)),
        decision,
      ),
    })),
  );
  const orders = judged.filter(({ refusal }) => refusal === null).map(({ ref }) => ref);
  if (orders.length === 0) return { ruling: null, results: judged };
  const kept = await engine.rule({ kind: "move", decision: { ...decision, orders } });
  const action = decision.action === "move" ? "move" : "undo-move";
  const results = await engine.look((draft) =>
    judged.map((one) => {
      const moves = draft.object(one.ref)?.moves ?? [];
      const holds =
        decision.action === "move"
          ? moves.some(({ ruling }) => ruling === kept.number)
          : moves.some(({ ruling, undone }) => ruling === decision.ruling && undone !== null);
      if (one.refusal !== null) return one;
      if (holds) report("decision.taken", { id: one.ref, action, person: decision.by });
      // The truck left between the judgement and the stamp.
      return holds ? one : { ref: one.ref, refusal: gone };
    }),
  );
  return { ruling: kept.number, results };
}

const gone: MoveRefusal = { code: "departure-gone", message: "That departure is gone." };
