import { copyFileSync, existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Receipt } from "../../collectors/kit/index.ts";
import { Database } from "../../server/adapters/sqlite/driver.ts";
import { monthsNetwork, segmentsIn, twoMonths } from "./months.ts";
import { endAll, folder, startRefused, startServer, tallyman, until } from "./server.ts";

afterAll(endAll);

test.each(["retention: { records: 21d }", "retention: { atMost: 1MB }"])(
  "with %s the oldest segments go once a base holds what they gave, and rows come again from it and the rest",
  async (retention) => {
    const text = monthsNetwork(retention);
    const { data, traces, receipts } = await twoMonths(text);
    const before = await tallyman(data, "rebuild");
    expect(before).toMatchObject({ equal: true, differs: [] });
    const many = segmentsIn(data);

    let server = await startServer({ data, network: text });
    const { networkPath } = server;
    const size = (await server.status()).journal.bytes;
    await until("records were dropped", async () =>
      (await server.status()).journal.dropped === null ? undefined : true,
    );
    const { journal } = await server.status();
    expect(server.lines.find(({ event }) => event === "base.made")).toMatchObject({ position: 120 });
    // The journal knows it before the log says it.
    const said = await until("it is said", () => server.lines.find(({ event }) => event === "records.dropped"));
    expect(said).toMatchObject({ first: 1 });
    expect(journal.bytes).toBeLessThan(size);
    if (retention.includes("atMost")) expect(journal.bytes).toBeLessThan(1_000_000);
    expect(segmentsIn(data)).toBeLessThan(many);
    expect((await server.api("/metrics")).text).toMatch(/tallyman_journal_dropped_bytes_total [1-9]/);
    // What is gone is said to be dropped; what it told about its order is kept.
    const gone = await server.api(`/api/v1/traces/${traces[0]}`);
    expect(gone).toMatchObject({ status: 200, json: { spans: [], dropped: journal.dropped } });
    expect(await server.object("order", "SO-0-1")).toMatchObject({ id: "SO-0-1" });
    expect(await server.api(`/api/v1/traces/${"1".repeat(32)}`)).toMatchObject({
      status: 404,
      json: { detail: expect.stringContaining("were dropped on") },
    });
    expect(await server.api(`/api/v1/traces/${traces.at(-1)}`)).toMatchObject({ status: 200, json: { dropped: null } });
    // A delivery whose entry was dropped is new to the journal, and known to the rows.
    const facts = async () => (await server.api("/api/v1/objects/order/SO-0-1/timeline")).json;
    const known = await facts();
    const again = await fetch(new URL("/v1/traces", server.otlpHttp), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: (receipts[0] as Receipt).body as BodyInit,
    });
    expect(again.status).toBe(200);
    await server.settled();
    expect(await facts()).toEqual(known);
    expect(await server.stop()).toBe(0);

    const rebuilt = await tallyman(data, "rebuild");
    expect(rebuilt).toMatchObject({ equal: true, differs: [], position: 121 });
    expect(rebuilt.entries).toBeLessThan(5);
    for (const end of ["", "-wal", "-shm"]) rmSync(join(data, `store.db${end}`), { force: true });
    server = await startServer({ data, networkPath });
    expect(server.lines.find(({ event }) => event === "store.restored")).toMatchObject({ position: 120 });
    await server.settled();
    expect(await facts()).toEqual(known);
    expect(await server.stop()).toBe(0);
    expect(await tallyman(data, "verify")).toMatchObject({ ok: true, wrongRuns: [] });
    const after = await tallyman(data, "rebuild");
    expect(after).toMatchObject({ equal: true });
    // The one ruling that the digest knows beside what it knew is the start.
    const tables = (digest: unknown) =>
      Object.entries(digest as Record<string, string>).filter(([name]) => name !== "engine");
    expect(tables(after.digest)).toEqual(tables(rebuilt.digest));
  },
  360_000,
);

test("rows that cannot be derived again are not thrown away: the folder is refused, and nothing in it changes", async () => {
  const text = monthsNetwork("retention: { records: 21d }");
  const { data } = await twoMonths(text);
  const server = await startServer({ data, network: text });
  const { networkPath } = server;
  await until("records were dropped", async () =>
    (await server.status()).journal.dropped === null ? undefined : true,
  );
  expect(await server.stop()).toBe(0);

  const version = (path: string, to: number) => {
    const db = new Database(path);
    db.pragma(`user_version = ${to}`);
    db.close();
  };
  const saved = join(folder(), "store.db");
  copyFileSync(join(data, "store.db"), saved);
  // As a later program finds rows and base, neither of which it can read.
  version(join(data, "store.db"), 1);
  const bases = join(data, "bases");
  const manifest = readdirSync(bases).find((name) => name.endsWith(".json")) ?? "";
  const [base] = readdirSync(bases).filter((name) => name.endsWith(".db"));
  writeFileSync(join(bases, base ?? ""), "spoiled");
  const refused = await startRefused({ data, networkPath });
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/of version 1, this program reads version \d+, and there is no base.*were dropped/);
  expect(new Database(join(data, "store.db")).pragma("user_version", { simple: true })).toBe(1);
  await expect(tallyman(data, "rebuild")).rejects.toThrow(/cannot be derived from the journal/);
  expect(existsSync(join(bases, manifest))).toBe(true);

  copyFileSync(saved, join(data, "store.db"));
  const back = await startServer({ data, networkPath });
  expect((await back.status()).journal.dropped).not.toBeNull();
  expect(await back.stop()).toBe(0);
}, 360_000);
