/** Values of one kind of row, document or table beside those of the reference. */
import type { Owed } from "./books.ts";
import { type Cell, columnOf, emptyCell, inCompanyMoney, put } from "./cells.ts";
import type { Counted } from "./counted.ts";
import type { Answer } from "./drive.ts";
import type { Plan } from "./facts.ts";
import { nameOfRaised, type Raised } from "./raised.ts";

export const dimensions = ["warehouse", "partner", "flow", "cause"] as const;
/** A day as text. */
const dateOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

export type Same = (where: string, theirs: unknown, ours: unknown) => void;

export function compareExceptions(
  rows: readonly Answer[],
  raised: readonly Raised[],
  at: number,
  nameOf: (row: Answer) => string,
  same: Same,
): void {
  const open = new Map(raised.map((one) => [nameOfRaised(one), one]));
  for (const row of rows) {
    const name = nameOf(row);
    const ours = open.get(name);
    open.delete(name);
    same(name, true, ours !== undefined);
    if (ours === undefined) continue;
    const iso = (when: number | null): string | null =>
      when === null || when > at ? null : new Date(when).toISOString();
    same(`${name} happened`, row.openedAt, iso(ours.openedAt));
    same(`${name} raised`, row.createdAt, iso(ours.createdAt));
    same(`${name} taken`, row.acknowledgedAt, iso(ours.takenAt));
    same(`${name} ended`, row.resolvedAt, iso(ours.endedAt));
    same(`${name} in`, row.warehouse, ours.warehouse);
    same(`${name} of flow`, row.flow, ours.flow);
  }
  for (const name of open.keys()) same(name, false, true);
}

/** What the server calls each family of exceptions: the reference's families are the same sets under other names. */
export function familiesOf(
  documents: readonly Answer[],
  numbers: ReadonlyMap<number, string>,
  raised: readonly Raised[],
  same: Same,
): ReadonlyMap<string, string> {
  const own = new Map(raised.map((one) => [nameOfRaised(one), one.family]));
  const theirs = new Map<string, string>();
  const ours = new Map<string, string>();
  for (const document of documents) {
    if (document.object !== null || document.cause === null) continue;
    const family = own.get(numbers.get(Number(document.id.slice(2))) ?? "");
    if (family === undefined) continue;
    same(`the family of ${document.id}`, document.cause, theirs.get(family) ?? document.cause);
    same(`the family that ${document.id} is in`, family, ours.get(document.cause) ?? family);
    theirs.set(family, document.cause);
    ours.set(document.cause, family);
  }
  return theirs;
}

/** Numerator, denominator and what they make, of a period; false where it is not measured and so has no value. */
export function compareValue(
  where: string,
  theirs: Answer,
  ours: readonly Counted[],
  perThousand: boolean,
  same: Same,
): boolean {
  const numerator = ours.reduce((all, one) => all + one.numerator, 0);
  const denominator = ours.reduce((all, one) => all + one.denominator, 0);
  same(`${where} numerator`, theirs.numerator, numerator);
  same(`${where} denominator`, theirs.denominator, denominator);
  same(`${where} unknown`, theirs.unknown, 0);
  // A figure of which nobody tells all that it needs has no value, whatever is told.
  if (theirs.state === "not-measured") {
    same(`${where} value while it is not measured`, theirs.value, null);
    return false;
  }
  const value = denominator === 0 ? null : (numerator * (perThousand ? 1_000 : 1)) / denominator;
  same(`${where} value`, theirs.value, value);
  return true;
}

export function compareRow(
  where: string,
  theirs: Answer,
  ours: readonly Counted[],
  perThousand: boolean,
  same: Same,
): void {
  same(`${where} left out`, theirs.leftOut, ours.filter(({ leftOut }) => leftOut !== null).length);
  if (!compareValue(where, theirs, ours, perThousand, same)) return;
  const split = ours.filter(({ messageMs }) => messageMs !== null);
  same(`${where} split`, theirs.split?.count ?? 0, split.length);
  same(
    `${where} floor`,
    theirs.split?.floorMs ?? 0,
    split.reduce((all, one) => all + (one.floorMs ?? 0), 0),
  );
  same(
    `${where} messages`,
    theirs.split?.messageMs ?? 0,
    split.reduce((all, one) => all + (one.messageMs ?? 0), 0),
  );
}

export function compareDocument(where: string, theirs: Answer, ours: Counted, same: Same): void {
  same(`${where} day`, theirs.date, dateOf(ours.day));
  same(`${where} numerator`, theirs.numerator, ours.numerator);
  same(`${where} denominator`, theirs.denominator, ours.denominator);
  same(`${where} left out`, theirs.leftOut !== null, ours.leftOut !== null);
  for (const by of dimensions) same(`${where} ${by}`, theirs[by], ours[by]);
  same(`${where} floor`, theirs.floorMs, ours.floorMs);
  same(`${where} messages`, theirs.messageMs, ours.messageMs);
}

/** Cents as the contract writes money. */
export const moneyText = (minor: bigint): string => {
  const size = minor < 0n ? -minor : minor;
  return `${minor < 0n ? "-" : ""}${size / 100n}.${String(size % 100n).padStart(2, "0")}`;
};

export function comparePosting(theirs: Answer, ours: Owed, plan: Plan, same: Same): void {
  const value = inCompanyMoney(ours, plan);
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ["kind", theirs.kind, ours.kind],
    ["why", theirs.why, ours.why],
    ["column", theirs.column, columnOf(ours.age, [0, 1, 3, 7])],
    ["since", theirs.since, iso(ours.since)],
    ["day", theirs.sinceDay, ours.sinceDay],
    ["only a day", theirs.sinceIsDay, ours.sinceIsDay],
    ["due", theirs.dueAt, iso(ours.dueAt)],
    ["amount", theirs.amount, ours.amount === null ? null : moneyText(ours.amount)],
    ["currency", theirs.currency, ours.currency],
    ["basis", theirs.basis, ours.basis],
    ["estimate", theirs.estimate, ours.basis === "order-price"],
    ["value", theirs.value, value === null ? null : moneyText(value)],
    ["warehouse", theirs.warehouse, ours.warehouse],
    ["entity", theirs.entity, ours.entity],
    ["partner", theirs.partner, ours.partner],
    ["not billable", theirs.notBillable, ours.notBillable],
    ["ledger date", theirs.ledger.date, ours.date],
    ["ledger period", theirs.ledger.period, ours.period],
  ];
  for (const [name, a, b] of pairs) same(`${theirs.id} ${name}`, a, b);
}

export function cellOf(all: readonly Owed[], plan: Plan): Cell {
  const cell = emptyCell();
  for (const one of all) put(cell, one, plan);
  return cell;
}

export function compareCell(where: string, theirs: Answer, ours: Cell, same: Same): void {
  same(`${where} count`, theirs.count, ours.count);
  same(`${where} value`, theirs.value, moneyText(ours.value));
  same(`${where} valued`, theirs.valued, ours.valued);
  same(`${where} estimate`, theirs.estimate, moneyText(ours.estimate));
  same(`${where} estimated`, theirs.estimated, ours.estimated);
  same(`${where} unconverted`, theirs.unconverted, ours.unconverted);
  same(`${where} unknown`, theirs.unknown, ours.unknown);
  const sums = [...ours.sums].map(([name, { amount, count }]) => `${name} ${moneyText(amount)} ${count}`);
  const told = theirs.sums.map((one: Answer) => `${one.currency} ${one.basis} ${one.amount} ${one.count}`);
  same(`${where} sums`, told.toSorted().join("; "), sums.toSorted().join("; "));
}

export function compareTable(
  where: string,
  table: Answer,
  all: readonly Owed[],
  keyOf: (one: Owed) => string | null,
  column: (age: Owed["age"]) => number,
  plan: Plan,
  same: Same,
): void {
  const own = all.filter(({ side, notBillable }) => side === table.id && notBillable === null);
  const keys = new Set(own.map(keyOf));
  same(`${where} rows`, table.rows.length, keys.size);
  for (const row of table.rows) {
    const mine = own.filter((one) => keyOf(one) === row.key);
    row.cells.forEach((cell: Answer, index: number) => {
      compareCell(
        `${where} ${row.key} column ${index}`,
        cell,
        cellOf(
          mine.filter(({ age }) => column(age) === index),
          plan,
        ),
        same,
      );
    });
    compareCell(`${where} ${row.key} total`, row.total, cellOf(mine, plan), same);
    // Sums of what was answered, whatever the reference thinks.
    same(
      `${where} ${row.key} adds up`,
      row.total.value,
      moneyText(row.cells.reduce((sum: bigint, cell: Answer) => sum + BigInt(cell.value.replace(".", "")), 0n)),
    );
  }
  table.footer.forEach((cell: Answer, index: number) => {
    compareCell(
      `${where} footer ${index}`,
      cell,
      cellOf(
        own.filter(({ age }) => column(age) === index),
        plan,
      ),
      same,
    );
  });
  compareCell(`${where} total`, table.total, cellOf(own, plan), same);
  same(
    `${where} footer adds up`,
    table.total.count,
    table.footer.reduce((sum: number, cell: Answer) => sum + cell.count, 0),
  );
  for (const { kind, cell } of table.kinds)
    compareCell(
      `${where} of ${kind}`,
      cell,
      cellOf(
        own.filter((one) => one.kind === kind),
        plan,
      ),
      same,
    );
  const free = all.filter(({ side, notBillable }) => side === table.id && notBillable !== null);
  same(`${where} rules`, table.notBillable.length, new Set(free.map(({ notBillable }) => notBillable)).size);
  for (const { rule, cell } of table.notBillable)
    compareCell(
      `${where} ${rule}`,
      cell,
      cellOf(
        free.filter(({ notBillable }) => notBillable === rule),
        plan,
      ),
      same,
    );
}
