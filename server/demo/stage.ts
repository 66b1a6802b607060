import { adjustmentSteps } from "./adjustments.ts";
import { openAgenda } from "./agenda.ts";
import { siteOf, sites } from "./company.ts";
import { countSteps } from "./counts.ts";
import { type Company, hourOf } from "./day.ts";
import { openSilence } from "./silence.ts";
import type { Step } from "./step.ts";
import { openStockroom } from "./stockroom.ts";
import { stories } from "./stories.ts";
import type { Act, Story } from "./story.ts";
import type { TracePlan } from "./trace.ts";
import { hour, localOf } from "./zones.ts";

/** What came of asking for a story or its end. */
export type Played =
  | { readonly ok: true; readonly story: Story; readonly papers: readonly string[] }
  | { readonly ok: false; readonly reason: Refusal };

/** Why a story is not begun, or not ended. */
export type Refusal = "unknown" | "under way" | "not begun";

/** The day of the company, and the stories that are under way in it. */
export interface Stage {
  /** The soonest step that starts before an instant, taken off the agenda; null when there is none. */
  takeBefore(until: number): Step | null;
  /** What is told of a step that was taken; null when it is not over by then, or told later, or not at all. */
  planOf(step: Step, until: number): TracePlan | null;
  /** Begins or ends what bears this name, from a planned instant on, one event each `pace` planned milliseconds. */
  play(name: string, at: number, pace: number): Played;
}

/** The day from an instant on; no story is under way. */
export function openStage(company: Company, dayFrom: number): Stage {
  const agenda = openAgenda(company, dayFrom);
  const acts = new Map<string, Act>();
  const instead = new Set<string>();
  const filled = new Set<string>();
  const silence = openSilence();
  const room = openStockroom();
  let countedTo = hourOf(dayFrom);

  const begin = (story: Story, at: number, pace: number): Played => {
    if (acts.has(story.name)) return { ok: false, reason: "under way" };
    const act = story.begin({ ...company, at, pace, dayFrom, filled });
    acts.set(story.name, act);
    for (const name of act.instead) instead.add(name);
    for (const load of act.fills) filled.add(load);
    if (act.silent !== null) silence.begin(siteOf(act.silent));
    for (const step of act.steps) agenda.put(step);
    return { ok: true, story, papers: act.papers };
  };

  const end = (story: Story, at: number, pace: number): Played => {
    const act = acts.get(story.name);
    if (act === undefined) return { ok: false, reason: "not begun" };
    acts.delete(story.name);
    for (const step of act.end(at, pace)) agenda.put(step);
    if (act.silent !== null) for (const step of silence.end(at)) agenda.put(step);
    return { ok: true, story, papers: act.papers };
  };

  /** Stock is told of each of a building's days: what is counted follows from what was told until then. */
  const countUntil = (until: number): void => {
    for (; countedTo < until; countedTo += hour)
      for (const site of sites) {
        const { dayNumber } = localOf(site.zone, countedTo);
        if (countedTo > dayFrom && localOf(site.zone, countedTo - hour).dayNumber === dayNumber) continue;
        const counts = countSteps(company.seed, site, dayNumber, room);
        const adjustments = adjustmentSteps(company.seed, site, dayNumber);
        for (const step of [...counts, ...adjustments]) if (step.at >= dayFrom) agenda.put(step);
      }
  };

  return {
    takeBefore(until) {
      countUntil(until);
      return agenda.takeBefore(until);
    },
    planOf(step, until) {
      if (step.story === undefined && instead.delete(step.name)) return null;
      const plan = step.plan();
      if (plan.end > until) {
        agenda.put({ ...step, at: plan.end, plan: () => plan });
        return null;
      }
      const diverted = silence.divert(step, plan);
      if (diverted === null) {
        room.note(plan);
        return plan;
      }
      if (diverted !== "kept") agenda.put(diverted);
      return null;
    },
    play(name, at, pace) {
      for (const story of stories) {
        if (story.name === name) return begin(story, at, pace);
        if (story.ending === name) return end(story, at, pace);
      }
      return { ok: false, reason: "unknown" };
    },
  };
}
