import type { LivedException } from "../../server/ports/index.ts";
import { start } from "./fakes.ts";

const minute = 60_000;

/** The life of a miss that nobody has touched and that lasts. */
export const aLife = (number: number, changes: Partial<LivedException> = {}): LivedException => ({
  number,
  family: "miss",
  causeId: "C-1",
  kind: "missing-event",
  system: "wms-atl",
  flow: "order-to-ship",
  step: "pick",
  title: "Pick not confirmed",
  team: "dock",
  warehouse: "ATL",
  object: `order:*:SO-${number}`,
  openedAt: start + number * minute,
  createdAt: start + number * minute,
  acknowledgedAt: null,
  resolvedAt: null,
  endedBy: null,
  reason: null,
  touches: 0,
  severity: "medium",
  eventType: null,
  code: null,
  customer: null,
  customerTier: null,
  partner: null,
  carrier: null,
  traceId: null,
  held: [],
  ...changes,
});
