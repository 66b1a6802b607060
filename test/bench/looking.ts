import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { program, startServer } from "./children.ts";
import type { Desk, Looked } from "./desk.ts";
import { type Measured, median, percentile } from "./figures.ts";
import { type Bench, limitsNow } from "./ingest.ts";
import { look } from "./kept.ts";

const looks = 500;
const warehouses = ["ATL", "EWR", "ORD", "DFW", "SEA", "MIA"] as const;
const queues = [
  "sort=cutoff",
  "sort=severity",
  "sort=opened",
  ...warehouses.map((id) => `sort=cutoff&warehouse=${id}`),
  "sort=value&severity=critical",
  "sort=value&warehouse=MIA",
];

/** P11: the queue, the search and the lag matrix over a year's exceptions, in process and then over HTTP. */
export async function measureDesk(bench: Bench): Promise<Readonly<Record<string, Measured>>> {
  await limitsNow(bench);
  const folder = join(bench.folder, "desk");
  const asked: Omit<Desk, "part"> = { now: Date.now(), folder, exceptions: bench.exceptions, looks };
  await program("desk", { ...asked, part: "fill" }, bench.flags);
  const seen = await program<Looked>("desk", { ...asked, part: "look" }, bench.flags);
  const server = await startServer({
    data: folder,
    log: join(bench.folder, "desk.log"),
    network: fileURLToPath(new URL("../../../test/bench/desk.yaml", import.meta.url)),
    flags: bench.flags,
  });
  await server.settled(300_000);
  const number = (index: number): number => 1 + ((index * 7_919) % bench.exceptions);
  const queue = await look(
    server,
    (index) => `/api/v1/exceptions?state=open,acknowledged,snoozed&limit=50&${queues[index % queues.length]}`,
    looks,
  );
  const search = await look(
    server,
    (index) => `/api/v1/search?q=${index % 2 === 0 ? `SO-${1_000_000 + number(index)}` : `SH-${number(index)}`}`,
    looks,
  );
  const lag = await look(server, () => "/api/v1/lag?window=1d", looks);
  await server.stop();
  const kept = `${bench.exceptions.toLocaleString("en-US")} exceptions, a tenth open`;
  const of = (took: readonly number[]): Measured => ({
    value: percentile(took, 0.99),
    at: `${kept}, half under ${median(took).toFixed(2)} ms`,
  });
  return {
    "P11.queue": of(seen.queue),
    "P11.queue.http": of(queue),
    "P11.search": of(seen.search),
    "P11.search.http": of(search),
    "P11.lag": of(seen.lag),
    "P11.lag.http": of(lag),
  };
}
