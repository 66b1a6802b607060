import { closeSync, fdatasyncSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { Database } from "../../server/adapters/sqlite/driver.ts";
import { type Limits, median } from "./figures.ts";
import { requestsOf, shape } from "./spans.ts";

/** Bytes of a span on the wire, as they are counted everywhere here. */
const blobBytes = 477;
/** Requests that one sync of the raw append takes: as many as the server's own groups hold at saturation. */
const group = 8;

/** R: rows a second of `(int, blob)`, 10,000 a commit, each commit on the disk. */
function insert(folder: string, rows: number): number {
  const path = join(folder, "limit.db");
  const database = new Database(path);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec("CREATE TABLE span (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT");
  const add = database.prepare("INSERT INTO span (id, body) VALUES (?, ?)");
  const body = requestsOf({ count: 1, seed: 7, at: 1_764_000_000_000, coding: "protobuf" })[0]?.body ?? Buffer.alloc(0);
  const blobs = Array.from({ length: 400 }, (_, index) => body.subarray(index * blobBytes, (index + 1) * blobBytes));
  const began = performance.now();
  for (let id = 0; id < rows; ) {
    database.exec("BEGIN");
    for (const end = id + 10_000; id < end; id++) add.run(id, blobs[id % blobs.length]);
    database.exec("COMMIT");
  }
  const rate = rows / ((performance.now() - began) / 1000);
  database.close();
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
  return rate;
}

/** Spans a second, appended as they come from the wire and synced. */
function append(folder: string, spans: number): number {
  const path = join(folder, "limit.log");
  const bodies = requestsOf({ count: group, seed: 8, at: 1_764_000_000_000, coding: "protobuf" }).map(
    ({ body }) => body,
  );
  const whole = Buffer.concat(bodies);
  const file = openSync(path, "w");
  const began = performance.now();
  let done = 0;
  for (; done < spans; done += group * shape.spans) {
    writeSync(file, whole);
    fdatasyncSync(file);
  }
  const rate = done / ((performance.now() - began) / 1000);
  closeSync(file);
  rmSync(path);
  return rate;
}

/** How long a sync of 80 KB takes that were just appended, the median of fifty. */
function sync(folder: string): number {
  const path = join(folder, "limit.sync");
  const bytes = Buffer.alloc(80 * 1024, 0x5a);
  const file = openSync(path, "w");
  const took = Array.from({ length: 50 }, () => {
    writeSync(file, bytes);
    const began = performance.now();
    fdatasyncSync(file);
    return performance.now() - began;
  });
  closeSync(file);
  rmSync(path);
  return median(took);
}

const [folder = "", rows = "", spans = ""] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const limits: Limits = {
  insert: insert(folder, Number(rows)),
  append: append(folder, Number(spans)),
  syncMs: sync(folder),
};
process.stdout.write(`${JSON.stringify(limits)}\n`);
