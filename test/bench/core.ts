import { join } from "node:path";
import { program } from "./children.ts";
import type { Measured } from "./figures.ts";
import { type Bench, limitsNow } from "./ingest.ts";
import type { Passed, Passing } from "./passing.ts";
import type { Rebuilding, RebuiltIn } from "./rebuilding.ts";

/** Events a second within a share of all that passed: the ramp is over after three tenths. */
export function rateOf({ marks }: Pick<Passed, "marks">, from: number, to: number): number {
  const all = marks.at(-1)?.[0] ?? 0;
  const at = (share: number): readonly [number, number] =>
    marks.findLast(([events]) => events <= all * share) ?? [0, 0];
  const [[first, start], [last, end]] = [at(from), at(to)];
  return (last - first) / (end - start);
}

/** P9: events through the whole core in one process, and each network and size of commit on a store of its own. */
export async function measureCore(bench: Bench): Promise<Readonly<Record<string, Measured>>> {
  const pass = async (name: string, how: Partial<Passing>): Promise<Passed> => {
    await limitsNow(bench);
    const asked: Passing = {
      folder: join(bench.folder, `core-${name}`),
      events: bench.events,
      live: bench.live,
      perCommit: null,
      network: "demo",
      budget: bench.budget,
      ...how,
    };
    return program<Passed>("passing", asked, bench.flags);
  };
  const whole = await pass("demo", {});
  const open = await pass("open", { network: "open" });
  const small = await pass("small", { perCommit: 100, events: Math.ceil(bench.events / 5) });
  const note = ({ events, commits, bytes, cpuSeconds, exceptions, residentMiB }: Passed): string =>
    `${events.toLocaleString("en-US")} events in ${commits.toLocaleString("en-US")} commits, up to ${bench.live.toLocaleString("en-US")} orders under way, ` +
    `${Math.round((cpuSeconds * 1e6) / events)} µs of CPU and ${Math.round(bytes / events)} bytes an event, ${exceptions.toLocaleString("en-US")} exceptions, ${Math.round(residentMiB)} MiB`;
  return {
    "P9.mean": { value: rateOf(whole, 0.3, 1), at: note(whole) },
    "P9.flat": { value: rateOf(whole, 0.7, 1) / rateOf(whole, 0.3, 0.6), at: "8th to 10th tenth against 4th to 6th" },
    "P9.open": { value: rateOf(open, 0.3, 1), at: note(open) },
    "P9.small": { value: rateOf(small, 0.3, 1), at: note(small) },
  };
}

/** P12: all rows again from a journal of business facts, and from one of spans that say nothing. */
export async function measureRebuild(bench: Bench): Promise<Readonly<Record<string, Measured>>> {
  await limitsNow(bench);
  const asked: Rebuilding = {
    folder: join(bench.folder, "rebuild"),
    events: Math.ceil(bench.events / 5),
    live: Math.ceil(bench.live / 5),
    spans: Math.ceil(bench.spans / 10),
    budget: bench.budget,
  };
  const { events, eventsSeconds, spans, spansSeconds } = await program<RebuiltIn>("rebuilding", asked, bench.flags);
  return {
    "P12.events": { value: events / eventsSeconds, at: `${events.toLocaleString("en-US")} events as OTLP/JSON` },
    "P12.spans": { value: spans / spansSeconds, at: `${spans.toLocaleString("en-US")} spans, none of them a fact` },
  };
}
