import type { ExceptionDetail } from "../../../server/wire/index.ts";
import { randomOf } from "../../scenarios/otlp.ts";
import { pause } from "../../scenarios/server.ts";
import { startLoad } from "../clients.ts";
import type { Family, Outcome } from "../family.ts";
import { judge } from "../ledger.ts";
import { startPerson } from "../person.ts";
import { compare, rebuiltAlike, rigOf, saying } from "../rig.ts";

/** Slowest start after a kill, in the long form, which has the machine for itself. */
const startWithinMs = 5_000;
/** Rounds from which on it is the long form, and what is otherwise in it: over a million records, and time to apply them. */
const manyRounds = 50;
const longLoad = { batch: 70 } as const;
const longSettleMs = 3_600_000;

/**
 * The server is killed at random under mixed load, and somebody remarks on exceptions meanwhile. After the last round
 * everything that clients and the person were told is kept must be there, once.
 */
export const randomKill: Family = {
  id: "a1",
  title: "killed at random under mixed load",
  needs: [],
  twin: "acknowledges before anything is kept",
  rounds: { short: 6, long: 500, twin: 3 },
  async run({ rounds, seed, log, twin }): Promise<Outcome> {
    const random = randomOf(seed);
    const rig = await rigOf({ eager: twin });
    await rig.start();
    const isLong = rounds > manyRounds;
    const load = startLoad({ seed, endpoint: rig.endpoint, ...(isLong ? longLoad : {}) });
    const person = startPerson(() => rig.server);
    const starts: number[] = [];
    const most = isLong ? 4_800 : 400;
    for (let round = 0; round < rounds; round++) {
      await pause(200 + random() ** 2 * most);
      await rig.kill();
      const began = performance.now();
      await rig.start();
      starts.push(performance.now() - began);
      if (round % 50 === 49) log(`${round + 1} kills, ${load.acknowledged.size} records acknowledged`);
    }
    await load.finish();
    await person.leave();
    const server = rig.server;
    if (server === null) throw new Error("no server runs");
    log(`${rounds} kills, ${saying(load)}`);
    const outcome = await compare(server, load, isLong ? longSettleMs : undefined);
    log(`compared: ${outcome.lost} lost, ${outcome.twice} twice`);
    const remarks: string[] = [];
    for (const { id } of await server.exceptions("")) {
      const { history } = (await server.api(`/api/v1/exceptions/${id}`)).json as ExceptionDetail;
      remarks.push(...history.filter(({ action }) => action === "comment").map(({ text }) => text ?? ""));
    }
    const remarked = judge(person, remarks);
    const slowest = Math.max(...starts);
    log(
      `${person.acknowledged.size} of ${person.sent.size} remarks acknowledged, ` +
        `up again after ${Math.round(slowest)} ms at most`,
    );
    const findings = [
      ...outcome.findings,
      ...(isLong && slowest > startWithinMs ? [`a start took ${Math.round(slowest)} ms`] : []),
      ...(twin ? [] : await rebuiltAlike(rig)),
    ];
    await rig.close();
    return {
      rounds,
      acked: outcome.acked + person.acknowledged.size,
      lost: outcome.lost + remarked.lost.length,
      twice: outcome.twice + remarked.twice.length,
      findings,
    };
  },
};
