import type { Instant, OpsException } from "../domain/index.ts";

/** When an exception was last given back; null when it never was. */
export const notMineAt = (exception: OpsException): Instant | null => exception.notMine.at(-1)?.at ?? null;

/** Whether no route took it: only the root matched. */
export const byFallback = (exception: OpsException): boolean => exception.route.length <= 1;

/** Exceptions given back that are told, at most. */
export const mostNotMine = 2_000;
