import { beforeAll, describe, expect, test } from "vitest";
import { siteOf } from "../../server/demo/company.ts";
import { openStage } from "../../server/demo/stage.ts";
import { hour, localOf, minute } from "../../server/demo/zones.ts";
import { type Fact, factsOf } from "./facts.ts";
import { openJudge, play } from "./judge.ts";
import { expectNothingAhead, factsAbout, knownCents, type Playing, pace, playStory, told } from "./playing.ts";

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

  test("is called silent when its next file has not come, and is heard again with the story's end", async () => {
    const at = Date.parse(iso);
    const judge = await openJudge(at - hour - 1);
    const stage = openStage({ seed: 1, rate: 104 }, at - hour);
    const silences = (): unknown[] =>
      judge.exceptions().flatMap(({ kind, system, state }) => (kind === "source-silent" ? [[system, state]] : []));
    play(judge, stage, at - hour, at, minute);
    stage.play("reno", at + 1_000, pace);
    play(judge, stage, at, at + 65 * minute, minute);
    expect(silences()).toEqual([]);
    play(judge, stage, at + 65 * minute, at + 75 * minute, minute);
    expect(silences()).toEqual([["3pl-reno", "open"]]);
    stage.play("reno-file", at + 75 * minute, pace);
    play(judge, stage, at + 75 * minute, at + 80 * minute, minute);
    expect(silences()).toEqual([["3pl-reno", "resolved"]]);
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
