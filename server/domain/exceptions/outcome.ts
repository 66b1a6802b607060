import type { Instant, OpsException } from "../types.ts";
import { objectOf, type Work } from "../work.ts";
import { heldBy } from "./held.ts";
import { restsAt, writeException } from "./write.ts";

/** Whether an exception waits for something that can be seen to happen: a failure that only rests does not. */
export const awaitsOutcome = (work: Work, exception: OpsException): boolean =>
  exception.kind === "missing-event" || (exception.kind === "failed-event" && restsAt(work, exception) === null);

/**
 * Keeps on a closed exception whether its outcome was seen, whichever came first: business time of the outcome, null
 * while it is still to come, undefined where none is awaited any more. Who closed it, when and why stay as they are; what
 * it holds up follows its object until the outcome is seen.
 */
export function noteOutcome(work: Work, exception: OpsException, seenAt: Instant | null | undefined): OpsException {
  const { resolution } = exception;
  if (exception.state !== "resolved" || resolution === null) return exception;
  if (resolution.by === "rule" && resolution.outcomeSeenAt === undefined) return exception;
  const { outcomeSeenAt: before, ...closed } = resolution;
  const object = seenAt === null && exception.object !== null ? objectOf(work, exception.object) : undefined;
  const row: OpsException = {
    ...exception,
    held: object === undefined ? exception.held : heldBy(work, object),
    resolution: seenAt === undefined ? closed : { ...closed, outcomeSeenAt: seenAt },
  };
  const seen = before === null && typeof seenAt === "number";
  return writeException(work, row, seen ? { action: "seen", by: "rule", text: null } : null);
}
