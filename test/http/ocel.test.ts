import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { memoryStore, memoryViews } from "../../server/adapters/memory/index.ts";
import type { CanonicalEvent, Change, TraitName } from "../../server/domain/index.ts";
import { ocelOf } from "../../server/feeds/index.ts";
import type { Views } from "../../server/ports/index.ts";
import { scopeOf } from "../contracts/adapters.ts";
import { put } from "../contracts/rows.ts";
import { factOf, objectChanges, objectOf } from "../contracts/samples.ts";
import { aNetwork, start } from "../feeds/fakes.ts";
import { bearer, endAll, fits, serve, until } from "./harness.ts";
import { type Ocel, ocelFaults } from "./ocel.ts";
import { stalled } from "./stalled.ts";

afterEach(endAll);

describe("what happened as an OCEL document", () => {
  const minute = 60_000;
  const kinds = ["order", "shipment", "invoice"] as const;
  const refs = kinds.flatMap((kind) => [1, 2, 3].map((number) => `${kind}:*:${number}`));
  const traits: readonly TraitName[] = ["customer", "order-amount", "ship-by", "lines"];
  const network = aNetwork();

  const facts = fc.uniqueArray(
    fc.record({
      name: fc.integer({ min: 1, max: 60 }),
      at: fc.integer({ min: -4, max: 8 }),
      on: fc.uniqueArray(fc.constantFrom(...refs), { maxLength: 3 }),
      type: fc.constantFrom("order.released", "shipment.confirmed", "invoice.posted", null),
      failed: fc.boolean(),
      trait: fc.option(fc.tuple(fc.constantFrom(...traits), fc.integer({ min: 1, max: 3 }))),
      apart: fc.boolean(),
    }),
    { selector: ({ name }) => name, maxLength: 30 },
  );
  const factFrom = (one: (typeof facts extends fc.Arbitrary<infer T> ? T : never)[number]): CanonicalEvent =>
    factOf(String(one.name), {
      occurredAt: start + one.at * minute,
      type: one.type,
      status: one.failed || one.type === null ? "failed" : "ok",
      error: one.failed ? { code: null, message: "refused" } : null,
      environment: one.apart ? "qa" : "",
      amount: { minor: 124_050, currency: "USD" },
      traits: one.trait === null ? [] : [[one.trait[0], { text: "USD", number: one.trait[1] * 100 }]],
    });

  async function documentOf(views: Views, warehouses: readonly string[] | null, warehouse: string | null) {
    let text = "";
    const within = { from: start, to: start + 5 * minute, warehouse };
    for await (const part of ocelOf(views, scopeOf(warehouses), within, network)) text += part;
    return JSON.parse(text) as Ocel;
  }

  test("is what the published schema asks, and tells the facts as another reading of them does", async () => {
    await fc.assert(
      fc.asyncProperty(
        facts,
        fc.array(fc.constantFrom<readonly string[]>(["ATL"], ["EWR"], ["ATL", "EWR"]), { minLength: 9, maxLength: 9 }),
        fc.constantFrom<readonly string[] | null>(null, ["ATL"], ["SEA"]),
        fc.constantFrom<string | null>(null, "EWR"),
        async (told, warehouses, scope, warehouse) => {
          const linked = (ref: string) => refs.filter((other) => other !== ref && other.endsWith(ref.slice(-2)));
          const store = memoryStore();
          await store.open();
          await put(store, [
            ...refs.flatMap((ref, index) =>
              objectChanges(
                objectOf(ref, {
                  kind: kinds[Math.floor(index / 3)] ?? "order",
                  id: ref.slice(-1),
                  warehouses: warehouses[index] ?? [],
                  links: linked(ref).map((other) => ({
                    ref: other,
                    kind: "order" as const,
                    via: "record" as const,
                    by: "0",
                  })),
                }),
              ),
            ),
            ...told.map((one): Change => ({ kind: "fact", fact: factFrom(one), on: one.apart ? [] : one.on })),
          ]);
          const document = await documentOf(memoryViews(store), scope, warehouse);
          expect(ocelFaults(document)).toEqual([]);

          // The same, read plainly from what was put in.
          const seen = refs.filter((_, index) => {
            const at = warehouses[index] ?? [];
            return (
              (scope === null || at.some((one) => scope.includes(one))) &&
              (warehouse === null || at.includes(warehouse))
            );
          });
          const inside = told
            .filter(({ at, apart }) => at >= 0 && at < 5 && !apart)
            .map((one) => ({ ...one, on: one.on.filter((ref) => seen.includes(ref)) }))
            .filter(({ on }) => on.length > 0);
          const idOf = ({ name }: { readonly name: number }) => factOf(String(name)).identity;
          expect(
            document.events
              .map(({ id, type, time, relationships }) => [
                id,
                type,
                time,
                relationships.map(({ objectId }) => objectId),
              ])
              .sort(),
          ).toEqual(
            inside
              .map((one) => [
                idOf(one),
                one.type === null ? "failure" : one.failed ? `${one.type} failed` : one.type,
                new Date(start + one.at * minute).toISOString(),
                [...one.on].sort(),
              ])
              .sort(),
          );
          expect([...document.events].map(({ time }) => time)).toEqual(document.events.map(({ time }) => time).sort());
          const there = [...new Set(inside.flatMap(({ on }) => on))].sort();
          expect(document.objects.map(({ id }) => id).sort()).toEqual(there);
          for (const { id, attributes, relationships } of document.objects) {
            expect(relationships.map(({ objectId }) => objectId).sort()).toEqual(
              linked(id)
                .filter((other) => there.includes(other))
                .sort(),
            );
            // The value in force at the end is that of the last record before it that said one.
            const last = told
              .filter((one) => one.on.includes(id) && !one.apart && one.at < 5 && one.trait?.[0] === "order-amount")
              .sort((a, b) => a.at - b.at || (idOf(a) < idOf(b) ? -1 : 1))
              .at(-1);
            const values = attributes.filter(({ name }) => name === "order_amount");
            expect(values.at(-1)?.value).toBe(last === undefined ? undefined : `${last.trait?.[1]}.00`);
            expect(new Set(values.map(({ time }) => time)).size).toBe(values.length);
          }
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);

  const some = (count: number): readonly Change[] => [
    ...objectChanges(objectOf("order:*:SO-1")),
    ...Array.from(
      { length: count },
      (_, index): Change => ({
        kind: "fact",
        fact: factOf(String(index + 1), { occurredAt: start + index }),
        on: ["order:*:SO-1"],
      }),
    ),
  ];
  const path = "/api/v1/export/ocel?from=2026-03-02T14:00:00Z&to=2026-03-02T15:00:00Z";

  test("is answered with its commit and a name that says what it is", async () => {
    const tower = await serve();
    await tower.store.commit(some(1_200));
    const answer = await tower.get(path);
    fits("exportOcel", 200, answer.json);
    expect(ocelFaults(answer.json)).toEqual([]);
    expect(answer.json.events).toHaveLength(1_200);
    expect(answer.headers.get("x-commit")).toBe("1");
    expect(answer.headers.get("content-disposition")).toBe(
      'attachment; filename="ocel-2026-03-02-2026-03-02-commit-1.json"',
    );
    for (const bad of ["", "?from=2026-03-02", "?from=2026-03-02T14:00:00Z&to=2026-03-02T14:00:00Z"])
      expect((await tower.get(`/api/v1/export/ocel${bad}`)).status).toBe(400);
    expect((await tower.get(`${path}&warehouse=MARS`)).status).toBe(400);
    expect((await tower.ask(path)).status).toBe(401);
  });

  test("is written for two at once at most, and lets its state go when whoever asked has gone", async () => {
    const plain = memoryViews(memoryStore());
    let held = 0;
    let pages = 0;
    const views: Views = {
      ...plain,
      async still() {
        held++;
        return {
          ...plain,
          // More than anybody's sockets hold.
          async happened() {
            pages++;
            const items = Array.from({ length: 500 }, (_, index) => ({
              fact: factOf(`${pages} ${index}`),
              on: [{ ref: "order:*:SO-1", first: false }],
            }));
            return { items, nextCursor: pages < 5_000 ? String(pages) : null };
          },
          close: async () => {
            held--;
          },
        };
      },
    };
    const tower = await serve({ views });
    const both = [await stalled(tower.url(), path), await stalled(tower.url(), path)];
    expect(held).toBe(2);
    const busy = await tower.get(path);
    expect(busy).toMatchObject({ status: 503, json: { code: "too-many-exports" } });
    for (const asked of both) asked.destroy();
    await until(() => held === 0);
    expect(pages).toBeLessThan(1_000);
    expect(tower.reports).toEqual([]);
    const head = await tower.ask(path, { method: "HEAD", headers: bearer });
    expect([head.status, head.text]).toEqual([200, ""]);
    await until(() => held === 0);
  });
});
