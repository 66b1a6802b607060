import { pause } from "../../scenarios/server.ts";
import { startLoad } from "../clients.ts";
import { cycleMs, little, watchCycle } from "../cycle.ts";
import type { Family, Outcome } from "../family.ts";
import { compare, rebuiltAlike, rigOf, saying } from "../rig.ts";
import { type Point, spread, traceOf } from "../strace.ts";

/** A point that is not reached under load so soon is one of the orderly end. */
const patienceMs = cycleMs * 1.5;
/** Folders in which points are taken at the same time: most of a round is waiting. */
const lanes = { short: 1, long: 4 } as const;

/**
 * One cycle is watched first: start, load, orderly end. Then the server is killed at its first call, its second and so
 * on, in a data folder under one load; a round is one such point. Many points are dealt out to several folders, each
 * with a load of its own. Every start must come up over what was left.
 */
export const crashPoints: Family = {
  id: "a2",
  title: "killed at each write, sync, cut, rename and removal of a cycle",
  needs: ["strace"],
  twin: "acknowledges before anything is kept",
  rounds: { short: 10, long: 1_500, twin: 3 },
  async run({ rounds, seed, log, twin }): Promise<Outcome> {
    const { points } = await watchCycle(seed);
    const chosen = spread(points, rounds);
    log(`a cycle has ${points.length} points; ${chosen.length} of them are taken`);
    const beside = chosen.length < 100 ? lanes.short : lanes.long;
    const outcomes = await Promise.all(
      Array.from({ length: beside }, (_, lane) =>
        takeAll(
          chosen.filter((_, index) => index % beside === lane),
          { seed: seed + 1 + lane, twin, log: (line) => log(beside === 1 ? line : `folder ${lane + 1}: ${line}`) },
        ),
      ),
    );
    const sum = (of: (outcome: (typeof outcomes)[number]) => number) =>
      outcomes.reduce((total, outcome) => total + of(outcome), 0);
    const reached = sum((outcome) => outcome.reached);
    const findings = outcomes.flatMap((outcome) => outcome.findings);
    if (reached < chosen.length / 3) findings.push(`only ${reached} of ${chosen.length} points were reached`);
    return {
      rounds: chosen.length,
      acked: sum(({ acked }) => acked),
      lost: sum(({ lost }) => lost),
      twice: sum(({ twice }) => twice),
      findings,
    };
  },
};

/** Takes points one after the other in one folder, and says how many were reached. */
async function takeAll(
  points: readonly Point[],
  { seed, twin, log }: { readonly seed: number; readonly twin: boolean; readonly log: (line: string) => void },
): Promise<Omit<Outcome, "rounds"> & { readonly reached: number }> {
  const rig = await rigOf({ eager: twin });
  await rig.start();
  const load = startLoad({ seed, endpoint: rig.endpoint, ...little });
  let hit = 0;
  let inStart = 0;
  let inEnd = 0;
  for (const [index, { name, when }] of points.entries()) {
    if (index > 0 && index % 50 === 0) log(`${index} of ${points.length} points`);
    await rig.kill();
    const { under } = traceOf([name], [`${name}:signal=SIGKILL:when=${when}`]);
    const server = await rig.start({ under }).catch(() => null);
    if (server === null) {
      inStart++;
      continue;
    }
    const died = await Promise.race([server.ended.then(() => true), pause(patienceMs).then(() => false)]);
    rig.leave();
    if (died) hit++;
    else if ((await server.stop()) === null) inEnd++;
  }
  const server = await rig.start();
  await load.finish();
  const outcome = await compare(server, load);
  log(`${inStart} points reached in a start, ${hit} under load, ${inEnd} in an orderly end; ${saying(load)}`);
  const findings = [...outcome.findings, ...(twin ? [] : await rebuiltAlike(rig))];
  await rig.close();
  return { ...outcome, findings, reached: hit + inStart + inEnd };
}
