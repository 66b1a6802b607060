import { afterEach, describe, expect, it } from "vitest";
import type { Collector, KeptRecord, Receipt } from "../../collectors/kit/index.ts";
import { sha256 } from "../../server/http/packet/originals.ts";
import { canonicalText } from "../../server/ports/canonical.ts";
import type { PageOf, PartnerDocument, PartnerPacket, PartnerRow, PartnerScore } from "../../server/wire/index.ts";
import { hour, minute, observation, type Told, World } from "../domain/harness.ts";
import { partnered, sierra } from "../domain/partnered.ts";
import { aKeptSpan, scopeOf, start } from "../feeds/fakes.ts";
import { endAll, fits, serve } from "./harness.ts";
import { textsIn } from "./pdf-read.ts";

afterEach(endAll);

const day = 24 * hour;
const network = partnered();
const date = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** An order at Reno that is released after 10 minutes, accepted 5 later, and ships or does not. */
function order(id: string, at: number, shipsAfter: number | null, more: { readonly refused?: boolean } = {}) {
  const keys = { order: `SO-${id}`, warehouse: "RNO" };
  const released = at + 10 * minute;
  const told: Told[] = [
    { event: "order.created", keys, at, system: "shop" },
    { event: "order.released", keys, at: released, system: "erp" },
  ];
  if (more.refused === true)
    told.push({ event: "order.acknowledged", keys, at: released + minute, system: "3pl-reno", failed: "no country" });
  told.push({ event: "order.acknowledged", keys, at: released + 5 * minute, system: "3pl-reno" });
  if (shipsAfter !== null)
    told.push({
      event: "shipment.confirmed",
      keys: { ...keys, shipment: `SH-${id}` },
      at: released + 5 * minute + shipsAfter,
      system: "3pl-reno",
    });
  return told;
}

const happened: readonly Told[] = [
  ...order("0", start - 40 * day, hour),
  ...order("1", start - 10 * day, 2 * hour),
  ...order("2", start - 9 * day, 3 * hour, { refused: true }),
  ...order("3", start - 2 * day, 8 * hour),
  ...order("4", start - 2 * day, null),
  // After its system fell silent, so that nobody knows whether it was accepted; the last is not due yet.
  ...order("5", start - day, null).slice(0, 2),
  ...order("6", start - 30 * minute, null).slice(0, 2),
];

async function served(of = network) {
  const world = await World.begin(of, start - 50 * day);
  const heard = happened.toSorted((a, b) => a.at - b.at);
  await world.entry(start - 50 * day, [
    { event: "order.created", keys: { order: "SO-X", warehouse: "RNO" }, at: start - 50 * day, system: "3pl-reno" },
  ]);
  await world.entry(start - 45 * day, [
    { event: "order.created", keys: { order: "SO-OWN", warehouse: "ATL" }, at: start - 45 * day, system: "shop" },
  ]);
  for (const one of heard) if (one.at <= start) await world.entry(one.at, [one]);
  await world.settle(start);
  await world.commit();
  const side = await serve({ network: () => of });
  for (const { changes } of await world.store.commitsSince(0, 10_000)) await side.store.commit(changes);
  return { ...side, world };
}

const lineOf = (score: PartnerScore, id: string) => {
  const line = score.lines.find((one) => one.id === id);
  if (line === undefined) throw new Error(`no line ${id}`);
  return line;
};

describe("partners, over HTTP", () => {
  it("answers both halves with what was agreed and measured; the weeks add up to each line", async () => {
    const { get } = await served();
    const list = (await get("/api/v1/partners")).json as PageOf<PartnerRow>;
    fits("listPartners", 200, list);
    expect(list.items.map(({ id, warehouses }) => [id, warehouses])).toEqual([["sierra", ["Reno"]]]);
    const score = (await get("/api/v1/partners/sierra")).json as PartnerScore;
    fits("getPartner", 200, score);
    expect(score.lines.map(({ id }) => id)).toEqual([
      "theirs.in-time.to-ship.ship",
      "theirs.correct.to-ship.ship",
      "theirs.files",
      "ours.in-time",
      "theirs.in-time.to-ship.accept",
      "ours.in-time.to-ship.release",
    ]);
    // The third was due with the file after four hours, and came 175 minutes later; the fourth has not come, and was due before its system fell silent.
    expect(score.silent.map(({ system }) => system)).toEqual(["3pl-reno"]);
    expect(lineOf(score, "theirs.in-time.to-ship.ship")).toMatchObject({
      kept: 3,
      of: 5,
      unknown: 0,
      share: 0.6,
      agreed: 0.98,
      state: "below",
      below: 0.38,
      text: "945 in 4 h",
    });
    expect(lineOf(score, "theirs.in-time.to-ship.accept")).toMatchObject({ kept: 5, of: 5, unknown: 1, open: 1 });
    expect(lineOf(score, "theirs.in-time.to-ship.accept").bounds).toEqual({ low: 0.833, high: 1 });
    // Nobody was silent for want of a file before it fell silent at last.
    const files = lineOf(score, "theirs.files");
    expect(files.of).toBeGreaterThan(1_000);
    expect(files.kept).toBeLessThan(files.of);
    expect(score.theirs).toEqual({ kept: 1, of: 3, open: 0, notMeasured: 0 });
    expect(score.ours).toEqual({ kept: 0, of: 0, open: 0, notMeasured: 1 });
    expect(lineOf(score, "ours.in-time")).toMatchObject({ state: "not-measured", share: null, bounds: null });
    expect(lineOf(score, "ours.in-time.to-ship.release")).toMatchObject({
      state: "no-agreement",
      kept: 6,
      of: 7,
      share: 0.857,
      text: "Released",
    });
    for (const line of score.lines) {
      expect(line.weeks).toHaveLength(13);
      for (const name of ["kept", "of", "unknown"] as const)
        expect(line.weeks.reduce((sum, week) => sum + week[name], 0)).toBe(line[name]);
    }
    expect(list.items[0]?.theirs).toEqual(score.theirs);
  });

  it("opens every count into the documents that it counts, also as a table", async () => {
    const { get, world } = await served();
    expect(world.store.tables.dealings.size).toBeGreaterThan(0);
    const score = (await get("/api/v1/partners/sierra")).json as PartnerScore;
    for (const line of score.lines) {
      for (const [state, name] of [
        ["kept", "kept"],
        ["unknown", "unknown"],
        ["not-kept", null],
      ] as const) {
        const path = `/api/v1/partners/sierra/documents?line=${line.id}&state=${state}`;
        const page = (await get(path)).json as PageOf<PartnerDocument>;
        fits("listPartnerDocuments", 200, page);
        expect(page.total).toBe(name === null ? line.of - line.kept : line[name]);
        expect(page.items.every(({ verdict }) => verdict === state)).toBe(true);
        const week = line.weeks.at(-2);
        const inWeek = (await get(`${path}&week=${week?.from}`)).json as PageOf<PartnerDocument>;
        if (week !== undefined) expect(inWeek.total).toBe(name === null ? week.of - week.kept : week[name]);
        const csv = await get(path, { accept: "text/csv" });
        expect(csv.text.trim().split("\r\n")).toHaveLength(page.total + 1);
      }
    }
  });

  it("refuses lines, weeks and partners that are none, and hides what is out of scope", async () => {
    const { get } = await served();
    const code = async (path: string) => {
      const { status, json } = await get(path);
      return `${status} ${json.code}`;
    };
    expect(await code("/api/v1/partners/nobody")).toBe("404 not-found");
    expect(await code("/api/v1/partners/sierra/documents?line=theirs.in-time.x")).toBe("400 bad-parameter");
    expect(await code("/api/v1/partners/sierra/documents?line=theirs.files&week=soon")).toBe("400 bad-parameter");
    expect(await code("/api/v1/partners/sierra?from=2026-01-01")).toBe("400 bad-parameter");
    expect(await code("/api/v1/partners/sierra/packet?object=SO-1")).toBe("400 bad-parameter");
    expect(await code("/api/v1/partners/sierra/packet?object=order/SO-77")).toBe("404 not-found");
    expect(await code("/api/v1/partners/sierra/packet?object=order/SO-1&format=docx")).toBe("400 bad-parameter");
    // An order of ours that no partner has a part in.
    expect(await code("/api/v1/partners/sierra/packet?object=order/SO-OWN")).toBe("404 not-found");
    const { store } = await served();
    const seen = await store.views.dealt(scopeOf(["ATL"]), "sierra", [start - 90 * day, start]);
    expect(seen).toEqual([]);
  });

  it("makes the evidence of one document: due and actual, minutes by side, three clocks, one hash; the same in every form", async () => {
    const { get } = await served();
    const path = "/api/v1/partners/sierra/packet?object=order/SO-3&line=theirs.in-time.to-ship.ship";
    const packet = (await get(path)).json as PartnerPacket;
    fits("getPartnerPacket", 200, packet);
    expect(packet.lateness).toEqual({ minutes: 175, theirs: 175, ours: 0, unknown: 0, lasts: false });
    expect(packet.line).toMatchObject({ text: "945 in 4 h", agreed: 0.98, side: "theirs" });
    expect(packet.entries.map(({ kind, title, side, lateMinutes }) => [kind, title, side, lateMinutes])).toEqual([
      ["message", "Ordered", "ours", null],
      ["message", "Released", "ours", null],
      ["message", "In the WMS", "theirs", null],
      ["due", "Left the dock", "theirs", 175],
      ["message", "Left the dock", "theirs", 175],
    ]);
    // Their journal entries are not in this journal: it says so.
    expect(packet.records.every(({ state }) => state === "gone")).toBe(true);
    const { hash, ...rest } = packet;
    expect(sha256(canonicalText(rest))).toBe(hash);
    const csv = await get(path, { accept: "text/csv" });
    expect(csv.headers.get("content-disposition")).toContain("packet-SO-3.csv");
    expect(csv.text).toContain("175 min = 175 theirs + 0 ours + 0 unknown");
    const pdf = await get(`${path}&format=pdf`);
    expect(pdf.headers.get("content-type")).toBe("application/pdf");
    const said = textsIn(new TextEncoder().encode(pdf.text)).flat().join(" ");
    expect(said).toContain("175 min late = 175 at Sierra Fulfilment + 0 at Northgate Supply");
    expect(said).toContain("agreed 98 %");
    expect(said).toContain(packet.hash);
    for (const { title } of packet.entries) expect(said).toContain(title);
  });
});

describe("the deliveries of a packet", () => {
  it("hands on the bytes as they came where they name no other document, and the hash where they do", async () => {
    const receipt = (text: string, id: string): Receipt => ({
      id: id.repeat(32),
      collector: "plain",
      route: "r",
      contentType: "application/json",
      sender: "reno",
      receivedAt: start,
      body: new TextEncoder().encode(text),
    });
    const [, second] = order("1", start - 2 * day, 2 * hour);
    const released = second === undefined ? "" : observation(second).identity;
    const collector = {
      name: "plain",
      read: ({ body }: Receipt): readonly KeptRecord[] =>
        new TextDecoder()
          .decode(body)
          .split(" ")
          .map((value, index) =>
            aKeptSpan({
              // The first is the fact of the trail that stands at that place.
              identity: index === 0 ? released : "another",
              variant: "v",
              attributes: new Map([
                ["order.id", value],
                ["api.token", "hush"],
              ]),
              keys: [{ kind: "order", issuer: "*", value, attribute: "order.id" }],
            }),
          ),
    } as unknown as Collector;
    const world = await World.begin(network, start - 5 * day);
    for (const one of order("1", start - 2 * day, 2 * hour)) await world.entry(one.at, [one]);
    await world.settle(start);
    await world.commit();
    const side = await serve({ network: () => network, collectors: [collector] });
    for (const { changes } of await world.store.commitsSince(0, 10_000)) await side.store.commit(changes);
    const entry = (text: string, id: string) => ({
      receipt: receipt(text, id),
      part: 1,
      parts: 1,
      records: 1,
      rejected: 0,
      message: null,
      terms: new BigUint64Array(),
      unreadable: null,
    });
    await side.journal.append([entry("SO-1", "a"), entry("SO-1 SO-2", "b")]);
    const packet = (await side.get("/api/v1/partners/sierra/packet?object=order/SO-1")).json as PartnerPacket;
    fits("getPartnerPacket", 200, packet);
    expect(
      packet.records.slice(0, 3).map(({ state, body, receipt: id, sha256: hash }) => [state, body, id?.[0], hash]),
    ).toEqual([
      ["kept", "SO-1", "a", sha256("SO-1")],
      ["withheld", null, "b", sha256("SO-1 SO-2")],
      ["gone", null, undefined, null],
    ]);
    expect(packet.records[0]?.own).toEqual([]);
    expect(packet.records[1]?.own).toEqual([
      {
        identity: released,
        variant: "v",
        attributes: [
          { name: "api.token", value: "••••••" },
          { name: "order.id", value: "SO-1" },
        ],
      },
    ]);
    expect(sierra.id).toBe(packet.partner.id);
    expect(date(start)).toBe(packet.asOf.slice(0, 10));
  });
});
