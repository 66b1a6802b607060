import type { CauseRow, ExceptionRow, HandOverLine, HandOverRow } from "../../../server/wire/index.ts";
import type { HeldAmount } from "../../app/format/held.ts";

/** Sums of what the lines hold up, by currency and side, estimates apart from exact ones; unknown ones are counted and add nothing. */
export interface HeldUp {
  readonly money: readonly (HeldAmount & { readonly amount: number; readonly estimate: boolean })[];
  readonly unknown: number;
}

/** Lines of a hand-over: what is held up, what somebody told of, and what ended or was accepted meanwhile. */
export interface Parts {
  readonly waiting: readonly HandOverLine[];
  readonly told: readonly HandOverLine[];
  readonly over: readonly HandOverLine[];
}

/** When an exception presses: its cut-off, else the end of its time. */
export const pressesAt = (row: Pick<ExceptionRow, "cutoff" | "dueAt">): string | null => row.cutoff?.at ?? row.dueAt;

const far = "9999";
const bySoonest = (a: HandOverLine, b: HandOverLine): number => {
  const [x, y] = [pressesAt(a.exception) ?? far, pressesAt(b.exception) ?? far];
  return x < y ? -1 : x > y ? 1 : a.exception.id < b.exception.id ? -1 : 1;
};

/** The lines by what they want of the reader, the soonest first. What was told stands apart from what is held up. */
export function partsOf(row: Pick<HandOverRow, "lines">): Parts {
  const lines = [...row.lines].sort(bySoonest);
  const waits = lines.filter(({ state }) => state === "waiting");
  return {
    waiting: waits.filter(({ exception }) => exception.told === null),
    told: waits.filter(({ exception }) => exception.told !== null),
    over: lines.filter(({ state }) => state !== "waiting"),
  };
}

/** Lines of one cause, the first of which presses first: they are read, and accepted, as one. */
export type Bundle = readonly [HandOverLine, ...HandOverLine[]];

/** Lines in their order, those of one cause together that one person or team has and of which the same was told. */
export function bundled(lines: readonly HandOverLine[]): readonly Bundle[] {
  const bundles = new Map<string, [HandOverLine, ...HandOverLine[]]>();
  for (const line of lines) {
    const { id, causeId, owner, told } = line.exception;
    const key =
      causeId === null
        ? id
        : JSON.stringify([
            causeId,
            owner.team,
            owner.person,
            line.state,
            line.acceptedBy,
            told?.text,
            told?.expectedAt,
          ]);
    const known = bundles.get(key);
    if (known === undefined) bundles.set(key, [line]);
    else known.push(line);
  }
  return [...bundles.values()];
}

/** What people did with all of a bundle, in order; what was done with one of it alone is on its own page. */
export function doneWithAll([first, ...others]: Bundle): HandOverLine["done"] {
  return first.done.filter((entry) =>
    others.every(({ done }) => done.some(({ action, text }) => action === entry.action && text === entry.text)),
  );
}

/** The sum of what lines hold up. */
export function heldUp(lines: readonly HandOverLine[]): HeldUp {
  const sums = new Map<string, HeldUp["money"][number]>();
  let unknown = 0;
  for (const { exception } of lines) {
    const { value } = exception;
    if (value === null || value.amount === null || value.currency === null) {
      if (value !== null) unknown += 1;
      continue;
    }
    const { currency } = value;
    const estimate = value.basis === "order-price";
    const side = value.basis === "cost" ? "cost" : "price";
    const key = `${currency} ${side} ${estimate}`;
    sums.set(key, { amount: (sums.get(key)?.amount ?? 0) + Number(value.amount), currency, side, estimate });
  }
  return { money: [...sums.values()], unknown };
}

/** The building that most of the lines stand in; null where they name none. */
export function siteOf({ lines }: Pick<HandOverRow, "lines">): string | null {
  const counts = new Map<string, number>();
  for (const { exception } of lines)
    if (exception.warehouse !== null) counts.set(exception.warehouse, (counts.get(exception.warehouse) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? null;
}

/** Causes that others have, and of which nothing is in the list: what the reader need not ask after. */
export function leftOut(causes: readonly CauseRow[], row: Pick<HandOverRow, "lines" | "to">): readonly CauseRow[] {
  const listed = new Set(row.lines.map(({ exception }) => exception.causeId));
  return causes.filter(({ id, owners }) => !listed.has(id) && owners.every(({ team }) => team !== row.to.team));
}

/** The first of the lines that presses within an hour or has passed; null where none does. */
export function pressing(lines: readonly HandOverLine[], now: number): string | null {
  const soonest = lines.map(({ exception }) => pressesAt(exception)).find((at) => at !== null) ?? null;
  return soonest !== null && Date.parse(soonest) - now < 3_600_000 ? soonest : null;
}
