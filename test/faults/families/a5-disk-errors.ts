import { pause } from "../../scenarios/server.ts";
import { type Load, startLoad } from "../clients.ts";
import { little, watchCycle } from "../cycle.ts";
import type { Family, Outcome } from "../family.ts";
import { compare, type Rig, rebuiltAlike, rigOf, saying } from "../rig.ts";
import { spread, type Trace, traceOf } from "../strace.ts";

/** A server that cannot keep anything any more must have left within this. */
const leavesWithinMs = 10_000;
/** So long a server may take to reach its point. */
const patienceMs = 15_000;

/** One way in which a disk fails. */
interface Failing {
  readonly names: readonly string[];
  /** What strace is told, for the `when`-th call; `for ever` from there on. */
  readonly ways: readonly { readonly inject: string; readonly forEver: boolean; readonly final: boolean }[];
}

const syncs: Failing = {
  names: ["fsync", "fdatasync"],
  ways: [
    { inject: "error=EIO", forEver: false, final: true },
    { inject: "error=EIO", forEver: true, final: true },
  ],
};

const writes: Failing = {
  names: ["pwrite64", "pwritev", "pwritev2"],
  ways: [
    { inject: "error=EIO", forEver: false, final: true },
    { inject: "error=ENOSPC", forEver: true, final: false },
    // Nothing of it was written: the shortest write that there is.
    { inject: "retval=0", forEver: false, final: false },
    { inject: "error=ENOSPC", forEver: false, final: false },
  ],
};

/** A disk whose n-th sync fails, once or from there on. */
export const syncError: Family = {
  id: "a5",
  title: "a sync of the disk fails, once and for ever",
  needs: ["strace"],
  twin: "acknowledges before anything is kept",
  rounds: { short: 2, long: 100, twin: 1 },
  run: (running) => fail(syncs, running),
};

/** A disk whose n-th write fails, finds no room, or takes nothing. */
export const writeError: Family = {
  id: "a6",
  title: "a write to the disk fails, finds no room or is cut short",
  needs: ["strace"],
  twin: "acknowledges before anything is kept",
  rounds: { short: 4, long: 200, twin: 1 },
  run: (running) => fail(writes, running),
};

/**
 * Each round is one point of a cycle under load, in one data folder: no request that goes out after the failure is
 * answered 200 by that process where the failure is final, and the process leaves; another one is started over what is
 * left.
 */
async function fail(failing: Failing, { rounds, seed, log, twin }: Parameters<Family["run"]>[0]): Promise<Outcome> {
  const { points, readyAt } = await watchCycle(seed, failing.names);
  const chosen = spread(
    points.filter(({ at }) => at > readyAt),
    Math.max(1, Math.ceil(rounds / failing.ways.length)),
  );
  const rig = await rigOf({ eager: twin });
  await rig.start();
  const load = startLoad({ seed: seed + 1, endpoint: rig.endpoint, ...little });
  const findings: string[] = [];
  let hit = 0;
  let tried = 0;
  for (const point of chosen) {
    for (const way of failing.ways) {
      if (tried >= rounds) break;
      tried++;
      await rig.kill();
      const inject = `${point.name}:${way.inject}:when=${point.when}${way.forEver ? "+" : ""}`;
      const trace = traceOf([point.name], [inject]);
      const found = await one(rig, trace, load, way.final);
      if (found.hit) hit++;
      findings.push(...found.findings.map((finding) => `${inject}: ${finding}`));
    }
  }
  await rig.kill();
  const server = await rig.start();
  await load.finish();
  const outcome = await compare(server, load);
  log(`${hit} of ${tried} failures hit a running server, ${saying(load)}`);
  if (hit === 0) findings.push("no failure hit a running server");
  findings.push(...outcome.findings, ...(twin ? [] : await rebuiltAlike(rig)));
  await rig.close();
  return { ...outcome, rounds: tried, findings };
}

async function one(rig: Rig, trace: Trace, load: Load, final: boolean) {
  const findings: string[] = [];
  const server = await rig.start({ under: trace.under }).catch(() => null);
  // It failed while it started, and said so by ending.
  if (server === null) return { hit: false, findings };
  const injected = () => trace.read().find(({ result }) => result.includes("(INJECTED)"));
  const end = Date.now() + patienceMs;
  while (injected() === undefined && Date.now() < end && server.alive()) await pause(20);
  const failure = injected();
  if (failure === undefined) {
    rig.leave();
    await server.kill();
    return { hit: false, findings };
  }
  // Rows are derived: a write of theirs that failed may be made again. What the journal could not keep ends the process.
  const ends = final && failure.args.includes(`${rig.data}/journal`);
  const left = await Promise.race([
    server.ended.then((code) => ({ code })),
    pause(ends ? leavesWithinMs : 1_500).then(() => null),
  ]);
  const failedAt = failure.ended * 1_000;
  rig.leave();
  if (ends) {
    const after = load.taken.filter(({ sentAt }) => sentAt > failedAt).length;
    if (after > 0) findings.push(`${after} requests that went out after the failure were answered 200`);
    if (left === null) findings.push(`the process still runs ${leavesWithinMs} ms after it`);
    else if (left.code === 0) findings.push("the process ended as if nothing were wrong");
  }
  if (left === null) await server.kill();
  const where = failure.args.slice(0, 100).replaceAll(rig.data, "");
  return { hit: true, findings: findings.map((finding) => `${finding} (${where})`) };
}
