import type { AttributeName, ErrorGroupRow, ErrorsRow, GroupingRule, ToldRow } from "../../../server/wire/index.ts";

/** What the list is read for. */
export const modes = ["growing", "held", "noise"] as const;
export type Mode = (typeof modes)[number];

/** How long back is looked, in milliseconds. */
export const windows = { "24h": 86_400_000, "7d": 604_800_000, "30d": 2_592_000_000 } as const;
export type WindowName = keyof typeof windows;

/** Amount for sorting only: what is held on all sides and in all currencies put together is never shown. */
const heldOf = ({ held }: ErrorGroupRow): number => held.money.reduce((total, { amount }) => total + Number(amount), 0);

const changeRank = { new: 0, growing: 1 } as const;
const rankOf = ({ change }: ErrorGroupRow): number => (change === null ? 2 : changeRank[change]);
const byTime = (a: ErrorGroupRow, b: ErrorGroupRow): number =>
  a.lastAt < b.lastAt ? 1 : a.lastAt > b.lastAt ? -1 : a.id < b.id ? -1 : 1;

/** What makes noise: nobody acted on it, or it was not real. */
export const noiseIn = (row: ErrorGroupRow): number => row.untouched + row.notReal;

const orders: Readonly<Record<Mode, (a: ErrorGroupRow, b: ErrorGroupRow) => number>> = {
  growing: (a, b) => rankOf(a) - rankOf(b) || heldOf(b) - heldOf(a) || byTime(a, b),
  held: (a, b) => heldOf(b) - heldOf(a) || b.open - a.open || byTime(a, b),
  noise: (a, b) => noiseIn(b) - noiseIn(a) || b.raised - a.raised || byTime(a, b),
};

/** Groups in the order of a mode; of one place, those seen last come first. */
export const inOrder = (rows: readonly ErrorGroupRow[], mode: Mode): readonly ErrorGroupRow[] =>
  rows.toSorted(orders[mode]);

/** What groups hold up, as a sum that can be checked; null where nothing is held. */
export function heldSum(rows: readonly ErrorGroupRow[]): { readonly text: string; readonly objects: number } | null {
  const parts = rows.map(({ held }) => held.objects).filter((objects) => objects > 0);
  const objects = parts.reduce((a, b) => a + b, 0);
  return parts.length === 0 ? null : { text: `${parts.join(" + ")} = ${objects}`, objects };
}

/** A rule that takes just what some groups have: their own rules' lines, else their families. Systems that the file does not know cannot be named in it. */
export function linesOf(
  groups: readonly ErrorGroupRow[],
  rules: readonly GroupingRule[],
  declared: ReadonlySet<string>,
): GroupingRule["match"] {
  const lines = groups.flatMap((group) => {
    const own = rules.find(({ id }) => id === group.rule?.id);
    return own === undefined ? group.told.map((told) => lineOf(told, declared)) : own.match;
  });
  return [...new Map(lines.map((line) => [JSON.stringify(line), line])).values()];
}

function lineOf({ kind, system, flow, step, code, says }: ToldRow, declared: ReadonlySet<string>) {
  return {
    kind: [kind],
    ...(system !== null && declared.has(system) ? { system: [system] } : {}),
    ...(flow === null ? {} : { flow: [flow] }),
    ...(step === null ? {} : { step: [step] }),
    ...(code === null ? {} : { code: [code] }),
    says: [says],
  };
}

/** One group out of several. */
export const merged = (
  groups: readonly ErrorGroupRow[],
  { rules }: Pick<ErrorsRow, "rules">,
  declared: ReadonlySet<string>,
): GroupingRule => {
  const name = (groups[0]?.title ?? "").slice(0, 80);
  return { id: idFor(name, rules), name, match: linesOf(groups, rules, declared), by: [] };
};

/** The rule that makes a group, or would: to be edited, or split by one more attribute. */
export function ruleOf(
  group: ErrorGroupRow,
  { rules }: Pick<ErrorsRow, "rules">,
  declared: ReadonlySet<string>,
  by: AttributeName | null,
): GroupingRule {
  const own = rules.find(({ id }) => id === group.rule?.id) ?? {
    id: idFor(group.title, rules),
    name: group.title.slice(0, 80),
    match: linesOf([group], rules, declared),
    by: [],
  };
  return by === null || own.by.includes(by) ? own : { ...own, by: [...own.by, by] };
}

/** An id that no rule has, made of a name. */
export function idFor(name: string, rules: readonly { readonly id: string }[]): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  const base = plain === "" ? "group" : plain;
  const taken = new Set(rules.map(({ id }) => id));
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(id)) return id;
  }
}
