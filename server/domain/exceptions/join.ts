import type { OpsException, Ref } from "../types.ts";
import { exceptionOf, numberOf, objectOf, putObject, type Work } from "../work.ts";
import { fingerprintFor } from "./fingerprint.ts";
import { openedFirst, resolveAs, writeException } from "./write.ts";

/**
 * Objects became one: their exceptions are about the joined object from now on, and those of one fingerprint become
 * the one that was opened first; the others are resolved as merged and keep answering.
 */
export function joinExceptions(work: Work, from: readonly Ref[], to: Ref): void {
  const object = objectOf(work, to);
  if (object === undefined) return;
  for (const number of object.exceptions) {
    const exception = exceptionOf(work, number);
    if (exception === undefined || exception.object === null || !from.includes(exception.object)) continue;
    const fingerprint = fingerprintFor(exception, to);
    const other = numberOf(work, fingerprint);
    const moved: OpsException = { ...exception, object: to, fingerprint };
    if (other === undefined || other === number) {
      writeException(work, moved, null);
      continue;
    }
    const known = exceptionOf(work, other);
    if (known === undefined) continue;
    const first = openedFirst(known, moved);
    const second = first === known ? moved : known;
    writeException(work, joinedInto(first, second), null);
    // A merged one gives its fingerprint away and is found by its number alone.
    resolveAs(
      work,
      { ...second, fingerprint: `${second.fingerprint}#${second.number}`, object: to },
      "merged",
      `X-${first.number}`,
      work.at,
    );
  }
  const joined = objectOf(work, to);
  if (joined !== undefined) putObject(work, joined);
}

/** The first of two with what the second knows; the later decision of a person holds. */
function joinedInto(first: OpsException, second: OpsException): OpsException {
  const decided = second.ownerDecided && (!first.ownerDecided || second.version > first.version) ? second : first;
  const groups = [
    ...first.groups,
    ...second.groups.filter((group) => !first.groups.some((known) => known.id === group.id)),
  ];
  return {
    ...first,
    groups,
    occurrences: Math.max(groups.length, first.occurrences),
    openedAt: Math.min(first.openedAt, second.openedAt),
    evidence: [...first.evidence, ...second.evidence].slice(-20),
    owner: decided.owner,
    ownerDecided: decided.ownerDecided,
    ...(decided === second && second.state !== "resolved"
      ? {
          state: second.state,
          acknowledgedAt: second.acknowledgedAt,
          snoozedUntil: second.snoozedUntil,
          rung: second.rung,
          rungAt: second.rungAt,
          handOver: second.handOver,
        }
      : {}),
    told: second.told !== null && (first.told === null || second.told.at > first.told.at) ? second.told : first.told,
  };
}
