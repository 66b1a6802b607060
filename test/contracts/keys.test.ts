import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { memoryStore, memoryViews } from "../../server/adapters/memory/index.ts";
import { type Change, type ObjectKind, partsOf } from "../../server/domain/index.ts";
import type { Store, Views } from "../../server/ports/index.ts";
import { adapters, everything, sweepUp } from "./adapters.ts";
import { brokenChange, put } from "./rows.ts";
import { objectOf } from "./samples.ts";

afterAll(sweepUp);

const texts = [
  "order:*:1",
  "order:shop:1",
  "order:edi:1",
  "order:*:2",
  "qa@order:*:1",
  "shipment:*:1",
  "order:shop:a:1",
  "order:*:",
];
const some = fc.constantFrom(...texts);
const change: fc.Arbitrary<Change> = fc.oneof(
  some.map((ref): Change => ({ kind: "object", object: objectOf(ref, { ...named(ref), warehouses: ["ATL"] }) })),
  some.map((ref): Change => ({ kind: "object-gone", ref, into: null })),
  some.map((key): Change => ({ kind: "key", key, ref: key })),
  fc.record({ key: some, ref: fc.option(some) }).map((one): Change => ({ kind: "key", ...one })),
);
/** Commits; between two of them the store may be opened anew, so that nothing of it is in memory. */
const commits = fc.array(fc.record({ changes: fc.array(change, { maxLength: 5 }), reopened: fc.boolean() }), {
  maxLength: 8,
});

function named(ref: string) {
  const { environment, kind, issuer, value } = partsOf(ref);
  return { environment, id: value, keys: [{ kind, issuer, value }] };
}

describe.each(adapters)("keys in $name", (adapter) => {
  it("ST7 V13 answer as they do in memory, with and without objects that are called alike, over any starts", async () => {
    await fc.assert(
      fc.asyncProperty(commits, async (given) => {
        const { store: first, views, reopen } = adapter.store();
        const plain = memoryStore();
        await plain.open();
        let store = first;
        await store.open();
        for (const { changes, reopened } of given) {
          if (reopened) {
            store = reopen();
            await store.open();
          }
          await put(store, changes);
          await put(plain, changes);
          expect(await told(store, views)).toEqual(await told(plain, memoryViews(plain)));
        }
        await sweepUp();
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});

it("a number is found whoever issued it, after a commit that failed too", async () => {
  const [, sqlite] = adapters;
  if (sqlite === undefined) throw new Error("there is no adapter that writes rows");
  const { store, views } = sqlite.store();
  await store.open();
  const ref = "order:shop:1";
  const known: readonly Change[] = [
    { kind: "object", object: objectOf(ref, named(ref)) },
    { kind: "key", key: ref, ref },
  ];
  await expect(put(store, [...known, brokenChange])).rejects.toThrow("NOT NULL");
  expect(await views.objects(everything, "order", "1", "")).toEqual([]);
  await put(store, known);
  expect(await views.objects(everything, "order", "1", "")).toHaveLength(1);
});

async function told(store: Store, views: Views): Promise<unknown> {
  const draft = await store.contextFor({ keys: [], refs: [], identities: [], traces: [] });
  return {
    digest: (await store.digest()).get("keys"),
    refs: texts.map((text) => draft.refOf(text)),
    numbers: await Promise.all(
      texts.map((text) => {
        const { environment, kind, value } = partsOf(text);
        return views.objects(everything, kind as ObjectKind, value, environment);
      }),
    ),
  };
}
