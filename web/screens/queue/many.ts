/** Acting on many at once: what is asked, and what came of it. Pure. */
import type { ActionResult, ActionsPreview, CauseRow, ExceptionRow } from "../../../server/wire/index.ts";
import type { Act, Which } from "../../live/index.ts";
import type { Selection } from "./selection.ts";

/** What an action on many is about. */
export interface Picked {
  /** In requests: rows by id with the version seen, each cause by its filter, or all that match. */
  readonly asks: readonly Which[];
  /** How many exceptions, as far as is known here. */
  readonly count: number;
  /** Those of them that are on the screen: they show the effect at once. */
  readonly rows: readonly ExceptionRow[];
  /** Causes that are acted on whole. */
  readonly causes: readonly string[];
}

/** What a choice comes to. `filter` is the list's. */
export function picked(
  selection: Selection,
  filter: Readonly<Record<string, string>>,
  shownSeq: number,
  rowOf: (id: string) => ExceptionRow | undefined,
  causeOf: (id: string) => CauseRow | undefined,
): Picked {
  const rows = [...selection.ids].flatMap((id) => rowOf(id) ?? []);
  const causes = [...selection.ids].flatMap((id) => causeOf(id) ?? []);
  if (selection.all !== null) {
    const { seq, total } = selection.all;
    const members = causes.flatMap((cause) => cause.first);
    return {
      asks: [{ filter, asOfSeq: seq }],
      count: total,
      rows: unique([...rows, ...members]),
      causes: causes.map(({ id }) => id),
    };
  }
  const whole = new Set(causes.map(({ id }) => id));
  const alone = rows.filter((row) => row.causeId === null || !whole.has(row.causeId));
  return {
    asks: [
      ...(alone.length === 0 ? [] : [{ ids: alone.map(({ id, version }) => ({ id, version })) }]),
      ...causes.map(({ id }) => ({ filter: { ...filter, cause: id }, asOfSeq: shownSeq })),
    ],
    count: alone.length + causes.reduce((sum, { members }) => sum + members, 0),
    rows: unique([...alone, ...causes.flatMap((cause) => cause.first)]),
    causes: [...whole],
  };
}

const unique = (rows: readonly ExceptionRow[]): readonly ExceptionRow[] => [
  ...new Map(rows.map((row) => [row.id, row])).values(),
];

/** An action of a kind whose preview is asked for before the form is filled in: its words decide nothing. */
export function sampleOf(kind: Act["action"], team: string, at: number): Act {
  switch (kind) {
    case "acknowledge":
      return { action: kind };
    case "assign":
      return { action: kind, team };
    case "not-mine":
      return { action: kind, reason: "–" };
    case "snooze":
      return { action: kind, until: new Date(at + 3_600_000).toISOString() };
    case "resolve":
      return { action: kind, reason: "done-outside" };
    case "comment":
    case "reopen":
    case "tell":
      return { action: kind, text: "–" };
  }
}

/** Several previews as one. */
export function joinedPreviews(previews: readonly ActionsPreview[]): ActionsPreview {
  const refused = new Map<string, ActionsPreview["preview"]["refused"][number]>();
  const others = new Map<string, number>();
  for (const { preview } of previews) {
    for (const one of preview.refused) {
      const known = refused.get(one.code);
      const ids = [...(known?.ids ?? []), ...one.ids].slice(0, 5);
      refused.set(one.code, { ...one, count: (known?.count ?? 0) + one.count, ids });
    }
    for (const { person, count } of preview.fromOthers) others.set(person, (others.get(person) ?? 0) + count);
  }
  const sum = (of: (one: ActionsPreview) => number): number => previews.reduce((all, one) => all + of(one), 0);
  return {
    preview: {
      asked: sum(({ preview }) => preview.asked),
      would: sum(({ preview }) => preview.would),
      refused: [...refused.values()].sort((a, b) => b.count - a.count),
      fromOthers: [...others].map(([person, count]) => ({ person, count })).sort((a, b) => b.count - a.count),
    },
    joinedLater: sum(({ joinedLater }) => joinedLater),
  };
}

/** What an action on many left, in the order in which people look: what was not done first. */
export function sortedResults(results: readonly ActionResult[]): readonly ActionResult[] {
  return [...results.filter(({ ok }) => !ok), ...results.filter(({ ok }) => ok)];
}

/** What can be taken back of it. */
export const madeBy = (
  results: readonly ActionResult[],
): readonly { readonly id: string; readonly actionId: number }[] =>
  results.flatMap(({ id, ok, version }) => (ok && version !== undefined ? [{ id, actionId: version }] : []));
