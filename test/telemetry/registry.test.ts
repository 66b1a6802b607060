import { describe, expect, test } from "vitest";
import { expose } from "../../server/telemetry/exposition.ts";
import { createRegistry, maxSeries } from "../../server/telemetry/registry.ts";
import { openMetricsFaults } from "./open-metrics.ts";

const openMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8, text/plain; version=0.0.4; q=0.5";

function filled() {
  const registry = createRegistry("one");
  const accepted = registry.counter("tallyman_records_accepted_total", "Records, a \\ and a \n line.", ["class"]);
  accepted.add({ class: "traces" }, 3);
  accepted.add({ class: 'log"s\\\n' });
  registry.gauge("tallyman_memory_bytes", "Memory.", []).set({}, 12.5);
  const wait = registry.histogram("tallyman_wait_seconds", "Waiting.", ["flow"], [0.1, 1]);
  for (const seconds of [0.05, 0.1, 0.7, 5]) wait.observe({ flow: "order-to-ship" }, seconds);
  return registry;
}

describe("the registry", () => {
  test("refuses names and labels that the rules forbid", () => {
    const registry = createRegistry("one");
    expect(() => registry.counter("tallyman_records", "", [])).toThrow(/_total/);
    expect(() => registry.gauge("tallyman_records_total", "", [])).toThrow(/_total/);
    expect(() => registry.gauge("tallyman_wait_ms", "", [])).toThrow(/seconds/);
    expect(() => registry.gauge("Tallyman", "", [])).toThrow(/lower case/);
    expect(() => registry.counter("tallyman_x_total", "", ["order" as "flow"])).toThrow(/label order/);
    registry.counter("tallyman_y_total", "", ["flow"]);
    expect(() => registry.counter("tallyman_y_total", "", ["class"])).toThrow(/twice/);
  });

  test("the same declaration again is the same metric", () => {
    const registry = createRegistry("one");
    registry.counter("tallyman_y_total", "", []).add({});
    registry.counter("tallyman_y_total", "", []).add({}, 2);
    expect(registry.families()[0]?.points).toEqual([{ labels: [], value: 3 }]);
  });

  test("leaves out what would make a counter shrink", () => {
    const registry = createRegistry("one");
    const total = registry.counter("tallyman_y_total", "", []);
    for (const by of [1, -1, Number.NaN, Number.POSITIVE_INFINITY]) total.add({}, by);
    expect(registry.families()[0]?.points[0]?.value).toBe(1);
  });

  test("counts sources beyond the limit as other", () => {
    const registry = createRegistry("one");
    const total = registry.counter("tallyman_y_total", "", ["source"]);
    for (let i = 0; i < maxSeries + 50; i++) total.add({ source: `service-${i}` });
    const points = registry.families()[0]?.points ?? [];
    expect(points).toHaveLength(maxSeries + 1);
    expect(points.at(-1)).toEqual({ labels: ["other"], value: 50 });
  });

  test("adds up what worker threads tell, and keeps the counts of a worker that ended", () => {
    const front = filled();
    front.merge("engine", structuredClone(filled().snapshot()));
    const value = () =>
      front.families().find((one) => one.name === "tallyman_records_accepted_total")?.points[0]?.value;
    expect(value()).toBe(6);
    front.merge("engine", structuredClone(filled().snapshot()));
    expect(value()).toBe(6);
    const again = createRegistry("two");
    again.counter("tallyman_records_accepted_total", "Records.", ["class"]).add({ class: "traces" }, 10);
    front.merge("engine", structuredClone(again.snapshot()));
    expect(value()).toBe(16);
    const wait = front.families().find((one) => one.name === "tallyman_wait_seconds")?.points[0];
    expect(wait?.buckets).toEqual([4, 2, 2]);
  });
});

describe("the page for scrapers", () => {
  test("is valid OpenMetrics and ends with # EOF", () => {
    const { contentType, body } = expose(filled().families(), openMetrics);
    expect(contentType).toBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
    expect(openMetricsFaults(body)).toEqual([]);
    expect(body.endsWith("# EOF\n")).toBe(true);
    expect(body).toContain('tallyman_records_accepted_total{class="traces"} 3\n');
    expect(body).toContain('tallyman_records_accepted_total{class="log\\"s\\\\\\n"} 1\n');
    expect(body).toContain("# TYPE tallyman_records_accepted counter\n");
    expect(body).toContain("# UNIT tallyman_wait_seconds seconds\n");
    expect(body).toContain('tallyman_wait_seconds_bucket{flow="order-to-ship",le="1.0"} 3\n');
    expect(body).toContain('tallyman_wait_seconds_bucket{flow="order-to-ship",le="+Inf"} 4\n');
  });

  test("the check of OpenMetrics finds what is wrong", () => {
    const body = expose(filled().families(), openMetrics).body;
    expect(openMetricsFaults(body.replace("# EOF\n", ""))).not.toEqual([]);
    expect(openMetricsFaults(body.replace("accepted_total{", "accepted{"))).not.toEqual([]);
    expect(openMetricsFaults(body.replace('le="+Inf"', 'le="2.0"'))).not.toEqual([]);
    expect(openMetricsFaults(body.replace('class="traces"', 'class="tra"ces"'))).not.toEqual([]);
  });

  test.each([
    [undefined, "text/plain"],
    ["*/*", "text/plain"],
    ["text/html,application/xhtml+xml", "text/plain"],
    ["application/openmetrics-text", "application/openmetrics-text"],
    ["application/openmetrics-text;version=1.0.0;q=0.3,text/plain;q=0.9", "text/plain"],
    ["application/openmetrics-text;version=0.0.1;q=0.9,text/plain;q=0.2", "text/plain"],
    ["application/openmetrics-text;q=0", "text/plain"],
  ])("answers %s with %s", (accept, type) => {
    const { contentType, body } = expose(filled().families(), accept);
    expect(contentType.startsWith(`${type};`)).toBe(true);
    expect(body.endsWith("# EOF\n")).toBe(type !== "text/plain");
    if (type === "text/plain") expect(body).toContain("# TYPE tallyman_records_accepted_total counter\n");
  });
});
