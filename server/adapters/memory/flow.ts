import type { Instant, OpsException } from "../../domain/index.ts";
import {
  addLags,
  earlierOf,
  type FlowAsk,
  type FlowHour,
  type FlowHoursAsk,
  type FlowPassages,
  type FlowSeen,
  flowSums,
  hourSums,
  passagesOf,
  unmetOf,
} from "../../ports/flow.ts";
import type { Scope, Window } from "../../ports/index.ts";
import { heldTotal } from "../../ports/worth.ts";
import type { Tables } from "./rows.ts";

/** What stands in a flow and went through it: the plain reading, over all rows. */
export function flowSeen(
  tables: Tables,
  { warehouses }: Scope,
  { flow, warehouse, window, before }: FlowAsk,
): FlowSeen {
  const sees = sightOf(warehouses, warehouse);
  const sums = flowSums();
  const stuck = new Map<string, Set<string>>();
  const stickAt = (step: string, ref: string): void => void stuck.set(step, (stuck.get(step) ?? new Set()).add(ref));

  for (const object of tables.objects.values()) {
    for (const one of unmetOf(object)) {
      if (one.flow !== flow || !sees(one.warehouse)) continue;
      const cell = sums.of(one.step, one.warehouse);
      switch (one.state) {
        case "open":
        case "missed":
          cell[one.state]++;
          cell.oldestAt = earlierOf(cell.oldestAt, one.since);
          break;
        case "paused":
          cell.paused++;
          break;
        case "cancelled":
        case "not-judged": {
          const dropped = one.state === "cancelled" ? "cancelled" : "notJudged";
          if (isIn(window, one.since)) cell.now[dropped]++;
          if (isIn(before, one.since)) cell.before[dropped]++;
        }
      }
      if (one.state === "missed") stickAt(one.step, object.ref);
    }
  }
  for (const lag of tables.lags.values()) {
    if (lag.cell.flow !== flow || !sees(lag.cell.warehouse)) continue;
    const cell = sums.of(lag.cell.step, lag.cell.warehouse);
    if (isIn(window, lag.minute)) addLags(cell.now, lag.count, lag.late, lag.buckets);
    if (isIn(before, lag.minute)) addLags(cell.before, lag.count, lag.late, lag.buckets);
  }
  const exceptions = [...tables.exceptions.values()].filter(
    (one) => one.flow === flow && !one.watch && one.resolution?.reason !== "merged" && sees(one.warehouse),
  );
  for (const one of exceptions) {
    const cell = sums.of(one.step ?? "", one.warehouse ?? "");
    if (isIn(window, one.openedAt)) cell.now.raised++;
    if (isIn(before, one.openedAt)) cell.before.raised++;
    if (one.state === "resolved") continue;
    cell.exceptions.set(one.kind, (cell.exceptions.get(one.kind) ?? 0) + 1);
    if (one.object !== null) stickAt(one.step ?? "", one.object);
  }
  return {
    cells: sums.cells(),
    stuck: new Map([...stuck].map(([step, refs]) => [step, refs.size])),
    passages: {
      now: passagesIn(tables, flow, sees, window),
      before: passagesIn(tables, flow, sees, before),
    },
    held: {
      now: heldTotal(exceptions.filter(({ state }) => state !== "resolved")),
      before: heldTotal(exceptions.filter((one) => stoodAt(one, window.from))),
    },
  };
}

/** One step by hour: the plain reading. */
export function flowHours(
  tables: Tables,
  { warehouses }: Scope,
  { flow, step, warehouse, within }: FlowHoursAsk,
): readonly FlowHour[] {
  const sees = sightOf(warehouses, warehouse);
  const sums = hourSums();
  for (const { cell, minute, count, late, buckets } of tables.lags.values()) {
    if (cell.flow === flow && cell.step === step && sees(cell.warehouse) && isIn(within, minute))
      addLags(sums.of(minute), count, late, buckets);
  }
  for (const one of tables.exceptions.values()) {
    if (one.flow !== flow || one.step !== step || one.watch || one.resolution?.reason === "merged") continue;
    if (sees(one.warehouse) && isIn(within, one.openedAt)) sums.of(one.openedAt).raised++;
  }
  return sums.hours();
}

/** Whether a building is in scope and asked for. */
const sightOf =
  (warehouses: Scope["warehouses"], asked: string | null) =>
  (place: string | null): boolean =>
    (warehouses === null || (place !== null && warehouses.includes(place))) && (asked === null || place === asked);

const isIn = ({ from, to }: Window, at: Instant): boolean => at >= from && at < to;

const stoodAt = ({ openedAt, resolvedAt }: OpsException, at: Instant): boolean =>
  openedAt < at && (resolvedAt === null || resolvedAt >= at);

function passagesIn(tables: Tables, flow: string, sees: (place: string) => boolean, within: Window): FlowPassages {
  const histogram = new Map<number, number>();
  let begun = 0;
  let completed = 0;
  for (const object of tables.objects.values()) {
    for (const passage of passagesOf(object)) {
      if (passage.flow !== flow || !sees(passage.warehouse)) continue;
      if (isIn(within, passage.beganAt)) begun++;
      if (passage.endedAt === null || !isIn(within, passage.endedAt)) continue;
      completed++;
      if (passage.bucket !== null) histogram.set(passage.bucket, (histogram.get(passage.bucket) ?? 0) + 1);
    }
  }
  return { begun, completed, histogram };
}
