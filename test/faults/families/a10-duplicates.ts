import { randomOf } from "../../scenarios/otlp.ts";
import { pause, type Server } from "../../scenarios/server.ts";
import { breakBuild, honest } from "../build.ts";
import { type Load, post, startLoad } from "../clients.ts";
import type { Family, Outcome } from "../family.ts";
import type { Sending } from "../mix.ts";
import { compare, rebuiltAlike, rigOf, saying } from "../rig.ts";

/** A record is known again only within the delivery that brought it. */
const forgetful = [
  {
    file: "server/domain/normalise.js",
    from: "identity: observation.identity,",
    to: "identity: observation.identity + position,",
  },
];

/**
 * Each round clients send, the server ends and starts again, and a fifth of everything that was ever acknowledged goes
 * out once more: in another order, cut into other batches, in the other encoding. It is answered as before, and rows
 * stay as they were.
 */
export const duplicates: Family = {
  id: "a10",
  title: "a fifth of everything sent again in another order and other batches",
  needs: [],
  twin: "knows a record again only within one delivery",
  rounds: { short: 1, long: 40 },
  async run({ rounds, seed, log, twin }): Promise<Outcome> {
    const random = randomOf(seed);
    const rig = await rigOf({ build: twin ? breakBuild(forgetful) : honest });
    let server = await rig.start();
    const findings: string[] = [];
    let acked = 0;
    let lost = 0;
    let twice = 0;
    let again = 0;
    for (let round = 0; round < rounds; round++) {
      const load = startLoad({ seed: seed + 1_000 * round, endpoint: rig.endpoint, again: 0.5 });
      await pause(1_000);
      await load.finish();
      await server.settled();
      const before = await ordersOf(server, load);
      await rig.leave()?.stop();
      server = await rig.start();
      const records = load.lives.flatMap((life) => life.records).filter(() => random() < 0.2);
      records.sort(() => random() - 0.5);
      again += records.length;
      for (const batch of batchesOf(records, random)) {
        const answer = await post(server.otlpHttp, batch, random() < 0.5, random() < 0.5);
        if (answer.status !== "200" || answer.wrong !== null)
          findings.push(`a repeat was answered ${answer.wrong ?? answer.status}`);
      }
      await server.settled();
      const after = await ordersOf(server, load);
      const changed = [...before].filter(([order, text]) => after.get(order) !== text);
      for (const [order, text] of changed.slice(0, 1)) {
        findings.push(`repeats changed ${changed.length} orders, as ${text} to ${after.get(order)}`);
      }
      const outcome = await compare(server, load);
      findings.push(...outcome.findings);
      acked += outcome.acked;
      lost += outcome.lost;
      twice += outcome.twice;
      log(`round ${round}: ${saying(load)}, ${records.length} sent again`);
    }
    if (again === 0) findings.push("nothing was sent again");
    if (!twin) findings.push(...(await rebuiltAlike(rig)));
    await rig.close();
    return { rounds, acked, lost, twice, findings };
  },
};

/** Batches of one signal each, of one to thirty records. */
function batchesOf(records: readonly Sending[], random: () => number): readonly (readonly Sending[])[] {
  return (["traces", "logs"] as const).flatMap((signal) => {
    const left = records.filter((record) => record.signal === signal);
    const batches: Sending[][] = [];
    while (left.length > 0) batches.push(left.splice(0, 1 + Math.floor(random() * 30)));
    return batches;
  });
}

/** Orders as they are shown, each as one text: facts, values, expectations and how often each was told. */
async function ordersOf(server: Server, load: Load): Promise<ReadonlyMap<string, string>> {
  const shown = new Map<string, string>();
  for (const { order } of load.lives) shown.set(order, JSON.stringify(await server.object("order", order)));
  return shown;
}
