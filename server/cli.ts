import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { collectors } from "../collectors/index.ts";
import { emptyTables, rowsOf as tableRowsOf } from "./adapters/memory/rows.ts";
import { repairSegments, verifySegments } from "./adapters/segments/index.ts";
import { openAccess, openStore, verify } from "./adapters/sqlite/index.ts";
import { adoptable, networkOf, runTests } from "./config/index.ts";
import type { EngineState } from "./domain/index.ts";
import { toRouteAnswer } from "./feeds/route-answer.ts";
import { createPeople } from "./http/people.ts";
import { journalOf } from "./journal.ts";
import { rebuild } from "./pipeline/rebuild.ts";
import { simulate } from "./pipeline/simulate.ts";
import { draftOver } from "./ports/overlay.ts";
import { rowsOf } from "./rows.ts";
import { systemClock } from "./start/clock.ts";
import { type DataFolder, FolderRefused, takeFolder } from "./start/folder.ts";
import { journalPlace } from "./start/journal-place.ts";
import { besideOf } from "./start/network-file.ts";
import { refusal, usableBase } from "./start/ready-rows.ts";
import { factsFrom } from "./start/route-words.ts";
import { readRunbooks, runbookFolder } from "./start/runbooks.ts";
import { say } from "./telemetry/index.ts";

const usage = `tallyman <verb>
  serve                    start the server            demo   the same on the simulated network
  check FILE               check a network file and run its own tests
  route FILE key=value …   say who would hear of an exception, and why
                           keys: kind flow step system partner warehouse severity value tier
  rebuild                  derive all rows again from the journal and compare (the server must be stopped)
  verify                   walk the journal's chain and say whether every entry is as it was written
  repair --to POSITION     cut a damaged journal behind an entry; what is cut is moved aside (the server must be stopped)
  token create NAME        make an ingest token; "token create NAME admin" one that may do everything`;

/** Answers go to stdout as one JSON line, words for people to stderr. */
const answer = (line: object): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);

async function main(words: readonly string[]): Promise<number> {
  const [verb, ...rest] = words;
  switch (verb) {
    case "check":
      return check(rest);
    case "route":
      return routeVerb(rest);
    case "rebuild":
      return withFolder(rebuildVerb);
    case "verify":
      return withFolder(verifyVerb);
    case "repair":
      return rest[0] === "--to" && rest.length === 2
        ? withFolder((folder) => repairVerb(folder, rest[1] ?? ""))
        : wrong();
    case "token":
      return rest[0] === "create" && rest[1] !== undefined
        ? withFolder((folder) => tokenVerb(folder, rest[1] ?? "", rest[2]))
        : wrong();
    default:
      return wrong();
  }
}

function wrong(): number {
  say(usage);
  return 2;
}

function readNetwork(path: string | undefined) {
  if (path === undefined || !existsSync(path)) {
    say(path === undefined ? usage : `There is no file ${path}.`);
    return null;
  }
  const found = adoptable(readFileSync(path, "utf8"), Date.now(), besideOf(path));
  if (found.ok) return found;
  for (const fault of found.faults)
    say(`${fault.file ?? path}:${fault.line}: ${fault.path === "" ? "" : `${fault.path}: `}${fault.message}`);
  answer({ event: "check", ok: false, faults: found.faults });
  return null;
}

async function check(words: readonly string[]): Promise<number> {
  const found = readNetwork(words[0]);
  if (found === null) return 1;
  const outcomes = await runTests(
    found.file,
    simulate(() => draftOver(tableRowsOf(emptyTables()))),
    found.beside,
  );
  for (const outcome of outcomes) {
    say(`${outcome.ok ? "ok  " : "FAIL"}  ${outcome.name}`);
    for (const problem of outcome.problems) say(`      ${problem}`);
  }
  const { runbooks, faults } = readRunbooks(runbookFolder(words[0] ?? ""), found.network.teams.keys());
  for (const { file, line, message } of faults) say(`FAIL  runbooks/${file}:${line}: ${message}`);
  const failed = outcomes.filter((outcome) => !outcome.ok).length;
  const { network } = found;
  say(
    `${network.systems.size} systems, ${network.steps.length} steps, ${outcomes.length} tests, ${failed} failed, ${runbooks.length} runbooks.`,
  );
  answer({
    event: "check",
    ok: failed === 0 && faults.length === 0,
    systems: network.systems.size,
    steps: network.steps.length,
    tests: outcomes.length,
    failed,
    runbooks: runbooks.length,
  });
  return failed === 0 && faults.length === 0 ? 0 : 1;
}

function routeVerb(words: readonly string[]): number {
  const found = readNetwork(words[0]);
  if (found === null) return 1;
  const facts = factsFrom(words.slice(1), found.network);
  if (!facts.ok) {
    say(facts.fault);
    return 2;
  }
  const routed = toRouteAnswer(found.network, facts.value, Date.now());
  for (const node of routed.path)
    say(`${"  ".repeat(node.depth)}${node.matched ? "→" : "·"} ${node.label}: ${node.why}`);
  const team = found.network.teams.get(routed.owner.team)?.name ?? routed.owner.team;
  say(
    `${team} hears of it, as ${routed.severity}; to take within ${routed.acknowledgeMs / 60_000} min, to close within ${routed.resolveMs / 60_000} min.`,
  );
  for (const { owner, at } of routed.climb.slice(1)) {
    const next = found.network.teams.get(owner.team)?.name ?? owner.team;
    say(`If nobody takes it: ${owner.person === null ? next : `${owner.person}, ${next}`} at ${at}.`);
  }
  answer({ event: "route", ...routed });
  return 0;
}

async function withFolder(verb: (folder: DataFolder) => Promise<number>): Promise<number> {
  let folder: DataFolder;
  try {
    folder = takeFolder(process.env.TALLYMAN_DATA ?? null, false);
  } catch (error) {
    if (!(error instanceof FolderRefused)) throw error;
    say(error.message);
    return 1;
  }
  try {
    return await verb(folder);
  } finally {
    folder.leave();
  }
}

/** Rows are derived into a file beside the old one, compared with it, and take its place. */
async function rebuildVerb(folder: DataFolder): Promise<number> {
  const clock = systemClock();
  const fresh = `${folder.store}.rebuilt`;
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${fresh}${suffix}`, { force: true });
  const journal = journalOf(folder.path).open(clock);
  if (journal.damage !== null) {
    say(`Nothing is derived from a damaged journal.\n${journal.damage}`);
    await journal.close();
    return 1;
  }
  const head = await journal.head();
  const rows = rowsOf(folder);
  const base = await usableBase(rows.bases, head, rows.file.version);
  const found = existsSync(folder.store) ? rows.file.at(folder.store) : null;
  if (base === null && head.first > 1) {
    say(refusal(rows.file, found, head));
    await journal.close();
    return 1;
  }
  if (base !== null) {
    rows.bases.restore(base, fresh);
    say(`Records before entry ${head.first} were dropped: it begins with the base at entry ${base.position}.`);
  }
  // Rows of an older version are not compared: opening them would throw them away.
  const before = found?.version === rows.file.version ? await readRows(folder.store) : null;
  const store = openStore(fresh, undefined, { rebuilding: true });
  let said = 0;
  const done = await rebuild({
    journal,
    store,
    clock,
    collectors,
    compile: (text, _hash, expansions) => networkOf(text, expansions),
    settledTo: before?.engine.settledTo ?? journal.horizon(),
    progress(position) {
      if (clock.now() - said < 1_000) return;
      said = clock.now();
      say(`${position} of ${head.position} entries`);
    },
  });
  const digest = await store.digest();
  await store.close();
  await journal.close();
  const differs =
    before === null
      ? []
      : [...digest].filter(([table, hash]) => before.digest.get(table) !== hash).map(([table]) => table);
  for (const suffix of ["", "-wal", "-shm"]) {
    rmSync(`${folder.store}${suffix}`, { force: true });
    if (existsSync(`${fresh}${suffix}`)) renameSync(`${fresh}${suffix}`, `${folder.store}${suffix}`);
  }
  if (before !== null)
    say(
      differs.length === 0
        ? "The rows are the same as before."
        : `Rows that differ from before: ${differs.join(", ")}.`,
    );
  answer({
    event: "rebuilt",
    ...done,
    equal: before === null ? null : differs.length === 0,
    differs,
    digest: Object.fromEntries(digest),
  });
  return 0;
}

async function readRows(
  path: string,
): Promise<{ readonly digest: ReadonlyMap<string, string>; readonly engine: EngineState }> {
  const store = openStore(path);
  const draft = await store.contextFor({ keys: [], refs: [], identities: [], traces: [] });
  const rows = { digest: await store.digest(), engine: draft.engine() };
  await store.close();
  return rows;
}

async function verifyVerb(folder: DataFolder): Promise<number> {
  const { kind, path, exists } = journalPlace(folder.path);
  if (!exists) {
    say(`There is no journal in ${folder.path}.`);
    return 1;
  }
  const found = kind === "sqlite" ? { ...verify(path), wrongRuns: [] } : verifySegments(path);
  say(found.ok ? "Every entry is as it was written." : "The journal was altered or damaged.");
  if (!found.ok && "damages" in found) {
    for (const { text } of found.damages) say(text);
    say(`All is whole up to entry ${found.upTo}: "tallyman repair --to ${found.upTo}" cuts behind it.`);
  }
  const wrongRuns = "wrongRuns" in found ? found.wrongRuns : [];
  for (const { file, reason } of wrongRuns)
    say(
      `The index ${file} does not find what it should: ${reason}. Remove the file while the server is stopped: the next start makes it again.`,
    );
  answer({ event: "verified", ...found });
  return found.ok && wrongRuns.length === 0 ? 0 : 1;
}

async function repairVerb(folder: DataFolder, to: string): Promise<number> {
  const { kind, path, exists } = journalPlace(folder.path);
  if (!exists || kind === "sqlite") {
    say(
      exists
        ? "A journal in a SQLite file is not repaired here: restore it from a backup."
        : `There is no journal in ${folder.path}.`,
    );
    return 1;
  }
  if (!/^\d{1,15}$/.test(to)) return wrong();
  const done = repairSegments(path, Number(to));
  if (done.ok) say(`The journal ends with entry ${done.entries}. Moved to ${done.aside}: ${done.files.join(", ")}.`);
  else say(done.reason);
  answer({ event: "repaired", ...done });
  if (!done.ok) return 1;
  // Rows that were derived from what is cut would hide what takes its positions.
  return existsSync(folder.store) ? rebuildVerb(folder) : 0;
}

async function tokenVerb(folder: DataFolder, name: string, kind: string | undefined): Promise<number> {
  if (kind !== undefined && kind !== "admin" && kind !== "ingest") return wrong();
  const access = openAccess(folder.access);
  const people = createPeople({ access, clock: systemClock(), adminToken: null, publicUrl: () => "" });
  const made = await people.makeToken(name, kind ?? "ingest");
  await access.close();
  say("Shown once; only its hash is kept.");
  answer({ event: "token", id: made.token.id, kind: made.token.kind, name, secret: made.secret });
  return 0;
}

/** Exit code when everything is told. */
process.exitCode = await main(process.argv.slice(2));
