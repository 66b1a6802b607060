export type { EventFields, EventName } from "./catalogue.ts";
export { report, reportNamed, say } from "./events.ts";
export type { Exposition } from "./exposition.ts";
export { counter, gauge, histogram, mergeMetrics, metricsSnapshot, metricsText, watchLoop } from "./metrics.ts";
export type { Family, Snapshot } from "./registry.ts";
export { traced, untraced } from "./spans.ts";
export { startTelemetry, type Telemetry } from "./start.ts";
