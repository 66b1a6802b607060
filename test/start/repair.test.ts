import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { openSegments } from "../../server/adapters/segments/index.ts";
import { openJournal } from "../../server/adapters/sqlite/index.ts";
import { journalPlace } from "../../server/start/journal-place.ts";
import { entryOf, noon } from "../contracts/samples.ts";

const program = fileURLToPath(new URL("../../dist/server/cli.js", import.meta.url));
const folders: string[] = [];
const clock = { now: () => noon };

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tallyman-repair-"));
  folders.push(folder);
  return folder;
}

function tallyman(data: string, ...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
    env: { ...process.env, TALLYMAN_DATA: data },
    encoding: "utf8",
  });
  const answers =
    stdout.trim() === ""
      ? []
      : stdout
          .trim()
          .split("\n")
          .map((line): unknown => JSON.parse(line));
  return { status, answers, words: stderr };
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe("tallyman verify and repair", () => {
  it("name what is lost, cut only where they are told to, and keep what they cut", async () => {
    const data = dataFolder();
    expect(tallyman(data, "verify")).toMatchObject({ status: 1, answers: [] });
    const journal = openSegments(join(data, "journal"), clock);
    for (const text of ["a", "b", "c", "d", "e"]) await journal.append([entryOf(text)]);
    await journal.close();
    expect(tallyman(data, "verify")).toMatchObject({ status: 0, answers: [{ ok: true, entries: 5 }] });
    expect(tallyman(data, "repair", "--to", "5")).toMatchObject({ status: 1, answers: [{ ok: false }] });

    const path = join(data, "journal", "records-000001.seg");
    const bytes = readFileSync(path);
    const at = Math.floor(bytes.byteLength * 0.7);
    const spoilt = Buffer.from(bytes);
    spoilt.writeUInt8(spoilt.readUInt8(at) ^ 1, at);
    writeFileSync(path, spoilt);
    const verified = tallyman(data, "verify");
    expect(verified).toMatchObject({
      status: 1,
      answers: [{ ok: false, upTo: 3, damages: [{ first: 4, last: 4, file: path }] }],
    });
    expect(verified.words).toContain("entry 4 is lost");
    expect(verified.words).toContain("tallyman repair --to 3");

    expect(tallyman(data, "repair")).toMatchObject({ status: 2 });
    expect(tallyman(data, "repair", "--to", "4")).toMatchObject({ status: 1, answers: [{ ok: false, upTo: 3 }] });
    expect(readFileSync(path)).toEqual(spoilt);
    const repaired = tallyman(data, "repair", "--to", "3");
    expect(repaired).toMatchObject({ status: 0, answers: [{ ok: true, entries: 3 }] });
    const { aside } = repaired.answers[0] as { readonly aside: string };
    expect(readFileSync(join(aside, "records-000001.seg"))).toEqual(spoilt);
    expect(tallyman(data, "verify")).toMatchObject({ status: 0, answers: [{ ok: true, entries: 3 }] });
  });

  it("leave a journal in one file of SQLite to its backup", async () => {
    const data = dataFolder();
    const journal = openJournal(join(data, "journal.db"), clock);
    await journal.append([entryOf("a")]);
    await journal.close();
    expect(tallyman(data, "verify")).toMatchObject({ status: 0, answers: [{ ok: true, entries: 1 }] });
    const refused = tallyman(data, "repair", "--to", "1");
    expect(refused).toMatchObject({ status: 1, answers: [] });
    expect(refused.words).toContain("backup");
  });
});

describe("the journal of a data folder", () => {
  it("stays in SQLite where it is in SQLite, and is segments everywhere else", () => {
    const data = dataFolder();
    expect(journalPlace(data)).toEqual({ kind: "segments", path: join(data, "journal"), exists: false });
    openSegments(join(data, "journal"), clock).close();
    expect(journalPlace(data)).toMatchObject({ kind: "segments", exists: true });
    writeFileSync(join(data, "journal.db"), "");
    expect(journalPlace(data)).toEqual({ kind: "sqlite", path: join(data, "journal.db"), exists: true });
    expect(existsSync(join(data, "journal"))).toBe(true);
  });
});
