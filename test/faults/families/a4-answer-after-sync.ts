import { pause } from "../../scenarios/server.ts";
import { startLoad } from "../clients.ts";
import type { Family, Outcome } from "../family.ts";
import { compare, rebuiltAlike, rigOf, saying } from "../rig.ts";
import { type Call, diskCalls, traceOf } from "../strace.ts";

/** The ingest port's answers are looked for in what the server wrote to its sockets. */
const answered = /^\d+<TCP(?:v6)?:\[[^\]]*\]>,.*"HTTP\/1\.1 200/;
const requested = /^\d+<TCP(?:v6)?:\[[^\]]*\]>,\s*"POST \/v1\/(traces|logs)/;
const socketOf = (args: string): string => /^\d+<(TCP[^\]]*\])>/.exec(args)?.[1] ?? "";

/**
 * A server under load is watched by strace. Between the moment at which a request's first bytes were read and that at
 * which its 200 was written, something was written to the journal and then a sync of that file began and returned.
 */
export const answerAfterSync: Family = {
  id: "a4",
  title: "each 200 follows a sync of the journal, as its syscalls show",
  needs: ["strace", "eatmydata"],
  twin: "runs under eatmydata, where a sync does nothing",
  rounds: { short: 1, long: 10 },
  async run({ rounds, seed, log, twin }): Promise<Outcome> {
    const findings: string[] = [];
    let acked = 0;
    let lost = 0;
    let twice = 0;
    for (let round = 0; round < rounds; round++) {
      const trace = traceOf(["read", "openat", ...diskCalls], [], 40);
      const rig = await rigOf({ starting: { under: [...trace.under, ...(twin ? ["eatmydata"] : [])] } });
      const server = await rig.start();
      const load = startLoad({ seed: seed + round, endpoint: rig.endpoint });
      await pause(rounds === 1 ? 2_000 : 10_000);
      await load.finish();
      const outcome = await compare(server, load);
      findings.push(...outcome.findings);
      acked += outcome.acked;
      lost += outcome.lost;
      twice += outcome.twice;
      if (!twin) findings.push(...(await rebuiltAlike(rig)));
      await rig.close();
      const { answers, early } = judgeTrace(trace.read(), rig.data);
      log(`${saying(load)}; ${answers} answers in the trace, ${early} without a sync of the journal before them`);
      if (answers < load.taken.length) findings.push(`the trace has ${answers} of ${load.taken.length} answers`);
      if (early > 0) findings.push(`${early} of ${answers} answers came without a sync of the journal before them`);
    }
    return { rounds, acked, lost, twice, findings };
  },
};

/** Counts the answers in a trace, and those among them that no sync of the journal came before. */
export function judgeTrace(calls: readonly Call[], data: string): { readonly answers: number; readonly early: number } {
  const journal = (args: string): string | null => {
    const path = /^\d+<([^>]*)>/.exec(args)?.[1] ?? "";
    return path.startsWith(`${data}/journal`) ? path : null;
  };
  const asked = new Map<string, number>();
  const written: { readonly path: string; readonly at: number }[] = [];
  const synced: { readonly path: string; readonly from: number; readonly to: number }[] = [];
  const byItself = new Set(
    calls.filter(({ name, args }) => name === "openat" && /O_D?SYNC/.test(args)).map(({ result }) => journal(result)),
  );
  let answers = 0;
  let early = 0;
  for (const call of calls) {
    const { name, args } = call;
    const path = journal(args);
    if (path !== null && /^p?write/.test(name)) {
      written.push({ path, at: call.began });
      if (byItself.has(path)) synced.push({ path, from: call.began, to: call.ended });
    } else if (path !== null && /sync$/.test(name) && call.result.startsWith("0")) {
      synced.push({ path, from: call.began, to: call.ended });
    } else if (name === "read" && requested.test(args)) {
      asked.set(socketOf(args), call.began);
    } else if (/^writev?$/.test(name) && answered.test(args)) {
      const since = asked.get(socketOf(args));
      // An answer to something else: the page, the API.
      if (since === undefined) continue;
      asked.delete(socketOf(args));
      answers++;
      const kept = synced.some(
        (sync) =>
          sync.to < call.began &&
          sync.from > since &&
          written.some((write) => write.path === sync.path && write.at > since && write.at <= sync.from),
      );
      if (!kept) early++;
    }
  }
  return { answers, early };
}
