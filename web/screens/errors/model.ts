import type { CauseRow, NoiseRow } from "../../../server/wire/index.ts";

/** What the list is read for. */
export const modes = ["growing", "held", "noise"] as const;
export type Mode = (typeof modes)[number];

/** How long back is looked, in milliseconds. */
export const windows = { "24h": 86_400_000, "7d": 604_800_000, "30d": 2_592_000_000 } as const;
export type WindowName = keyof typeof windows;

/** One fault as the list shows it. */
export interface Fault {
  readonly row: NoiseRow;
  /** Its present episode, where something of it is open. */
  readonly cause: CauseRow | null;
  readonly change: "new" | "growing" | null;
}

const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

/** Whether a fault began in the last quarter of the while, or was raised there more than twice as often as before. */
export function changeOf(trend: readonly number[]): Fault["change"] {
  const cut = Math.floor(trend.length * 0.75);
  const before = sum(trend.slice(0, cut));
  const last = sum(trend.slice(cut));
  if (last === 0) return null;
  if (before === 0) return "new";
  return last >= 3 && last / (trend.length - cut) > (2 * before) / cut ? "growing" : null;
}

/** Faults of a while with what each holds up now. A cause answers for the fault whose newest exception it has. */
export function faultsOf(rows: readonly NoiseRow[], causes: readonly CauseRow[]): readonly Fault[] {
  const byId = new Map(causes.map((cause) => [cause.id, cause]));
  return rows.map((row) => ({
    row,
    cause: row.causeId === null ? null : (byId.get(row.causeId) ?? null),
    change: changeOf(row.trend),
  }));
}

/** Amount for sorting: what is held in all currencies put together. */
export const heldOf = ({ cause }: Fault): number =>
  cause === null ? 0 : cause.held.money.reduce((total, { amount }) => total + Number(amount), 0);

const changeRank = { new: 0, growing: 1 } as const;
const rankOf = ({ change }: Fault): number => (change === null ? 2 : changeRank[change]);
const byTime = (a: Fault, b: Fault): number => (a.row.lastAt < b.row.lastAt ? 1 : a.row.lastAt > b.row.lastAt ? -1 : 0);

/** What makes noise: nobody acted on it, or it was not real. */
export const noiseIn = ({ row }: Fault): number => row.untouched + row.notReal;

const orders: Readonly<Record<Mode, (a: Fault, b: Fault) => number>> = {
  growing: (a, b) => rankOf(a) - rankOf(b) || heldOf(b) - heldOf(a) || byTime(a, b),
  held: (a, b) => heldOf(b) - heldOf(a) || (b.cause?.members ?? 0) - (a.cause?.members ?? 0) || byTime(a, b),
  noise: (a, b) => noiseIn(b) - noiseIn(a) || b.row.raised - a.row.raised || byTime(a, b),
};

/** Faults in the order of a mode; of one place, those seen last come first. */
export const inOrder = (faults: readonly Fault[], mode: Mode): readonly Fault[] => faults.toSorted(orders[mode]);
