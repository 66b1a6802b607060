import { setTimeout as sleep } from "node:timers/promises";
import { openAgenda } from "./agenda.ts";
import { createEmitter } from "./emitter.ts";
import type { Flags } from "./flags.ts";
import { type LabelStory, planLabelStory } from "./label-story.ts";
import type { Step } from "./step.ts";
import { hour, minute } from "./zones.ts";

/** What the demo network needs from the process that it runs in. */
export interface Surroundings {
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Takes one line for whoever started the network. */
  readonly say: (line: Readonly<Record<string, unknown>>) => void;
  /** Wall-clock milliseconds from one event of a story to the next. */
  readonly storyPaceMs: number;
}

/** A network that plays. */
export interface Demo {
  /** Plays `labels` or `labels-fixed`; what cannot be played is said as `story-refused`. Before live it waits for live. */
  play(story: string): void;
  /** Sets the ingest token that goes with each request from now on; null for none. */
  authorize(token: string | null): void;
  /** Ends the day, sends what was told for at most `withinMs`, and resolves when all is closed. */
  stop(withinMs: number): Promise<void>;
  /** Resolves when the network ended by itself (`untilHistory`) or was stopped. */
  readonly ended: Promise<void>;
}

const sliceRecords = 4_000;
const sliceSpanMs = hour;
const tickMs = 250;
const storyLastsMs = 6 * minute;

/** Starts to play: history oldest first, a slice being taken before the next is told; then live. */
export function startDemo(flags: Flags, surroundings: Surroundings): Demo {
  const { now, say, storyPaceMs } = surroundings;
  const started = now();
  const historyFrom = started - flags.historyMs;
  const company = { seed: flags.seed, rate: flags.rate };
  const agenda = openAgenda(company, historyFrom);
  const stopping = new AbortController();
  const aborted = new Promise<void>((resolve) => {
    stopping.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  const early: string[] = flags.story === null ? [] : [flags.story];
  let token: string | null = null;
  let liveFrom: number | null = null;
  let labels: LabelStory | null = null;
  let fixing: NodeJS.Timeout | undefined;
  let records = 0;
  const emitter = createEmitter({
    endpoint: flags.endpoint,
    headers: () => (token === null ? {} : { authorization: `Bearer ${token}` }),
    refused: (count, status) => say({ event: "refused", records: count, status }),
    sampleOrd: flags.sampleOrd,
  });

  /** Only the pace of what is planned after the start of live is changed by speed; nothing is told before its time. */
  const stamp = (at: number): number =>
    liveFrom === null || at <= liveFrom ? at : liveFrom + (at - liveFrom) / flags.speed;
  const planNow = (): number => (liveFrom === null ? now() : liveFrom + (now() - liveFrom) * flags.speed);

  const tellStep = (step: Step, until: number): void => {
    const plan = step.plan();
    if (plan.end > until) {
      agenda.put({ ...step, at: plan.end, plan: () => plan });
      return;
    }
    emitter.tell(plan, stamp);
    records += plan.spans.length + plan.logs.length;
  };

  /** Tells what is due until then, at most a slice of it; true when there is more. */
  const tellSlice = (until: number): boolean => {
    const full = records + sliceRecords;
    let last = until;
    for (let first = true; ; first = false) {
      const step = agenda.takeBefore(last);
      if (step === null) return last < until;
      if (first) last = Math.min(until, step.at + sliceSpanMs);
      tellStep(step, until);
      if (records >= full) return true;
    }
  };

  const sendHistory = async (): Promise<void> => {
    for (let more = true; more && !stopping.signal.aborted; ) {
      more = tellSlice(now());
      await whenFlushed();
    }
  };

  const whenFlushed = (): Promise<void> => Promise.race([emitter.flush(), aborted]);

  const live = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const more = tellSlice(planNow());
      if (more || emitter.unsent() > sliceRecords) await whenFlushed();
      else await sleep(tickMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  const fixLabels = (): void => {
    clearTimeout(fixing);
    if (labels === null) {
      say({ event: "story-refused", story: "labels-fixed", reason: "the story labels is not being played" });
      return;
    }
    for (const step of labels.fix(planNow(), storyPaceMs * flags.speed)) agenda.put(step);
    labels = null;
    say({ event: "story", story: "labels-fixed" });
  };

  const playLabels = (): void => {
    if (labels !== null) {
      say({ event: "story-refused", story: "labels", reason: "it is being played" });
      return;
    }
    labels = planLabelStory(flags.seed, planNow() + 1_000 * flags.speed, storyPaceMs * flags.speed);
    for (const step of labels.refusals) agenda.put(step);
    fixing = setTimeout(fixLabels, storyLastsMs);
    fixing.unref();
    say({ event: "story", story: "labels", orders: labels.orders.map((order) => order.id) });
  };

  const play = (story: string): void => {
    if (story !== "labels" && story !== "labels-fixed") {
      say({ event: "story-refused", story, reason: "unknown story" });
    } else if (liveFrom === null) {
      early.push(story);
    } else if (story === "labels") {
      playLabels();
    } else {
      fixLabels();
    }
  };

  const run = async (): Promise<void> => {
    await sendHistory();
    if (stopping.signal.aborted) return;
    const sent = { from: new Date(historyFrom).toISOString(), to: new Date(now()).toISOString() };
    say({ event: "history-sent", ...sent, records, tookMs: now() - started });
    if (flags.untilHistory) {
      await finish(10_000);
      return;
    }
    liveFrom = now();
    say({ event: "live", speed: flags.speed });
    for (const story of early) play(story);
    await live();
  };

  let finished: Promise<void> | null = null;
  const finish = (withinMs: number): Promise<void> => {
    finished ??= (async () => {
      stopping.abort();
      clearTimeout(fixing);
      const unsent = await emitter.close(withinMs);
      say({ event: "stopped", records, unsent });
    })();
    return finished;
  };

  const ended = run().then(() => finish(10_000));
  return {
    play,
    authorize(next) {
      token = next;
    },
    async stop(withinMs) {
      await finish(withinMs);
      await ended;
    },
    ended,
  };
}
