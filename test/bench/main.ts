import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { endAll, startGenerator } from "./children.ts";
import { measureCore, measureRebuild } from "./core.ts";
import { figures, type Limits, type Measured, median, rowOf } from "./figures.ts";
import { type Bench, limitsNow, measureIngest } from "./ingest.ts";
import { measureKept } from "./kept.ts";
import { measureDesk } from "./looking.ts";
import { measureMonth } from "./monthly.ts";
import { measureCopy } from "./postgres.ts";
import { tableOf } from "./table.ts";
import { wordsOf } from "./words.ts";

/** A part of the run: figures that are measured together, since they come from one server or one store. */
interface Part {
  readonly measures: readonly string[];
  readonly run: (bench: Bench) => Promise<Readonly<Record<string, Measured>>>;
}

const parts: readonly Part[] = [
  {
    measures: ["P1", "P1.append", "P2", "P7.p50", "P7.p99", "P7.saturated", "P8.gzip", "P8.json"],
    run: measureIngest,
  },
  { measures: ["P4", "P5", "P6.trace", "P6.order", "P6.page", "P13", "P14"], run: measureKept },
  { measures: ["P9.mean", "P9.flat", "P9.small", "P9.open"], run: measureCore },
  { measures: ["P12.events", "P12.spans"], run: measureRebuild },
  {
    measures: ["P11.queue", "P11.queue.http", "P11.search", "P11.search.http", "P11.lag", "P11.lag.http"],
    run: measureDesk,
  },
  {
    measures: ["kpis", "building", "figure", "books"].flatMap((one) => [`M.${one}`, `M.${one}.http`]),
    run: measureMonth,
  },
  { measures: ["P3"], run: measureCopy },
];

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const middle = (limits: readonly Limits[]): Limits => ({
  insert: median(limits.map(({ insert }) => insert)),
  append: median(limits.map(({ append }) => append)),
  syncMs: median(limits.map(({ syncMs }) => syncMs)),
});

async function main(args: readonly string[]): Promise<number> {
  const words = wordsOf(args);
  if (!words.ok) {
    say(words.fault);
    return 2;
  }
  const { only, json } = words;
  const wanted = (id: string): boolean => only === null || only.some((one) => id === one || id.startsWith(`${one}.`));
  const folder = mkdtempSync(join(words.folder ?? tmpdir(), "tallyman-bench-"));
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      endAll();
      rmSync(folder, { recursive: true, force: true });
      process.exit(1);
    });
  const before = loadavg()[0] ?? 0;
  const generator = startGenerator();
  const bench: Bench = { ...words.sizes, folder, generator, serial: 1, limits: [], say, flags: words.flags };
  const found: Record<string, Measured> = {};
  let broken = false;
  try {
    for (const part of parts) {
      const ids = part.measures.filter(wanted);
      if (ids.length === 0) continue;
      say(`${ids.join(", ")}: measuring`);
      try {
        Object.assign(found, await part.run(bench));
      } catch (error) {
        // One part that breaks leaves the others to be told; the run as a whole has failed.
        say(`${ids.join(", ")}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        broken = true;
        for (const id of ids) found[id] = { skipped: `broke: ${String(error)}` };
      }
    }
    if (bench.limits.length === 0) await limitsNow(bench);
  } finally {
    generator.close();
    endAll();
    rmSync(folder, { recursive: true, force: true });
  }
  const limits = middle(bench.limits);
  const rows = figures
    .filter(({ id }) => wanted(id))
    .map((figure) => rowOf(figure, found[figure.id] ?? { skipped: "nothing measures it yet" }, limits));
  if (json) process.stdout.write(`${JSON.stringify({ rows })}\n`);
  else {
    const machine = `${availableParallelism()} cores, ${process.arch}, ${cpus()[0]?.model.trim() ?? "unknown"}, Node ${process.versions.node}`;
    const load = `load ${before.toFixed(1)} before the run and ${(loadavg()[0] ?? 0).toFixed(1)} after it`;
    process.stdout.write(`${tableOf(rows, { machine, load, limits })}\n`);
  }
  return broken ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
