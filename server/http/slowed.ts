import type { Instant } from "../domain/index.ts";
import type { Refusal } from "./admission.ts";

/** What was lately sent away unread of one sender's deliveries of one worth. */
export interface Slowed {
  readonly sender: string;
  readonly route: string;
  readonly worth: Refusal["worth"];
  /** `share`: it sent more than its part; `full`: there was no room; `behind`: the engine was too far behind. */
  readonly why: Refusal["why"];
  readonly requests: number;
  /** As far as they were told before they were read. */
  readonly bytes: number;
  readonly lastAt: Instant;
}

/** So long something counts as slowed. */
const windowMs = 300_000;
const sliceMs = 10_000;
/** Different flows remembered in one slice, at most. */
const mostFlows = 1_000;

/** The refusals of the last five minutes. */
export interface SlowedBook {
  note(refusal: Refusal): void;
  /** The most bytes first. */
  list(): readonly Slowed[];
}

export function createSlowed(now: () => Instant): SlowedBook {
  let slices: { readonly until: Instant; readonly flows: Map<string, Slowed> }[] = [];

  return {
    note({ flow, worth, why, bytes }) {
      const at = now();
      let slice = slices.at(-1);
      if (slice === undefined || at >= slice.until) {
        slice = { until: at + sliceMs, flows: new Map() };
        slices = [...slices.filter(({ until }) => until > at - windowMs), slice];
      }
      const name = `${worth} ${why} ${flow.route} ${flow.sender}`;
      const known = slice.flows.get(name);
      if (known === undefined && slice.flows.size >= mostFlows) return;
      slice.flows.set(name, {
        ...flow,
        worth,
        why,
        requests: (known?.requests ?? 0) + 1,
        bytes: (known?.bytes ?? 0) + bytes,
        lastAt: at,
      });
    },
    list() {
      const at = now();
      const all = new Map<string, Slowed>();
      for (const { until, flows } of slices) {
        if (until <= at - windowMs) continue;
        for (const [name, one] of flows) {
          const known = all.get(name);
          const [requests, bytes] = [(known?.requests ?? 0) + one.requests, (known?.bytes ?? 0) + one.bytes];
          all.set(name, { ...one, requests, bytes });
        }
      }
      return [...all.values()].sort((a, b) => b.bytes - a.bytes || b.requests - a.requests);
    },
  };
}
