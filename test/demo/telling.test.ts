import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Flags } from "../../server/demo/flags.ts";
import { type Demo, startDemo } from "../../server/demo/run.ts";
import { hour, minute } from "../../server/demo/zones.ts";
import { type Answer, openSink, type Sink } from "./sink.ts";

const usual: Omit<Flags, "endpoint"> = {
  seed: 1,
  speed: 1,
  historyMs: 3 * hour,
  untilHistory: true,
  story: null,
  rate: 104,
  sampleOrd: false,
};

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Always a Wednesday afternoon in Atlanta: what a day holds depends on its hour, and a test must not. */
const shift = Date.UTC(2026, 10, 18, 19) - Date.now();

interface Played {
  readonly sink: Sink;
  readonly demo: Demo;
  readonly said: Readonly<Record<string, unknown>>[];
}

async function play(flags: Partial<Flags>, answer?: Answer): Promise<Played> {
  const sink = await openSink(answer);
  const said: Readonly<Record<string, unknown>>[] = [];
  const now = () => Date.now() + shift;
  const demo = startDemo(
    { ...usual, ...flags, endpoint: sink.endpoint },
    { now, say: (line) => said.push(line), storyPaceMs: 100 },
  );
  closers.push(async () => {
    await demo.stop(0);
    await sink.close();
  });
  return { sink, demo, said };
}

async function until(what: () => boolean, withinMs = 15_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!what()) {
    if (Date.now() > end) throw new Error("it never came");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("history", () => {
  test("arrives as OTLP protobuf with what the contract asks for, complete and counted", async () => {
    const { sink, demo, said } = await play({});
    await demo.ended;
    expect(said.map((line) => line.event)).toEqual(["history-sent", "stopped"]);
    expect(sink.spans.length + sink.logs.length).toBe(said[0]?.records);
    expect(sink.spans.length).toBeGreaterThan(1_000);
    for (const request of sink.requests) {
      expect(request.headers["content-type"]).toBe("application/x-protobuf");
      expect(request.headers["content-encoding"]).toBe("gzip");
      expect(["/v1/traces", "/v1/logs"]).toContain(request.path);
    }
    const services = new Set(sink.spans.map((span) => span.resource.get("service.name")));
    for (const service of ["web-shop", "netsuite-bridge", "wms-atl", "wms-sea", "edi-gateway-reno"]) {
      expect(services).toContain(service);
    }
    for (const span of sink.spans) {
      expect(span.traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(span.spanId).toMatch(/^[0-9a-f]{16}$/);
      const name = String(span.resource.get("service.name"));
      if (name.startsWith("wms-")) expect(span.resource.get("warehouse.code")).toBe(name.slice(4).toUpperCase());
    }
    const created = sink.spans.find((span) => span.attributes.get("business.event") === "order.created");
    for (const name of [
      "order.id",
      "customer.id",
      "business.amount",
      "business.lines",
      "order.ship_by",
      "carrier.service",
    ]) {
      expect(created?.attributes.has(name), name).toBe(true);
    }
    expect(created?.kind).toBe(2);
    const parents = new Set(sink.spans.map((span) => span.spanId));
    const linked = sink.spans.filter((span) => span.links > 0);
    expect(linked.length).toBeGreaterThan(100);
    for (const span of sink.spans) if (span.parentSpanId !== "") expect(parents.has(span.parentSpanId)).toBe(true);
    const log = sink.logs.find((entry) => entry.body.startsWith("Sales order"));
    expect(log).toMatchObject({ severity: "INFO", severityNumber: 9 });
    expect(parents.has(log?.spanId ?? "")).toBe(true);
  });

  test("two runs of one seed tell the same records", async () => {
    const texts: string[][] = [];
    for (let run = 0; run < 2; run += 1) {
      const { sink, demo } = await play({ historyMs: 2 * hour });
      await demo.ended;
      texts.push(sink.spans.map((span) => `${span.spanId} ${span.name} ${span.start} ${span.end}`));
    }
    const second = new Set(texts[1]);
    const missing = (texts[0] ?? []).filter((text) => !second.has(text));
    expect(missing).toEqual([]);
    expect(second.size).toBeGreaterThan(500);
  });

  test("a sampled ORD keeps some of its traces and says so", async () => {
    const { sink, demo } = await play({ historyMs: 20 * hour, sampleOrd: true });
    await demo.ended;
    const own = sink.spans.filter((span) => span.resource.get("service.name") === "wms-ord");
    const full = sink.spans.filter((span) => span.resource.get("service.name") === "wms-dfw");
    expect(own.length).toBeGreaterThan(0);
    expect(own.length).toBeLessThan(full.length / 3);
    expect(new Set(own.map((span) => span.traceState))).toEqual(new Set(["ot=th:e6666666666668"]));
    expect(full[0]?.traceState).toBe("");
  });
});

describe("a day of history", () => {
  let sink: Sink;

  beforeAll(async () => {
    const played = await play({ historyMs: 24 * hour });
    sink = played.sink;
    await played.demo.ended;
  });

  test("comes oldest first across all services, and never from the future", () => {
    let newest = 0;
    for (const span of sink.spans) {
      expect(span.start).toBeGreaterThan(newest - hour - minute);
      expect(span.end).toBeLessThanOrEqual(span.arrivedAt + shift);
      newest = Math.max(newest, span.start);
    }
    for (const log of sink.logs) expect(log.time).toBeLessThanOrEqual(log.arrivedAt + shift);
    const first = sink.spans[0]?.start ?? 0;
    expect(newest - first).toBeGreaterThan(22 * hour);
  });

  test("keeps failures as errors with their exception, and the test environment apart", () => {
    const refused = sink.spans.filter((span) => span.status.message === "unknown hold code CR7");
    expect(refused.length).toBeGreaterThan(0);
    for (const span of refused) {
      expect(span.status.code).toBe(2);
      expect(span.attributes.get("business.event")).toBe("order.released");
      expect(span.attributes.get("warehouse.code")).toBe("EWR");
      expect(span.events[0]?.name).toBe("exception");
      expect(span.events[0]?.attributes.get("exception.message")).toBe("unknown hold code CR7");
      const lines = sink.logs.filter((log) => log.traceId === span.traceId);
      expect(lines.some((log) => log.severityNumber === 17 && log.spanId === span.spanId)).toBe(true);
    }
    const apart = sink.spans.filter((span) => span.resource.get("deployment.environment.name") === "qa");
    expect(apart.length).toBeGreaterThan(20);
    expect(apart.every((span) => String(span.attributes.get("order.id")).startsWith("TEST-"))).toBe(true);
    const others = sink.spans.filter((span) => span.resource.get("deployment.environment.name") === "production");
    expect(others.length + apart.length).toBe(sink.spans.length);
  });
});

describe("a door that does not take it", () => {
  test("503 with Retry-After is waited for, and nothing is lost or told twice", async () => {
    const refusedAt: number[] = [];
    const { sink, demo, said } = await play({ historyMs: hour }, (request) => {
      if (request > 3) return { status: 200 };
      refusedAt.push(Date.now());
      return { status: 503, retryAfter: 1 };
    });
    await demo.ended;
    const waited = Date.now() - (refusedAt[0] ?? 0);
    expect(sink.requests.filter((request) => request.status === 503)).toHaveLength(3);
    expect(waited).toBeGreaterThanOrEqual(1_000);
    expect(sink.spans.length + sink.logs.length).toBe(said[0]?.records);
    expect(new Set(sink.spans.map((span) => span.spanId)).size).toBe(sink.spans.length);
  });

  test("400 is said once for each batch, and the day goes on", async () => {
    let bad = 0;
    const { sink, demo, said } = await play({ historyMs: hour }, (_request, path) => {
      if (path !== "/v1/logs" || bad > 0) return { status: 200 };
      bad += 1;
      return { status: 400 };
    });
    await demo.ended;
    const refused = said.filter((line) => line.event === "refused");
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ status: 400 });
    const sent = said.find((line) => line.event === "history-sent");
    expect(sink.spans.length + sink.logs.length + Number(refused[0]?.records)).toBe(sent?.records);
  });

  test("401 is asked again until a token is given", async () => {
    const { sink, demo, said } = await play({ historyMs: hour }, (_request, _path, message) =>
      message.headers.authorization === "Bearer s3cret" ? { status: 200 } : { status: 401 },
    );
    await until(() => sink.requests.length > 0);
    expect(said).toEqual([]);
    demo.authorize("s3cret");
    await demo.ended;
    expect(sink.spans.length + sink.logs.length).toBe(said[0]?.records);
  });
});

describe("live", () => {
  test("goes on from history at the chosen speed without stamping the future", async () => {
    const { sink, demo, said } = await play({ historyMs: hour, untilHistory: false, speed: 600 });
    await until(() => said.some((line) => line.event === "live"));
    const from = Date.now();
    const before = sink.spans.length;
    await until(() => sink.spans.length > before + 100 && Date.now() > from + 1_000);
    await demo.stop(5_000);
    const live = sink.spans.slice(before);
    for (const span of live) {
      expect(span.end).toBeLessThanOrEqual(span.arrivedAt + shift);
      expect(span.end).toBeGreaterThanOrEqual(span.start);
    }
    expect(sink.spans.length + sink.logs.length).toBe(said.at(-1)?.records);
    expect(said.at(-1)).toMatchObject({ event: "stopped", unsent: 0 });
  });

  test("labels: fourteen are refused twice at ATL, then twelve print and two remain", async () => {
    const { sink, demo, said } = await play({
      historyMs: 0,
      untilHistory: false,
      speed: 100,
      story: "labels",
      rate: 1,
    });
    const refusedLabels = () =>
      sink.spans.filter(
        (span) =>
          span.attributes.get("business.event") === "shipment.labelled" &&
          span.status.message.includes("postalCode is required"),
      );
    await until(() => refusedLabels().length === 14);
    const story = said.find((line) => line.event === "story");
    const orders = new Set(story?.papers as string[]);
    const labels = refusedLabels();
    expect(new Set(labels.map((span) => span.attributes.get("order.id")))).toEqual(orders);
    const one = labels[0];
    const traced = () => sink.spans.filter((span) => span.traceId === one?.traceId);
    const services = () => new Set(traced().map((span) => span.resource.get("service.name")));
    // Each service tells of its spans by itself.
    await until(() => services().size === 4);
    expect(services()).toEqual(new Set(["wms-atl", "label-svc", "erp-api", "tms-adapter"]));
    const trace = traced();
    const asked = trace.filter((span) => span.name === "POST carrier /labels");
    expect(asked.map((span) => [span.status.code, span.attributes.get("http.response.status_code")])).toEqual([
      [2, 400],
      [2, 400],
    ]);
    expect(String(asked[0]?.attributes.get("http.request.body"))).toContain('"postalCode":""');
    await until(() => sink.logs.filter((log) => log.traceId === one?.traceId).length >= 3);
    const severities = sink.logs.filter((log) => log.traceId === one?.traceId).map((log) => log.severity);
    expect(severities).toEqual(["WARN", "ERROR", "ERROR"]);

    demo.play("labels-fixed");
    const printed = () =>
      new Set(
        sink.spans
          .filter((span) => span.attributes.get("business.event") === "shipment.labelled" && span.status.code !== 2)
          .map((span) => span.attributes.get("order.id"))
          .filter((id) => orders.has(String(id))),
      );
    await until(() => printed().size === 12);
    demo.play("labels-fixed");
    demo.play("flood");
    expect(said.slice(-2).map((line) => line.event)).toEqual(["story-refused", "story-refused"]);
    await demo.stop(2_000);
    expect(printed().size).toBe(12);
  });

  test("reno: 412 are accepted with the times at which it was so, then the file confirms 407 of them", async () => {
    const { sink, demo, said } = await play({ historyMs: 0, untilHistory: false, story: "reno", rate: 1 });
    const from = (event: string, failed: boolean) =>
      sink.spans.filter(
        (span) =>
          span.resource.get("service.name") === "edi-gateway-reno" &&
          span.attributes.get("business.event") === event &&
          (span.status.code === 2) === failed,
      );
    await until(() => from("order.acknowledged", false).length >= 412);
    const began = Date.now() + shift;
    const orders = said.find((line) => line.event === "story")?.papers as string[];
    const accepted = new Set(from("order.acknowledged", false).map((span) => span.attributes.get("order.id")));
    expect(accepted).toEqual(new Set(orders));
    for (const span of from("order.acknowledged", false)) {
      expect(Date.parse(String(span.attributes.get("business.occurred_at")))).toBeLessThan(began - 10 * hour);
    }
    demo.play("reno");
    expect(said.at(-1)).toEqual({ event: "story-refused", story: "reno", reason: "under way" });
    expect(from("shipment.confirmed", false)).toEqual([]);

    demo.play("reno-file");
    const left = () =>
      from("shipment.confirmed", false).filter((span) => orders.includes(String(span.attributes.get("order.id"))));
    await until(() => left().length === 407 && from("shipment.confirmed", true).length === 5);
    for (const span of left()) {
      expect(Date.parse(String(span.attributes.get("business.occurred_at")))).toBeLessThan(began);
    }
    expect(from("pick.shorted", false)).toHaveLength(9);
  });
});
