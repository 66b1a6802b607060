import type { Instant, Millis } from "../domain/index.ts";
import type { Scope } from "../ports/index.ts";
import type { LagSeries } from "../wire/index.ts";
import type { FeedDeps } from "./feed.ts";
import { toLagSeries } from "./lag.ts";

/** The lag table over time. */
export interface LagOverTime {
  /** The window until now, cut into so many equal spans of at least a minute. */
  read(scope: Scope, window: Millis, points: number): Promise<readonly LagSeries[]>;
}

/** So long an answer serves whoever asks for the same: each is a table a span, and many look at the same page. */
const servesMs = 10_000;
/** Answers kept at once. */
const mostKept = 32;

/** Reads it; who asks for the same within ten seconds is answered alike. */
export function createLagOverTime({
  views,
  clock,
  network,
}: Pick<FeedDeps, "views" | "clock" | "network">): LagOverTime {
  const kept = new Map<string, { readonly at: Instant; readonly answer: Promise<readonly LagSeries[]> }>();

  const readAt = async (scope: Scope, window: Millis, points: number, now: Instant): Promise<readonly LagSeries[]> => {
    const span = Math.max(60_000, Math.ceil(window / points));
    const tables = [];
    for (let at = now - span * (points - 1); at <= now; at += span)
      tables.push({ at, rows: await views.lag(scope, span, at) });
    return toLagSeries(tables, network());
  };

  return {
    read(scope, window, points) {
      const now = clock.now();
      const key = JSON.stringify([scope.warehouses, window, points]);
      const known = kept.get(key);
      if (known !== undefined && now >= known.at && now - known.at < servesMs) return known.answer;
      const answer = readAt(scope, window, points, now);
      kept.delete(key);
      kept.set(key, { at: now, answer });
      // What could not be read is asked for again.
      answer.catch(() => kept.get(key)?.answer === answer && kept.delete(key));
      for (const oldest of kept.keys()) {
        if (kept.size <= mostKept) break;
        kept.delete(oldest);
      }
      return answer;
    },
  };
}
