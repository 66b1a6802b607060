import { expect, test, vi } from "vitest";
import { memoryStore, memoryViews } from "../../server/adapters/memory/index.ts";
import { sites } from "../../server/demo/company.ts";
import { openStage } from "../../server/demo/stage.ts";
import { hour, minute } from "../../server/demo/zones.ts";
import { createTallyBook, toDepartureRows, toTallyRow } from "../../server/feeds/index.ts";
import { sum } from "../domain/tallied.ts";
import { scopeOf } from "../feeds/fakes.ts";
import { countDay } from "./day-count.ts";
import { factsOf } from "./facts.ts";
import { openJudge, play } from "./judge.ts";

vi.setConfig({ testTimeout: 300_000 });

test("the tally of each building of the demo is the plain count of what was told, and ties to its trucks", async () => {
  const now = Date.parse("2026-11-19T19:32:00Z");
  const from = now - 40 * hour;
  const store = memoryStore();
  const epoch = await store.open();
  const judge = await openJudge(from - 1);
  const facts = factsOf(play(judge, openStage({ seed: 3, rate: 24 }, from), from, now, 10 * minute));
  await store.commit({ epoch, upTo: 1, at: now, changes: judge.changes() });
  const network = () => judge.network;
  const { commitsSince } = store;
  const book = createTallyBook({ views: memoryViews(store), commitsSince, network, clock: { now: () => now } });
  for (const site of sites) {
    const page = await book.page(scopeOf(null), { warehouse: site.id, day: null, at: null });
    if (page === null) throw new Error(`no page of ${site.id}`);
    const { orders, shipped, billed, receipts, transfers, returns, silent } = toTallyRow(page, judge.network);
    const { parts } = orders;
    const held = (reason: string) => orders.holds.find((hold) => hold.reason === reason)?.count ?? 0;
    const plain = countDay(facts, site, now);
    expect(silent, site.id).toBeNull();
    expect(
      {
        released: orders.released,
        carried: orders.carried,
        shipped: parts.shipped,
        floor: parts.floor + parts.blocked + parts["not-in-wms"],
        loaded: orders.loaded,
        "hold credit": held("credit"),
        "hold customer": held("customer"),
        cancelled: parts.cancelled,
        "in ERP": shipped["in-erp"],
        billed: billed.billed,
        "not billable": billed["not-billable"],
        "bill waits": billed["bill-waiting"] + billed["bill-refused"] + billed["bill-late"],
        "receipts at the door": receipts.parts["at-door"],
        "transfers on the road": transfers.parts["on-road"] + transfers.parts.overdue,
        "returns on the way": returns.parts["on-way"] + returns.parts.overdue,
      },
      site.id,
    ).toEqual({
      released: plain.released,
      carried: plain.carried,
      shipped: plain.shipped,
      floor: plain.floor,
      loaded: plain.loaded,
      "hold credit": plain["hold credit"],
      "hold customer": plain["hold customer"],
      cancelled: plain.cancelled,
      "in ERP": plain["in ERP"],
      billed: plain.billed,
      "not billable": plain["not billable"],
      "bill waits": plain["bill waits"],
      "receipts at the door": plain["receipts at the door"],
      "transfers on the road": plain["transfers on the road"],
      "returns on the way": plain["returns on the way"],
    });
    expect(sum(parts), site.id).toBe(orders.total);
    const trucks = toDepartureRows(page, judge.network);
    const planned = trucks.reduce((all, truck) => all + truck.orders, 0);
    expect(planned, site.id).toBe(orders.total - parts["on-hold"] - parts.cancelled);
    expect(
      trucks.reduce((all, truck) => all + truck.shipped, 0),
      site.id,
    ).toBe(parts.shipped);
  }
});
