import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { catalogue, type EventSpec } from "../../server/telemetry/catalogue.ts";
import { labelNames } from "../../server/telemetry/registry.ts";
import { escapeLine, escapeWords, redact } from "../../server/telemetry/text.ts";

const server = join(import.meta.dirname, "../../server");
const built = new URL("../../dist/server/telemetry/index.js", import.meta.url).href;

/** Runs a script against the built telemetry in a process of its own. */
function run(script: string, env: Readonly<Record<string, string>> = {}) {
  const source = `import * as telemetry from ${JSON.stringify(built)};\n${script}`;
  const done = spawnSync(process.execPath, ["--input-type=module", "-e", source], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, ...env },
    timeout: 20_000,
  });
  expect(done.stderr.includes("Error"), done.stderr).toBe(false);
  expect(done.status).toBe(0);
  return done;
}

const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));

const hostile = 'a"b\\\r\nINJECTED {"event":"ready"}\u0000\u001b[2J\u0085\u2028\u202ecba\ud800 \u{e0041} end';

describe("a line of an event", () => {
  test("stays one line of JSON whatever its fields hold", () => {
    const { stdout } = run(`
      telemetry.report("network.refused", { file: ${JSON.stringify(hostile)}, faults: 1, first: "x".repeat(5000) });
      telemetry.report("stopping", { because: "SIGTERM" });`);
    const lines = linesOf(stdout);
    expect(lines.map((line) => line.event)).toEqual(["network.refused", "stopping"]);
    expect(lines[0]?.file).toBe(hostile);
    expect(String(lines[0]?.first)).toHaveLength(2001);
    expect(stdout).toMatch(/^[ -~…\n]*$/);
  });

  test("carries its level, its time and its fields", () => {
    const [line] = linesOf(run(`telemetry.report("engine.started", { position: 7, seq: 0, downMs: null });`).stdout);
    expect(line).toMatchObject({ level: "info", event: "engine.started", position: 7, seq: 0, downMs: null });
    expect(line?.time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  test("is written by level, ready always", () => {
    const script = `
      telemetry.report("ingest.accepted", { route: "traces", records: 1, rejected: 0, bytes: 9, durationMs: 1 });
      telemetry.report("stopping", { because: "SIGTERM" });
      telemetry.report("ready", { dashboard: "http://127.0.0.1:1", otlpHttp: "http://127.0.0.1:2", otlpGrpc: null });`;
    const events = (level: string) =>
      linesOf(run(script, { TALLYMAN_LOG_LEVEL: level }).stdout).map((line) => line.event);
    expect(events("debug")).toEqual(["ingest.accepted", "stopping", "ready"]);
    expect(events("info")).toEqual(["stopping", "ready"]);
    expect(events("error")).toEqual(["ready"]);
    expect(events("nonsense")).toEqual(["stopping", "ready"]);
  });

  test("of a part that knows no catalogue is written the same, with what was thrown", () => {
    const { stdout, stderr } = run(`
      const thrown = new TypeError("no rows \\n here");
      telemetry.reportNamed("feeds.failed", { error: thrown });
      telemetry.reportNamed("session.refused", { by: "link", token: "abc" });
      telemetry.reportNamed("__proto__", { odd: { deep: [1] }, none: undefined, error: thrown });
      process.stderr.write(telemetry.metricsText(undefined).body.replaceAll("Error", ""));`);
    const [failed, refused, odd] = linesOf(stdout);
    expect(failed).toMatchObject({ level: "error", event: "feeds.failed", reason: "no rows \n here" });
    expect(String(failed?.stack)).toContain("TypeError");
    expect(refused).toMatchObject({ level: "warn", by: "link", token: "[redacted]" });
    expect(odd).toMatchObject({ level: "warn", event: "__proto__", odd: '{"deep":[1]}', none: null });
    expect(stderr).toContain('tallyman_sessions_refused_total{class="link"} 1\n');
    expect(stderr).toContain("tallyman_feeds_failed_total 1\n");
  });

  test("comes with its counters, written or not", () => {
    const { stderr } = run(`
      telemetry.report("ingest.accepted", { route: "traces", records: 40, rejected: 2, bytes: 900, durationMs: 12 });
      process.stderr.write(telemetry.metricsText("application/openmetrics-text").body);`);
    expect(stderr).toContain('tallyman_ingest_records_accepted_total{class="traces"} 40\n');
    expect(stderr).toContain('tallyman_ingest_records_rejected_total{class="traces"} 2\n');
    expect(stderr).toContain('tallyman_ingest_duration_seconds_bucket{class="traces",le="0.025"} 1\n');
  });

  test("does not drown the log: a flood is counted, and said once it is over", () => {
    const { stdout, stderr } = run(`
      const refuse = () => telemetry.report("socket.refused", { code: "signed-out" });
      for (let i = 0; i < 5000; i++) refuse();
      const real = performance.now.bind(performance);
      performance.now = () => real() + 11_000;
      refuse();
      process.stderr.write(telemetry.metricsText(undefined).body);`);
    const lines = linesOf(stdout);
    expect(lines).toHaveLength(102);
    expect(lines.at(-2)).toMatchObject({ event: "log.suppressed", of: "socket.refused", lines: 4900 });
    expect(stderr).toContain('tallyman_sockets_refused_total{class="signed-out"} 5001\n');
  });

  test("words for people go to stderr, with nothing that acts on a terminal", () => {
    const { stdout, stderr } = run(`telemetry.say("Open \\u001b[31mred\\r\\n  and on");`);
    expect(stdout).toBe("");
    expect(stderr).toBe("Open \\u001b[31mred\\u000d\n  and on\n");
  });
});

describe("text", () => {
  test("an escaped line parses to the same value", () => {
    const line = escapeLine(`${JSON.stringify({ hostile })}\n`);
    expect(line).toMatch(/^[ -~]*\n$/);
    expect(JSON.parse(line)).toEqual({ hostile });
    expect(escapeWords("tab\tline\n\u202e")).toBe("tab\tline\n\\u202e");
  });

  test.each([
    ["Authorization: Bearer abc.def-1", "abc"],
    ["authorization=Bearer%20abc.def-1", "abc"],
    ["POST https://user:abc@host/x", "abc"],
    ["http://127.0.0.1:8080/sign-in?link=abc&x=1", "abc"],
    ["http://127.0.0.1:8080/#token=abc", "abc"],
    ["cookie: session=abc", "abc"],
  ])("takes the secret out of %s", (text, secret) => {
    expect(redact(text)).not.toContain(secret);
    expect(redact(text)).toContain("[redacted]");
  });

  test("leaves plain words alone", () => {
    const text = "SO-1041 at ATL: token expired, see http://host:4318/v1/traces?x=1";
    expect(redact(text)).toBe(text);
  });
});

describe("the catalogue", () => {
  const specs = Object.entries(catalogue as Readonly<Record<string, EventSpec>>);

  test.each(specs)("%s names only fields that it has", (_name, spec) => {
    const fields = Object.keys(spec.fields);
    for (const count of spec.counts ?? []) {
      if (count.by !== undefined) expect(spec.fields[count.by]).toBe("number");
      for (const field of Object.values(count.labels ?? {})) expect(fields).toContain(field);
    }
    for (const measure of spec.measures ?? []) {
      expect(spec.fields[measure.of]).toBe("number");
      for (const field of Object.values(measure.labels ?? {})) expect(fields).toContain(field);
    }
  });

  test("has what is reported, and nothing that is not", () => {
    const reported = new Set<string>();
    for (const entry of readdirSync(server, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith(".ts")) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
      for (const [, name] of text.matchAll(/\breport\(\s*"([a-z.]+)"/g)) reported.add(name ?? "");
    }
    // Written by what writes lines.
    reported.add("log.suppressed");
    expect([...reported].sort()).toEqual(Object.keys(catalogue).sort());
  });

  test("no label is fed by an id", () => {
    for (const [, spec] of specs) {
      for (const { labels } of [...(spec.counts ?? []), ...(spec.measures ?? [])]) {
        for (const [label, field] of Object.entries(labels ?? {})) {
          expect(labelNames).toContain(label);
          expect(["id", "person", "sender", "position", "seq", "hash"]).not.toContain(field);
        }
      }
    }
  });
});
