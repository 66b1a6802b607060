import type { ExceptionRow, Severity, SourceRow, TallyRow } from "../../../server/wire/index.ts";

/** The cards of a wall, in the order of the day. */
export const cardNames = ["not-in-wms", "picks", "labels", "asns", "transfers", "returns"] as const;
export type CardName = (typeof cardNames)[number];

/** What a card says. `count` null: it cannot be known, and is never shown as good. */
export interface Card {
  readonly name: CardName;
  readonly count: number | null;
  /** There may be more than were counted. */
  readonly atLeast: boolean;
  /** The worst of them; null where there is none, or none that needs somebody yet. */
  readonly severity: Severity | null;
  /** Unix milliseconds since when the oldest is open; null where there is none. */
  readonly oldestAt: number | null;
  /** Why a zero is not to be believed, or a count may be too small. */
  readonly doubt:
    | { readonly kind: "silent"; readonly name: string; readonly lastSeenAt: number | null }
    | { readonly kind: "not-judged" }
    | { readonly kind: "not-read" }
    | null;
}

/** Kinds of systems that a card is read from. A system of a kind of one's own may matter to any of them. */
const needs: Readonly<Record<CardName, ReadonlySet<string>>> = {
  "not-in-wms": new Set(["erp", "shop", "wms", "3pl"]),
  picks: new Set(["wms", "3pl"]),
  labels: new Set(["wms", "3pl", "tms", "carrier"]),
  asns: new Set(["erp", "wms", "3pl", "edi"]),
  transfers: new Set(["erp", "wms", "3pl"]),
  returns: new Set(["erp", "wms", "3pl"]),
};
const knownKinds: ReadonlySet<string> = new Set(["erp", "wms", "tms", "shop", "3pl", "edi", "carrier"]);

/** The card that an exception is counted on; null for none. */
export function cardOf(row: Pick<ExceptionRow, "eventType" | "object">): CardName | null {
  switch (row.eventType) {
    case "order.acknowledged":
      return "not-in-wms";
    case "pick.confirmed":
      return "picks";
    case "shipment.labelled":
      return "labels";
    case "receipt.advised":
    case "shipment.asn-sent":
      return "asns";
    default:
      break;
  }
  if (row.object?.kind === "transfer") return "transfers";
  return row.object?.kind === "return" || row.object?.kind === "credit" ? "returns" : null;
}

const severities: readonly Severity[] = ["critical", "high", "medium", "low"];

/** What cards are made from; null: not read yet, or it could not be. */
export interface CardParts {
  readonly tally: TallyRow | null;
  readonly exceptions: { readonly rows: readonly ExceptionRow[]; readonly total: number } | null;
  readonly sources: readonly SourceRow[] | null;
}

/**
 * Counts a building's open exceptions by card, each subject once. What is not in the WMS is the tally's own count. A zero
 * stands only while every source that it is read from reports.
 */
export function cardsOf({ tally, exceptions, sources }: CardParts): readonly Card[] {
  const byCard = new Map<CardName, ExceptionRow[]>();
  for (const row of exceptions?.rows ?? []) {
    const name = cardOf(row);
    if (name !== null) byCard.set(name, [...(byCard.get(name) ?? []), row]);
  }
  return cardNames.map((name): Card => {
    const rows = byCard.get(name) ?? [];
    const counted = name === "not-in-wms" ? tally?.orders.parts["not-in-wms"] : subjectsOf(rows);
    const doubt = doubtOf(name, { tally, exceptions, sources });
    const count = counted === undefined || (counted === 0 && doubt !== null) ? null : counted;
    const late = name === "not-in-wms" && (tally?.orders.notInWmsLate ?? 0) > 0 ? "high" : null;
    return {
      name,
      count: doubt?.kind === "not-read" ? null : count,
      atLeast: doubt !== null || (exceptions !== null && exceptions.total > exceptions.rows.length),
      severity:
        count === null || count === 0
          ? null
          : (severities.find((one) => rows.some((row) => row.severity === one)) ?? late),
      oldestAt: rows.length === 0 ? null : Math.min(...rows.map((row) => Date.parse(row.openedAt))),
      doubt,
    };
  });
}

const subjectsOf = (rows: readonly ExceptionRow[]): number =>
  new Set(rows.map((row) => (row.object === null ? row.id : `${row.object.kind} ${row.object.id}`))).size;

function doubtOf(name: CardName, { tally, exceptions, sources }: CardParts): Card["doubt"] {
  if (exceptions === null || sources === null || (name === "not-in-wms" && tally === null)) return { kind: "not-read" };
  const silent = sources.find(
    (row) => row.silent && (row.kind === null || needs[name].has(row.kind) || !knownKinds.has(row.kind)),
  );
  if (silent !== undefined)
    return {
      kind: "silent",
      name: silent.name,
      lastSeenAt: silent.lastSeenAt === null ? null : Date.parse(silent.lastSeenAt),
    };
  return name === "not-in-wms" && tally?.wmsJudged === false ? { kind: "not-judged" } : null;
}

/** How many are open on all cards, and how many cards cannot tell. */
export const sumOf = (cards: readonly Card[]): { readonly open: number; readonly unknown: number } => ({
  open: cards.reduce((sum, card) => sum + (card.count ?? 0), 0),
  unknown: cards.filter((card) => card.count === null).length,
});
