import { isoOf } from "../feeds/index.ts";
import type { IsoInstant } from "../wire/index.ts";

/** Unix nanoseconds as an instant with milliseconds. */
export const isoOfNanos = (nanos: bigint): IsoInstant => isoOf(Number(nanos / 1_000_000n));

/** Nanoseconds as milliseconds with up to six decimals. */
export const millisOf = (nanos: bigint): number => Number(nanos) / 1e6;
