import { type ChildProcess, fork } from "node:child_process";
import { report } from "../telemetry/index.ts";

const stopWithin = 12_000;

/** The simulated network as a process of its own, which sends through the front door like anybody. */
export interface Simulator {
  /** Plays a story; false for one that it does not know, or when it has ended. */
  story(name: string): boolean;
  /** Lets it send what it holds, then ends it. */
  stop(): Promise<void>;
}

const stories: ReadonlySet<string> = new Set(["labels", "labels-fixed"]);

/** Starts the simulated network against an ingest address. */
export function startSimulator(program: string, endpoint: string, args: readonly string[]): Simulator {
  const child: ChildProcess = fork(program, ["--endpoint", endpoint, ...args], {
    stdio: ["ignore", "ignore", 2, "ipc"],
  });
  report("demo.started", { seed: 1, speed: 1 });
  let ended = false;
  const gone = new Promise<void>((resolve) => {
    child.once("exit", (code, signal) => {
      ended = true;
      report("demo.stopped", { reason: signal ?? `exit ${code ?? 0}` });
      resolve();
    });
  });
  return {
    story(name) {
      if (ended || !stories.has(name)) return false;
      child.send({ story: name });
      report("demo.story", { story: name });
      return true;
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
