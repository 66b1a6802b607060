import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { bytesOf, type Server, startServer } from "./children.ts";
import { type Measured, median, percentile } from "./figures.ts";
import { type Bench, limitsNow, sendTo, untold } from "./ingest.ts";
import { orderOf, shape } from "./spans.ts";
import { timed } from "./timed.ts";

/** One span in five hundred is a business fact, so that there are objects with a page of their own. */
const facts = { every: 50 } as const;
/** How often each kind of look is taken, once while its code is new to the process and once after that. */
const looks = 2_000;

/** P4, P5, P6, P13, P14: a store that fills up, is looked into, and is started again on what it keeps. */
export async function measureKept(bench: Bench): Promise<Readonly<Record<string, Measured>>> {
  const data = join(bench.folder, "kept");
  const starting = { data, log: join(bench.folder, "kept.log"), flags: bench.flags };
  await limitsNow(bench);
  let server = await startServer(starting);
  /** What the engine may need for what was sent. */
  const settleMs = bench.budget * 1000;
  const tenth = Math.ceil(bench.spans / 10);
  const rates: number[] = [];
  const traces: string[] = [];
  const orders: number[] = [];
  const memory = residentOf(server);
  const warm = await sendTo(bench, server, { seconds: 2 });
  let { bytes, spans } = warm;
  let settled = await server.settled(settleMs);
  for (let part = 0; part < 10; part++) {
    // The first and the last begin with nothing left to do.
    if (part === 9) settled = (await server.settled(settleMs)) && settled;
    const sent = await sendTo(bench, server, { spans: tenth, seconds: bench.budget / 10, facts });
    rates.push(sent.spans / sent.seconds);
    memory.mark();
    traces.push(...sent.traces);
    orders.push(...sent.orders);
    bytes += sent.bytes;
    spans += sent.spans;
    bench.say(
      `  ${spans.toLocaleString("en-US")} spans kept, ${Math.round(rates.at(-1) ?? 0).toLocaleString("en-US")}/s`,
    );
  }
  settled = (await server.settled(settleMs)) && settled;
  memory.stop();
  const kept = `${spans.toLocaleString("en-US")} spans${settled ? "" : ", and the engine was not done with them"}`;
  const order = (at: number): string => encodeURIComponent(orderOf(some(orders, at), 0));
  const trace = await lookTwice(server, kept, (at) => `/api/v1/traces/${some(traces, at)}`);
  const all = await lookTwice(server, kept, (at) => `/api/v1/objects/order/${order(at)}?activity=1`);
  const page = await lookTwice(server, kept, (at) => `/api/v1/objects/order/${order(at)}`);
  // When nothing waits, what a burst needed is given back.
  const disk = bytesOf(data);
  const journal = sizeOf(data, (name) => name.startsWith("journal"));
  await server.stop();
  await limitsNow(bench);
  const starts: number[] = [];
  for (let start = 0; start < 3; start++) {
    server = await startServer(starting);
    starts.push(server.readyMs / 1000);
    await server.stop();
  }
  const [first = 1, last = 0] = [rates[0], rates.at(-1)];
  return {
    P4: { value: last / first, at: `${kept}, in tenths` },
    P5: {
      value: (disk / bytes) * 100,
      at: `${kept}; the journal alone ${Math.round((journal / bytes) * 100)} %, the rest is rows`,
    },
    "P6.trace": trace,
    "P6.order": all,
    "P6.page": page,
    P13: memory.measured(`${kept}, an order for each trace of ${shape.ofTrace}`),
    P14: { value: median(starts), at: `${kept}, one object in 50 spans, the middle of three starts` },
  };
}

/** What stands at a part of a list, from 0 to 1. */
function some<T>(of: readonly T[], part: number): T {
  const one = of[Math.floor(part * of.length)];
  if (one === undefined) throw new Error("nothing was acknowledged");
  return one;
}

/**
 * How long one kind of look takes, all over what is kept. What V8 compiles when it first meets it is told, but not held
 * against the goal: the second looks are, which are at other places.
 */
async function lookTwice(server: Server, kept: string, pathOf: (at: number) => string): Promise<Measured> {
  const first = await look(server, (index) => pathOf(index / looks));
  const then = await look(server, (index) => pathOf((index + 0.5) / looks));
  const ms = (of: readonly number[], share: number): string => percentile(of, share).toFixed(2);
  return {
    value: percentile(then, 0.99),
    at: `${kept}, ${then.length} looks over HTTP, half under ${ms(then, 0.5)} ms; of the ${first.length} before p99 ${ms(first, 0.99)}, half under ${ms(first, 0.5)}`,
  };
}

/** The most memory that a server has had, and how it went from tenth to tenth. */
function residentOf(server: Server) {
  const marks: number[] = [];
  let greatest = 0;
  let since = 0;
  const look = () => {
    since = Math.max(since, server.residentMiB() ?? 0);
    greatest = Math.max(greatest, since);
  };
  // A part that breaks leaves it behind.
  const timer = setInterval(look, 100).unref();
  return {
    /** Ends a part that is told by itself. */
    mark(): void {
      look();
      marks.push(since);
      since = 0;
    },
    stop: () => clearInterval(timer),
    measured: (at: string): Measured =>
      greatest === 0
        ? { skipped: untold }
        : { value: greatest, at: `${at}; tenth by tenth at most ${marks.map(Math.round).join(", ")}` },
  };
}

function sizeOf(folder: string, counts: (name: string) => boolean): number {
  let bytes = 0;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (counts(name)) bytes += statSync(path).isDirectory() ? bytesOf(path) : statSync(path).size;
  }
  return bytes;
}

/** How long answers take over HTTP, one after the other, in milliseconds; the first few do not count. */
export async function look(
  server: Server,
  pathOf: (index: number) => string,
  count = looks,
): Promise<readonly number[]> {
  return timed(count, (index) => server.get(pathOf(index)));
}
