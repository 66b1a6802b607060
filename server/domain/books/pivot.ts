import type { Instant, Money } from "../types.ts";
import { type AgeEdges, ageColumn, ageColumns, type DayOf } from "./age.ts";
import { type AmountBasis, type BooksBlock, booksBlocks, type Owed } from "./owed.ts";

/** What the rows of a table stand for. */
export const pivotRows = ["entity", "warehouse", "kind", "partner"] as const;
export type RowsBy = (typeof pivotRows)[number];

/** Amounts of one currency and basis, in minor units; estimates have sums of their own. */
export interface OwedSum {
  readonly currency: string;
  readonly basis: AmountBasis;
  readonly estimate: boolean;
  readonly minor: number;
  /** Documents of which it is the sum. */
  readonly count: number;
}

/** A sum in the reporting currency, in its minor units, with the number of its documents. */
export interface ReportedSum {
  readonly minor: number;
  readonly count: number;
}

/**
 * Documents that stand in one place of a table. Those of its sums and the unknown are all of them; so are those of its
 * value, its estimate, the unconverted and the unknown.
 */
export interface OwedCell {
  readonly count: number;
  /** Exact amounts, each converted and rounded by itself, so that a cell is the sum of its documents. */
  readonly value: ReportedSum;
  /** The same of estimates. */
  readonly estimate: ReportedSum;
  /** Documents whose amount no rate converts. */
  readonly unconverted: number;
  /** By currency, then basis; never added to each other. */
  readonly sums: readonly OwedSum[];
  /** Documents whose amount is not known. */
  readonly unknown: number;
}

/** A row of a table, with a cell for each column of age. */
export interface PivotRow {
  /** Null: what it stands for was not told. */
  readonly key: string | null;
  readonly cells: readonly OwedCell[];
  readonly total: OwedCell;
}

/** One side of what is not in the books; each document that is to be billed is in one cell, one row total and one column total. */
export interface Pivot {
  readonly block: BooksBlock;
  /** By key, what was not told last. */
  readonly rows: readonly PivotRow[];
  readonly columns: readonly OwedCell[];
  readonly total: OwedCell;
  /** Apart from the rows and totals. */
  readonly notBillable: readonly { readonly rule: string; readonly cell: OwedCell }[];
}

/** How a table is cut. */
export interface PivotBy {
  /** Key of the row that something stands in; null where it was not told. */
  readonly rowOf: (owed: Owed) => string | null;
  /** An amount in the reporting currency, in its minor units; null where there is no rate. */
  readonly reported: (amount: Money) => number | null;
  readonly edges: AgeEdges;
  readonly at: Instant;
  /** Answers the days of the zone that something ages in: the ledger's, or its building's. */
  readonly daysOf: (owed: Owed) => DayOf;
}

/** The table of each side, empty ones too. One pass: each document is added to its cell and its totals, as integers. */
export function pivotOf(owed: Iterable<Owed>, by: PivotBy): readonly Pivot[] {
  const width = ageColumns(by.edges).length;
  const tables = new Map(booksBlocks.map((block) => [block, emptyTable(width)]));
  for (const one of owed) {
    const table = tables.get(one.block);
    if (table === undefined) continue;
    if (one.notBillable !== null) {
      add([cellAt(table.notBillable, one.notBillable.rule)], one, by);
      continue;
    }
    const { row: key, column } = placeInPivot(one, by);
    const row = table.rows.get(key) ?? { cells: emptyCells(width), total: emptyCell() };
    table.rows.set(key, row);
    add([row.cells[column], row.total, table.columns[column], table.total], one, by);
  }
  return [...tables].map(([block, table]) => ({ block, ...told(table) }));
}

/** The row and the column of something that is to be billed: what a cell's list is found by. */
export const placeInPivot = (
  owed: Owed,
  { rowOf, edges, at, daysOf }: Pick<PivotBy, "rowOf" | "edges" | "at" | "daysOf">,
): { readonly row: string | null; readonly column: number } => ({
  row: rowOf(owed),
  column: ageColumn(edges, owed, at, daysOf(owed)),
});

type Summing = { -readonly [K in keyof ReportedSum]: ReportedSum[K] };

interface Adding {
  count: number;
  readonly value: Summing;
  readonly estimate: Summing;
  unconverted: number;
  unknown: number;
  readonly sums: Map<string, { -readonly [K in keyof OwedSum]: OwedSum[K] }>;
}

interface Table {
  readonly rows: Map<string | null, { readonly cells: readonly Adding[]; readonly total: Adding }>;
  readonly columns: readonly Adding[];
  readonly total: Adding;
  readonly notBillable: Map<string, Adding>;
}

const emptyCell = (): Adding => ({
  count: 0,
  value: { minor: 0, count: 0 },
  estimate: { minor: 0, count: 0 },
  unconverted: 0,
  unknown: 0,
  sums: new Map(),
});
const emptyCells = (width: number): readonly Adding[] => Array.from({ length: width }, emptyCell);
const emptyTable = (width: number): Table => ({
  rows: new Map(),
  columns: emptyCells(width),
  total: emptyCell(),
  notBillable: new Map(),
});

function cellAt(cells: Map<string, Adding>, key: string): Adding {
  const cell = cells.get(key) ?? emptyCell();
  cells.set(key, cell);
  return cell;
}

/** Adds a document to each of these cells. */
function add(
  cells: readonly (Adding | undefined)[],
  { amount, basis, estimate }: Owed,
  { reported }: Pick<PivotBy, "reported">,
): void {
  const converted = amount === null ? null : reported(amount);
  const key = amount === null ? "" : `${amount.currency} ${basis} ${estimate}`;
  for (const cell of cells) {
    if (cell === undefined) continue;
    cell.count++;
    if (amount === null) {
      cell.unknown++;
      continue;
    }
    const known = cell.sums.get(key);
    const sum = known ?? { currency: amount.currency, basis, estimate, minor: 0, count: 0 };
    if (known === undefined) cell.sums.set(key, sum);
    sum.minor += amount.minor;
    sum.count++;
    if (converted === null) {
      cell.unconverted++;
      continue;
    }
    const side = estimate ? cell.estimate : cell.value;
    side.minor += converted;
    side.count++;
  }
}

function told({ rows, columns, total, notBillable }: Table): Omit<Pivot, "block"> {
  return {
    rows: [...rows]
      .map(([key, row]) => ({ key, cells: row.cells.map(cellOf), total: cellOf(row.total) }))
      .sort((a, b) => compareKeys(a.key, b.key)),
    columns: columns.map(cellOf),
    total: cellOf(total),
    notBillable: [...notBillable]
      .map(([rule, cell]) => ({ rule, cell: cellOf(cell) }))
      .sort((a, b) => compareKeys(a.rule, b.rule)),
  };
}

const cellOf = ({ sums, ...counted }: Adding): OwedCell => ({
  ...counted,
  sums: [...sums].sort(([a], [b]) => compareKeys(a, b)).map(([, sum]) => sum),
});

function compareKeys(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
