import { copyFileSync, existsSync, readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Database } from "../../server/adapters/sqlite/driver.ts";
import {
  openAccess,
  openJournal,
  openJournalReader,
  openOutbox,
  openStore,
  openViews,
  TooNew,
  verify,
} from "../../server/adapters/sqlite/index.ts";
import type { Change } from "../../server/domain/index.ts";
import { emptyHead, Gone, JournalFailed, NoRoom } from "../../server/ports/index.ts";
import { everything, scratch, sweepUp, testClock } from "./adapters.ts";
import { entryOf, exceptionOf, noon, objectChanges, objectOf, raise, receiptOf, traceOf } from "./samples.ts";

afterAll(sweepUp);

/** The files of a database as a process that was killed now would leave them. */
function killed(path: string): string {
  const copy = join(scratch(), "killed.db");
  for (const suffix of ["", "-wal"]) if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix);
  return copy;
}

const textsOf = (entries: readonly { readonly receipt: { readonly body: Uint8Array } }[]) =>
  entries.map(({ receipt }) => new TextDecoder().decode(receipt.body));

describe("sqlite journal on the disk", () => {
  it("has what it acknowledged when it is killed at any moment, and answers it as a repeat then", async () => {
    const path = join(scratch(), "journal.db");
    const clock = testClock(noon);
    const journal = openJournal(path, clock);
    const acknowledged: string[] = [];
    for (let round = 0; round < 12; round++) {
      const calls = Array.from({ length: 1 + (round % 4) }, (_, index) => `r${round}-${index}`).map(async (text) => {
        await journal.append([entryOf(text)]);
        acknowledged.push(text);
      });
      await Promise.race(calls);
      const sure = [...acknowledged];
      const copy = killed(path);
      const again = openJournal(copy, clock);
      expect(textsOf(await again.read(0, 1_000))).toEqual(expect.arrayContaining(sure));
      const answers = await again.append(sure.map((text) => entryOf(text)));
      expect(answers.every(({ kind }) => kind === "repeat")).toBe(true);
      await again.close();
      expect(verify(copy)).toMatchObject({ ok: true });
      await Promise.all(calls);
    }
    await journal.close();
  });

  it("loses at most the last commit, whole, when the end of the log is torn", async () => {
    const path = join(scratch(), "journal.db");
    const journal = openJournal(path, testClock(noon));
    await journal.append([entryOf("a")]);
    await journal.append([entryOf("b", { part: 1, parts: 2 }), entryOf("b", { part: 2, parts: 2 })]);
    const copy = killed(path);
    await journal.close();
    truncateSync(`${copy}-wal`, readFileSync(`${copy}-wal`).byteLength - 700);
    const again = openJournal(copy, testClock(noon));
    expect(textsOf(await again.read(0, 10))).toEqual(["a"]);
    await again.append([entryOf("b")]);
    await again.close();
    expect(verify(copy)).toMatchObject({ ok: true, entries: 2 });
  });

  it("groups what arrived while it was busy into one sync", async () => {
    const path = join(scratch(), "journal.db");
    const journal = openJournal(path, testClock(noon));
    const pages = () => readFileSync(`${path}-wal`).byteLength;
    await journal.append([entryOf("first")]);
    const start = pages();
    await Promise.all(Array.from({ length: 50 }, (_, index) => journal.append([entryOf(`alone ${index}`)])));
    const grouped = pages() - start;
    for (let index = 0; index < 50; index++) await journal.append([entryOf(`one by one ${index}`)]);
    expect(pages() - start - grouped).toBeGreaterThan(10 * grouped);
    await journal.close();
  });

  it("a failure of the disk is final: the batch and every later one reject, and what was there before stays", async () => {
    const path = join(scratch(), "journal.db");
    const journal = openJournal(path, testClock(noon));
    await journal.append([entryOf("a")]);
    const vandal = new Database(path);
    vandal.exec("ALTER TABLE terms RENAME TO lost");
    const failed = journal.append([entryOf("b")]);
    await expect(failed).rejects.toBeInstanceOf(JournalFailed);
    await expect(failed).rejects.toMatchObject({ final: true });
    vandal.exec("ALTER TABLE lost RENAME TO terms");
    vandal.close();
    await expect(journal.append([entryOf("c")])).rejects.toMatchObject({ final: true });
    await expect(journal.rule({ kind: "start", downSince: null }, { position: 0, settledTo: 0 })).rejects.toMatchObject(
      { final: true },
    );
    expect(textsOf(await journal.read(0, 10))).toEqual(["a"]);
    await journal.close();
    const again = openJournal(path, testClock(noon));
    expect(await again.append([entryOf("c")])).toMatchObject([{ kind: "kept", position: 2 }]);
    await again.close();
    expect(verify(path)).toMatchObject({ ok: true, entries: 2 });
  });

  it("takes again what follows after a disk that was full", async () => {
    const path = join(scratch(), "journal.db");
    openJournal(path, testClock(noon)).close();
    const pragmas = new Database(path);
    const pages = Number(pragmas.pragma("page_count", { simple: true }));
    pragmas.close();
    const journal = openJournal(path, testClock(noon), { maxPages: pages + 20 });
    const body = Uint8Array.from({ length: 200_000 }, (_, index) => (index * index * 31) % 253);
    const large = entryOf("large", {
      receipt: { ...receiptOf("large"), body: Uint8Array.from(body, (byte, index) => byte ^ (index >> 3)) },
    });
    await journal.append([entryOf("a")]);
    await expect(journal.append([large])).rejects.toMatchObject({ final: false });
    expect(await journal.append([entryOf("b")])).toMatchObject([{ kind: "kept", position: 2 }]);
    await journal.close();
    expect(verify(path)).toMatchObject({ ok: true, entries: 2 });
  });

  it("is verified from end to end, and a change or a gap is found where it is", async () => {
    const path = join(scratch(), "journal.db");
    const journal = openJournal(path, testClock(noon));
    for (const text of ["a", "b", "c", "d"]) await journal.append([entryOf(text)]);
    await journal.append([entryOf("b")]);
    await journal.rule({ kind: "start", downSince: null }, { position: 1, settledTo: noon });
    await journal.close();
    expect(verify(path)).toMatchObject({ ok: true, entries: 5, rulings: 1 });
    const spoil = (sql: string) => {
      const copy = killed(path);
      const db = new Database(copy);
      expect(db.prepare(sql).run().changes).toBe(1);
      db.close();
      return verify(copy);
    };
    const changed = (at: number) => ({ ok: false, stream: "entries", at, reason: "changed" });
    expect(spoil("UPDATE entries SET body = zeroblob(length(body)) WHERE position = 2")).toEqual(changed(2));
    expect(spoil("UPDATE entries SET at = at + 1 WHERE position = 4")).toEqual(changed(4));
    expect(spoil("UPDATE entries SET message = NULL WHERE position = 1")).toEqual(changed(1));
    expect(spoil("DELETE FROM entries WHERE position = 3")).toEqual({
      ok: false,
      stream: "entries",
      at: 3,
      reason: "missing",
    });
    expect(spoil("UPDATE rulings SET settled_to = 0")).toEqual({
      ok: false,
      stream: "rulings",
      at: 1,
      reason: "changed",
    });
  });

  it("keeps what no UTF-8 can say as its replacement, and the chain holds", async () => {
    const path = join(scratch(), "journal.db");
    const journal = openJournal(path, testClock(noon));
    await journal.append([entryOf("a", { message: "half \ud83d of a pair" })]);
    expect((await journal.append([entryOf("a")]))[0]).toMatchObject({ message: "half \ufffd of a pair" });
    await journal.close();
    expect(verify(path)).toMatchObject({ ok: true });
  });

  it("is read beside its writer", async () => {
    const path = join(scratch(), "journal.db");
    const journal = openJournal(path, testClock(noon));
    const reader = openJournalReader(path);
    expect(await reader.head()).toEqual(emptyHead);
    await journal.append([entryOf("a")]);
    expect(textsOf(await reader.read(0, 10))).toEqual(["a"]);
    expect(await reader.rulings(0, 10)).toEqual([]);
    await journal.rule({ kind: "start", downSince: null }, { position: 1, settledTo: noon });
    expect(await reader.rulings(0, 10)).toEqual(await journal.rulings(0, 10));
    await reader.close();
    await journal.close();
    expect(() => openJournalReader(join(scratch(), "none.db"))).toThrow();
  });
});

describe("sqlite store on the disk", () => {
  it("is at its last commit when it is killed", async () => {
    const path = join(scratch(), "store.db");
    const store = openStore(path);
    const epoch = await store.open();
    for (let upTo = 1; upTo <= 5; upTo++) {
      const changes: readonly Change[] = [
        ...objectChanges(objectOf("order:*:SO-1", { factCount: upTo })),
        raise(exceptionOf(upTo)),
      ];
      await store.commit({ epoch, upTo, at: noon, changes });
      const again = openStore(killed(path));
      expect(await again.state()).toEqual({ seq: upTo, upTo, epoch });
      expect(await again.digest()).toEqual(await store.digest());
      await again.close();
    }
    await store.close();
  });

  it("is read beside its engine: rows and outbox", async () => {
    const path = join(scratch(), "store.db");
    const store = openStore(path);
    const views = openViews(path);
    const outbox = openOutbox(path);
    const epoch = await store.open();
    const commit = await store.commit({ epoch, upTo: 1, at: noon, changes: [raise(exceptionOf(1))] });
    expect(await views.seq()).toBe(1);
    expect(await views.exception(everything, 1)).toEqual(exceptionOf(1));
    expect(await outbox.commitsSince(0, 10)).toEqual([commit]);
    for (const one of [views, outbox, store]) await one.close();
  });

  it("is the same store once it is rebuilt, without the commits that led there", async () => {
    const [livedPath, path] = [join(scratch(), "store.db"), join(scratch(), "rebuilt.db")];
    const lived = openStore(livedPath);
    const rebuilt = openStore(path, undefined, { rebuilding: true });
    for (const store of [lived, rebuilt]) {
      const epoch = await store.open();
      for (let upTo = 1; upTo <= 3; upTo++) {
        const changes = [
          ...objectChanges(objectOf(`order:*:SO-${upTo}`, { factCount: upTo })),
          raise(exceptionOf(upTo)),
        ];
        expect(await store.commit({ epoch, upTo, at: noon, changes })).toMatchObject({ seq: upTo, upTo });
      }
    }
    const digest = await lived.digest();
    expect(await rebuilt.digest()).toEqual(digest);
    await lived.close();
    await rebuilt.close();
    const again = openStore(killed(path));
    expect(await again.digest()).toEqual(digest);
    expect(await again.commitsSince(3, 10)).toEqual([]);
    await expect(again.commitsSince(2, 10)).rejects.toThrow(Gone);
    expect(new Database(path, { readonly: true }).pragma("journal_mode", { simple: true })).toBe("wal");
    const next = await again.commit({ epoch: await again.open(), upTo: 4, at: noon, changes: [raise(exceptionOf(4))] });
    expect(await again.commitsSince(3, 10)).toEqual([next]);
    await again.close();
    // Begun with rows that have an outbox: its last commits would be followed by none of those that were made since.
    const base = killed(livedPath);
    const onward = openStore(base, undefined, { rebuilding: true });
    await onward.commit({ epoch: await onward.open(), upTo: 4, at: noon, changes: [raise(exceptionOf(4))] });
    await onward.close();
    const late = openStore(base);
    await expect(late.commitsSince(3, 10)).rejects.toThrow(Gone);
    await late.close();
  });

  it("sorts lists without sorting, and reads no row that their filters leave out: an index has all of both", async () => {
    const path = join(scratch(), "store.db");
    const store = openStore(path);
    const db = new Database(path, { readonly: true });
    const orders = {
      exceptions_cutoff: "cutoff_at, worth DESC, opened_at, number",
      exceptions_opened: "opened_at DESC, number DESC",
      exceptions_value: "worth DESC, opened_at, number",
      exceptions_severity: "severity_rank, opened_at, number",
    };
    const narrowed = ["state", "kind", "severity", "warehouse", "team", "person", "flow", "system"];
    const filter = `unresolved = 1 AND watch = 0 AND ${narrowed.map((column) => `${column} IN ('a', 'b')`).join(" AND ")}`;
    for (const [index, order] of Object.entries(orders))
      for (const [of, used] of [
        [filter, `COVERING INDEX ${index} `],
        ["unresolved = 1 AND watch = 0", `INDEX ${index} `],
      ]) {
        const columns = used?.startsWith("COVERING") ? order.replaceAll(" DESC", "") : "doc";
        const plan = db
          .prepare(`EXPLAIN QUERY PLAN SELECT ${columns} FROM exceptions WHERE ${of} ORDER BY ${order} LIMIT 51`)
          .all()
          .map((row) => String((row as { detail: unknown }).detail))
          .join("\n");
        expect(plan).toContain(used);
        expect(plan).not.toContain("TEMP B-TREE");
      }
    db.close();
    await store.close();
  });
});

describe("sqlite files", () => {
  it("A6 of sessions and tokens as earlier releases wrote them are given what came since, and lose nothing", async () => {
    for (const version of [1, 2, 3]) {
      const path = join(scratch(), "access.db");
      const first = openAccess(path);
      const token = {
        id: "tm_a",
        hash: "h",
        name: "collector",
        kind: "ingest",
        createdAt: noon,
        warehouses: null,
      } as const;
      await first.addToken(token);
      await first.close();
      const old = new Database(path);
      old.exec("DROP TABLE browsers");
      if (version < 3) old.exec("ALTER TABLE tokens DROP COLUMN warehouses");
      if (version < 2) old.exec("DROP TABLE views");
      old.pragma(`user_version = ${version}`);
      old.close();
      const access = openAccess(path);
      expect(await access.tokens()).toEqual([token]);
      expect([await access.savedViews(), await access.browsers()]).toEqual([[], []]);
      await access.addToken({ ...token, id: "tm_b", kind: "wall", warehouses: ["ATL"] });
      await access.close();
      await openAccess(path).close();
    }
  });

  it("of a later version are refused and left alone", async () => {
    for (const open of [openStore, openAccess, (path: string) => openJournal(path, testClock(noon))]) {
      const path = join(scratch(), "some.db");
      await open(path).close();
      const db = new Database(path);
      db.pragma("user_version = 99");
      db.close();
      expect(() => open(path)).toThrow(TooNew);
      const left = new Database(path, { readonly: true });
      expect(left.pragma("user_version", { simple: true })).toBe(99);
      left.close();
    }
  });
});

describe("sqlite store on the disk", () => {
  it("ST20 refuses a commit for which there is no room, and takes it once there is", async () => {
    const path = join(scratch(), "store.db");
    await openStore(path).close();
    const pragmas = new Database(path);
    const pages = Number(pragmas.pragma("page_count", { simple: true }));
    pragmas.close();
    const changes = Array.from({ length: 200 }, (_, index) => objectChanges(objectOf(`order:*:FULL-${index}`))).flat();
    const small = openStore(path, undefined, { maxPages: pages + 5 });
    const commit = { epoch: await small.open(), upTo: 1, at: noon, changes };
    await expect(small.commit(commit)).rejects.toBeInstanceOf(NoRoom);
    expect(await small.state()).toMatchObject({ seq: 0, upTo: 0 });
    await small.close();
    const roomy = openStore(path);
    expect(await roomy.commit({ ...commit, epoch: await roomy.open() })).toMatchObject({ seq: 1, upTo: 1 });
    await roomy.close();
  });

  it("ST21 gives the room of a long log back when nothing waits, once no reader needs it", async () => {
    const path = join(scratch(), "store.db");
    const store = openStore(path);
    const views = openViews(path);
    const epoch = await store.open();
    const log = () => statSync(`${path}-wal`).size;
    const long = (upTo: number): Change[] =>
      Array.from({ length: 3_000 }, (_, index) => {
        const name = `${upTo}-${index} ${"GET /orders ".repeat(700)}`;
        return { kind: "trace", trace: traceOf(name, { ref: `${upTo}-${index}` }) };
      });
    await store.commit({ epoch, upTo: 1, at: noon, changes: long(1) });
    const held = await views.still();
    await store.commit({ epoch, upTo: 2, at: noon, changes: long(2) });
    const digest = await store.digest();
    const began = performance.now();
    const full = log();
    expect(full).toBeGreaterThan(16 * 1024 * 1024);
    await store.tidy();
    expect([log(), performance.now() - began < 2_000]).toEqual([full, true]);
    expect(await held.seq()).toBe(1);
    await held.close();
    await store.tidy();
    expect(log()).toBe(0);
    expect(await store.digest()).toEqual(digest);
    expect(await views.seq()).toBe(2);
    // What a log may be in any case is left where it is.
    await store.commit({ epoch, upTo: 3, at: noon, changes: [raise(exceptionOf(1))] });
    const short = log();
    await store.tidy();
    expect([log(), await views.seq()]).toEqual([short, 3]);
    for (const one of [views, store]) await one.close();
  });
});
