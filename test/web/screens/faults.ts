import { learningOf } from "../../../server/feeds/learning.ts";
import type { LivedException } from "../../../server/ports/index.ts";
import type { CauseRow, LearningRow } from "../../../server/wire/index.ts";
import { causesOf } from "../mock/lists.ts";
import { exceptionsOf, moment } from "../mock/world.ts";

const hour = 3_600_000;
const rows = exceptionsOf();

/** Causes of the pictures' moment, as the live stream has them. */
export const causeRows = (): readonly CauseRow[] => causesOf(new Map(rows.map((row) => [row.id, row])), { filter: {} });

/** A day of lives: those of the pictures, and one fault that heals by itself all day long. */
export function learning(): LearningRow {
  const present = rows.map(
    (row, index): LivedException => ({
      number: 1_000 - index,
      family: `${row.kind}\u001f${row.system ?? ""}\u001f${row.title}`,
      causeId: row.causeId,
      kind: row.kind,
      system: row.system,
      flow: row.flow,
      step: row.step,
      title: row.title,
      team: row.owner.team,
      warehouse: row.warehouse,
      object: row.object === null ? null : `${row.object.kind}:*:${row.object.id}`,
      openedAt: Date.parse(row.openedAt),
      createdAt: Date.parse(row.createdAt),
      acknowledgedAt: row.acknowledgedAt === null ? null : Date.parse(row.acknowledgedAt),
      resolvedAt: row.resolvedAt === null ? null : Date.parse(row.resolvedAt),
      endedBy: row.resolution?.by ?? null,
      reason: row.resolution?.reason ?? null,
      touches: row.acknowledgedAt === null ? 0 : 1,
    }),
  );
  const healing = Array.from({ length: 20 }, (_, index): LivedException => {
    const at = moment - (index + 1) * hour;
    return {
      number: 100 - index,
      family:
        "missing-event\u001fwms-atl\u001forder-to-ship\u001fpick\u001f\u001fPick not confirmed: nothing from ATL WMS",
      causeId: "C-900",
      kind: "missing-event",
      system: "wms-atl",
      flow: "order-to-ship",
      step: "pick",
      title: "Pick not confirmed: nothing from ATL WMS",
      team: "atl-dock-leads",
      warehouse: "ATL",
      object: `order:*:SO-${index}`,
      openedAt: at,
      createdAt: at,
      acknowledgedAt: null,
      resolvedAt: at + 9 * 60_000,
      endedBy: "rule",
      reason: "arrived",
      touches: 0,
    };
  });
  return learningOf([...present, ...healing], { from: moment - 24 * hour, to: moment, orders: 5_931 });
}
