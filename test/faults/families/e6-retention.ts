import { execFile } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { monthsNetwork, segmentsIn, twoMonths } from "../../scenarios/months.ts";
import { folder } from "../../scenarios/server.ts";
import { honest } from "../build.ts";
import type { Family, Outcome } from "../family.ts";
import { ask, type Said } from "../rig.ts";
import { diskCalls, pointsOf, spread, traceOf } from "../strace.ts";

const program = fileURLToPath(new URL("../retaining.mjs", import.meta.url));

/**
 * Records of two months, of which three weeks are to stay: the round that makes a base and drops the rest is killed at
 * its first disk call, its second and so on, each time in a fresh copy of the folder. Whatever it left, the journal is
 * whole, all rows can be derived again without the store, and the next round does what was left to do.
 */
export const retention: Family = {
  id: "e6",
  title: "killed at each write, sync, rename and removal while old records are dropped",
  needs: ["strace"],
  twin: "drops records before a base holds what they gave",
  rounds: { short: 2, long: 200, twin: 1 },
  async run({ rounds, log, twin }): Promise<Outcome> {
    const { data: whole, receipts } = await twoMonths(monthsNetwork());
    const known = await derived(whole);
    const watched = copyOf(whole);
    const trace = traceOf(diskCalls);
    await round(watched, trace.under, twin);
    const points = pointsOf(trace.read(), diskCalls, watched);
    // Most write a page of the base: they get half of the rounds.
    const writes = points.filter(({ name }) => name.startsWith("pwrite"));
    const others = points.filter((point) => !writes.includes(point));
    const chosen = [...spread(others, Math.ceil(rounds / 2)), ...spread(writes, Math.floor(rounds / 2))];
    log(`a round has ${points.length} points; ${chosen.length} of them are taken`);
    const findings: string[] = [];
    let killed = 0;
    let unfinished = 0;
    for (const { name, when } of chosen) {
      const where = `killed at ${name} ${when}`;
      const data = copyOf(whole);
      const { under } = traceOf([name], [`${name}:signal=SIGKILL:when=${when}`]);
      if (!(await round(data, under, twin))) killed++;
      if (segmentsIn(data) > segmentsIn(watched)) unfinished++;
      findings.push(...(await judge(data, known)).map((finding) => `${where}: ${finding}`));
      if (!(await round(data, [], twin))) findings.push(`${where}: the next round fails`);
      if (segmentsIn(data) !== segmentsIn(watched)) findings.push(`${where}: the next round left what was to go`);
      findings.push(...(await judge(data, known)).map((finding) => `${where}, after the next round: ${finding}`));
      rmSync(data, { recursive: true, force: true });
    }
    log(`${killed} of ${chosen.length} rounds were killed, ${unfinished} with segments left that were to go`);
    if (killed < chosen.length / 2) findings.push(`only ${killed} of ${chosen.length} rounds were killed`);
    if (segmentsIn(watched) >= segmentsIn(whole)) findings.push("nothing was dropped");
    return { rounds: chosen.length, acked: receipts.length, lost: 0, twice: 0, findings };
  },
};

function copyOf(data: string): string {
  const copy = folder();
  cpSync(data, copy, { recursive: true });
  return copy;
}

/** Runs a round over a folder; whether it came to its end. */
function round(data: string, under: readonly string[], broken: boolean): Promise<boolean> {
  const [command = "", ...words] = [...under, process.execPath, program, data];
  const env = { PATH: process.env.PATH ?? "", ...(broken ? { BROKEN: "1" } : {}) };
  return new Promise((resolve) => {
    execFile(command, words, { env }, (error, stdout) => resolve(error === null && stdout.startsWith("{")));
  });
}

/** Digests of the rows that can be derived of a folder: as they were known, and where the store is gone. */
async function derived(data: string): Promise<{ readonly again: string; readonly anew: string }> {
  const bare = copyOf(data);
  for (const end of ["", "-wal", "-shm"]) rmSync(join(bare, `store.db${end}`), { force: true });
  const [again, anew] = [await ask(honest, data, "rebuild"), await ask(honest, bare, "rebuild")];
  rmSync(bare, { recursive: true, force: true });
  return { again: digestIn(again), anew: digestIn(anew) };
}

/**
 * Digests of the tables that a rebuild told, but for that of how far deadlines are settled: without a store that is now.
 * Its last words where it told none.
 */
function digestIn({ json, words }: Said): string {
  if (json.digest === undefined) return words.trim().slice(-300);
  const { engine: _, ...tables } = json.digest as Readonly<Record<string, string>>;
  return JSON.stringify(tables);
}

/** What is not as it must be: the journal whole, and the same rows derived of it. */
async function judge(data: string, known: Awaited<ReturnType<typeof derived>>): Promise<readonly string[]> {
  const findings: string[] = [];
  const verified = await ask(honest, data, "verify");
  if (verified.json.ok !== true) findings.push(`verify says ${JSON.stringify(verified.json)} ${verified.words.trim()}`);
  const { again, anew } = await derived(data);
  if (again !== known.again) findings.push(`rows are not derived again as they were: ${again}`);
  if (anew !== known.anew) findings.push(`rows are not derived anew as they were: ${anew}`);
  return findings;
}
