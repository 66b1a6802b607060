import type { FlowCounts, FlowRow, FlowStepRow, KpiUnit } from "../../../server/wire/index.ts";
import { count, duration, lag, percent } from "../../app/format.ts";
import type { QueueSearch } from "../../app/url.ts";
import { eventWord } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { troublesOf, worstSite } from "./model.ts";
import { t } from "./words.ts";

/** What a step is called: the event that it waits for. */
export const stepName = ({ expects }: Pick<FlowStepRow, "expects">): string => eventWord(expects);

/** The queue of a step, or of a building at it. */
export const queueOf = (row: FlowRow, step: FlowStepRow, site: string | null): QueueSearch => ({
  ...(site === null ? {} : { site }),
  policy: `${row.id}.${step.id}`,
});

/** What stands at a step, in words, as a screen reader has it. */
export function countsText(counts: FlowCounts): string {
  return [
    t("flow.in-flight", { n: count(counts.inFlight) }),
    ...(counts.onHold > 0 ? [t("flow.on-hold", { n: count(counts.onHold) })] : []),
    ...troublesOf(counts).map(({ trouble, n }) => t(`flow.${trouble}`, { n })),
  ].join(", ");
}

/** Names of the silent systems of a step. */
export const silentNames = ({ silent }: Pick<FlowStepRow, "silent">, names: Names): string =>
  silent.map(({ system }) => names.system(system)).join(", ");

/** A step's box in words. */
export function stepText(step: FlowStepRow, names: Names): string {
  const site = worstSite(step);
  return [
    `${stepName(step)}: ${countsText(step)}`,
    ...(site === null ? [] : [t("flow.most-at", { site })]),
    ...step.silent.map(({ system }) => t("flow.node-silent", { system: names.system(system) })),
    ...(step.watch ? [t("flow.watch")] : []),
  ].join(", ");
}

/** Name of the box that a way comes from. */
export function fromName(row: FlowRow, from: string): string {
  const step = row.steps.find(({ id }) => id === from);
  const start = row.starts.find(({ id }) => id === from);
  return step !== undefined ? stepName(step) : eventWord(start?.event ?? from);
}

/** A way in words: what came over it, and how fast. */
export function wayText(row: FlowRow, from: string, step: FlowStepRow, volume: number | null): string {
  const ends = { from: fromName(row, from), to: stepName(step) };
  const came = volume === null ? t("flow.way-untold", ends) : t("flow.way", { ...ends, n: volume });
  return step.p95Ms === null ? came : came + t("flow.way-within", { p95: duration(step.p95Ms) });
}

/** A time on an axis or in a sentence: finer while it is short. */
export const span = (ms: number): string => (ms === 0 ? "0" : ms < 10_000 ? lag(ms) : duration(ms));

/** A key figure's value as people say it. */
export function figureText(value: number, unit: KpiUnit): string {
  switch (unit) {
    case "share":
      return percent(value);
    case "ms":
      return duration(value);
    case "days":
      return t("flow.unit-days", { n: value.toFixed(1) });
    case "per-exception":
      return t("flow.unit-exception", { n: value.toFixed(2) });
    case "per-thousand-orders":
      return t("flow.unit-thousand", { n: value.toFixed(1) });
  }
}
