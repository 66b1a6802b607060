import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Decoded } from "../../collectors/kit/index.ts";
import { memoryStore } from "../../server/adapters/memory/store.ts";
import { step } from "../../server/domain/index.ts";
import { decoded, start, testNetwork, World } from "./harness.ts";

const minute = 60_000;
const network = testNetwork();
const adopted = (hash: string, sections: Readonly<Record<string, string>>) => ({
  ...testNetwork(),
  hash,
  sections: new Map(Object.entries(sections)),
});

/** What a source tells of its versions, each at so many minutes. */
const heard = (versions: Readonly<Record<string, number>>): Decoded => {
  const plain = decoded([{ event: "order.released", keys: { order: "O1" }, at: start, system: "erp" }]);
  return {
    ...plain,
    facts: [],
    sources: plain.sources.map((tally) => ({
      ...tally,
      versions: new Map(Object.entries(versions).map(([version, at]) => [version, start + at * minute])),
    })),
  };
};

async function versionsAfter(tallies: readonly Decoded[]) {
  const store = memoryStore();
  await store.open();
  const draft = await store.contextFor({ keys: [], refs: [], identities: [], traces: [] });
  for (const [index, told] of tallies.entries()) {
    const input = {
      kind: "entry",
      at: start + 60 * minute,
      position: index + 1,
      collector: "otlp",
      sender: "x",
    } as const;
    draft.fold(step({ ...input, decoded: told }, draft, network));
  }
  return draft.source("erp")?.versions.map(({ version, since }) => [version, (since - start) / minute]);
}

describe("versions of a source", () => {
  it("stand with the least time at which each spoke, the oldest first", async () => {
    expect(await versionsAfter([heard({ "4.12": 9, "4.11": 3 }), heard({ "4.11": 1, "4.12": 12 })])).toEqual([
      ["4.11", 1],
      ["4.12", 9],
    ]);
    expect(await versionsAfter([heard({})])).toEqual([]);
  });

  it("are the same in whatever order receipts come, and however often", async () => {
    const told = fc.dictionary(fc.constantFrom("1", "2", "3"), fc.integer({ min: 0, max: 50 }), { maxKeys: 3 });
    const some = fc.array(told, { minLength: 1, maxLength: 6 });
    const both = some.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    await fc.assert(
      fc.asyncProperty(both, async ([all, other]) => {
        const once = await versionsAfter(all.map(heard));
        expect(await versionsAfter(other.map(heard))).toEqual(once);
        expect(await versionsAfter([...all, ...all].map(heard))).toEqual(once);
      }),
      { numRuns: 60 },
    );
  });

  it("are the newest 20, and one whose time is not believed is dated by its arrival", async () => {
    const many = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`v${index}`, index]));
    const kept = await versionsAfter([heard(many)]);
    expect(kept).toHaveLength(20);
    expect(kept?.[0]).toEqual(["v5", 5]);
    expect(await versionsAfter([heard({ far: 5_000_000 })])).toEqual([["far", 60]]);
  });
});

describe("a reload", () => {
  it("says when it came and which sections it changed; the first network, and the same again, are none", async () => {
    const world = await World.begin(adopted("a", { routing: "1", flows: "1", teams: "1" }));
    const reload = async (next: ReturnType<typeof adopted>, at: number) => {
      world.network = next;
      await world.rule({ kind: "network", hash: next.hash, text: "", expansions: null }, at);
    };
    await reload(adopted("a", { routing: "1", flows: "1", teams: "1" }), start + minute);
    expect((await world.draft()).engine().reloads).toEqual([]);
    await reload(adopted("b", { routing: "2", flows: "1", errors: "1" }), start + 2 * minute);
    await reload(adopted("c", { routing: "2", flows: "1", errors: "1" }), start + 3 * minute);
    expect((await world.draft()).engine().reloads).toEqual([
      { at: start + 2 * minute, hash: "b", changed: ["errors", "routing", "teams"] },
      { at: start + 3 * minute, hash: "c", changed: [] },
    ]);
  });

  it("the newest 20 are kept", async () => {
    const world = await World.begin(adopted("0", {}));
    for (let n = 1; n <= 25; n++) {
      world.network = adopted(String(n), { routing: String(n) });
      await world.rule({ kind: "network", hash: String(n), text: "", expansions: null }, start + n * minute);
    }
    expect((await world.draft()).engine().reloads.map(({ hash }) => hash)).toEqual(
      Array.from({ length: 20 }, (_, index) => String(index + 6)),
    );
  });
});
