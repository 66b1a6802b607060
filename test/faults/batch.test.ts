import { expect, test } from "vitest";
import { start, type Told, World } from "../domain/harness.ts";

/** A nightly import as one trace: each order fails for itself. */
const failures: readonly Told[] = Array.from({ length: 1_100 }, (_, index) => ({
  event: "order.created",
  keys: { order: `B-${index}` },
  at: start + index,
  system: "shop",
  trace: "a1",
  failed: "bad line",
}));

async function openAfter(told: readonly Told[]): Promise<World> {
  const world = await World.begin();
  for (let first = 0; first < told.length; first += 100) {
    await world.entry(start + 60_000 + first, told.slice(first, first + 100));
    await world.commit();
  }
  return world;
}

const subjectsOf = async (world: World) => (await world.open()).map(({ object }) => object).sort();

test("a trace with more failures than are grouped raises each of them, in any order, once", async () => {
  const world = await openAfter(failures);
  const subjects = await subjectsOf(world);
  expect(subjects).toEqual(failures.map((_, index) => `order:*:B-${index}`).sort());
  expect(await subjectsOf(await openAfter(failures.toReversed()))).toEqual(subjects);
  const before = await world.exceptions();
  await world.entry(start + 120_000, failures.slice(1_050));
  await world.entry(start + 121_000, failures.slice(0, 50));
  expect(await world.exceptions()).toEqual(before);
  // The outcome ends each of them like any other.
  await world.entry(start + 200_000, [
    { event: "order.created", keys: { order: "B-1099" }, at: start + 150_000, system: "shop", trace: "a2" },
    { event: "order.created", keys: { order: "B-3" }, at: start + 150_000, system: "shop", trace: "a2" },
  ]);
  const gone = new Set(["order:*:B-1099", "order:*:B-3"]);
  expect(await subjectsOf(world)).toEqual(subjects.filter((subject) => !gone.has(subject ?? "")));
});
