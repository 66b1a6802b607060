import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder, pause, type Server } from "../../scenarios/server.ts";
import { breakBuild, honest } from "../build.ts";
import { startLoad } from "../clients.ts";
import type { Family, Outcome } from "../family.ts";
import { compare, rebuiltAlike, rigOf, saying } from "../rig.ts";

/** Stamps as the wall clock has them, also when it is set back. */
const backwards = [
  {
    file: "server/ports/stamps.js",
    from: "least = Math.max(least, clock.now());\n            return least;",
    to: "return clock.now();",
  },
];

/** What the wall clock is set to, as libfaketime reads it. */
const jumps = ["+365d", "-365d", "+1h", "-1h", "+0 x60", "+0"] as const;

/**
 * The server's wall clock jumps while it runs and while it is down: a year ahead and back, an hour, sixty times as
 * fast. Entries stay in the order in which they came and are never stamped back in time, and what was acknowledged is
 * there once.
 */
export const clock: Family = {
  id: "a9",
  title: "a clock that jumps by years and hours, and runs sixty times as fast",
  needs: ["faketime"],
  twin: "stamps entries with the wall clock as it is",
  rounds: { short: 3, long: 30, twin: 1 },
  async run({ rounds, seed, log, twin }): Promise<Outcome> {
    const told = join(folder(), "clock");
    const set = (time: string) => writeFileSync(told, `${time}\n`);
    set("+0");
    const env = {
      // The form for several threads; the loader knows what $LIB is here.
      LD_PRELOAD: "/usr/$LIB/faketime/libfaketimeMT.so.1",
      FAKETIME_TIMESTAMP_FILE: told,
      FAKETIME_NO_CACHE: "1",
      DONT_FAKE_MONOTONIC: "1",
    };
    const rig = await rigOf({ build: twin ? breakBuild(backwards) : honest, starting: { env } });
    await rig.start();
    const load = startLoad({ seed, endpoint: rig.endpoint, clients: 2, paceMs: 50 });
    for (let round = 0; round < rounds; round++) {
      // Once while it runs, once while it is down.
      set(jumps[(2 * round) % jumps.length] ?? "+0");
      await pause(400);
      await rig.kill();
      set(jumps[(2 * round + 1) % jumps.length] ?? "+0");
      await rig.start();
      await pause(400);
    }
    await load.finish();
    if (rig.server === null) throw new Error("no server runs");
    const findings = [...(await stampsOf(rig.server))];
    const outcome = await compare(rig.server, load);
    log(saying(load));
    findings.push(...outcome.findings, ...(twin ? [] : await rebuiltAlike(rig)));
    await rig.close();
    return { ...outcome, rounds, findings };
  },
};

/** Where the journal's stamps run backwards, or its positions have a gap. */
async function stampsOf(server: Server): Promise<readonly string[]> {
  const findings: string[] = [];
  let cursor = "";
  let last = { position: 0, at: "" };
  do {
    const { json } = await server.api(`/api/v1/journal?limit=1000${cursor}`);
    for (const { position, at } of json.items as { position: string; at: string }[]) {
      if (Number(position) !== last.position + 1) findings.push(`entry ${position} follows ${last.position}`);
      if (at < last.at) findings.push(`entry ${position} is stamped ${at}, the one before ${last.at}`);
      last = { position: Number(position), at };
    }
    cursor = json.nextCursor === null ? "" : `&cursor=${json.nextCursor}`;
  } while (cursor !== "");
  return findings.slice(0, 3);
}
