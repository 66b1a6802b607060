import { beforeAll, describe, expect, test, vi } from "vitest";
import { siteOf } from "../../server/demo/company.ts";
import { openStage, type Stage } from "../../server/demo/stage.ts";
import { stories } from "../../server/demo/stories.ts";
import type { TracePlan } from "../../server/demo/trace.ts";
import { hour, localOf, minute } from "../../server/demo/zones.ts";
import type { OpsException } from "../../server/domain/index.ts";
import { demoStories } from "../../server/wire/index.ts";
import { type Fact, factsOf } from "./facts.ts";
import { type Judge, openJudge, play } from "./judge.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const pace = 3_000;
const told = 3 * minute;
const apart = 10_000;

/** A story that was played: what was told and what the core made of it before and after its end. */
interface Playing {
  readonly stage: Stage;
  readonly judge: Judge;
  readonly at: number;
  readonly papers: readonly string[];
  readonly day: readonly Fact[];
  readonly begun: readonly TracePlan[];
  /** Exceptions about the story, open when it had been told. */
  readonly raised: readonly OpsException[];
  readonly ended: readonly TracePlan[];
  /** Those still open, or open since, after its end. */
  readonly left: readonly OpsException[];
}

async function playStory(name: string, iso: string, seed = 1, history = 2 * hour): Promise<Playing> {
  const story = demoStories.find((one) => one.name === name);
  if (story === undefined) throw new Error(`no story ${name}`);
  const at = Date.parse(iso);
  const from = at - history;
  const judge = await openJudge(from - 1);
  const stage = openStage({ seed, rate: 104 }, from);
  const day = factsOf(play(judge, stage, from, at, 20 * minute));
  const known = new Set(judge.exceptions().map((exception) => exception.number));
  const about = (): OpsException[] =>
    judge.exceptions().filter((one) => one.state !== "resolved" && !known.has(one.number) && ofStory(one));
  const papers = new Set<string>();
  const ofStory = (one: OpsException): boolean =>
    [one.object ?? "", ...one.held.map((held) => held.ref)].some((ref) => papers.has(ref.split(":").at(-1) ?? ""));
  const begin = stage.play(name, at + 1_000, pace);
  if (!begin.ok) throw new Error(begin.reason);
  for (const paper of begin.papers) papers.add(paper);
  const begun = play(judge, stage, at, at + told, apart);
  const raised = about();
  const end = stage.play(story.ending, at + told, pace);
  if (!end.ok) throw new Error(end.reason);
  const ended = play(judge, stage, at + told, at + 2 * told, apart);
  return { stage, judge, at, papers: begin.papers, day, begun, raised, ended, left: about() };
}

/** Facts about the story's papers, by business time. */
function factsAbout(playing: Playing, traces: readonly TracePlan[]): Fact[] {
  const papers = new Set(playing.papers);
  return factsOf(traces).filter((fact) => [...fact.keys.values()].some((key) => papers.has(key)));
}

function knownCents(exceptions: readonly OpsException[]): number {
  return exceptions.reduce((sum, one) => sum + one.held.reduce((all, held) => all + (held.money?.minor ?? 0), 0), 0);
}

/** Nothing is in the ERP or billed before a floor says that it left. */
function expectNothingAhead(facts: readonly Fact[]): void {
  const left = new Map<string, number>();
  for (const fact of facts) {
    const shipment = fact.keys.get("shipment") ?? "";
    if (fact.ok && fact.type === "shipment.confirmed") left.set(shipment, fact.at);
    if (fact.type === "shipment.posted" || fact.type === "invoice.posted") {
      expect(fact.at, `${fact.type} ${shipment}`).toBeGreaterThan(left.get(shipment) ?? Number.POSITIVE_INFINITY);
    }
  }
}

describe("labels refused at Atlanta, 14:20", () => {
  let playing: Playing;

  beforeAll(async () => {
    playing = await playStory("labels", "2026-11-18T19:20:00Z");
  });

  test("fourteen are raised, for the parcel truck at 15:00, for the dock leads", () => {
    expect(playing.papers).toHaveLength(14);
    expect(playing.raised).toHaveLength(14);
    for (const one of playing.raised) {
      expect(one).toMatchObject({
        kind: "failed-event",
        step: "label",
        warehouse: "ATL",
        owner: { team: "atl-dock-leads" },
      });
      expect(one.title).toContain("postalCode is required");
      expect(one.cutoff?.at).toBe(Date.parse("2026-11-18T20:00:00Z"));
    }
    const carriers = playing.begun
      .flatMap((trace) => trace.spans)
      .filter((span) => span.name === "POST carrier /labels");
    expect(
      new Set(carriers.filter((span) => span.failure !== null).map((span) => span.attributes["carrier.id"])),
    ).toEqual(new Set(["Corvus Parcel"]));
  });

  test("twelve have a postcode in the billing address, and two do not", () => {
    const bodies = new Map<unknown, string>();
    for (const span of playing.begun.flatMap((trace) => trace.spans)) {
      if (span.failure === null || typeof span.attributes["http.request.body"] !== "string") continue;
      const body = JSON.parse(span.attributes["http.request.body"]) as Record<string, { postalCode: string }>;
      if (body.shipTo?.postalCode === "") bodies.set(span.attributes["order.id"], body.billTo?.postalCode ?? "");
    }
    expect(bodies.size).toBe(14);
    expect([...bodies.values()].filter((postcode) => /^\d{5}$/.test(postcode))).toHaveLength(12);
    const without = [...bodies].filter(([, postcode]) => postcode === "").map(([order]) => order);
    expect(without.sort()).toEqual(playing.left.map((one) => String(one.held[0]?.ref.split(":").at(-1))).sort());
  });

  test("the twelve are put right in the shop and end by themselves; two remain", () => {
    expect(playing.left).toHaveLength(2);
    const facts = factsAbout(playing, playing.ended);
    expect(facts.filter((fact) => fact.type === "order.changed" && fact.service === "web-shop")).toHaveLength(12);
    const ended = playing.judge
      .exceptions()
      .filter((one) => playing.raised.some(({ number }) => number === one.number));
    expect(ended.filter((one) => one.resolution?.reason === "recovered")).toHaveLength(12);
    expectNothingAhead(
      factsOf([...playing.begun, ...playing.ended]).filter(
        (fact) => fact.warehouse === "ATL" && playing.papers.includes(fact.keys.get("order") ?? ""),
      ),
    );
    expect(facts.some((fact) => fact.type === "shipment.confirmed")).toBe(false);
  });
});

describe("3PL Reno silent over a weekend, Monday 06:10", () => {
  const iso = "2026-11-30T11:10:00Z";
  let playing: Playing;
  let sent: readonly Fact[];

  beforeAll(async () => {
    playing = await playStory("reno", iso);
    sent = factsAbout(playing, playing.begun);
  });

  test("412 orders were sent to it and accepted, in the days before", () => {
    expect(playing.papers).toHaveLength(412);
    for (const type of ["order.created", "order.released", "order.acknowledged"]) {
      const facts = sent.filter((fact) => fact.ok && fact.type === type);
      expect(new Set(facts.map((fact) => fact.keys.get("order"))).size, type).toBe(412);
      for (const fact of facts) {
        expect(fact.attributes["business.occurred_at"]).toBe(new Date(fact.at).toISOString());
        expect(fact.at).toBeLessThan(playing.at - 10 * hour);
        expect(fact.at).toBeGreaterThan(playing.at - 5 * 24 * hour);
        expect(fact.warehouse).toBe("RNO");
      }
    }
    expect(sent.filter((fact) => fact.type === "order.acknowledged").map((fact) => fact.service)).toEqual(
      Array(412).fill("edi-gateway-reno"),
    );
    expect(sent.some((fact) => fact.type.startsWith("shipment."))).toBe(false);
  });

  test("412 are missing, at the 3PL desk, worth $318,400 and unknown for 37", () => {
    expect(playing.raised).toHaveLength(412);
    for (const one of playing.raised) {
      expect(one).toMatchObject({
        kind: "missing-event",
        step: "ship",
        system: "3pl-reno",
        owner: { team: "3pl-desk" },
      });
    }
    expect(knownCents(playing.raised)).toBe(31_840_000);
    const basis = playing.raised.flatMap((one) => one.held.map((held) => held.basis));
    expect(basis.filter((one) => one === "unknown")).toHaveLength(37);
    expect(basis.filter((one) => one === "order-price")).toHaveLength(375);
  });

  test("41 must leave on the first day, the first of them at 15:30 of Reno's clock", () => {
    const zone = siteOf("RNO").zone;
    const due = playing.raised.map((one) => one.cutoff?.at ?? 0).sort((a, b) => a - b);
    const today = due.filter((at) => localOf(zone, at).dayNumber === localOf(zone, playing.at).dayNumber);
    expect(today).toHaveLength(41);
    expect(localOf(zone, today[0] ?? 0).minutes).toBe(15 * 60 + 30);
    expect(playing.raised.every((one) => one.cutoff?.source === "order")).toBe(true);
  });

  test("nothing else comes from it", () => {
    const gateway = playing.begun
      .filter((trace) => trace.spans.some((span) => span.service === "edi-gateway-reno"))
      .filter((trace) => trace.start > playing.at + 2_000);
    expect(gateway).toEqual([]);
  });

  test("its last file confirms what the day had sent there, so that the 412 are all that is open", async () => {
    const busy = await playStory("reno", "2026-12-01T22:00:00Z", 1, 9 * hour);
    const standing = (facts: readonly Fact[]): string[] => {
      const open = new Set<string>();
      const accepted = new Set<string>();
      for (const fact of facts) {
        const order = fact.keys.get("order") ?? "";
        if (fact.warehouse !== "RNO" || !fact.ok || busy.papers.includes(order)) continue;
        if (fact.type === "order.acknowledged") accepted.add(order);
        if (accepted.has(order) && ["order.acknowledged", "order.freed"].includes(fact.type)) open.add(order);
        if (["shipment.confirmed", "order.cancelled", "order.held"].includes(fact.type)) open.delete(order);
      }
      return [...open];
    };
    expect(standing(busy.day).length).toBeGreaterThan(5);
    expect(standing([...busy.day, ...factsOf(busy.begun)])).toEqual([]);
    expect(busy.raised).toHaveLength(412);
  });

  test("with the file 398 leave the list; nine came short and five were never received", () => {
    const facts = factsAbout(playing, playing.ended);
    const confirmed = facts.filter((fact) => fact.ok && fact.type === "shipment.confirmed");
    expect(confirmed).toHaveLength(407);
    for (const fact of confirmed) expect(fact.at).toBeLessThan(playing.at);
    expect(playing.left).toHaveLength(14);
    const words = playing.left.map((one) => `${one.step}: ${one.title.replace(/\d+ of \d+/, "n of m")}`);
    expect(
      words.filter((text) => text === "goods-issue: Goods issue refused: short shipped, n of m units"),
    ).toHaveLength(9);
    expect(
      words.filter((text) => text === "ship: Ship confirmation refused: order never received by Reno, 824"),
    ).toHaveLength(5);
    expect(new Set(playing.left.map((one) => one.owner.team))).toEqual(new Set(["3pl-desk"]));
    const raised = new Set(playing.raised.map(({ number }) => number));
    const ends = playing.judge
      .exceptions()
      .filter((one) => raised.has(one.number))
      .map((one) => one.resolution?.reason);
    expect(ends.filter((reason) => reason === "arrived")).toHaveLength(407);
    expect(ends.filter((reason) => reason === "explained")).toHaveLength(5);
  });

  test("what came short was confirmed with fewer units than were ordered, and is told as a short pick", () => {
    const ordered = new Map(
      sent.filter((fact) => fact.type === "order.released").map((fact) => [fact.keys.get("order"), fact]),
    );
    const facts = factsAbout(playing, playing.ended);
    const fewer = facts.filter(
      (fact) =>
        fact.type === "shipment.confirmed" &&
        fact.ok &&
        Number(fact.attributes["business.quantity"]) <
          Number(ordered.get(fact.keys.get("order"))?.attributes["business.quantity"]),
    );
    const shorted = facts.filter((fact) => fact.type === "pick.shorted");
    expect(fewer).toHaveLength(9);
    expect(shorted.map((fact) => fact.keys.get("order")).sort()).toEqual(
      fewer.map((fact) => fact.keys.get("order")).sort(),
    );
  });

  test("nothing is told as shipped that was not: never before the file, and never of the five", () => {
    const lost = new Set(playing.left.filter((one) => one.step === "ship").map((one) => one.object?.split(":").at(-1)));
    const all = factsAbout(playing, [...playing.begun, ...playing.ended]);
    for (const fact of all) {
      if (!lost.has(fact.keys.get("order"))) continue;
      expect(fact.ok && fact.type.startsWith("shipment.")).toBe(false);
    }
    expectNothingAhead(all);
    const booked = all.filter((fact) => fact.ok && fact.type === "shipment.posted");
    expect(booked).toHaveLength(398);
  });

  test("what Reno's own day had was kept back, and comes after the file in its order", () => {
    const after = play(playing.judge, playing.stage, playing.at + 2 * told, playing.at + 3 * hour, minute);
    const facts = factsOf([...playing.ended, ...after]).filter((fact) => fact.warehouse === "RNO");
    const seen = new Set<string>();
    let own = 0;
    for (const fact of facts) {
      const order = fact.keys.get("order") ?? "";
      if (playing.papers.includes(order) || !fact.ok) continue;
      if (fact.type === "order.created") own += 1;
      if (fact.type === "order.acknowledged" && playing.day.every((one) => one.keys.get("order") !== order)) {
        expect(seen.has(`${order} order.released`), order).toBe(true);
      }
      seen.add(`${order} ${fact.type}`);
    }
    expect(own).toBeGreaterThan(3);
  });
});

describe("transfer receipts that never reach the ERP", () => {
  let playing: Playing;

  beforeAll(async () => {
    playing = await playStory("transfers", "2026-11-30T20:00:00Z");
  });

  test("six left Dallas and Atlanta, were counted where they went, and are missing in the ERP", () => {
    const facts = factsAbout(playing, playing.begun);
    const of = (type: string): Fact[] => facts.filter((fact) => fact.type === type);
    expect(new Set(of("transfer.shipped").map((fact) => fact.warehouse))).toEqual(new Set(["DFW", "ATL"]));
    expect(of("transfer.received").map((fact) => fact.service.slice(0, 4))).toEqual(Array(6).fill("wms-"));
    expect(playing.raised).toHaveLength(6);
    for (const one of playing.raised) {
      expect(one).toMatchObject({
        kind: "missing-event",
        flow: "transfer",
        step: "receive",
        system: "erp",
        owner: { team: "inventory-control" },
      });
    }
  });

  test("they are worth $212,400 at cost", () => {
    const shipped = factsAbout(playing, playing.begun).filter((fact) => fact.type === "transfer.shipped");
    const cents = shipped.map((fact) => Math.round(Number(fact.attributes["business.amount"]) * 100));
    expect(cents.reduce((sum, one) => sum + one)).toBe(21_240_000);
    for (const [index, fact] of shipped.entries()) {
      const lines = JSON.parse(String(fact.attributes["business.lines"])) as { quantity: string; unitCost: string }[];
      const worth = lines.reduce(
        (sum, line) => sum + Number(line.quantity) * Math.round(Number(line.unitCost) * 100),
        0,
      );
      expect(worth).toBe(cents[index]);
    }
  });

  test("the ERP books them in the end, and none remains", () => {
    const booked = factsAbout(playing, playing.ended);
    expect(booked.map((fact) => [fact.type, fact.service])).toEqual(
      Array(6).fill(["transfer.received", "netsuite-bridge"]),
    );
    expect(playing.left).toEqual([]);
  });
});

describe("every story", () => {
  test("is offered by the server under the same names", () => {
    expect(demoStories.map(({ name, ending }) => [name, ending])).toEqual(
      stories.map(({ name, ending }) => [name, ending]),
    );
  });

  test.each(demoStories)("$name is the same again from the same seed and instant", ({ name, ending }) => {
    const at = Date.parse("2026-12-02T16:40:00Z");
    const once = (seed: number): string => {
      const stage = openStage({ seed, rate: 104 }, at - hour);
      const texts: unknown[] = [stage.play(name, at, pace)];
      for (const until of [at + told, at + 2 * told]) {
        for (let step = stage.takeBefore(until); step !== null; step = stage.takeBefore(until)) {
          texts.push(stage.planOf(step, until));
        }
        texts.push(stage.play(ending, until, pace));
      }
      return JSON.stringify(texts);
    };
    const first = once(5);
    expect(once(5)).toBe(first);
    expect(once(6)).not.toBe(first);
    expect(first.length).toBeGreaterThan(100_000);
  });

  test.each(demoStories)("$name is under way until it is ended, and can be played anew", ({ name, ending }) => {
    const at = Date.parse("2026-12-02T16:40:00Z");
    const stage = openStage({ seed: 1, rate: 104 }, at);
    expect(stage.play(ending, at, pace)).toEqual({ ok: false, reason: "not begun" });
    const first = stage.play(name, at, pace);
    expect(stage.play(name, at, pace)).toEqual({ ok: false, reason: "under way" });
    expect(stage.play(ending, at, pace).ok).toBe(true);
    const second = stage.play(name, at + hour, pace);
    if (!first.ok || !second.ok) throw new Error("it did not play");
    expect(second.papers.filter((paper) => first.papers.includes(paper))).toEqual([]);
    expect(stage.play("flood", at, pace)).toEqual({ ok: false, reason: "unknown" });
  });

  test.each([
    ["2026-11-27T15:00:00Z", 11, "the day after a holiday"],
    ["2026-11-29T13:00:00Z", 3, "a Sunday morning"],
    ["2027-03-14T22:00:00Z", 8, "the day on which clocks go forward"],
  ])("at %s, seed %i, all three raise what they tell: %s", async (iso, seed) => {
    for (const [name, raised, left] of [
      ["labels", 14, 2],
      ["reno", 412, 14],
      ["transfers", 6, 0],
    ] as const) {
      const playing = await playStory(name, iso, seed, hour);
      expect([name, playing.raised.length, playing.left.length]).toEqual([name, raised, left]);
    }
  });
});
