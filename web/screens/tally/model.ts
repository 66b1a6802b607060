import {
  billedParts,
  followParts,
  orderParts,
  receiptParts,
  returnParts,
  shippedParts,
  type TallyPart,
  type TallyRow,
  transferParts,
} from "../../../server/wire/index.ts";
import type { TallyGoods } from "../../app/url.ts";
import type { GateForm, GateLevel } from "../../widgets/strokes.ts";
import { named, t } from "./words.ts";

/** One number of a building: the list behind it, its stroke, its words. */
export interface PartView {
  readonly part: TallyPart;
  readonly count: number;
  readonly form: GateForm;
  readonly word: string;
  readonly column: string;
}

/** One level of a building: a whole and the parts that explain it. */
export interface LevelView {
  readonly id: string;
  readonly of: number;
  /** The list behind the whole, and its word. */
  readonly part: TallyPart;
  readonly word: string;
  /** Index of the level whose first part this explains; null for the first. */
  readonly explains: number | null;
  readonly parts: readonly PartView[];
}

const forms: Readonly<Record<string, GateForm>> = {
  shipped: "done",
  floor: "in-hand",
  blocked: "blocked",
  "not-in-wms": "late",
  "not-known": "not-known",
  "on-hold": "on-hold",
  cancelled: "cancelled",
  "in-erp": "done-of",
  "erp-waiting": "waiting",
  "erp-late": "late",
  billed: "done-of",
  "not-billable": "cancelled",
  "bill-waiting": "waiting",
  "bill-refused": "blocked",
  "bill-late": "late",
  received: "done",
  "at-door": "in-hand",
  "on-road": "in-hand",
  "on-way": "in-hand",
  overdue: "late",
  done: "done-of",
  waiting: "waiting",
  late: "late",
};

const partsOf = <P extends string>(
  prefix: string,
  order: readonly P[],
  counts: Readonly<Record<P, number>>,
): readonly PartView[] =>
  order.map((code) => {
    const part = `${prefix}:${code}`;
    return {
      part,
      count: counts[code],
      form: forms[code] ?? "waiting",
      word: named("word", part),
      column: named("col", part),
    };
  });

/** A row as levels, the widest first: what there is, then what became of its first part, and of that one's. */
export function levelsOf(row: TallyRow, goods: TallyGoods): readonly LevelView[] {
  switch (goods) {
    case "orders":
      return [
        level("orders", row.orders.total, "orders:total", null, partsOf("orders", orderParts, row.orders.parts)),
        level("shipped", row.orders.parts.shipped, "orders:shipped", 0, partsOf("shipped", shippedParts, row.shipped)),
        level("billed", row.shipped["in-erp"], "shipped:in-erp", 1, partsOf("billed", billedParts, row.billed)),
      ];
    case "receipts":
      return inbound(goods, row.receipts.total, partsOf(goods, receiptParts, row.receipts.parts), row.receipts.then);
    case "transfers":
      return inbound(
        goods,
        row.transfers.total,
        partsOf(goods, transferParts, row.transfers.parts),
        row.transfers.then,
      );
    case "returns":
      return inbound(goods, row.returns.total, partsOf(goods, returnParts, row.returns.parts), row.returns.then);
  }
}

const level = (
  id: string,
  of: number,
  part: TallyPart,
  explains: number | null,
  parts: readonly PartView[],
): LevelView => ({ id, of, part, word: named("word", part), explains, parts });

/** What came in, and each step after it. A step explains the one before it where its whole is what that one got done, else the received. */
function inbound(
  goods: Exclude<TallyGoods, "orders">,
  total: number,
  parts: readonly PartView[],
  then: TallyRow["receipts"]["then"],
): readonly LevelView[] {
  const received = parts[0]?.count ?? 0;
  const out: LevelView[] = [level(goods, total, `${goods}:total`, null, parts)];
  for (const { step, of, parts: counts } of then) {
    const before = out.at(-1);
    const chained = out.length > 1 && before !== undefined && of !== received && before.parts[0]?.count === of;
    const whole = chained ? `${before.id}:done` : `${goods}:received`;
    out.push({
      id: `${goods}:${step}`,
      of,
      part: whole,
      word: chained ? stepName(before.id) : named("word", whole),
      explains: chained ? out.length - 1 : 0,
      parts: followParts.map((code) => ({
        part: `${goods}:${step}:${code}`,
        count: counts[code],
        form: forms[code] ?? "waiting",
        word: code === "done" ? named("step", step) : named("word", code),
        column: sentence(code === "done" ? named("step", step) : named("word", code)),
      })),
    });
  }
  return out;
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
/** What a step of goods that come in is called: `returns:credited` is "credited". */
export const stepName = (id: string): string => named("step", id.split(":").at(-1) ?? id);

/** Levels of several rows as one: the total line. Levels that only some rows have keep their place. */
export function addLevels(all: readonly (readonly LevelView[])[]): readonly LevelView[] {
  const ids: string[] = [];
  for (const levels of all) for (const one of levels) if (!ids.includes(one.id)) ids.push(one.id);
  return ids.flatMap((id) => {
    const same = all.flatMap((levels) => levels.filter((one) => one.id === id));
    const [first] = same;
    if (first === undefined) return [];
    return [
      {
        ...first,
        of: same.reduce((sum, one) => sum + one.of, 0),
        parts: first.parts.map((part, at) => ({
          ...part,
          count: same.reduce((sum, one) => sum + (one.parts[at]?.count ?? 0), 0),
        })),
      },
    ];
  });
}

/** Levels as the gate draws them. */
export const gateOf = (levels: readonly LevelView[]): readonly GateLevel[] =>
  levels.map(({ of, explains, parts }) => ({ of, explains, parts }));

/** Goods that come in as one row of strokes: done is what has gone through the last step, and what is late anywhere shows. */
export function throughAll(levels: readonly LevelView[]): GateLevel {
  const [first, ...then] = levels;
  if (first === undefined) return { of: 0, explains: null, parts: [] };
  const last = then.at(-1);
  const counted = (level: LevelView | undefined, form: GateForm): number =>
    (level?.parts ?? []).filter((part) => part.form === form).reduce((sum, part) => sum + part.count, 0);
  const received = counted(first, "done");
  const done = last === undefined ? received : Math.min(received, counted(last, "done-of"));
  // Where the last step counts fewer than were received, the steps before it hold up the rest.
  const earlier = last === undefined || last.of >= received ? [] : then.slice(0, -1);
  const behind = [last, ...earlier].reduce((sum, level) => sum + counted(level, "late"), 0);
  const late = Math.min(received - done, behind);
  return {
    of: first.of,
    explains: null,
    parts: [
      { form: "done", count: done },
      { form: "in-hand", count: counted(first, "in-hand") },
      { form: "late", count: late + counted(first, "late") },
      { form: "waiting", count: received - done - late },
    ],
  };
}

/** By how much the parts of any level miss their whole, by size; 0 where all add up. */
export function offBy(levels: readonly LevelView[]): number {
  const misses = levels.map((one) => Math.abs(one.of - one.parts.reduce((sum, part) => sum + part.count, 0)));
  return Math.max(0, ...misses);
}

/** Why a number of a row cannot be known; null where it can. A number that cannot be known is never shown as good. */
export function unknownWhy(row: TallyRow, part: TallyPart): "unknown" | "not-judged" | null {
  if (part === "orders:floor" && row.silent !== null && row.orders.parts.floor === 0) return "unknown";
  if (part === "orders:not-in-wms" && !row.wmsJudged && row.orders.parts["not-in-wms"] === 0) return "not-judged";
  return null;
}

/** What the sentence at the head says of the day, by rule; the first that fits. */
export type Headline =
  | { readonly kind: "nothing" }
  | { readonly kind: "off"; readonly total: number; readonly site: string; readonly by: number }
  | {
      readonly kind: "not-known";
      readonly total: number;
      readonly where: readonly { readonly site: string; readonly count: number; readonly lastAt: string | null }[];
    }
  | { readonly kind: "late"; readonly total: number; readonly overdue: number; readonly late: number }
  | { readonly kind: "not-judged"; readonly total: number; readonly sites: readonly string[] }
  | { readonly kind: "placed"; readonly total: number };

/** Says whether the day adds up, and if not, where not. */
export function headlineOf(rows: readonly TallyRow[], goods: TallyGoods): Headline {
  const each = rows.map((row) => ({ row, levels: levelsOf(row, goods) }));
  const total = each.reduce((sum, one) => sum + (one.levels[0]?.of ?? 0), 0);
  if (total === 0 && each.every((one) => offBy(one.levels) === 0)) return { kind: "nothing" };
  const off = each.find((one) => offBy(one.levels) > 0);
  if (off !== undefined) return { kind: "off", total, site: off.row.warehouse, by: offBy(off.levels) };
  if (goods !== "orders") {
    const of = (form: string): number =>
      each.reduce(
        (sum, one) =>
          sum +
          one.levels
            .flatMap((view) => view.parts.filter((part) => part.part.endsWith(form)))
            .reduce((all, part) => all + part.count, 0),
        0,
      );
    return { kind: "late", total, overdue: of(":overdue"), late: of(":late") };
  }
  const unknown = rows.filter((row) => row.orders.parts["not-known"] > 0);
  if (unknown.length > 0)
    return {
      kind: "not-known",
      total,
      where: unknown.map((row) => ({
        site: row.name === "" ? row.warehouse : row.name,
        count: row.orders.parts["not-known"],
        lastAt: row.silent?.lastSeenAt ?? null,
      })),
    };
  const unjudged = rows.filter((row) => unknownWhy(row, "orders:not-in-wms") !== null);
  return unjudged.length > 0
    ? { kind: "not-judged", total, sites: unjudged.map((row) => row.warehouse) }
    : { kind: "placed", total };
}

/** The number that a list counts, as a row or a total line has it now; null where no such number is shown. */
export function countOf(rows: readonly TallyRow[], part: TallyPart): number | null {
  const counted = (of: (row: TallyRow) => number): number => rows.reduce((sum, row) => sum + of(row), 0);
  const reason = /^orders:on-hold:(.*)$/.exec(part)?.[1];
  if (reason !== undefined)
    return counted((row) => row.orders.holds.find((hold) => (hold.reason ?? "") === reason)?.count ?? 0);
  if (part === "orders:carried") return counted((row) => row.orders.carried);
  if (part === "orders:released") return counted((row) => row.orders.released);
  if (part === "orders:loaded") return counted((row) => row.orders.loaded);
  if (part === "orders:not-in-wms-late") return counted((row) => row.orders.notInWmsLate);
  const goods = goodsOf(part);
  let found: number | null = null;
  for (const row of rows)
    for (const view of levelsOf(row, goods)) {
      const count =
        view.explains === null && view.part === part ? view.of : view.parts.find((one) => one.part === part)?.count;
      if (count !== undefined) found = (found ?? 0) + count;
    }
  return found;
}

/** What a list is of. */
export function goodsOf(part: TallyPart): TallyGoods {
  const [head] = part.split(":");
  return head === "receipts" || head === "transfers" || head === "returns" ? head : "orders";
}

/** What a list is called: `returns:credited:late` is "credited: late". */
export function partName(part: TallyPart): string {
  const [, step, follow] = part.split(":");
  if (follow === undefined || step === undefined) return named("word", part);
  if (step === "on-hold")
    return `${named("word", `orders:${step}`)}: ${follow === "" ? t("tally.note.no-reason") : follow}`;
  return follow === "done" ? named("step", step) : `${named("step", step)}: ${named("word", follow)}`;
}
