import { describe, expect, it } from "vitest";
import type { LagRow, SourceRow } from "../../server/wire/index.ts";
import { countLinks, linkSorts, sortLinks, sortSources, sourceOf, viewLink } from "../../web/screens/sync/links.ts";

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
