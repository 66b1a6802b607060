import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { openJournal } from "../../server/adapters/sqlite/index.ts";
import type { Journal, NewEntry } from "../../server/ports/index.ts";
import { endAll, folder, pause } from "../scenarios/server.ts";
import { startLoad } from "./clients.ts";
import { judge, sound } from "./ledger.ts";
import { compare, rebuiltAlike, rigOf } from "./rig.ts";

vi.setConfig({ testTimeout: 240_000 });
afterAll(endAll);

test("asked to end four times in the middle of load: it ends well each time, and nothing that was acknowledged is missing", async () => {
  const rig = await rigOf();
  await rig.start();
  const load = startLoad({ seed: 43, endpoint: rig.endpoint });
  for (let round = 0; round < 4; round++) {
    await pause(200 + round * 50);
    const before = load.acknowledged.size;
    // Clients go on sending to it while it ends.
    const ending = rig.server?.stop();
    expect(await ending).toBe(0);
    expect(load.acknowledged.size).toBeGreaterThanOrEqual(before);
    rig.leave();
    await rig.start();
  }
  await load.finish();
  if (rig.server === null) throw new Error("no server runs");
  expect(await compare(rig.server, load)).toMatchObject({ lost: 0, twice: 0, findings: [] });
  expect(await rebuiltAlike(rig)).toEqual([]);
});

describe("the check itself", () => {
  const entryOf = (id: string): NewEntry => ({
    receipt: {
      id,
      collector: "otlp",
      route: "traces",
      contentType: "application/json",
      sender: "test",
      receivedAt: 0,
      body: new TextEncoder().encode(id),
    },
    part: 1,
    parts: 1,
    records: 1,
    rejected: 0,
    message: null,
    terms: new BigUint64Array(),
    unreadable: null,
  });

  /** Appends a hundred receipts and crashes in the middle: what clients know, and what a new start finds. */
  async function crashInMiddle(wrap: (journal: Journal) => Pick<Journal, "append">) {
    const path = join(folder(), "journal.db");
    const clock = { now: () => Date.now() };
    const journal = openJournal(path, clock);
    const writer = wrap(journal);
    const sent = new Set<string>();
    const acknowledged = new Set<string>();
    for (let index = 0; index < 100; index++) {
      const id = `R-${index}`;
      sent.add(id);
      await writer.append([entryOf(id)]);
      acknowledged.add(id);
    }
    // From here on nothing of this process reaches the disk any more.
    await journal.close();
    const found = openJournal(path, clock);
    const stored = (await found.read(0, 1_000))
      .filter(({ kind }) => kind === "records")
      .map(({ receipt }) => receipt.id);
    await found.close();
    return judge({ sent, acknowledged }, stored);
  }

  test("is green for the journal as it is, and red for one that acknowledges before it commits", async () => {
    expect(await crashInMiddle((journal) => journal)).toEqual(sound);
    const early = await crashInMiddle((journal) => {
      let queue: NewEntry[] = [];
      return {
        async append(batch) {
          queue.push(...batch);
          if (queue.length >= 30) {
            const full = queue;
            queue = [];
            await journal.append(full);
          }
          return batch.map(() => ({ kind: "kept" as const, position: 0, at: 0 }));
        },
      };
    });
    expect(early.lost).toHaveLength(10);
    expect(early.twice).toEqual([]);
  });

  test("is red for a record that is stored twice, and for one that nobody sent", () => {
    const ledger = { sent: new Set(["a", "b"]), acknowledged: new Set(["a"]) };
    expect(judge(ledger, ["a", "b", "a", "c"])).toEqual({ lost: [], twice: ["a"], strange: ["c"] });
    expect(judge(ledger, ["b"])).toEqual({ lost: ["a"], twice: [], strange: [] });
  });
});
