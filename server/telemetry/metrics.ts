import { randomUUID } from "node:crypto";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";
import { type Exposition, expose } from "./exposition.ts";
import { createRegistry, type Family, type Registry, type Snapshot } from "./registry.ts";

const registry: Registry = createRegistry(randomUUID());

/** Declares a counter of this thread; the same declaration again gives the same counter. Throws on a bad name. */
export const counter: Registry["counter"] = registry.counter;
/** Declares a gauge of this thread; the same declaration again gives the same gauge. Throws on a bad name. */
export const gauge: Registry["gauge"] = registry.gauge;
/** Declares a histogram of this thread, in seconds unless bounds are given. Throws on a bad name. */
export const histogram: Registry["histogram"] = registry.histogram;

/** This thread's metrics as plain objects; a worker posts them every few seconds and once before it ends. */
export const metricsSnapshot = (): Snapshot => registry.snapshot();

/** Takes in what the thread `origin` told of itself; its newest snapshot counts. */
export const mergeMetrics = (origin: string, snapshot: Snapshot): void => registry.merge(origin, snapshot);

/** Every metric of this thread and of those merged into it. */
export const metricFamilies: Registry["families"] = registry.families;

/** The page at `/metrics` for a scraper's `Accept` header; `more` stands behind our own. */
export const metricsText = (accept: string | undefined, more: readonly Family[] = []): Exposition =>
  expose([...registry.families(), ...more], accept);

if (isMainThread) {
  gauge("process_resident_memory_bytes", "Resident memory of the server process.", []).read({}, () =>
    process.memoryUsage.rss(),
  );
  gauge("process_start_time_seconds", "Unix time at which the process started.", []).set(
    {},
    Math.round(Date.now() / 1000 - process.uptime()),
  );
  watchLoop("tallyman_event_loop_delay_seconds", "front");
}

/** Measures how late this thread's event loop is, under a name, each time since the last reading. */
export function watchLoop(name: string, thread: string): void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  gauge(name, `99th percentile of the delay of the ${thread}'s event loop since the last reading.`, []).read({}, () => {
    const seconds = delay.percentile(99) / 1e9;
    delay.reset();
    return Number.isFinite(seconds) ? seconds : 0;
  });
}
