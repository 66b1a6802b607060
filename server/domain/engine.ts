import type { Instant } from "./types.ts";

/** What the engine itself must remember between commits. */
export interface EngineState {
  readonly nextException: number;
  readonly nextCause: number;
  /** Up to which instant deadlines were settled. */
  readonly settledTo: Instant;
  /** Hash of the network in force; empty before the first. */
  readonly networkHash: string;
  /** Systems declared, each with the instant since when: one declared complete counts as heard from then at the latest. */
  readonly systems: readonly { readonly id: string; readonly since: Instant }[];
  /** Times when we were not running, newest last, at most 20. */
  readonly downtimes: readonly { readonly from: Instant; readonly to: Instant }[];
  /** Steps in force, each with the instant since when: what arrived before is not judged by it. */
  readonly steps: readonly { readonly id: string; readonly since: Instant }[];
  /** Number of the last ruling applied. */
  readonly ruling: number;
  /** What each section of the network in force says, as a hash, by name. */
  readonly sections: readonly (readonly [section: string, hash: string])[];
  /** When another network took the place of the one before, newest last, at most 20. */
  readonly reloads: readonly Reload[];
}

/** Another network file that was taken up, and the sections that it changed; none where only a file beside it did. */
export interface Reload {
  readonly at: Instant;
  readonly hash: string;
  readonly changed: readonly string[];
}

/** The engine before anything was applied. */
export const firstEngine: EngineState = {
  nextException: 1,
  nextCause: 1,
  settledTo: 0,
  networkHash: "",
  systems: [],
  downtimes: [],
  steps: [],
  ruling: 0,
  sections: [],
  reloads: [],
};
