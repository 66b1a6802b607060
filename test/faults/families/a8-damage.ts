import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StatusRow } from "../../../server/wire/index.ts";
import { randomOf } from "../../scenarios/otlp.ts";
import { folder, pause, startServer, until } from "../../scenarios/server.ts";
import { breakBuild, honest } from "../build.ts";
import { type Load, startLoad } from "../clients.ts";
import type { Family, Outcome } from "../family.ts";
import { ask, rigOf, saying, shownOf } from "../rig.ts";

/** Looks, and finds every journal whole. */
const credulous = [
  {
    file: "server/adapters/segments/examine.js",
    from: "damages,\n        first: records.first,",
    to: "damages: [],\n        first: records.first,",
  },
];

const kinds = ["a flipped bit", "4 KiB of zeros", "a cut", "a deleted file"] as const;

/** A folder whose server was killed, and what its clients know. */
interface Left {
  readonly data: string;
  readonly networkPath: string;
  readonly load: Load;
  /** Records that it showed before. */
  readonly shown: ReadonlySet<string>;
}

/**
 * The files of the journal of a server that was killed are damaged, each time in a fresh copy. Either `verify` says so,
 * or everything that was acknowledged is still shown and nothing else. A server started over it never crashes without
 * a word and never shows what nobody sent.
 */
export const damage: Family = {
  id: "a8",
  title: "flipped bits, zeroed pages, cuts and deleted files in the journal",
  needs: [],
  twin: "finds every journal whole",
  rounds: { short: 20, long: 500 },
  async run({ rounds, seed, log, twin }): Promise<Outcome> {
    const random = randomOf(seed);
    const build = twin ? breakBuild(credulous) : honest;
    const left = await leave(seed);
    log(`${saying(left.load)}; the journal has ${journalFiles(left.data).join(", ")}`);
    const findings: string[] = [];
    let detected = 0;
    let lost = 0;
    let wrong = 0;
    // A twin is found out by the first damage that it does not name.
    for (let round = 0; round < rounds && !(twin && findings.length > 0); round++) {
      const copy = join(folder(), "data");
      cpSync(left.data, copy, { recursive: true });
      const what = spoil(copy, round, random);
      const verified = await ask(build, copy, "verify");
      const named = verified.json.ok === false || verified.code !== 0;
      if (named) detected++;
      // What verify names is started only now and then: it must refuse in words, or run and show nothing wrong.
      if (named && round % 6 !== 0) {
        rmSync(copy, { recursive: true, force: true });
        continue;
      }
      const seen = await look(build.main, copy, left);
      if (!named && seen.missing > 0) {
        lost += seen.missing;
        findings.push(
          `${what}: ${seen.missing} acknowledged records are gone, and verify says ${JSON.stringify(verified.json)}`,
        );
      }
      if (seen.fault !== null) findings.push(`${what}: ${seen.fault}`);
      if (seen.strange > 0) {
        wrong++;
        findings.push(`${what}: ${seen.strange} records are shown that nobody sent`);
      }
      rmSync(copy, { recursive: true, force: true });
    }
    log(
      `${detected} of ${rounds} damages were named by verify; ${lost} records gone without a word, ${wrong} times wrong rows`,
    );
    return { rounds, acked: left.load.acknowledged.size, lost, twice: 0, findings: findings.slice(0, 12) };
  },
};

/** Takes some load and dies. */
async function leave(seed: number): Promise<Left> {
  const rig = await rigOf();
  const server = await rig.start();
  const load = startLoad({ seed, endpoint: rig.endpoint, clients: 2, paceMs: 60 });
  await pause(1_200);
  await load.finish();
  await server.settled();
  const { records } = await shownOf(server, load);
  const networkPath = server.networkPath;
  await rig.close();
  return { data: rig.data, networkPath, load, shown: new Set(records) };
}

/** Every file that the journal is in, by its path below the data folder. */
const journalFiles = (data: string): readonly string[] =>
  readdirSync(data, { recursive: true, encoding: "utf8" })
    .filter((path) => path.startsWith("journal") && !path.endsWith("-shm") && statSync(join(data, path)).isFile())
    .sort();

/** Damages a file of the journal, and says how. */
function spoil(data: string, round: number, random: () => number): string {
  const files = journalFiles(data).filter((path) => statSync(join(data, path)).size > 0);
  const name = files[Math.floor(random() * files.length)];
  if (name === undefined) throw new Error("the journal has no files");
  const path = join(data, name);
  const size = statSync(path).size;
  const kind = kinds[round % kinds.length] ?? "a cut";
  const at = Math.floor(random() * size);
  if (kind === "a deleted file") rmSync(path);
  else if (kind === "a cut") truncateSync(path, at);
  else {
    const bytes = readFileSync(path);
    if (kind === "a flipped bit") bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    else bytes.fill(0, at - (at % 4096), Math.min(size, at - (at % 4096) + 4096));
    writeFileSync(path, bytes);
  }
  return `${kind} in ${name}${kind === "a deleted file" ? "" : ` at ${at} of ${size}`}`;
}

/** Empty when everything is applied; in words where rows stand of which the journal does not know; undefined meanwhile. */
function evenness({ journal, engine }: StatusRow): string | undefined {
  if (journal.damage !== null) return "";
  const [kept, applied] = [Number(journal.position), Number(engine.position)];
  if (kept === applied) return "";
  return kept < applied
    ? `it runs, its rows end at ${applied}, its journal at ${kept}, and it says nothing`
    : undefined;
}

/** Starts a server over a damaged folder: what of the acknowledged it does not show, and what it should not. */
async function look(program: string, data: string, { networkPath, load, shown }: Left) {
  let server: Awaited<ReturnType<typeof startServer>>;
  try {
    server = await startServer({ data, networkPath, program });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    // It may refuse, in words; what it must not do is fall over.
    const inWords = existsSync(data) && said.includes("it ended") && !/\n\s+at .*\(?.*:\d+:\d+\)?/.test(said);
    return { missing: 0, strange: 0, fault: inWords ? null : `the start broke off: ${said.slice(0, 300)}` };
  }
  try {
    const short = await until("it is even", async () => evenness(await server.status()), 20_000);
    if (short !== "") return { missing: 0, strange: 0, fault: short };
    const { records, facts } = await shownOf(server, load);
    const now = new Set(records);
    return {
      missing: [...shown].filter((id) => load.acknowledged.has(id) && !now.has(id)).length,
      strange: [...records, ...facts].filter((id) => !load.sent.has(id)).length,
      fault: server.alive() ? null : `the server fell over: ${server.stderr().slice(-300)}`,
    };
  } catch (error) {
    return { missing: 0, strange: 0, fault: `it runs and cannot be read: ${String(error).slice(0, 300)}` };
  } finally {
    await server.kill();
  }
}
