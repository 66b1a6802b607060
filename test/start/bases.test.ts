import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type Dropped, emptyHead, type JournalHead } from "../../server/ports/index.ts";
import { type CopyRows, openBases } from "../../server/start/bases.ts";
import { FolderRefused } from "../../server/start/folder.ts";
import { readyRows, usableBase } from "../../server/start/ready-rows.ts";
import { retain } from "../../server/start/retention.ts";

const folders: string[] = [];
const scratch = (): string => {
  const path = mkdtempSync(join(tmpdir(), "tallyman-bases-"));
  folders.push(path);
  return path;
};
afterEach(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});

const copyOf =
  (text: string, position: number, version = 7): CopyRows =>
  async (to) => {
    writeFileSync(to, text);
    return { version, position };
  };
const go = () => true;
const headOf = (first: number, position: number): JournalHead => ({
  ...emptyHead,
  first,
  position,
  dropped: { at: Date.UTC(2026, 10, 27), lastAt: Date.UTC(2026, 9, 1) },
});

describe("bases", () => {
  it("are told the newest first, and count for nothing without a manifest", async () => {
    const path = scratch();
    const bases = openBases(join(path, "bases"));
    expect(bases.list()).toEqual([]);
    const first = await bases.make(copyOf("one", 10), 1_000, go);
    const second = await bases.make(copyOf("two", 20), 2_000, go);
    expect(bases.list()).toEqual([second, first]);
    expect(await bases.whole(second)).toBe(true);
    rmSync(join(path, "bases", second.file.replace(".db", ".json")));
    expect(bases.list()).toEqual([first]);
    // As a stop leaves it in the middle of a copy, or of its manifest.
    writeFileSync(join(path, "bases", "base.db.new"), "half");
    writeFileSync(join(path, "bases", "base-000000000030-3.json"), '{"file":');
    expect(bases.list()).toEqual([first]);
    const third = await bases.make(copyOf("three", 30), 3_000, go);
    bases.keepOnly(third);
    expect(bases.list()).toEqual([third]);
    expect(readdirSync(join(path, "bases"))).toHaveLength(2);
  });

  it("are refused when a byte of them was changed, or one is missing", async () => {
    const path = scratch();
    const bases = openBases(path);
    const base = await bases.make(copyOf("whole", 10), 1_000, go);
    writeFileSync(join(path, base.file), "whale");
    expect(await bases.whole(base)).toBe(false);
    writeFileSync(join(path, base.file), "whol");
    expect(await bases.whole(base)).toBe(false);
  });

  it("take the place of rows that are missing, older, behind what was dropped or ahead of the journal, and of no others", async () => {
    const path = scratch();
    const bases = openBases(join(path, "bases"));
    const base = await bases.make(copyOf("base", 50), 1_000, go);
    const store = join(path, "store.db");
    const ready = (found: { readonly version: number; readonly position: number } | null, head: JournalHead) => {
      rmSync(store, { force: true });
      if (found !== null) writeFileSync(store, "rows");
      return readyRows({ path: store, version: 7, at: () => found }, bases, head);
    };
    const text = () => (existsSync(store) ? readFileSync(store, "utf8") : null);
    const head = headOf(40, 90);
    expect(await ready({ version: 7, position: 90 }, head)).toBeNull();
    expect(await ready({ version: 7, position: 39 }, head)).toBeNull();
    expect(await ready({ version: 8, position: 0 }, head)).toBeNull();
    expect(await ready(null, { ...emptyHead, position: 90 })).toBeNull();
    expect(text()).toBeNull();
    for (const found of [
      null,
      { version: 6, position: 0 },
      { version: 7, position: 38 },
      { version: 7, position: 91 },
    ]) {
      expect(await ready(found, head)).toEqual(base);
      expect(text()).toBe("base");
    }
    // Behind a base there must be every record, and none of its entries may have been cut.
    expect(await usableBase(bases, headOf(52, 90), 7)).toBeNull();
    expect(await usableBase(bases, headOf(51, 90), 7)).toEqual(base);
    expect(await usableBase(bases, headOf(40, 49), 7)).toBeNull();
    expect(await usableBase(bases, head, 8)).toBeNull();
    const refused = ready({ version: 6, position: 0 }, headOf(52, 90));
    await expect(refused).rejects.toThrow(FolderRefused);
    await expect(refused).rejects.toThrow(/before entry 52 were dropped up to 2026-10-01, on 2026-11-27/);
    expect(text()).toBe("rows");
  });
});

describe("a round of retention", () => {
  const gone: Dropped = { segments: 2, first: 1, last: 29, firstAt: 0, lastAt: 5, bytes: 1_000 };
  const roundOf = (copy: CopyRows, droppable: number | null = 30) => {
    const bases = openBases(join(scratch(), "bases"));
    const drops: number[] = [];
    let copies = 0;
    const parts = {
      bases,
      version: 7,
      copy: (async (to, on) => {
        copies++;
        return copy(to, on);
      }) satisfies CopyRows,
      keep: () => ({ forMs: 1, bytes: null }),
      droppable: async () => droppable,
      drop: async (before: number) => {
        drops.push(before);
        return gone;
      },
      position: () => 40,
      now: () => 1_000,
      alive: go,
    };
    return { parts, bases, drops, copies: () => copies };
  };

  it("drops nothing without a setting, nor where nothing may go", async () => {
    const { parts, drops, copies } = roundOf(copyOf("rows", 40));
    expect(await retain({ ...parts, keep: () => ({ forMs: null, bytes: null }) }, go)).toBeNull();
    expect(await retain({ ...parts, droppable: async () => null }, go)).toBeNull();
    expect([drops, copies()]).toEqual([[], 0]);
  });

  it("makes a base before it drops, and rests on the same one while it holds what goes", async () => {
    const { parts, bases, drops, copies } = roundOf(copyOf("rows", 40));
    expect(await retain(parts, go)).toEqual(gone);
    expect(await retain({ ...parts, droppable: async () => 41 }, go)).toEqual(gone);
    expect([drops, copies(), bases.list().length]).toEqual([[30, 41], 1, 1]);
    const [base] = bases.list();
    writeFileSync(join(folders.at(-1) ?? "", "bases", base?.file ?? ""), "rost");
    expect(await retain(parts, go)).toEqual(gone);
    expect([copies(), bases.list().length]).toEqual([2, 1]);
  });

  it("drops nothing while the rows do not know what goes, nor without a base that could be written", async () => {
    const behind = roundOf(copyOf("rows", 28));
    expect(await retain(behind.parts, go)).toBeNull();
    expect(await retain({ ...behind.parts, position: () => 28 }, go)).toBeNull();
    expect([behind.drops, behind.copies()]).toEqual([[], 1]);
    const full = roundOf(async () => {
      throw new Error("ENOSPC");
    });
    await expect(retain(full.parts, go)).rejects.toThrow("ENOSPC");
    expect(full.drops).toEqual([]);
    let asked = 0;
    const left = roundOf(copyOf("rows", 40));
    expect(await retain(left.parts, () => asked++ === 0)).toBeNull();
    expect(left.drops).toEqual([]);
  });
});
