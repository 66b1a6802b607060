import { execFileSync } from "node:child_process";
import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder, pause, until } from "../../scenarios/server.ts";
import { startLoad, told } from "../clients.ts";
import type { Family, Outcome } from "../family.ts";
import { compare, rebuiltAlike, rigOf, saying } from "../rig.ts";

const recoversWithinMs = 10_000;

/**
 * The data lies on a tmpfs of 64 MiB that is filled up under load. Every refusal is 429 or 503 with Retry-After, the
 * server lives on and can be read; when space returns it takes again within ten seconds, without a restart.
 */
export const diskFull: Family = {
  id: "a7",
  title: "a full disk, and space that returns",
  needs: ["tmpfs"],
  twin: "acknowledges before anything is kept",
  rounds: { short: 1, long: 20 },
  async run({ rounds, seed, log, twin }): Promise<Outcome> {
    const data = folder();
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64m", "tmpfs", data]);
    const unmount = () => void execFileSync("umount", ["-l", data]);
    // Also where the run is broken off.
    process.once("exit", unmount);
    try {
      return await onDisk(data, { rounds, seed, log, twin });
    } finally {
      process.off("exit", unmount);
      unmount();
    }
  },
};

async function onDisk(data: string, { rounds, seed, log, twin }: Parameters<Family["run"]>[0]): Promise<Outcome> {
  const rig = await rigOf({ eager: twin, data });
  const server = await rig.start();
  const load = startLoad({ seed, endpoint: rig.endpoint, clients: 2, paceMs: 40 });
  const findings: string[] = [];
  const junk = join(data, "filled-by-others");
  for (let round = 0; round < rounds; round++) {
    await pause(800);
    const { bavail, bsize } = statfsSync(data);
    // A little is left, so that it is the server that meets the end.
    fill(junk, Math.max(0, bavail * bsize - 256 * 1024));
    const refusedBefore = refusals(load.failures);
    const full = await until(
      "the disk is full",
      () => (!server.alive() || refusals(load.failures) > refusedBefore + 3 ? true : undefined),
      20_000,
    ).catch(() => false);
    if (!full) findings.push(`nothing was refused with ${statfsSync(data).bavail * bsize} bytes left`);
    if (server.alive()) {
      const status = await server.api("/api/v1/status").then(({ status }) => status, String);
      const queue = await server.api("/api/v1/exceptions?limit=5").then(({ status }) => status, String);
      if (status !== 200 || queue !== 200)
        findings.push(`while it was full, reads were answered ${status} and ${queue}`);
    }
    rmSync(junk);
    const freed = Date.now();
    if (!server.alive()) {
      const why = server.lines
        .filter(({ level }) => level === "error" || level === "fatal")
        .map((line) => JSON.stringify(line));
      findings.push(`the server ended on a full disk: ${why.at(0)?.slice(0, 500)}`);
      break;
    }
    const taken = await until(
      "it takes again",
      () => (load.taken.some(({ sentAt }) => sentAt > freed) ? true : undefined),
      recoversWithinMs,
    ).catch(() => false);
    if (!taken) findings.push(`${recoversWithinMs} ms after space returned nothing was taken (${told(load.failures)})`);
  }
  if (!server.alive()) {
    rig.leave();
    await rig.start();
  }
  const last = rig.server ?? server;
  await load.finish();
  const outcome = await compare(last, load);
  log(saying(load));
  findings.push(...outcome.findings, ...(twin ? [] : await rebuiltAlike(rig)));
  await rig.close();
  return { ...outcome, rounds, findings };
}

/** Takes so much of a disk, or what there still is. */
function fill(path: string, bytes: number): void {
  try {
    writeFileSync(path, Buffer.alloc(bytes, 1));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  }
}

const refusals = (failures: ReadonlyMap<string, number>): number =>
  [...failures.values()].reduce((sum, count) => sum + count, 0);
