import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { program, startServer } from "./children.ts";
import { type Measured, median, percentile } from "./figures.ts";
import { type Bench, limitsNow } from "./ingest.ts";
import { look } from "./kept.ts";
import type { LookedAt, Month, MonthAsks } from "./month.ts";

const looks = 200;
const paths: Readonly<Record<keyof MonthAsks, (query: string) => string>> = {
  kpis: (query) => `/api/v1/kpis?${query}`,
  building: (query) => `/api/v1/kpis?${query}`,
  figure: (query) => `/api/v1/kpis/${query}`,
  books: (query) => `/api/v1/postings?${query}`,
};

/** M: a month's figures and books with all of its events behind them, in process and then over HTTP. */
export async function measureMonth(bench: Bench): Promise<Readonly<Record<string, Measured>>> {
  await limitsNow(bench);
  const folder = join(bench.folder, "month");
  const asked: Month = { folder, events: bench.month, looks, budget: bench.budget };
  const { took, asks, events, contributions, cells } = await program<LookedAt>("month", asked, bench.flags);
  const server = await startServer({
    data: folder,
    log: join(bench.folder, "month.log"),
    network: fileURLToPath(new URL("../../../server/demo/network.yaml", import.meta.url)),
    flags: bench.flags,
  });
  await server.settled(300_000);
  const whole = (count: number): string => count.toLocaleString("en-US");
  const kept = `${whole(events)} events of a month: ${whole(contributions)} contributions in ${whole(cells)} cells`;
  const of = (times: readonly number[]): Measured => ({
    value: percentile(times, 0.99),
    at: `${kept}, half under ${median(times).toFixed(0)} ms`,
  });
  const found: Record<string, Measured> = {};
  for (const name of ["kpis", "building", "figure", "books"] as const) {
    const queries = asks[name];
    found[`M.${name}`] = of(took[name]);
    found[`M.${name}.http`] = of(
      await look(server, (index) => paths[name](queries[index % queries.length] ?? ""), looks),
    );
  }
  await server.stop();
  return found;
}
