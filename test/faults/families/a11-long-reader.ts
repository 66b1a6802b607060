import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Server } from "../../scenarios/server.ts";
import { breakBuild, honest } from "../build.ts";
import type { Family, Outcome } from "../family.ts";
import { type Flood, flood, percentile } from "../flood.ts";
import { rebuiltAlike, rigOf } from "../rig.ts";

const program = fileURLToPath(new URL("../reader.mjs", import.meta.url));
/** Bytes that the write-ahead log of the rows grows to before it is folded into its file, and a tenth more. */
const folds = 1.1 * 64 * 1024 ** 2;
/** What it may come to while somebody reads one state. */
const mostBytes = 512 * 1024 ** 2;
const mostSeconds = 90;

/** What it may keep when nothing waits and nobody reads, and a tenth more; it has so long to give the rest back. */
const keeps = 1.1 * 16 * 1024 ** 2;
const givesBackMs = 10_000;

/** The log is folded in neither by itself nor when nothing waits. */
const hoarding = [
  { file: "server/adapters/sqlite/database.js", from: "wal_autocheckpoint = 16384", to: "wal_autocheckpoint = 0" },
  { file: "server/adapters/sqlite/database.js", from: "log.size <= logKept", to: "log.size >= 0" },
];

/**
 * Somebody reads one state of the rows while the log behind it grows beyond the size at which it is folded in. Writing
 * goes on meanwhile, and once the reader is gone the log grows no more, and gives its room back.
 */
export const longReader: Family = {
  id: "a11",
  title: "a reader that holds one state while everything else goes on",
  needs: [],
  twin: "never folds its log into the file",
  rounds: { short: 1, long: 3 },
  async run({ rounds, seed, log, twin }): Promise<Outcome> {
    const rig = await rigOf({ build: twin ? breakBuild(hoarding) : honest });
    const server = await rig.start();
    const wal = join(rig.data, "store.db-wal");
    const size = (): number => (existsSync(wal) ? statSync(wal).size : 0);
    const findings: string[] = [];
    const floods: Flood[] = [];
    const slice = async () => {
      const next = seed + floods.length;
      const one = await flood({
        endpoint: server.otlpHttp,
        seed: next,
        connections: 4,
        seconds: 1,
        rate: null,
        kindOf: (random) => (random < 0.5 ? "business" : "spans"),
      });
      floods.push(one);
      await server.settled(120_000);
    };
    for (let round = 0; round < rounds; round++) {
      await slice();
      const before = p99(floods.slice(-1));
      const reader = spawn(process.execPath, [program, join(rig.data, "store.db")], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      if (reader.stdout === null) throw new Error("the reader says nothing");
      await once(reader.stdout, "data");
      let slices = 0;
      const began = performance.now();
      const far = folds * (round + 1);
      while (size() < far && performance.now() - began < mostSeconds * 1_000) {
        await slice();
        slices++;
      }
      const meanwhile = p99(floods.slice(-slices));
      const grown = size();
      if (grown < folds)
        findings.push(`after ${slices} s of load the log has ${grown} bytes, too few to tell anything`);
      if (grown > mostBytes) findings.push(`the log grew to ${grown} bytes`);
      const ended = once(reader, "exit");
      reader.kill("SIGTERM");
      await ended;
      for (let index = 0; index < Math.max(2, Math.ceil(slices * 0.6)); index++) await slice();
      const after = size();
      for (let waited = 0; size() > keeps && waited < givesBackMs; waited += 100)
        await new Promise((resolve) => setTimeout(resolve, 100));
      if (size() > keeps) findings.push(`nothing waits and nobody reads, and the log keeps ${size()} bytes`);
      if (after > grown * 1.1) findings.push(`the reader is gone, and the log grew on from ${grown} to ${after} bytes`);
      log(
        `answers p99 ${Math.round(before)} ms before, ${Math.round(meanwhile)} ms while somebody read; the log had ${grown} bytes then and has ${after} now`,
      );
    }
    const { acked, lost } = await missing(server, floods);
    findings.push(...floods.flatMap(({ wrong }) => [...wrong].map(([what, count]) => `${count} answers were ${what}`)));
    if (!twin) findings.push(...(await rebuiltAlike(rig)));
    await rig.close();
    return { rounds, acked, lost, twice: 0, findings };
  },
};

const p99 = (floods: readonly Flood[]): number =>
  percentile(
    floods.flatMap(({ byKind }) => [...byKind.values()].flatMap(({ latencies }) => latencies)),
    0.99,
  );

/** Of each flood one trace in twenty is looked for. */
async function missing(server: Server, floods: readonly Flood[]) {
  const acked = floods.flatMap((one) => [...one.acked.keys()]);
  let lost = 0;
  for (let index = 0; index < acked.length; index += 20) {
    if ((await server.api(`/api/v1/traces/${acked[index]}`)).status !== 200) lost++;
  }
  return { acked: acked.length, lost };
}
