// One round of retention over a data folder, as a server has it, over what `npm run build` left in dist: what is older
// than three weeks goes. BROKEN=1: it goes before any base holds what it gave.
import { join } from "node:path";
import { rowsAt, rowsVersion } from "../../dist/server/adapters/sqlite/index.js";
import { journalOf } from "../../dist/server/journal.js";
import { rowsOf } from "../../dist/server/rows.js";
import { retain } from "../../dist/server/start/retention.js";

const [data] = process.argv.slice(2);
const store = join(data, "store.db");
const clock = { now: () => Date.now() };
const { bases, copy, ready } = rowsOf({ path: data, store });
await ready();
const journal = journalOf(data).open(clock);
const { retention } = journal;
if (retention === null) throw new Error(journal.damage ?? "this journal drops nothing");
const keep = { forMs: 21 * 86_400_000, bytes: null };
const parts = {
  bases,
  copy,
  version: rowsVersion,
  keep: () => keep,
  droppable: async (asked) => retention.droppable(asked),
  drop: async (before) => retention.drop(before),
  position: () => rowsAt(store)?.position ?? 0,
  now: clock.now,
  alive: () => true,
};
const before = retention.droppable(keep);
const dropped =
  process.env.BROKEN === "1" && before !== null ? retention.drop(before) : await retain(parts, () => true);
await journal.close();
process.stdout.write(`${JSON.stringify({ dropped })}\n`);
