import { unheard } from "../expectations/presence.ts";
import { sourceText } from "../keys.ts";
import type { Network } from "../network.ts";
import type { Instant, OpsException, Quiet, SourceState } from "../types.ts";
import { exceptionOf, sourceOf, type Work } from "../work.ts";
import { dressed, writeException } from "./write.ts";

/** Quiets that a source remembers. */
const mostQuiets = 50;

/** When a quiet ends, or ended. */
export const endOf = (quiet: Quiet): Instant => Math.min(quiet.to, quiet.endedAt ?? quiet.to);

/** Until when a source is quiet that is so at an instant, through all that follow without a gap; null when it is not. */
export function quietUntil(source: Pick<SourceState, "quiets"> | undefined, at: Instant): Instant | null {
  let until: Instant | null = null;
  for (let found = true; found; ) {
    const from: Instant = until ?? at;
    const next = (source?.quiets ?? []).filter((quiet) => quiet.from <= from && from < endOf(quiet)).map(endOf);
    found = next.length > 0;
    if (found) until = Math.max(...next);
  }
  return until;
}

/** The same for what is awaited: a system by its id; where only its kind is known, all of that kind must be quiet. */
export function awaitedQuietUntil(work: Work, selector: string | null, at: Instant): Instant | null {
  if (selector === null) return null;
  const ids = idsOf(work.network, selector);
  const ends = ids.map((id) => quietUntil(sourceOf(work, sourceText("", id)), at));
  return ends.some((end) => end === null) ? null : Math.min(...ends.flatMap((end) => end ?? []));
}

function idsOf(network: Network, selector: string): readonly string[] {
  if (network.systems.has(selector)) return [selector];
  const ids = [...network.systems.values()].filter(({ kind }) => kind === selector).map(({ id }) => id);
  return ids.length === 0 ? [selector] : ids;
}

/** Declares a quiet: what it covers and nobody took is calmed, too. */
export function declareQuiet(work: Work, quiet: Quiet): void {
  const ref = sourceText("", quiet.system);
  const source = sourceOf(work, ref) ?? unheard(work.network, "", quiet.system, "");
  work.sources.set(ref, { ...source, quiets: [...source.quiets, quiet].slice(-mostQuiets) });
  for (const exception of missesOf(work, quiet.system)) {
    const until = awaitedQuietUntil(work, exception.system, judgedAt(exception));
    const calm =
      exception.quietUntil !== null || (exception.state === "open" && !exception.ownerDecided && !exception.watch);
    if (until === null || !calm || until + work.network.settle <= work.at) continue;
    const row = { ...exception, quietUntil: until, watch: true };
    const entry = { action: "quieted", by: quiet.by, text: quiet.why } as const;
    writeException(work, dressed(work, row), exception.quietUntil === null ? entry : null);
  }
}

/** Ends a quiet now; one that did not begin covers nothing. What is still missed is judged a moment later. */
export function endQuiet(work: Work, system: string, number: number, by: string): void {
  const ref = sourceText("", system);
  const source = sourceOf(work, ref);
  if (source === undefined) return;
  const quiets = source.quiets.map((quiet) =>
    quiet.number === number && quiet.endedAt === null && work.at < quiet.to
      ? { ...quiet, endedAt: work.at, endedBy: by }
      : quiet,
  );
  work.sources.set(ref, { ...source, quiets });
  for (const exception of missesOf(work, system)) {
    if (exception.quietUntil === null) continue;
    const until = awaitedQuietUntil(work, exception.system, judgedAt(exception));
    writeException(work, dressed(work, { ...exception, quietUntil: until ?? work.at }), null);
  }
}

/** A miss or a silence whose quiet is over and that still stands: it is told now, and its clock begins. */
export function tellAfterQuiet(work: Work, exception: OpsException): void {
  const step = work.network.steps.find((known) => known.flow === exception.flow && known.id === exception.step);
  const watched = step?.mode === "watch" || work.network.systems.get(exception.system ?? "")?.watch === true;
  const row = { ...exception, quietUntil: null, watch: watched, createdAt: work.at, rung: 0, rungAt: work.at };
  writeException(work, dressed(work, row), {
    action: "raised",
    by: "rule",
    text: "still missing after the planned quiet",
  });
}

/** What must lie within a quiet to be covered by it: a deadline, or the moment at which a silence was found. */
const judgedAt = (exception: OpsException): Instant =>
  exception.kind === "source-silent" ? exception.createdAt : exception.openedAt;

/** Unresolved misses and silences of a source. */
function missesOf(work: Work, system: string): readonly OpsException[] {
  return work.context.unresolved().flatMap((number) => {
    const exception = exceptionOf(work, number);
    if (exception === undefined || exception.state === "resolved" || exception.system === null) return [];
    if (exception.kind !== "missing-event" && exception.kind !== "source-silent") return [];
    return idsOf(work.network, exception.system).includes(system) ? [exception] : [];
  });
}
