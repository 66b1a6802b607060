/** Figures of stock: rules KF25, KF27 (what begins to disagree) and KF28. */
import type { Add } from "./counted.ts";
import { dayIn, type Fact, idIn, text } from "./facts.ts";
import { awaitedOf, buildingOf, firstOf, namesOf, okOf, type World, zoneAt } from "./world.ts";

/** Goods of an item that a document moved, as the floor told them. */
interface Move {
  readonly quantity: number | null;
  readonly unit: string | null;
  readonly floor: Fact;
  /** Null: the ledger has not told of it. */
  readonly ledger: Fact | null;
}

export interface Line {
  readonly sku: string;
  readonly quantity: string;
  readonly uom?: string;
  readonly unitPrice?: string;
}

const day = 86_400_000;

/** A decimal text in ten-thousandths; null where it is none, or finer. */
export const tenThousandths = (told: string): number | null => {
  const [, sign, whole, part = ""] = /^(-?)(\d+)(?:\.(\d{1,4}))?$/.exec(told) ?? [];
  if (whole === undefined) return null;
  return (sign === "-" ? -1 : 1) * (Number(whole) * 10_000 + Number(part.padEnd(4, "0")));
};
export const linesIn = (fact: Fact | null): readonly Line[] | null => {
  const told = fact === null ? null : text(fact.says.get("business.lines"));
  return told === null ? null : JSON.parse(told);
};
/** What lines tell of an item: null in quantity or unit where they do not tell one. */
export function sumOf(
  lines: readonly Line[],
  sku: string,
): { readonly quantity: number | null; readonly unit: string | null } {
  const own = lines.filter((line) => line.sku === sku);
  const quantities = own.map((line) => tenThousandths(line.quantity));
  const units = new Set(own.map((line) => line.uom ?? null));
  const known = quantities.every((one) => one !== null) && units.size <= 1;
  return {
    quantity: known ? quantities.reduce<number>((sum, one) => sum + (one ?? 0), 0) : null,
    unit: [...units][0] ?? null,
  };
}

/** Whether a system keeps the stock of a building. */
const isFloor = ({ plan }: World, { system, warehouse }: Fact): boolean =>
  plan.systems.some(
    (one) =>
      one.id === system &&
      one.warehouse === warehouse &&
      (one.id === plan.stock.floor ||
        one.kind === plan.stock.floor ||
        (plan.stock.floor === "wms" && one.kind === "3pl")),
  );
const isLedger = ({ plan }: World, { system }: Fact): boolean =>
  plan.systems.some((one) => one.id === system && (one.id === plan.stock.ledger || one.kind === plan.stock.ledger));

/** One way that goods of a document go. */
interface Way {
  readonly kind: string;
  readonly sign: 1 | -1;
  readonly floor: string;
  readonly ledger: readonly string[];
}
const ways: readonly Way[] = [
  { kind: "shipment", sign: -1, floor: "shipment.confirmed", ledger: ["shipment.posted"] },
  { kind: "receipt", sign: 1, floor: "receipt.confirmed", ledger: ["receipt.posted"] },
  { kind: "transfer", sign: -1, floor: "transfer.shipped", ledger: ["transfer.shipped", "transfer.received"] },
  { kind: "transfer", sign: 1, floor: "transfer.received", ledger: ["transfer.received"] },
];

/** Everything that moved, by building and item. */
function movesIn(world: World): ReadonlyMap<string, readonly Move[]> {
  const all = new Map<string, Move[]>();
  for (const way of ways)
    for (const name of namesOf(world, way.kind)) {
      if (!name.startsWith("|")) continue;
      const voided = okOf(world, name, `${way.kind}.voided`).at(-1)?.at ?? Number.NEGATIVE_INFINITY;
      const went = (...types: readonly string[]): readonly Fact[] =>
        okOf(world, name, ...types).filter(({ at }) => at > voided);
      const floor = went(way.floor).find((fact) => isFloor(world, fact) && linesIn(fact) !== null);
      const ledger = went(...way.ledger).find((fact) => isLedger(world, fact)) ?? null;
      if (floor === undefined) continue;
      const lines = linesIn(floor) ?? [];
      for (const sku of new Set(lines.map((line) => line.sku))) {
        const { quantity, unit } = sumOf(lines, sku);
        const key = `${floor.warehouse}/${sku}`;
        const move = { quantity: quantity === null ? null : way.sign * quantity, unit, floor, ledger };
        all.set(key, [...(all.get(key) ?? []), move]);
      }
    }
  return all;
}

type Has = "yes" | "no" | "unsure";
/** Whether a count has what was told of a move: what is known to the day may be before or after what is of that day. */
function hasMove(zone: string, count: Fact, move: Fact): Has {
  if ((count.dated || move.dated) && dayIn(zone, count.at) === dayIn(zone, move.at)) return "unsure";
  return move.at <= count.at ? "yes" : "no";
}

/** What every item in a building adds to agreement and to discrepancies. */
export function stockFigures(world: World, add: (name: string) => Add): void {
  const moves = movesIn(world);
  for (const name of namesOf(world, "stock")) {
    if (!name.startsWith("|")) continue;
    const counts = okOf(world, name, "stock.counted");
    const floor = counts.filter((fact) => isFloor(world, fact));
    const ledger = counts.filter((fact) => isLedger(world, fact));
    const [first] = floor;
    const [other] = ledger;
    if (first === undefined || other === undefined) continue;
    const both = Math.max(first.at, other.at);
    const warehouse = first.warehouse;
    const zone = zoneAt(world.plan, warehouse);
    const dayOf = (fact: Fact): number => dayIn(zone, fact.at);
    const relevant = (moves.get(idIn(name)) ?? []).filter(
      (move) => move.floor.at >= both || (move.ledger !== null && move.ledger.at >= both),
    );
    let disagrees = false;
    for (const today of [...new Set([...floor, ...ledger].map(dayOf))].sort((a, b) => a - b)) {
      const ours = lastBy(zone, floor, today);
      const theirs = lastBy(zone, ledger, today);
      if (ours === undefined || theirs === undefined || ours.at < both || theirs.at < both) continue;
      const place = {
        day: today,
        id: `stock/${idIn(name)}#${new Date(today * day).toISOString().slice(0, 10)}`,
        warehouse,
        partner: null,
      };
      const at = Math.max(ours.at, theirs.at);
      const torn = isTorn(zone, floor, ours) || isTorn(zone, ledger, theirs);
      const verdict = torn ? "day" : agreement(zone, ours, theirs, relevant);
      if (typeof verdict === "string")
        add(name)(zone, at, { figure: "stock-agreement", numerator: 0, denominator: 0, leftOut: verdict, ...place });
      else add(name)(zone, at, { figure: "stock-agreement", numerator: verdict ? 1 : 0, denominator: 1, ...place });
      if (verdict === false && !disagrees)
        add(name)(zone, at, { figure: "discrepancies", numerator: 1, denominator: 0, ...place });
      if (typeof verdict !== "string") disagrees = !verdict;
    }
  }
}

/** The last count by the end of a day; of those of one day a date is one only where nothing else was told. */
function lastBy(zone: string, counts: readonly Fact[], today: number): Fact | undefined {
  const by = counts.filter((fact) => dayIn(zone, fact.at) <= today);
  const days = Math.max(...by.map((fact) => dayIn(zone, fact.at)));
  const own = by.filter((fact) => dayIn(zone, fact.at) === days);
  return own.filter(({ dated }) => !dated).at(-1) ?? own.at(-1);
}

/** Whether only dates were told of the day of a count, and otherwise than each other. */
const isTorn = (zone: string, counts: readonly Fact[], { at, dated }: Fact): boolean =>
  dated && new Set(counts.filter((one) => one.dated && dayIn(zone, one.at) === dayIn(zone, at)).map(wordOf)).size > 1;
const quantityOf = (fact: Fact): number | null => tenThousandths(text(fact.says.get("business.quantity")) ?? "");
const unitOf = (fact: Fact): string | null => text(fact.says.get("business.uom"));
const wordOf = (fact: Fact): string => `${quantityOf(fact)} ${quantityOf(fact) === null ? "" : unitOf(fact)}`;

/** Whether two counts agree after what is in flight, or why nobody can say. */
function agreement(zone: string, ours: Fact, theirs: Fact, moves: readonly Move[]): boolean | "not-told" | "day" {
  const [a, b] = [quantityOf(ours), quantityOf(theirs)];
  if (a === null || b === null || unitOf(ours) !== unitOf(theirs)) return "not-told";
  let flying = 0;
  let unsure = false;
  for (const { quantity, unit, floor, ledger } of moves) {
    const here = hasMove(zone, ours, floor);
    const there = ledger === null ? "no" : hasMove(zone, theirs, ledger);
    if (here === "unsure" || there === "unsure") {
      unsure = true;
      continue;
    }
    if (here === there) continue;
    if (quantity === null || unit !== unitOf(ours)) return "not-told";
    flying += here === "yes" ? quantity : -quantity;
  }
  if (unsure) return "day";
  return a - b === flying;
}

/** Whether an order is for more than the shop showed when it was taken. */
export function oversold(world: World, name: string, add: Add): void {
  const created = firstOf(world, name, "order.created");
  const warehouse = buildingOf(world, name);
  if (created === null || warehouse === null) return;
  const zone = zoneAt(world.plan, warehouse);
  const flow = awaitedOf(world, name).find(({ step }) => step.expect === "order.acknowledged")?.flow ?? null;
  const out = (leftOut: string): void =>
    add(zone, created.at, { figure: "oversold-orders", numerator: 0, denominator: 0, leftOut, flow });
  if (created.dated) {
    out("day");
    return;
  }
  const lines = linesIn(created);
  if (lines === null) {
    out("not-told");
    return;
  }
  const verdicts = [...new Set(lines.map(({ sku }) => sku))].map((sku): boolean | null => {
    const shown = okOf(world, `|stock ${warehouse}/${sku}`, "stock.published")
      .filter(({ at }) => at <= created.at)
      .at(-1);
    const there = tenThousandths(text(shown?.says.get("business.quantity")) ?? "");
    const { quantity, unit } = sumOf(lines, sku);
    if (shown === undefined || there === null || quantity === null) return null;
    return text(shown.says.get("business.uom")) === unit ? quantity > there : null;
  });
  if (verdicts.includes(true)) add(zone, created.at, { figure: "oversold-orders", numerator: 1, denominator: 1, flow });
  else if (verdicts.includes(null)) out("not-told");
  else add(zone, created.at, { figure: "oversold-orders", numerator: 0, denominator: 1, flow });
}
