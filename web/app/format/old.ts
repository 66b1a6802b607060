import { type Freshness, oldSince } from "../../live/index.ts";
import type { OldSaid } from "../../widgets/OldNotice.tsx";
import { duration, when } from "../format.ts";

/** What is to be said of rows that are not of now; null while they are, and where a person paused them. */
export function oldSaid(fresh: Freshness, now: number, zone: string): OldSaid | null {
  const old = oldSince(fresh, now);
  if (old === null || fresh.kind === "paused") return null;
  const kind = fresh.kind === "offline" || fresh.kind === "behind" ? fresh.kind : "stale";
  return { kind, at: when(old, now, zone), age: duration(now - old) };
}
