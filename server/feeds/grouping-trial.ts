import type { Instant } from "../domain/index.ts";
import type { LivedException } from "../ports/index.ts";
import type { GroupingTrialRow, GroupName } from "../wire/index.ts";
import { isoOf } from "./formats.ts";
import { type Grouper, groupBy, teachingOf } from "./learning.ts";

const mostExamples = 5;

/**
 * The exceptions of a while, told apart as now and by other rules. An exception moves when the group that it would be in
 * has not the same members as the one that it is in: a group that only gets another name moves nothing. Pure.
 */
export function trialOf(
  known: readonly LivedException[],
  span: { readonly from: Instant; readonly to: Instant },
  live: Grouper,
  draft: Grouper,
): Omit<GroupingTrialRow, "change"> {
  const lives = teachingOf(known);
  const placed = lives.map((life) => ({ life, from: live(life), to: draft(life) }));
  const before = groupBy(placed, ({ from }) => from.id);
  const after = groupBy(placed, ({ to }) => to.id);
  const kept = new Set(
    [...after].flatMap(([id, of]) => {
      const from = of[0]?.from.id ?? "";
      return before.get(from)?.length === of.length && of.every((one) => one.from.id === from) ? [id] : [];
    }),
  );
  const moved = placed.filter(({ to }) => !kept.has(to.id));
  const titles = new Map<string, string>();
  const nameOf = ({
    life,
    group,
  }: {
    readonly life: LivedException;
    readonly group: ReturnType<Grouper>;
  }): GroupName => {
    // The newest life names a group without a rule.
    if (!titles.has(group.id)) titles.set(group.id, group.rule?.name ?? life.title);
    return { id: group.id, title: titles.get(group.id) ?? life.title, by: group.by };
  };
  return {
    from: isoOf(span.from),
    to: isoOf(span.to),
    looked: lives.length,
    groups: { before: before.size, after: after.size },
    moves: [...groupBy(moved, ({ from, to }) => JSON.stringify([from.id, to.id]))]
      .flatMap(([, of]) => {
        const [first] = of;
        if (first === undefined) return [];
        const examples = of.slice(0, mostExamples).map(({ life }) => ({
          id: `X-${life.number}`,
          title: life.title,
          openedAt: isoOf(life.openedAt),
        }));
        return {
          from: nameOf({ life: first.life, group: first.from }),
          to: nameOf({ life: first.life, group: first.to }),
          count: of.length,
          examples,
        };
      })
      .sort(
        (a, b) =>
          b.count - a.count || (a.to.id < b.to.id ? -1 : a.to.id > b.to.id ? 1 : a.from.id < b.from.id ? -1 : 1),
      ),
    unchanged: lives.length - moved.length,
  };
}
