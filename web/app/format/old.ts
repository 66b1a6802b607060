import { type Freshness, oldSince } from "../../live/index.ts";
import { duration, when } from "../format.ts";

/** What a notice says of rows that are old: which part failed, since when, and for how long. */
export interface OldSaid {
  readonly kind: "offline" | "stale" | "behind";
  readonly at: string;
  readonly age: string;
}

/** What is to be said of rows that are not of now; null while they are, and where a person paused them. */
export function oldSaid(fresh: Freshness, now: number, zone: string): OldSaid | null {
  const old = oldSince(fresh, now);
  if (old === null || fresh.kind === "paused") return null;
  const kind = fresh.kind === "offline" || fresh.kind === "behind" ? fresh.kind : "stale";
  return { kind, at: when(old, now, zone), age: duration(now - old) };
}
