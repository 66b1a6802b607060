import { expect } from "vitest";
import { openStage, type Stage } from "../../server/demo/stage.ts";
import type { TracePlan } from "../../server/demo/trace.ts";
import { hour, minute } from "../../server/demo/zones.ts";
import type { OpsException } from "../../server/domain/index.ts";
import { demoStories } from "../../server/wire/index.ts";
import { type Fact, factsOf } from "./facts.ts";
import { type Judge, openJudge, play } from "./judge.ts";

/** Planned milliseconds from one event of a story to the next. */
export const pace = 3_000;
/** How long a story is told before it is ended, and looked at after. */
export const told = 3 * minute;
/** From one delivery to the next. */
const apart = 10_000;

/** A story that was played: what was told and what the core made of it before and after its end. */
export interface Playing {
  readonly stage: Stage;
  readonly judge: Judge;
  readonly at: number;
  readonly papers: readonly string[];
  readonly day: readonly Fact[];
  readonly begun: readonly TracePlan[];
  /** Exceptions about the story, open when it had been told. */
  readonly raised: readonly OpsException[];
  readonly ended: readonly TracePlan[];
  /** Those still open, or open since, after its end. */
  readonly left: readonly OpsException[];
}

/** Plays a story to its end over some hours of a day. */
export async function playStory(name: string, iso: string, seed = 1, history = 2 * hour): Promise<Playing> {
  const story = demoStories.find((one) => one.name === name);
  if (story === undefined) throw new Error(`no story ${name}`);
  const at = Date.parse(iso);
  const from = at - history;
  const judge = await openJudge(from - 1);
  const stage = openStage({ seed, rate: 104 }, from);
  const day = factsOf(play(judge, stage, from, at, 20 * minute));
  const known = new Set(judge.exceptions().map((exception) => exception.number));
  const about = (): OpsException[] =>
    judge.exceptions().filter((one) => one.state !== "resolved" && !known.has(one.number) && ofStory(one));
  const papers = new Set<string>();
  const ofStory = (one: OpsException): boolean =>
    [one.object ?? "", ...one.held.map((held) => held.ref)].some((ref) => papers.has(ref.split(":").at(-1) ?? ""));
  const begin = stage.play(name, at + 1_000, pace);
  if (!begin.ok) throw new Error(begin.reason);
  for (const paper of begin.papers) papers.add(paper);
  const begun = play(judge, stage, at, at + told, apart);
  const raised = about();
  const end = stage.play(story.ending, at + told, pace);
  if (!end.ok) throw new Error(end.reason);
  const ended = play(judge, stage, at + told, at + 2 * told, apart);
  return { stage, judge, at, papers: begin.papers, day, begun, raised, ended, left: about() };
}

/** Facts about the story's papers, by business time. */
export function factsAbout(playing: Playing, traces: readonly TracePlan[]): Fact[] {
  const papers = new Set(playing.papers);
  return factsOf(traces).filter((fact) => [...fact.keys.values()].some((key) => papers.has(key)));
}

/** What exceptions hold up, as far as it is known. */
export function knownCents(exceptions: readonly OpsException[]): number {
  return exceptions.reduce((sum, one) => sum + one.held.reduce((all, held) => all + (held.money?.minor ?? 0), 0), 0);
}

/** Nothing is in the ERP or billed before a floor says that it left. */
export function expectNothingAhead(facts: readonly Fact[]): void {
  const left = new Map<string, number>();
  for (const fact of facts) {
    const shipment = fact.keys.get("shipment") ?? "";
    if (fact.ok && fact.type === "shipment.confirmed") left.set(shipment, fact.at);
    if (fact.type === "shipment.posted" || fact.type === "invoice.posted") {
      expect(fact.at, `${fact.type} ${shipment}`).toBeGreaterThan(left.get(shipment) ?? Number.POSITIVE_INFINITY);
    }
  }
}
