import type { HeldMoney, HeldTotal } from "../../ports/index.ts";
import { all, type Condition, statements } from "./condition.ts";
import type { Handle } from "./database.ts";

/** How many exceptions a filter finds, what they hold up, and which they are. */
export interface Totals {
  readonly total: number;
  readonly held: HeldTotal;
  numbers(): readonly number[];
}

/** What one exception holds up of one object; without a currency where the amount is unknown. */
interface Hold {
  readonly minor: number;
  readonly currency: string | null;
  readonly basis: string;
}

/** Commits of which it is kept which exceptions they changed. */
export const movesKept = 10_000;
/** Exceptions that are kept by number, of all filters together. */
const mostKept = 400_000;

/**
 * Totals of filters, to be called within one state of the file. Adding up what a hundred thousand exceptions hold takes a
 * sixth of a second, and some exception changes every few: of a filter that was asked for before, only those are looked
 * at that changed since.
 */
export function totalsView(db: Handle): (where: Condition) => Totals {
  const prepare = statements(db);
  const newest = db.prepare("SELECT value FROM meta WHERE name = 'seq'").pluck();
  const changed = db.prepare("SELECT DISTINCT number FROM exception_moves WHERE seq > ? AND seq <= ?").pluck();
  const kept = new Map<string, { readonly sums: Sums; at: number }>();

  const read = (sums: Sums, table: string, where: Condition): void => {
    const rows = prepare(
      `SELECT number, ref, minor, currency, basis FROM ${table} LEFT JOIN holds USING (number) WHERE ${where.sql}`,
    )
      .raw()
      .iterate(...where.values) as Iterable<readonly [number, string | null, number | null, string | null, string]>;
    for (const [number, ref, minor, currency, basis] of rows)
      sums.add(number, ref, { minor: minor ?? 0, currency, basis });
  };

  const broughtUp = (
    where: Condition,
    seq: number,
    known: { readonly sums: Sums; readonly at: number } | undefined,
  ) => {
    if (known === undefined || known.at > seq || seq - known.at > movesKept) {
      const sums = sumsOf();
      read(sums, "exceptions", where);
      return sums;
    }
    const moved = known.at === seq ? [] : (changed.all(known.at, seq) as number[]);
    if (moved.length === 0) return known.sums;
    for (const number of moved) known.sums.take(number);
    const among = { sql: "number IN (SELECT value FROM json_each(?))", values: [JSON.stringify(moved)] };
    // By their numbers: no index knows them better.
    read(known.sums, "exceptions NOT INDEXED", all([among, where]));
    return known.sums;
  };

  return (where) => {
    const key = JSON.stringify([where.sql, where.values]);
    const seq = Number(newest.get());
    const known = kept.get(key);
    kept.delete(key);
    const sums = broughtUp(where, seq, known);
    kept.set(key, { sums, at: seq });
    let rows = 0;
    for (const one of kept.values()) rows += one.sums.size();
    for (const [oldest, one] of kept) {
      if (rows <= mostKept || kept.size === 1) break;
      kept.delete(oldest);
      rows -= one.sums.size();
    }
    return sums.totals();
  };
}

interface Sums {
  /** An exception, with one of what it holds up; null where it holds up nothing. */
  add(number: number, ref: string | null, hold: Hold): void;
  /** Takes an exception out again with all that it holds up. */
  take(number: number): void;
  size(): number;
  totals(): Totals;
}

/** Exceptions with what they hold up, in sums: of each object what the newest exception says that names it. */
function sumsOf(): Sums {
  const members = new Map<number, string[]>();
  const holds = new Map<string, Map<number, Hold>>();
  const money = new Map<string, { readonly money: HeldMoney; minor: number; count: number; estimates: number }>();
  let unknown = 0;

  const count = (hold: Hold | undefined, by: 1 | -1): void => {
    if (hold === undefined) return;
    const { minor, currency, basis } = hold;
    if (currency === null) {
      unknown += by;
      return;
    }
    const side = basis === "cost" ? "cost" : "price";
    const key = `${currency} ${side === "price" ? 0 : 1}`;
    const sum = money.get(key) ?? { money: { minor: 0, currency, side }, minor: 0, count: 0, estimates: 0 };
    sum.minor += by * minor;
    sum.count += by;
    if (basis === "order-price") sum.estimates += by;
    if (sum.count === 0) money.delete(key);
    else money.set(key, sum);
  };
  const last = (of: ReadonlyMap<number, Hold>): Hold | undefined => of.get(Math.max(...of.keys()));
  /** Changes what is said of an object, and what counts of it. */
  const change = (ref: string, work: (of: Map<number, Hold>) => void): void => {
    const of = holds.get(ref) ?? new Map<number, Hold>();
    count(last(of), -1);
    work(of);
    count(last(of), 1);
    if (of.size === 0) holds.delete(ref);
    else holds.set(ref, of);
  };

  return {
    add(number, ref, hold) {
      const refs = members.get(number) ?? [];
      members.set(number, refs);
      if (ref === null) return;
      refs.push(ref);
      change(ref, (of) => of.set(number, hold));
    },
    take(number) {
      for (const ref of members.get(number) ?? []) change(ref, (of) => of.delete(number));
      members.delete(number);
    },
    size: () => members.size,
    totals() {
      const sums = [...money].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
      return {
        total: members.size,
        held: {
          objects: holds.size,
          money: sums.map((sum) => ({ ...sum.money, minor: sum.minor })),
          estimated: sums.reduce((all, { estimates }) => all + estimates, 0),
          unknown,
        },
        numbers: () => [...members.keys()],
      };
    },
  };
}
