import { endAll } from "../scenarios/server.ts";
import { families } from "./families/index.ts";
import { isGreen } from "./family.ts";
import { lacksOf, once, type Plan, type Result, runFamily, twinRounds } from "./runner.ts";

const usage = `npm run faults -- [--short] [--json] [--seed N] [--rounds N] [a1 a4 …]
  --short    the form that is part of npm test
  --json     one JSON line on stdout: { families: [{ id, rounds, acked, lost, twice, twinRed, findings }] }
  --seed N   the same choices again
  --rounds N instead of each family's own number
FAULTS_TWIN=a1 runs that family's broken twin in place of the product: it must fail.`;

/** Runs the families that are named, all when none is; resolves to the exit code. */
export async function faults(words: readonly string[]): Promise<number> {
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const numberOf = (name: string): number | null => {
    const at = words.indexOf(name);
    return at < 0 ? null : Number(words[at + 1]);
  };
  const seed = numberOf("--seed") ?? 41;
  const rounds = numberOf("--rounds");
  const valued = new Set(["--seed", "--rounds"]);
  const named = words.filter((word, at) => !word.startsWith("--") && !valued.has(words[at - 1] ?? ""));
  const unknown = [
    ...named.filter((word) => families.every(({ id }) => id !== word)),
    ...words.filter((word) => word.startsWith("--") && !["--short", "--json", ...valued].includes(word)),
  ];
  if (unknown.length > 0 || [seed, rounds ?? 1].some((number) => !Number.isSafeInteger(number) || number < 1)) {
    say(unknown.length > 0 ? `There is no ${unknown.join(", ")}.\n${usage}` : usage);
    return 2;
  }
  const short = words.includes("--short");
  const plan: Plan = { seed, short, log: say, ...(rounds === null ? {} : { rounds }) };
  const chosen = families.filter(({ id }) => named.length === 0 || named.includes(id));
  const twin = families.find(({ id }) => id === process.env.FAULTS_TWIN);
  if (twin !== undefined) {
    const outcome = await once(twin, plan, rounds ?? twinRounds(twin), true);
    say(JSON.stringify(outcome));
    return isGreen(outcome) ? 0 : 1;
  }
  // Nothing that was started outlives a run that is broken off.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void endAll().finally(() => process.exit(1)));
  }
  const results: Result[] = [];
  const skipped: { readonly id: string; readonly needs: readonly string[] }[] = [];
  for (const family of chosen) {
    const lacks = lacksOf(family);
    if (lacks.length === 0) results.push(await runFamily(family, plan));
    else skipped.push({ id: family.id, needs: lacks.map(({ reason }) => reason) });
  }
  for (const { id, needs } of skipped) say(`Skipped: ${id}. It needs ${needs.join(", ")}.`);
  const red = results.filter((result) => !isGreen(result));
  say(
    `${results.length - red.length} of ${results.length} families hold${red.length === 0 ? "." : `; red: ${red.map(({ id }) => id).join(", ")}.`}`,
  );
  if (words.includes("--json")) process.stdout.write(`${JSON.stringify({ seed, families: results, skipped })}\n`);
  return red.length === 0 ? 0 : 1;
}
