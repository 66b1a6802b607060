import type { LinkState } from "./link.ts";

/** How far what stands on the screen may be trusted. Instants are Unix milliseconds by the server's clock. */
export type Freshness =
  | { readonly kind: "connecting" }
  /** `agoMs`: since something last came. */
  | { readonly kind: "live"; readonly agoMs: number }
  /** Two beats were missed, or the server takes nothing any more. */
  | { readonly kind: "stale"; readonly lastAt: number }
  /** The server answers, and has not processed all that it received. */
  | { readonly kind: "behind"; readonly byMs: number }
  | { readonly kind: "offline"; readonly since: number }
  /** By the person's wish. */
  | { readonly kind: "paused"; readonly since: number };

/** A beat comes every 5 s; two missed, and a little for the way, make it stale. */
export const staleAfterMs = 11_000;
/** The engine is called behind from here on: a burst of a few seconds is no news. */
export const behindAfterMs = 10_000;

/**
 * Separates the failures that people confuse: this browser is cut off; the server is silent; the server is behind.
 * `localNow` is this machine's clock, `now` the server's.
 */
export function freshnessOf(
  link: Pick<LinkState, "phase" | "since" | "heardAt">,
  behindMs: number,
  now: number,
  localNow: number,
  pausedSince: number | null = null,
  /** When the last came that a damaged journal holds; null while it is whole. */
  takenUntil: number | null = null,
): Freshness {
  if (link.phase === "lost")
    return { kind: "offline", since: link.heardAt === null ? link.since : Math.min(link.since, now) };
  if (link.phase === "connecting" || link.heardAt === null) return { kind: "connecting" };
  const agoMs = Math.max(0, localNow - link.heardAt);
  if (agoMs >= staleAfterMs) return { kind: "stale", lastAt: now - agoMs };
  if (takenUntil !== null) return { kind: "stale", lastAt: takenUntil };
  if (pausedSince !== null) return { kind: "paused", since: pausedSince };
  if (behindMs >= behindAfterMs) return { kind: "behind", byMs: behindMs };
  return { kind: "live", agoMs };
}

/** The instant as of which the screen is, where that is not now; null while it is live or nothing came yet. */
export function oldSince(fresh: Freshness, now: number): number | null {
  switch (fresh.kind) {
    case "offline":
    case "paused":
      return fresh.since;
    case "stale":
      return fresh.lastAt;
    case "behind":
      return now - fresh.byMs;
    case "live":
    case "connecting":
      return null;
  }
}
