import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { IntakeRow, IntakeSource, SearchHitRow, TraceRow } from "../../server/wire/index.ts";
import { candidates, checkIntake, checksDone, guessKind, needsKey } from "../../web/screens/connect/checklist.ts";
import {
  collectorBlock,
  curlBlock,
  environmentBlock,
  type Filling,
  nameBlock,
} from "../../web/screens/connect/snippets.ts";
import { addUp, missing, readNumbers, sortOut } from "../../web/screens/find/list.ts";
import { countBars, logShare, nextFailed } from "../../web/screens/traces/list.ts";
import { serviceHues as hues } from "../../web/widgets/serviceHue.ts";
import { toTable } from "../../web/widgets/tableText.ts";

const hit = (id: string, kind: SearchHitRow["kind"] = "order"): SearchHitRow => ({
  kind,
  id,
  environment: "",
  matched: { kind, value: id },
  exact: true,
  warehouse: null,
  status: "open",
  milestone: null,
  customer: null,
  strokes: [],
  waitsFor: null,
  owner: null,
  exception: null,
});

describe("a pasted list of numbers", () => {
  it("keeps its order, and the spaces that papers print", () => {
    expect(readNumbers("SO-1\r\n so 10423 \n\n10431,604-118827;TR-1\tINV 9")).toEqual({
      numbers: ["SO-1", "so 10423", "10431", "604-118827", "TR-1", "INV 9"],
      left: 0,
    });
    expect(readNumbers(Array.from({ length: 5_003 }, (_, i) => `${i}`).join("\n"))).toMatchObject({ left: 3 });
  });

  it("counts an object once, and says which line it is", () => {
    const lines = sortOut([
      { key: "SO-1", hits: [hit("SO-1")], nearest: null },
      { key: "FD-8", hits: [hit("SO-1")], nearest: null },
      { key: "10427", hits: [hit("SO-10427"), hit("INV-10427", "invoice")], nearest: null },
      { key: "PO 9", hits: [], nearest: hit("PO-91", "purchase-order") },
    ]);
    expect(lines.map((l) => l.kind)).toEqual(["found", "same", "fits-two", "not-found"]);
    expect(lines[1]).toMatchObject({ asLine: 1 });
    expect(addUp(4, lines)).toEqual({ pasted: 4, found: 1, same: 1, fitsTwo: 1, notFound: 1 });
  });

  it("adds up for any answers, and shows when a line was lost", () => {
    const answer = fc.record({
      key: fc.string(),
      hits: fc.array(fc.constantFrom(hit("A"), hit("B"), hit("A", "shipment")), { maxLength: 3 }),
      nearest: fc.constant(null),
    });
    fc.assert(
      fc.property(fc.array(answer), (answers) => {
        expect(missing(addUp(answers.length, sortOut(answers)))).toBe(0);
        expect(missing(addUp(answers.length + 2, sortOut(answers)))).toBe(2);
      }),
      { numRuns: 1000 },
    );
  });

  it("copies as a table that a sheet takes as text", () => {
    expect(
      toTable([
        ["a", "b\tc"],
        ["=1+1", "-5"],
      ]),
    ).toBe("a\tb c\n'=1+1\t'-5");
  });
});

describe("the list of traces", () => {
  const row = (at: string, failed = false): TraceRow => ({
    traceId: at,
    environment: "",
    name: "",
    startTime: `2026-11-19T${at}.000Z`,
    durationMs: 1,
    systems: [],
    failed,
    batch: false,
    objects: [],
    spans: null,
    outcome: null,
  });

  it("counts by the minute, empty minutes too", () => {
    const at = (hms: string) => Date.parse(`2026-11-19T${hms}.000Z`);
    const bars = countBars(
      [row("19:00:59"), row("19:01:00"), row("19:01:30", true), row("19:03:10"), row("18:00:00")],
      at("19:00:30"),
      at("19:03:20"),
      60_000,
    );
    expect(bars.map((b) => `${b.all}/${b.failed}`)).toEqual(["1/0", "2/1", "0/0", "1/0"]);
  });

  it("draws times on a log scale", () => {
    expect(logShare(30_000, 30_000)).toBe(1);
    expect(logShare(0, 30_000)).toBe(0.04);
    expect(logShare(0, 0)).toBe(0.04);
    expect(logShare(300, 30_000)).toBeGreaterThan(0.5);
  });

  it("gives a service one hue, in whatever order it is named", () => {
    expect(hues(["b", "a"])).toEqual(hues(["a", "b", "a"]));
    expect([...hues(["f", "e", "d", "c", "b", "a"]).values()]).toEqual([1, 2, 3, 4, 5, 1]);
  });

  it("goes to the next failed one, and from the last to the first", () => {
    const rows = [row("1", true), row("2"), row("3", true)];
    expect([nextFailed(rows, -1), nextFailed(rows, 0), nextFailed(rows, 2), nextFailed([row("1")], 0)]).toEqual([
      0, 2, 0, -1,
    ]);
  });
});

describe("the blocks to paste", () => {
  const filling: Filling = {
    endpoint: "https://tower.example.com:4318",
    token: "tm_8Jq2+w41c",
    tokenNeeded: true,
    service: "wms-atl",
    warehouse: "ATL",
  };

  it("are a Collector configuration with a pipeline of its own", () => {
    const config = parse(collectorBlock(filling, "new", false).text);
    expect(config.exporters["otlp_http/tallyman"]).toMatchObject({
      endpoint: filling.endpoint,
      headers: { authorization: "Bearer tm_8Jq2+w41c" },
      retry_on_failure: { enabled: true },
      sending_queue: { enabled: true },
    });
    expect(Object.keys(config.service.pipelines)).toEqual(["traces/tallyman", "logs/tallyman"]);
    expect(config.service.pipelines["traces/tallyman"]).toEqual({
      receivers: ["otlp"],
      processors: ["batch/tallyman"],
      exporters: ["otlp_http/tallyman"],
    });
  });

  it("use the old exporter name for old Collectors, and can leave out what has no key", () => {
    const config = parse(collectorBlock(filling, "old", true).text);
    expect(Object.keys(config.exporters)).toEqual(["otlphttp/tallyman"]);
    expect(config.service.pipelines["traces/tallyman"].processors).toEqual(["filter/tallyman", "batch/tallyman"]);
    expect(config.processors["filter/tallyman"].traces.span[0]).toMatch(
      /^attributes\["order.id"\] == nil and .* and status.code != STATUS_CODE_ERROR$/,
    );
  });

  it("fill in the variables as SDKs read them, with the token percent-encoded", () => {
    const lines = environmentBlock(filling).text.split("\n");
    expect(lines).toContain("OTEL_EXPORTER_OTLP_ENDPOINT=https://tower.example.com:4318");
    expect(lines).toContain("OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20tm_8Jq2%2Bw41c");
    expect(lines).toContain("OTEL_RESOURCE_ATTRIBUTES=warehouse.code=ATL,deployment.environment.name=production");
    expect(nameBlock(filling).text.split("\n")).toHaveLength(2);
  });

  it("leave the token out where none is needed, and say where it goes before it is made", () => {
    const open = { ...filling, tokenNeeded: false };
    for (const block of [collectorBlock(open, "new", false), environmentBlock(open), curlBlock(open, 0)])
      expect(block.text).not.toMatch(/authorization/);
    expect(environmentBlock({ ...filling, token: null }).text).toContain("Bearer%20<token>");
  });

  it("send one log record by hand that a server takes as OTLP/JSON", () => {
    const text = curlBlock(filling, 1_700_000_000_000).text;
    const body = JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
    expect(body.resourceLogs[0].scopeLogs[0].logRecords[0].timeUnixNano).toBe("1700000000000000000");
  });
});

describe("what has arrived", () => {
  const name = (attribute: string, example: string, count = 99, key: string | null = null) => ({
    name: attribute,
    count,
    of: 100,
    example,
    key,
  });
  const source = (more: Partial<IntakeSource> = {}): IntakeSource => ({
    system: "wms-sea",
    service: "wms-sea",
    declared: false,
    environment: "",
    records: 10,
    keyed: 0,
    failures: 0,
    lastSeenAt: "2026-11-19T19:00:00.000Z",
    signals: ["traces"],
    presence: "unknown",
    presenceWhy: "",
    share: null,
    names: [],
    ...more,
  });
  const at = "2026-11-19T19:00:00.000Z";
  const intake = (more: Partial<IntakeRow> = {}): IntakeRow => ({
    id: "intake",
    since: at,
    firstBytesAt: null,
    decodedAt: null,
    serviceNamedAt: null,
    keyFoundAt: null,
    objectCreatedAt: null,
    firstObject: null,
    requests: [],
    slowed: [],
    sources: [],
    environmentsApart: [],
    endpoints: { otlpHttp: "http://127.0.0.1:4318", otlpGrpc: "http://127.0.0.1:4317" },
    tokenNeeded: false,
    keyNames: [],
    ...more,
  });
  const states = (row: IntakeRow | null, system: string | null = null) =>
    checkIntake(row, system)
      .map((c) => c.state)
      .join(" ");

  it("waits for the first bytes, and fails only where what comes before is there", () => {
    expect(states(null)).toBe("waiting waiting waiting waiting waiting");
    expect(states(intake())).toBe("waiting waiting waiting waiting waiting");
    expect(states(intake({ firstBytesAt: at }))).toBe("done failed waiting waiting waiting");
    expect(states(intake({ firstBytesAt: at, decodedAt: at }))).toBe("done done failed waiting waiting");
    expect(states(intake({ firstBytesAt: at, decodedAt: at, serviceNamedAt: at }))).toBe(
      "done done done failed waiting",
    );
    expect(states(intake({ firstBytesAt: at, decodedAt: at, serviceNamedAt: at, keyFoundAt: at }))).toBe(
      "done done done done waiting",
    );
  });

  it("looks at the chosen source alone from the fourth line on", () => {
    const row = intake({
      firstBytesAt: at,
      decodedAt: at,
      serviceNamedAt: at,
      keyFoundAt: at,
      objectCreatedAt: at,
      sources: [source(), source({ system: "erp", keyed: 4 })],
    });
    expect(checksDone(checkIntake(row, null))).toBe(5);
    expect(states(row, "wms-sea")).toBe("done done done failed waiting");
    expect(states(row, "erp")).toBe("done done done done done");
    expect(needsKey(row, null)).toBeNull();
    expect(needsKey(row, "wms-sea")?.system).toBe("wms-sea");
    expect(needsKey({ ...row, keyFoundAt: null }, null)?.system).toBe("wms-sea");
  });

  it("offers what looks like a business number and leaves out what is technical", () => {
    const found = candidates(
      source({
        names: [
          name("http.request.method", "GET", 100),
          name("user.session", "a91f0c7be08d35e2a91f0c7be08d35e2", 100),
          name("lpn", "SEA00917", 61),
          name("wms.rma_ref", "RMA-30918"),
          name("wms.zone", "picking", 100),
          name("order.id", "SO-1", 50, "order"),
        ],
      }),
    );
    expect(found.map((c) => c.name)).toEqual(["wms.rma_ref", "lpn", "wms.zone"]);
    expect(found[0]).toMatchObject({ kind: "return", share: 0.99 });
  });

  it("guesses what a number is about from its name", () => {
    expect(["sales.doc", "po_number", "delivery.no", "inv_ref", "asn", "bol"].map(guessKind)).toEqual([
      "order",
      "purchase-order",
      "shipment",
      "invoice",
      "receipt",
      "load",
    ]);
  });
});
