import type { Meter, Observable, ObservableResult } from "@opentelemetry/api";
import { metricFamilies } from "./metrics.ts";
import type { Family } from "./registry.ts";

/**
 * Shows our counters and gauges to an OpenTelemetry meter, with the values that `/metrics` gives at that moment.
 * A histogram travels as its sum and its count.
 */
export function bridgeMetrics(meter: Meter): void {
  const known = new Set<string>();
  const discover = (): void => {
    for (const family of metricFamilies()) {
      if (known.has(family.name)) continue;
      known.add(family.name);
      observe(meter, family);
    }
  };
  discover();
  // A family that is declared later is found at the next reading, and told from the one after.
  meter.createObservableGauge("tallyman_metric_families", { description: "Metrics known." }).addCallback((result) => {
    discover();
    result.observe(known.size);
  });
}

function observe(meter: Meter, family: Family): void {
  const { name, type, help: description } = family;
  if (type === "histogram") {
    follow(meter.createObservableCounter(`${name}_sum`, { description }), name, (point) => point.value);
    follow(meter.createObservableCounter(`${name}_count`, { description }), name, (point) =>
      (point.buckets ?? []).reduce((sum, count) => sum + count, 0),
    );
    return;
  }
  const instrument =
    type === "counter"
      ? meter.createObservableCounter(name, { description })
      : meter.createObservableGauge(name, { description });
  follow(instrument, name, (point) => point.value);
}

function follow(instrument: Observable, name: string, value: (point: Family["points"][number]) => number): void {
  instrument.addCallback((result: ObservableResult) => {
    const family = metricFamilies().find((one) => one.name === name);
    for (const point of family?.points ?? []) {
      const labels = (family?.labels ?? []).map((label, at) => [label, point.labels[at] ?? ""] as const);
      result.observe(value(point), Object.fromEntries(labels));
    }
  });
}
