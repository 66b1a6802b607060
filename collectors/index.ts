import type { Collector } from "./kit/index.ts";
import { otlp } from "./otlp/index.ts";

/** Every way that data reaches us. */
export const collectors: readonly Collector[] = [otlp];
