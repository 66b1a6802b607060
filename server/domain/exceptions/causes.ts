import { masked } from "../masked.ts";
import type { Cause, Instant, Millis, OpsException } from "../types.ts";
import { causeOf, causeOfFamily, exceptionOf, numberOf, type Work } from "../work.ts";
import { fingerprint } from "./fingerprint.ts";

/** An episode is over when no member has been unresolved for this long. */
const episodeEnds: Millis = 86_400_000;

/** `C-17`. */
export const causeId = (number: number): string => `C-${number}`;

/** The number in `C-17`. */
export const numberOfCause = (id: string): number => Number(id.slice(2));

/** What exceptions of one fault have in common: kind, system, step and their words with ids and numbers masked. */
export const familyOf = (exception: OpsException): string =>
  [
    exception.watch ? `watch ${exception.kind}` : exception.kind,
    exception.system ?? "",
    exception.flow ?? "",
    exception.step ?? "",
    exception.code === null ? "" : masked(exception.code),
    masked(exception.title),
  ].join("\u001f");

/** Whether a source's silence explains an exception that is of another kind. */
export function isExplained(work: Work, exception: OpsException): boolean {
  if (exception.causeId === null || exception.kind === "source-silent") return false;
  return causeOf(work, numberOfCause(exception.causeId))?.kind === "source-silent";
}

/**
 * The exception with the cause that it belongs to, and the cause with its counts; to be called with every image before it
 * is written. It stays with its cause while that lasts and still fits; one that opens again later begins a new episode.
 */
export function enlisted(work: Work, before: OpsException | undefined, after: OpsException): OpsException {
  const stood = before !== undefined && before.state !== "resolved";
  const stands = after.state !== "resolved";
  const was =
    before === undefined || before.causeId === null ? undefined : causeOf(work, numberOfCause(before.causeId));
  if (was !== undefined && before !== undefined && (stood || !stands)) {
    const fits = !stands || was.family === familyOf(after) || isExplained(work, before);
    if (fits) {
      if (stood !== stands) put(work, left(work, was));
      return { ...after, causeId: before.causeId };
    }
    put(work, { ...left(work, was), members: was.members - 1 });
  }
  if (was !== undefined && !stood && stands && lasts(was, work.at) && was.family === familyOf(after)) {
    put(work, { ...was, unresolved: was.unresolved + 1, quietSince: null });
    return { ...after, causeId: causeId(was.number) };
  }
  return joined(work, after, silenceOver(work, after) ?? episodeFor(work, after));
}

/** Moves an unresolved exception under the silence of the source that should have told. */
export function adopted(work: Work, exception: OpsException, cause: Cause): OpsException {
  const was = exception.causeId === null ? undefined : causeOf(work, numberOfCause(exception.causeId));
  if (was?.number === cause.number) return exception;
  if (was !== undefined) put(work, { ...left(work, was), members: was.members - 1 });
  return joined(work, exception, causeOf(work, cause.number) ?? cause);
}

function joined(work: Work, exception: OpsException, cause: Cause): OpsException {
  const stands = exception.state !== "resolved";
  put(work, {
    ...cause,
    openedAt: cause.members === 0 ? exception.openedAt : Math.min(cause.openedAt, exception.openedAt),
    newestAt: Math.max(cause.newestAt, exception.createdAt),
    members: cause.members + 1,
    unresolved: cause.unresolved + (stands ? 1 : 0),
    quietSince: stands ? null : (cause.quietSince ?? (cause.unresolved === 0 ? work.at : null)),
  });
  return { ...exception, causeId: causeId(cause.number) };
}

/** One member fewer is unresolved. */
function left(work: Work, cause: Cause): Cause {
  const unresolved = cause.unresolved - 1;
  return { ...cause, unresolved, quietSince: unresolved === 0 ? work.at : null };
}

/** The episode of a family that lasts, or a new one. */
function episodeFor(work: Work, exception: OpsException): Cause {
  const family = familyOf(exception);
  const newest = causeOfFamily(work, family);
  if (newest !== undefined && lasts(newest, work.at)) return newest;
  const number = work.engine.nextCause;
  work.engine = { ...work.engine, nextCause: number + 1 };
  const { kind, flow, step, system, title, code, watch, openedAt, createdAt } = exception;
  return {
    number,
    family,
    kind,
    flow,
    step,
    system,
    title,
    code,
    watch,
    openedAt,
    newestAt: createdAt,
    members: 0,
    unresolved: 0,
    quietSince: null,
  };
}

/** The cause of the silence of the source that a miss awaits, where it is silent since before the deadline. */
function silenceOver(work: Work, exception: OpsException): Cause | undefined {
  if (exception.kind !== "missing-event" || exception.system === null || exception.watch) return undefined;
  const number = numberOf(work, fingerprint("source-silent", "", exception.system));
  const silence = number === undefined ? undefined : exceptionOf(work, number);
  if (silence === undefined || silence.state === "resolved" || silence.causeId === null || silence.watch)
    return undefined;
  return silence.openedAt <= exception.openedAt ? causeOf(work, numberOfCause(silence.causeId)) : undefined;
}

const lasts = ({ unresolved, quietSince }: Cause, at: Instant): boolean =>
  unresolved > 0 || quietSince === null || at - quietSince < episodeEnds;

function put(work: Work, cause: Cause): void {
  work.causes.set(cause.number, cause);
  work.families.set(cause.family, Math.max(work.families.get(cause.family) ?? 0, cause.number));
}
