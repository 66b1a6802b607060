import { type Limits, type Row, reference, scaled } from "./figures.ts";

/** What the run was made on, in words. */
export interface Circumstances {
  readonly machine: string;
  readonly load: string;
  readonly limits: Limits;
}

const digits = (value: number): string => {
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString("en-US");
  if (size >= 10) return value.toFixed(1);
  return value.toFixed(2);
};

/** Whether it reaches its goal, in one word. */
export function verdictOf(row: Row): string {
  if (row.skipped !== null) return "skipped";
  if (row.meetsGoal === true) return "goal";
  return row.meetsFloor === true ? "floor" : "MISSED";
}

/** The table for people: one line a figure, columns of one width. */
export function tableOf(rows: readonly Row[], { machine, load, limits }: Circumstances): string {
  const head = ["id", "figure", "value", "unit", "goal", "floor", "verdict", "measured at, or why not"];
  const lines = rows.map((row) => [
    row.id,
    row.name,
    row.value === null ? "–" : digits(row.value),
    row.unit,
    bound(row.goal, row.reference.goal),
    bound(row.floor, row.reference.floor),
    verdictOf(row),
    row.skipped ?? row.at,
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => (line[column] ?? "").length)),
  );
  const right = new Set([2, 4, 5]);
  const said = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (right.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join(" | ")} |`;
  const rule = `|${widths.map((width, column) => (right.has(column) ? `${"-".repeat(width + 1)}:` : "-".repeat(width + 2))).join("|")}|`;
  const slower = scaled(1, "time", limits);
  return [
    `On ${machine}; ${load}.`,
    `R, the bare insert, came to ${digits(limits.insert)} rows/s, the raw append to ${digits(limits.append)} spans/s, a sync of 80 KB to ${digits(limits.syncMs)} ms.`,
    `Rates and times are held against goals set where R is ${digits(reference.insert)} and a sync takes ${reference.syncMs} ms, carried over to this machine; as they were set they stand in brackets.`,
    ...(slower > 1.5
      ? [
          `It was ${slower.toFixed(1)} times as slow as that machine, or others were at work on it: goals for times are that much easier here, so read what is in brackets too.`,
        ]
      : []),
    "",
    said(head),
    rule,
    ...lines.map(said),
  ].join("\n");
}

const bound = (here: number, set: number): string => (here === set ? digits(here) : `${digits(here)} (${digits(set)})`);
