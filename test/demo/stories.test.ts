import { beforeAll, describe, expect, test } from "vitest";
import { openStage } from "../../server/demo/stage.ts";
import { stories } from "../../server/demo/stories.ts";
import { hour } from "../../server/demo/zones.ts";
import { demoStories } from "../../server/wire/index.ts";
import { type Fact, factsOf } from "./facts.ts";
import { expectNothingAhead, factsAbout, type Playing, pace, playStory, told } from "./playing.ts";

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
    const held = playing.raised.flatMap((exception) => exception.held);
    expect(held.map(({ basis }) => basis)).toEqual(Array(6).fill("cost"));
    expect(held.reduce((sum, { money }) => sum + (money?.minor ?? 0), 0)).toBe(21_240_000);
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
