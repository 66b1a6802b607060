import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { bodyOf, idsOf, post } from "./otlp.ts";
import { endAll, folder, startServer } from "./server.ts";

const program = fileURLToPath(new URL("../../dist/bundle/cli.js", import.meta.url));
afterAll(endAll);

const network = `
company: { name: Damaged, timezone: UTC, currency: USD }
systems:
  - { id: shop, kind: shop, match: { service.name: web-shop }, presence: complete }
teams:
  - { id: integration, name: Integration }
routing: { to: integration }
`;

test("over a damaged journal a server shows what it has, takes nothing, says why, and is whole again when it was cut", async () => {
  const data = folder();
  let server = await startServer({ data, network });
  const { networkPath } = server;
  const ids = idsOf(5);
  const traces: string[] = [];
  const order = (value: string) => {
    const traceId = ids.trace();
    traces.push(traceId);
    const failed = {
      traceId,
      spanId: ids.span(),
      at: Date.now(),
      attributes: { "order.id": value },
      error: "the shop said no",
    };
    return post(server, bodyOf([{ service: "web-shop", spans: [failed] }]));
  };
  for (const value of ["SO-1", "SO-2", "SO-3"]) expect((await order(value)).status).toBe(200);
  await server.settled();
  const before = await server.exceptions("");
  expect(before.length).toBeGreaterThan(0);
  expect(await server.stop()).toBe(0);

  const path = join(data, "journal", "records-000001.seg");
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(bytes.byteLength - 40) ^ 1, bytes.byteLength - 40);
  writeFileSync(path, bytes);

  server = await startServer({ data, networkPath });
  const said = server.lines.find((line) => line.event === "journal.damaged");
  expect(said).toMatchObject({ reason: expect.stringContaining("records-000001.seg") });
  const status = await server.status();
  expect(status.journal.damage).toBe(said?.reason);
  expect(await server.exceptions("")).toEqual(before);
  // What lies before the damage is read, and of what lies behind it is said why it is not.
  expect((await server.api(`/api/v1/traces/${traces[0]}`)).status).toBe(200);
  expect(await server.api(`/api/v1/traces/${traces[2]}`)).toMatchObject({
    status: 503,
    json: { code: "journal-damaged" },
  });
  const refused = await order("SO-4");
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  const [first] = before;
  const acted = await server.post(`/api/v1/exceptions/${first?.id}/actions`, {
    action: "acknowledge",
    version: first?.version,
  });
  expect(acted).toMatchObject({ status: 503, json: { code: "journal-damaged" } });
  expect(await server.stop()).toBe(0);

  const asked = (...words: readonly string[]) =>
    spawnSync(process.execPath, [program, ...words], {
      env: { ...process.env, TALLYMAN_DATA: data },
      encoding: "utf8",
    });
  const verified = JSON.parse(asked("verify").stdout) as { readonly ok: boolean; readonly upTo: number };
  expect(verified).toMatchObject({ ok: false });
  expect(asked("repair", "--to", String(verified.upTo)).stdout).toContain('"event":"repaired","ok":true');
  server = await startServer({ data, networkPath });
  expect(server.lines.some((line) => line.event === "ready")).toBe(true);
  expect((await order("SO-4")).status).toBe(200);
  await server.settled();
  expect((await server.exceptions("")).length).toBeGreaterThan(0);
});
