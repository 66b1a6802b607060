import { pause } from "../../scenarios/server.ts";
import { startLoad } from "../clients.ts";
import { cycleMs, little, watchCycle } from "../cycle.ts";
import type { Family, Outcome } from "../family.ts";
import { compare, rebuiltAlike, rigOf, saying } from "../rig.ts";
import { spread, traceOf } from "../strace.ts";

/** A point that is not reached under load so soon is one of the orderly end. */
const patienceMs = cycleMs * 1.5;

/**
 * One cycle is watched first: start, load, orderly end. Then the server is killed at its first call, its second and so
 * on, in one data folder under one load; a round is one such point. Every start must come up over what was left.
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
    const rig = await rigOf({ eager: twin });
    await rig.start();
    const load = startLoad({ seed: seed + 1, endpoint: rig.endpoint, ...little });
    let hit = 0;
    let inStart = 0;
    let inEnd = 0;
    for (const { name, when } of chosen) {
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
    if (hit + inStart + inEnd < chosen.length / 3)
      findings.push(`only ${hit + inStart + inEnd} of ${chosen.length} points were reached`);
    await rig.close();
    return { ...outcome, rounds: chosen.length, findings };
  },
};
