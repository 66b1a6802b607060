import { describe, expect, it } from "vitest";
import type { LagRow, SourceRow } from "../../server/wire/index.ts";
import { countLinks, linkSorts, sortLinks, sortSources, sourceOf, viewLink } from "../../web/screens/sync/links.ts";
import { matrixOf, nextOn, noSite, sparkOf, type Way } from "../../web/screens/sync/matrix.ts";

const now = Date.parse("2026-11-19T19:32:00.000Z");
const minute = 60_000;

const link = (id: string, more: Partial<LagRow> = {}): LagRow => ({
  id,
  flow: "order-to-ship",
  step: id,
  from: "erp",
  to: "wms-atl",
  warehouse: "ATL",
  count: 40,
  p50Ms: minute,
  p95Ms: 2 * minute,
  p99Ms: 3 * minute,
  maxMs: 3 * minute,
  pending: 0,
  oldestPendingMs: null,
  oldestPendingAt: null,
  late: 0,
  policyMs: 10 * minute,
  lastMetAt: null,
  presence: "complete",
  ...more,
});

const source = (system: string, more: Partial<SourceRow> = {}): SourceRow => ({
  system,
  name: system,
  kind: "wms",
  warehouse: "ATL",
  environment: "",
  declared: true,
  lastSeenAt: "2026-11-19T19:31:00.000Z",
  firstHeardAt: null,
  silent: false,
  presence: "complete",
  presenceWhy: "",
  datesOnly: [],
  share: null,
  clockDoubted: false,
  nextFileAt: null,
  files: [],
  ...more,
});

const state = (more: Partial<LagRow>, from: SourceRow | null = null) => viewLink(link("a", more), from, now).state;

describe("how a link stands", () => {
  it("is judged by p95 and by what still waits, whichever is worse", () => {
    expect(state({})).toBe("inside");
    expect(state({ p95Ms: 8 * minute })).toBe("near");
    expect(state({ p95Ms: 11 * minute })).toBe("over");
    const waits = viewLink(
      link("a", { pending: 2, oldestPendingAt: "2026-11-19T19:20:00.000Z", oldestPendingMs: minute }),
      null,
      now,
    );
    expect(waits).toMatchObject({ state: "over", behindMs: 12 * minute, oldestMs: 12 * minute });
    expect(state({ late: 1 })).toBe("over");
  });

  it("is never good where nothing can be known", () => {
    expect(state({ presence: "sampled" })).toBe("not-judged");
    expect(state({ presence: "unknown", p95Ms: 99 * minute })).toBe("not-judged");
    expect(state({ count: 0, p95Ms: null })).toBe("quiet");
  });

  it("is silent when something waits for a source that is not heard, and only then", () => {
    const mute = source("wms-atl", { silent: true });
    expect(state({ pending: 3, oldestPendingAt: "2026-11-19T19:20:00.000Z" }, mute)).toBe("silent");
    expect(state({}, mute)).toBe("inside");
  });

  it("finds its source by id, or by kind where only one fits", () => {
    const all = [
      source("wms-atl"),
      source("wms-ewr", { warehouse: "EWR" }),
      source("erp", { kind: "erp", warehouse: null }),
      source("qa", { kind: "shop", environment: "qa" }),
    ];
    expect(sourceOf(link("a"), all)?.system).toBe("wms-atl");
    expect(sourceOf(link("a", { to: "wms", warehouse: "EWR" }), all)?.system).toBe("wms-ewr");
    expect(sourceOf(link("a", { to: "wms", warehouse: null }), all)).toBeNull();
    expect(sourceOf(link("a", { to: "shop" }), all)).toBeNull();
  });
});

describe("the table of links", () => {
  const views = [
    viewLink(link("inside"), null, now),
    viewLink(link("over", { p95Ms: 20 * minute, late: 2 }), null, now),
    viewLink(link("sampled", { presence: "sampled" }), null, now),
    viewLink(link("worse", { p95Ms: 40 * minute }), null, now),
    viewLink(link("quiet", { p95Ms: null }), null, now),
  ];

  it("puts trouble first and stands still among equals", () => {
    expect(sortLinks(views, "state").map((v) => v.row.id)).toEqual(["worse", "over", "sampled", "inside", "quiet"]);
    expect(sortLinks(views, "late").map((v) => v.row.id)).toEqual(["over", "inside", "quiet", "sampled", "worse"]);
    for (const sort of linkSorts) expect(sortLinks([...views].reverse(), sort)).toEqual(sortLinks(views, sort));
  });

  it("counts only what can be judged", () => {
    expect(countLinks(views)).toEqual({ inside: 1, judged: 3, notJudged: 1, quiet: 1 });
  });

  it("names the silent sources first, then those not heard for longest", () => {
    const sources = [
      source("b"),
      source("a", { lastSeenAt: "2026-11-19T10:00:00.000Z" }),
      source("q", { environment: "qa" }),
      source("c", { silent: true }),
    ];
    expect(sortSources(sources).map((s) => s.system)).toEqual(["c", "a", "b", "q"]);
  });
});

describe("links by site", () => {
  const step = (id: string) => ({
    id,
    after: "",
    expect: id,
    via: null,
    from: null,
    withinMs: minute,
    mode: "tell" as const,
  });
  const site = (id: string) => ({ id, name: id, timezone: "UTC" });
  const network = {
    flows: [{ id: "ship", object: "order" as const, criticality: "high", steps: [step("pick"), step("label")] }],
    warehouses: [site("SEA"), site("ATL"), site("RNO")],
  };
  const at = (name: string, warehouse: string | null, more: Partial<LagRow> = {}) =>
    viewLink(link(`${name}@${warehouse}`, { flow: "ship", step: name, warehouse, ...more }), null, now);
  const views = sortLinks(
    [
      at("label", "ATL"),
      at("pick", "ATL", { policyMs: 30 * minute }),
      at("pick", "SEA"),
      at("other", null),
      at("pick", "NEW"),
      at("label", "RNO"),
    ],
    "state",
  );
  const matrix = matrixOf(views, network);

  it("steps and sites stand as in the network, what it does not know after them, and links of no site last", () => {
    expect(matrix.rows.map((row) => row.step)).toEqual(["pick", "label", "other"]);
    expect(matrix.sites).toEqual(["SEA", "ATL", "RNO", "NEW", noSite]);
    expect(matrix.rows[0]?.targetMs).toEqual([10 * minute, 30 * minute]);
    expect([...(matrix.rows[0]?.cells.keys() ?? [])].sort()).toEqual(["ATL", "NEW", "SEA"]);
    expect(matrixOf([...views].reverse(), network)).toEqual(matrix);
    expect(matrixOf([], undefined)).toEqual({ sites: [], rows: [] });
  });

  it("each link stands in one cell, the worst first", () => {
    const two = sortLinks([at("pick", "ATL"), at("pick", "ATL", { id: "late", p95Ms: 99 * minute })], "state");
    expect(
      matrixOf(two, network)
        .rows[0]?.cells.get("ATL")
        ?.map(({ row }) => row.id),
    ).toEqual(["late", "pick@ATL"]);
    const all = matrix.rows.flatMap(({ cells }) => [...cells.values()].flat());
    expect(all.map(({ row }) => row.id).sort()).toEqual(views.map(({ row }) => row.id).sort());
  });

  it("arrows pass over what is not there, stop at the edge, and begin at the first", () => {
    const go = (id: string | null, ...path: Way[]) =>
      path.reduce<string | null>((from, way) => nextOn(matrix, from, way), id);
    expect(go(null, "down")).toBe("pick@SEA");
    expect(go("not there", "left")).toBe("pick@SEA");
    expect(go("pick@SEA", "right")).toBe("pick@ATL");
    expect(go("pick@ATL", "right")).toBe("pick@NEW");
    expect(go("pick@ATL", "down")).toBe("label@ATL");
    expect(go("label@ATL", "down")).toBe("label@ATL");
    expect(go("label@RNO", "up")).toBe("label@RNO");
    expect(go("label@RNO", "left", "up", "left", "left")).toBe("pick@SEA");
    expect(nextOn(matrixOf([], network), null, "up")).toBeNull();
  });

  it("a line ends in what the link is behind by now, and says nothing where nothing is known", () => {
    const [view] = [at("pick", "ATL", { pending: 1, oldestPendingAt: "2026-11-19T19:20:00.000Z" })];
    const point = { at: "", count: 1, p50Ms: 1, maxMs: 1, late: 0 };
    const series = {
      ...view.row,
      points: [
        { ...point, p95Ms: 5 },
        { ...point, p95Ms: null },
      ],
    };
    expect(sparkOf(series, view)).toEqual([
      { value: 5, ended: true },
      { value: null, ended: true },
      { value: 12 * minute, ended: false },
    ]);
    expect(sparkOf(undefined, at("pick", "SEA", { p95Ms: null }))).toEqual([{ value: null, ended: false }]);
  });
});
