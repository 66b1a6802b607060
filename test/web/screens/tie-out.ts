import type { PostingSide, TieOutLine, TieOutRow } from "../../../server/wire/index.ts";
import { cents, money } from "./aging.ts";

/** Body of a statement, as the page sends it. */
interface Said {
  readonly side: PostingSide;
  readonly at: string;
  readonly period: string | null;
  readonly entity: string | null;
  readonly total: { readonly amount: string; readonly currency: string };
  readonly documents: readonly object[] | null;
}

/** What the ERP said at 14:30, as in the pictures. */
export const saidAtFirst: Said = {
  side: "revenue",
  at: "2026-11-19T19:30:00.000Z",
  period: "11",
  entity: null,
  total: { amount: "1271846.15", currency: "USD" },
  documents: Array.from({ length: 364 }, () => ({})),
};

/** The documents that differ. */
export const tieLines: readonly TieOutLine[] = [
  { reason: "not-in-erp", objects: [{ kind: "shipment", id: "SH-75977" }], id: null, amount: "5000.00" },
  { reason: "not-in-erp", objects: [{ kind: "shipment", id: "SH-75978" }], id: null, amount: "3118.00" },
  { reason: "not-in-erp", objects: [{ kind: "shipment", id: "SH-75979" }], id: null, amount: "1000.00" },
  { reason: "other-period", objects: [{ kind: "shipment", id: "SH-75941" }], id: null, amount: "2946.25" },
  { reason: "freight", objects: [{ kind: "shipment", id: "SH-75902" }], id: "SH-75902", amount: "400.00" },
];

/** Ours is always the same: what the ERP says less leaves a rest. */
export function tieOutOf({ side, at, period, entity, total, documents }: Said, keptAt: string): TieOutRow {
  const ours = cents("1284310.40");
  const difference = ours - cents(total.amount);
  const listed = documents === null ? [] : tieLines;
  const reasons = (["not-in-erp", "other-period", "freight"] as const).flatMap((reason) => {
    const its = listed.filter((line) => line.reason === reason);
    const sum = its.reduce((all, line) => all + cents(line.amount), 0);
    return its.length === 0 ? [] : [{ reason, amount: money(sum), documents: its.length }];
  });
  const explained = listed.reduce((sum, line) => sum + cents(line.amount), 0);
  return {
    statement: {
      id: "T-41",
      side,
      by: "Dana Whitfield",
      bySystem: false,
      keptAt,
      at,
      entity,
      period,
      total,
      documents: documents?.length ?? null,
    },
    currency: "USD",
    ours: money(ours),
    theirs: total.amount,
    difference: money(difference),
    reasons,
    unexplained: money(difference - explained),
    tied: 364,
    apart: 27,
  };
}
