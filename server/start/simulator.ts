import { type ChildProcess, fork } from "node:child_process";
import { report } from "../telemetry/index.ts";
import { demoStories, type StoryAnswer } from "../wire/index.ts";

const stopWithin = 12_000;
/** It has the question by then, and plays when it comes to it. */
const answerWithin = 5_000;

/** The simulated network as a process of its own, which sends through the front door like anybody. */
export interface Simulator {
  /** Begins or ends a story, and says what came of it. */
  story(name: string): Promise<StoryAnswer>;
  /** Lets it send what it holds, then ends it. */
  stop(): Promise<void>;
}

const names: ReadonlySet<string> = new Set(demoStories.flatMap(({ name, ending }) => [name, ending]));

/** Starts the simulated network against an ingest address. */
export function startSimulator(program: string, endpoint: string, args: readonly string[]): Simulator {
  const child: ChildProcess = fork(program, ["--endpoint", endpoint, ...args], {
    stdio: ["ignore", "ignore", 2, "ipc"],
  });
  report("demo.started", { seed: 1, speed: 1 });
  child.on("message", (line: unknown) => {
    if (isPastSent(line)) report("demo.told", { records: line.records, ms: line.tookMs });
  });
  let ended = false;
  const gone = new Promise<void>((resolve) => {
    child.once("exit", (code, signal) => {
      ended = true;
      report("demo.stopped", { reason: signal ?? `exit ${code ?? 0}` });
      resolve();
    });
  });

  /** What the network says next about a story. */
  const answerTo = (story: string): Promise<StoryAnswer> =>
    new Promise((resolve) => {
      const settle = (answer: StoryAnswer): void => {
        child.off("message", hear);
        clearTimeout(timer);
        resolve(answer);
      };
      const hear = (line: unknown): void => {
        const answer = answerIn(line, story);
        if (answer !== null) settle(answer);
      };
      const timer = setTimeout(() => settle("begun"), answerWithin);
      child.on("message", hear);
      void gone.then(() => settle("ended"));
    });

  return {
    async story(name) {
      if (!names.has(name)) return "unknown";
      if (ended) return "ended";
      const answered = answerTo(name);
      child.send({ story: name });
      const answer = await answered;
      if (answer === "begun") report("demo.story", { story: name });
      return answer;
    },
    async stop() {
      if (ended) return;
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), stopWithin);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** What the network says once it has sent its past. */
function isPastSent(line: unknown): line is { readonly records: number; readonly tookMs: number } {
  return typeof line === "object" && line !== null && "event" in line && line.event === "history-sent";
}

/** What one line of the network says about a story; null when it says nothing of it. */
function answerIn(line: unknown, story: string): StoryAnswer | null {
  if (typeof line !== "object" || line === null || !("event" in line) || !("story" in line)) return null;
  if (line.story !== story) return null;
  if (line.event === "story" || line.event === "story-waits") return "begun";
  if (line.event !== "story-refused" || !("reason" in line)) return null;
  return line.reason === "under way" ? "under-way" : line.reason === "not begun" ? "not-begun" : "unknown";
}
