import type { Instant, OpsException } from "../types.ts";

type Told = NonNullable<OpsException["told"]>;

/** What somebody said at an instant. An expected time that does not lie ahead promises nothing. */
export const toldAt = (told: Omit<Told, "at" | "lapsedAt">, at: Instant): Told => ({
  ...told,
  at,
  lapsedAt: told.expectedAt !== null && told.expectedAt <= at ? told.expectedAt : null,
});

/** Until when the rung's clock stands, as somebody said when the outcome is to be expected; null where it runs. */
export const standsUntil = ({ told }: Pick<OpsException, "told">): Instant | null =>
  told === null || told.lapsedAt !== null ? null : told.expectedAt;

/** The row with a told time that has passed by an instant marked so; the same row before it, and where none was told. */
export function lapsed(exception: OpsException, at: Instant): OpsException {
  const until = standsUntil(exception);
  if (exception.told === null || until === null || until > at) return exception;
  return { ...exception, told: { ...exception.told, lapsedAt: at } };
}
