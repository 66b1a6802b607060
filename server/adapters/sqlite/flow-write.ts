import type { BusinessObject, Ref } from "../../domain/index.ts";
import { type Passage, passagesOf, type Unmet, unmetOf } from "../../ports/flow.ts";
import type { Handle } from "./database.ts";

/** Writes what nothing has met of an object, and how far it is through each flow; to be called within a transaction. */
export function flowWriter(
  db: Handle,
): (ref: Ref, before: BusinessObject | undefined, after: BusinessObject | null) => void {
  const putUnmet = db.prepare(
    "INSERT OR REPLACE INTO unmet (flow, step, state, warehouse, since, ref, expectation) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const dropUnmet = db.prepare(
    `DELETE FROM unmet WHERE flow = ? AND step = ? AND state = ? AND warehouse = ? AND since = ? AND ref = ?
       AND expectation = ?`,
  );
  const putPassage = db.prepare(
    "INSERT OR REPLACE INTO passages (flow, ref, warehouse, began_at, ended_at, bucket) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const dropPassage = db.prepare("DELETE FROM passages WHERE flow = ? AND ref = ?");
  return (ref, before, after) => {
    if (after !== null && before?.expectations === after.expectations && hasBegun(before) === hasBegun(after)) return;
    const left = new Map((before ? unmetOf(before) : []).map((one) => [one.expectation, one]));
    const came: Unmet[] = [];
    for (const one of after ? unmetOf(after) : []) {
      if (isAlike(one, left.get(one.expectation))) left.delete(one.expectation);
      else came.push(one);
    }
    for (const one of left.values()) dropUnmet.run(...unmetRow(one, ref));
    for (const one of came) putUnmet.run(...unmetRow(one, ref));
    const passed = new Map((before ? passagesOf(before) : []).map((one) => [one.flow, one]));
    const passes = new Map((after ? passagesOf(after) : []).map((one) => [one.flow, one]));
    for (const flow of passed.keys()) if (!passes.has(flow)) dropPassage.run(flow, ref);
    for (const [flow, one] of passes) {
      if (isSame(one, passed.get(flow))) continue;
      putPassage.run(flow, ref, one.warehouse, one.beganAt, one.endedAt, one.bucket);
    }
  };
}

const hasBegun = ({ joinedInProgress }: BusinessObject): boolean => !joinedInProgress;

/** Of one expectation. */
const isAlike = (a: Unmet, b: Unmet | undefined): boolean =>
  b !== undefined &&
  a.flow === b.flow &&
  a.step === b.step &&
  a.state === b.state &&
  a.warehouse === b.warehouse &&
  a.since === b.since;

const unmetRow = ({ flow, step, state, warehouse, since, expectation }: Unmet, ref: Ref) =>
  [flow, step, state, warehouse, since, ref, expectation] as const;

const isSame = (a: Passage, b: Passage | undefined): boolean =>
  b !== undefined &&
  a.warehouse === b.warehouse &&
  a.beganAt === b.beganAt &&
  a.endedAt === b.endedAt &&
  a.bucket === b.bucket;
