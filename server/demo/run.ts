import { setTimeout as sleep } from "node:timers/promises";
import { createEmitter } from "./emitter.ts";
import type { Flags } from "./flags.ts";
import { openStage, type Refusal } from "./stage.ts";
import { stories, storyNames } from "./stories.ts";
import { hour } from "./zones.ts";

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
  /**
   * Begins or ends a story: said as `story`, or as `story-refused` with the reason. Before live it waits for live, said
   * as `story-waits`.
   */
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

/** Starts to play: history oldest first, a slice being taken before the next is told; then live. */
export function startDemo(flags: Flags, surroundings: Surroundings): Demo {
  const { now, say, storyPaceMs } = surroundings;
  const started = now();
  const historyFrom = started - flags.historyMs;
  const company = { seed: flags.seed, rate: flags.rate };
  const stopping = new AbortController();
  const aborted = new Promise<void>((resolve) => {
    stopping.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  const early: string[] = flags.story === null ? [] : [flags.story];
  let token: string | null = null;
  let liveFrom: number | null = null;
  const stage = openStage(company, historyFrom);
  const endings = new Map<string, NodeJS.Timeout>();
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

  /** Tells what is due until then, at most a slice of it; true when there is more. */
  const tellSlice = (until: number): boolean => {
    const full = records + sliceRecords;
    let last = until;
    for (let first = true; ; first = false) {
      const step = stage.takeBefore(last);
      if (step === null) return last < until;
      if (first) last = Math.min(until, step.at + sliceSpanMs);
      const plan = stage.planOf(step, until);
      if (plan === null) continue;
      emitter.tell(plan, stamp);
      records += plan.spans.length + plan.logs.length;
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

  const refuse = (story: string, reason: Refusal): void => say({ event: "story-refused", story, reason });

  const playNow = (name: string): void => {
    const played = stage.play(name, planNow() + 1_000 * flags.speed, storyPaceMs * flags.speed);
    if (!played.ok) {
      refuse(name, played.reason);
      return;
    }
    const { story, papers } = played;
    clearTimeout(endings.get(story.name));
    if (name === story.name && story.lastsMs !== null) {
      endings.set(story.name, setTimeout(() => playNow(story.ending), story.lastsMs).unref());
    }
    say({ event: "story", story: name, papers });
  };

  const play = (name: string): void => {
    if (!storyNames.has(name)) {
      refuse(name, "unknown");
    } else if (liveFrom !== null) {
      playNow(name);
    } else if (early.includes(name)) {
      refuse(name, "under way");
    } else if (stories.some((story) => story.ending === name && !early.includes(story.name))) {
      refuse(name, "not begun");
    } else {
      early.push(name);
      say({ event: "story-waits", story: name });
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
    for (const story of early) playNow(story);
    await live();
  };

  let finished: Promise<void> | null = null;
  const finish = (withinMs: number): Promise<void> => {
    finished ??= (async () => {
      stopping.abort();
      for (const ending of endings.values()) clearTimeout(ending);
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
