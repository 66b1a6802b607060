import { afterEach, describe, expect, test } from "vitest";
import { adoptable } from "../../server/config/index.ts";
import type { Cause, Change, Network, OpsException, SourceState } from "../../server/domain/index.ts";
import { networkOfText } from "../config/files.ts";
import { causeOf, sourceOf } from "../contracts/samples.ts";
import { anException, start } from "../feeds/fakes.ts";
import { endAll, fits, serve } from "./harness.ts";

afterEach(endAll);

const hour = 3_600_000;
const minute = 60_000;
const plain = `company: { name: Acme, timezone: UTC, currency: USD }
systems: [{ id: tms, kind: tms }, { id: erp, kind: erp }]
warehouses: [{ id: ATL }, { id: EWR }]
teams: [{ id: desk, name: Desk }]
routing: { to: desk }
`;
const merging = `${plain}errors: [{ id: labels, name: Labels, match: { system: tms, says: "Label*" } }]\n`;

const family = (says: string) => ["failed-event", "tms", "", "", "", says].join("\u001f");
const causes: readonly Cause[] = [
  causeOf(1, { family: family("Label refused"), openedAt: start - 2 * hour }),
  causeOf(2, { family: family("Label not printed"), openedAt: start - 90 * minute }),
  causeOf(3, {
    family: ["failed-event", "erp", "", "", "", "Invoice refused"].join("\u001f"),
    openedAt: start - 9 * hour,
  }),
];

async function tower(text = plain) {
  let network: Network = networkOfText(text, start);
  const serving = await serve({
    network: () => network,
    networkFile: () => ({ name: "network.yaml", text }),
    networkWritable: () => true,
    checkNetwork: (proposed) => adoptable(proposed, start),
  });
  const row = (number: number, cause: number, more: Partial<OpsException> = {}): OpsException =>
    anException(number, {
      kind: "failed-event",
      system: cause === 3 ? "erp" : "tms",
      title: causes[cause - 1]?.family.split("\u001f").at(-1) ?? "",
      flow: null,
      step: null,
      openedAt: start - cause * 10 * minute,
      createdAt: start - cause * 10 * minute,
      causeId: `C-${cause}`,
      ...more,
    });
  const source: SourceState = {
    ...sourceOf("tms"),
    versions: [
      { version: "4.11", since: start - 50 * hour },
      { version: "4.12", since: start - 2 * hour - 12 * minute },
    ],
  };
  const changes: Change[] = [...causes.map((cause) => ({ kind: "cause" as const, cause })), { kind: "source", source }];
  await serving.store.commit(changes);
  return {
    ...serving,
    row,
    adopt: (next: string) => {
      network = networkOfText(next, start);
    },
  };
}

const held = (order: number, basis: "order-price" | "cost" = "order-price") => [
  { ref: `order:*:SO-${order}`, money: { minor: 1_000, currency: "USD" }, basis },
];

describe("groups of errors", () => {
  test("are families, with what they hold up, their beginning and what changed before it", async () => {
    const serving = await tower();
    await serving.store.put(
      serving.row(1, 1, { held: held(1), openedAt: start - 2 * hour, createdAt: start - 2 * hour }),
      serving.row(2, 2, { held: held(1) }),
      serving.row(3, 3, { held: held(3, "cost") }),
      serving.row(4, 3, { createdAt: start - 60 * hour, openedAt: start - 60 * hour, held: held(4) }),
    );
    const from = new Date(start - 12 * hour).toISOString();
    const { json, status } = await serving.get(`/api/v1/errors?from=${from}`);
    expect([status, json.detail]).toEqual([200, undefined]);
    fits("getErrors", 200, json);
    expect(json.groups).toHaveLength(3);
    const label = json.groups.find(({ says }: { readonly says: string }) => says === "Label refused");
    expect(label).toMatchObject({
      change: "new",
      open: 1,
      causes: [{ id: "C-1", open: 1 }],
      held: { objects: 1, money: [{ amount: "10.00", side: "price" }] },
      suspects: [{ kind: "version", system: "tms", version: "4.12", before: "4.11", beforeMs: 12 * minute }],
    });
    const invoice = json.groups.find(({ says }: { readonly says: string }) => says === "Invoice refused");
    expect(invoice).toMatchObject({ open: 2, raised: 1, suspects: [] });
    expect(invoice.held.money.map(({ side }: { readonly side: string }) => side)).toEqual(["price", "cost"]);
    expect(json.held).toEqual({ objects: 3, twice: 1, queue: 3 });
    expect(json.file).toMatchObject({ name: "network.yaml", writable: true });
  });

  test("are one by a rule of the file, and two again without it; no decision of a person is lost", async () => {
    const serving = await tower();
    const taken = { state: "acknowledged" as const, owner: { team: "desk", person: "Ana" }, ownerDecided: true };
    await serving.store.put(serving.row(1, 1, taken), serving.row(2, 2));
    const titles = async () =>
      (await serving.get("/api/v1/errors")).json.groups
        .map(({ title, open }: { readonly title: string; readonly open: number }) => `${title} ${open}`)
        .toSorted();
    expect(await titles()).toEqual(["Label not printed 1", "Label refused 1"]);
    serving.adopt(merging);
    expect(await titles()).toEqual(["Labels 2"]);
    const { json } = await serving.get("/api/v1/exceptions/X-1");
    expect(json).toMatchObject({ state: "acknowledged", owner: { team: "desk", person: "Ana" } });
    expect((await serving.get("/api/v1/errors")).json.rules).toEqual([
      { id: "labels", name: "Labels", match: [{ system: ["tms"], says: ["Label*"] }], by: [] },
    ]);
    serving.adopt(plain);
    expect(await titles()).toEqual(["Label not printed 1", "Label refused 1"]);
  });

  test("say what is peculiar to one of them, and what it can be split by", async () => {
    const serving = await tower();
    await serving.store.put(
      ...Array.from({ length: 8 }, (_, n) =>
        serving.row(n + 1, 1, { carrier: "CORVUS", warehouse: n < 3 ? "ATL" : "EWR" }),
      ),
      ...Array.from({ length: 20 }, (_, n) => serving.row(n + 20, 3, { carrier: "UPS", warehouse: "ATL" })),
    );
    const id = "failed-event|tms||||Label refused";
    const { json } = await serving.get(`/api/v1/errors/attributes?group=${encodeURIComponent(id)}`);
    fits("getErrorAttributes", 200, json);
    expect(json).toMatchObject({ here: 8, elsewhere: 20, against: "kind" });
    expect(json.items.map(({ name, value }: Record<string, unknown>) => [name, value])).toContainEqual([
      "carrier",
      "CORVUS",
    ]);
    expect(json.splits.map(({ name }: { readonly name: string }) => name)).toEqual(["warehouse"]);
    expect((await serving.get("/api/v1/errors/attributes")).status).toBe(400);
    expect((await serving.get("/api/v1/errors/attributes?group=none")).status).toBe(404);
  });
});

describe("another way to tell them apart", () => {
  const rule = { id: "labels", name: "Labels", match: [{ system: ["tms"], says: ["Label*"] }], by: [] };

  test("is tried on the last day, with the change of the file, and changes nothing", async () => {
    const serving = await tower();
    await serving.store.put(
      serving.row(1, 1),
      serving.row(2, 2),
      serving.row(3, 3),
      serving.row(4, 3, { openedAt: start - 30 * hour, createdAt: start - 30 * hour }),
    );
    const { json, status } = await serving.post("/api/v1/errors/trial", { rule });
    expect([status, json.detail]).toEqual([200, undefined]);
    fits("tryGrouping", 200, json);
    expect(json).toMatchObject({ looked: 3, unchanged: 1, groups: { before: 3, after: 2 } });
    expect(json.moves.map(({ to, count }: Record<string, unknown>) => [to, count])).toEqual([
      [{ id: "rule labels", title: "Labels", by: [] }, 1],
      [{ id: "rule labels", title: "Labels", by: [] }, 1],
    ]);
    expect(json.change.diff).toContain('+  - { id: labels, name: Labels, match: { system: tms, says: "Label*" } }');
    expect((await serving.get("/api/v1/errors")).json.rules).toEqual([]);
    // What was shown is what the text then does.
    const whole = await serving.post("/api/v1/errors/trial", { text: json.change.text });
    expect(whole.json).toMatchObject({ looked: 3, groups: { before: 3, after: 2 }, change: null });
    serving.adopt(json.change.text);
    expect((await serving.get("/api/v1/errors")).json.groups).toHaveLength(2);
  });

  test("is split by what its members differ in", async () => {
    const serving = await tower(merging);
    await serving.store.put(serving.row(1, 1, { carrier: "UPS" }), serving.row(2, 2, { carrier: null }));
    const { json } = await serving.post("/api/v1/errors/trial", { rule: { ...rule, by: ["carrier"] }, window: "2h" });
    expect(json.moves.map(({ to }: { readonly to: { readonly by: unknown } }) => to.by)).toEqual([
      [{ name: "carrier", value: null }],
      [{ name: "carrier", value: "UPS" }],
    ]);
  });

  test("is refused with what is wrong with it", async () => {
    const serving = await tower();
    const trial = (body: unknown) => serving.post("/api/v1/errors/trial", body);
    expect((await trial({})).status).toBe(400);
    expect((await trial({ rule, text: plain })).status).toBe(400);
    expect((await trial({ rule: { ...rule, match: [{}] } })).status).toBe(400);
    expect((await trial({ rule: { ...rule, by: ["colour"] } })).status).toBe(400);
    expect((await trial({ rule, window: "900d" })).status).toBe(400);
    const unknown = await trial({ rule: { ...rule, match: [{ system: ["tsm"] }] } });
    expect([unknown.status, unknown.json.code]).toEqual([422, "no-file"]);
    const bad = await trial({ text: `${plain}errors: [{ id: a, match: { sayz: x } }]\n` });
    expect(bad.status).toBe(422);
    expect(bad.json.faults).toContainEqual(
      expect.objectContaining({
        path: "line 6: errors[0].match.sayz",
        message: expect.stringContaining("Did you mean says?"),
      }),
    );
  });
});
