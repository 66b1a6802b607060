import type { EventRow, ExceptionDetail, ExceptionRow, HistoryRow, StatusRow } from "../../../server/wire/index.ts";
import { sourcesOf } from "./network.ts";
import { est, hour, iso, moment } from "./time.ts";

export { exceptionsOf, labelRefused } from "./causes.ts";
export { intake, me, network, sourcesOf } from "./network.ts";
export { moment } from "./time.ts";

const facts: readonly (readonly [string, string, string, "ok" | "failed"])[] = [
  ["order.created", "shop", "09:02", "ok"],
  ["order.released", "erp", "09:14", "ok"],
  ["order.acknowledged", "wms-atl", "09:16", "ok"],
  ["pick.confirmed", "wms-atl", "12:41", "ok"],
  ["pack.confirmed", "wms-atl", "13:31", "ok"],
];

/** An exception with all that explains it. */
export function detailOf(row: ExceptionRow, history: readonly HistoryRow[]): ExceptionDetail {
  const timeline: EventRow[] = facts.map(([type, system, at, status], index) => ({
    type,
    system,
    occurredAt: iso(est(at)),
    occurredPrecision: "instant",
    receivedAt: iso(est(at) + 900),
    status,
    error: null,
    warehouse: row.warehouse,
    quantity: null,
    amount: null,
    lines: [],
    traceId: `77be2000000000000000000000000${100 + index}`,
    spanId: null,
    position: String(index + 1),
    title: type,
  }));
  if (row.kind === "failed-event") {
    timeline.push({
      type: "shipment.labelled",
      system: row.system ?? "",
      occurredAt: row.openedAt,
      occurredPrecision: "instant",
      receivedAt: row.createdAt,
      status: "failed",
      error: { code: row.code, message: row.reason },
      warehouse: row.warehouse,
      quantity: null,
      amount: null,
      lines: [],
      traceId: row.traceId,
      spanId: null,
      position: "99",
      title: "Label requested",
    });
  }
  return {
    ...row,
    history,
    route: ["everything → integration-on-call", `warehouse ${row.warehouse}, flow ${row.flow} → ${row.owner.team}`],
    severityWhy: ["The flow is marked high.", "The cutoff is within the hour."],
    timeline,
    held:
      row.object === null
        ? []
        : [
            {
              kind: row.object.kind,
              id: row.object.id,
              value: row.value?.amount == null ? null : { amount: row.value.amount, currency: "USD" },
              basis: row.value?.basis ?? "unknown",
            },
          ],
  };
}

/** History of a row as the mock starts. */
export function historyOf(row: ExceptionRow): HistoryRow[] {
  const out: HistoryRow[] = [{ actionId: 1, at: row.createdAt, by: "rule", action: "raised", text: null }];
  if (row.acknowledgedAt !== null)
    out.push({
      actionId: 2,
      at: row.acknowledgedAt,
      by: row.owner.person ?? "Dana Reyes",
      action: "acknowledge",
      text: null,
    });
  if (row.snoozedUntil !== null)
    out.push({ actionId: 3, at: iso(moment - hour), by: "Sam Ansah", action: "snooze", text: null });
  return out;
}

/** Counts of what is open, as the real feed counts them. */
export function statusOf(
  rows: readonly ExceptionRow[],
  now: number,
  demo: boolean,
  behindMs: number,
): StatusRow & { readonly id: string } {
  const open = rows.filter((row) => row.state === "open" || row.state === "acknowledged");
  const count = (key: (row: ExceptionRow) => string | null): Map<string, ExceptionRow[]> => {
    const out = new Map<string, ExceptionRow[]>();
    for (const row of open) {
      const name = key(row);
      if (name === null) continue;
      const members = out.get(name);
      if (members === undefined) out.set(name, [row]);
      else members.push(row);
    }
    return out;
  };
  return {
    id: "status",
    journal: { position: "184210", bytes: 412_000_000, lastReceivedAt: iso(now - 2000), dropped: null, damage: null },
    engine: { position: "184210", behindMs },
    ingest: { accepted: 184_210, rejected: 0, quarantined: 0, refused: 0 },
    sources: sourcesOf(now, true).map(({ system, lastSeenAt, silent }) => ({ system, lastSeenAt, silent })),
    demo,
    version: "0.1.0",
    open: open.length,
    byWarehouse: [...count((row) => row.warehouse)].map(([warehouse, members]) => ({
      warehouse,
      open: members.length,
      critical: members.filter((row) => row.severity === "critical").length,
    })),
    byTeam: [...count((row) => row.owner.team)].map(([team, members]) => ({ team, open: members.length })),
    nobody: open.filter((row) => row.owner.person === null && row.acknowledgedAt === null).length,
    snoozed: rows.filter((row) => row.state === "snoozed").length,
    lastResolvedAt: iso(est("09:12")),
  };
}
