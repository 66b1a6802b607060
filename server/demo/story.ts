import type { Company } from "./day.ts";
import type { Step } from "./step.ts";

/** A story that the network plays when it is asked to; seed and instant decide all of it. */
export interface Story {
  /** What begins it. */
  readonly name: string;
  /** What ends it. */
  readonly ending: string;
  /** Wall-clock milliseconds after which it ends by itself; null: only when it is asked to. */
  readonly lastsMs: number | null;
  begin(scene: Scene): Act;
}

/** The network at the instant at which a story begins. */
export interface Scene extends Company {
  /** Planned instant from which on it is told. */
  readonly at: number;
  /** Planned milliseconds from one event of the story to the next. */
  readonly pace: number;
  /** Where the day that was told before begins. */
  readonly dayFrom: number;
  /** Loads that stories have filled before. */
  readonly filled: ReadonlySet<string>;
}

/** A story under way. */
export interface Act {
  /** Numbers of what it is about. */
  readonly papers: readonly string[];
  readonly steps: readonly Step[];
  /** Id of the site whose own traffic rests until the story ends; null for none. */
  readonly silent: string | null;
  /** Names of steps of the day that the story tells in its own way. */
  readonly instead: ReadonlySet<string>;
  /** Loads that it brings further orders to. */
  readonly fills: readonly string[];
  /** What ends it, from a planned instant on. */
  end(at: number, pace: number): readonly Step[];
}
