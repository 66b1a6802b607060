import type { Readable } from "node:stream";
import { gunzipSync } from "node:zlib";
import { afterEach, expect, test, vi } from "vitest";
import { collectors } from "../../collectors/index.ts";
import type { Collector, Decoded, Receipt, Result } from "../../collectors/kit/index.ts";
import { createGrpcDoor } from "../../server/grpc/door.ts";
import { createDoor } from "../../server/http/door.ts";
import { JSON_TYPE } from "../collectors/otlp/fixtures.ts";
import type { Family } from "./case.ts";
import { limits } from "./families/limits.ts";
import { nesting } from "./families/nesting.ts";
import { records } from "./families/records.ts";
import { shapes } from "./families/shapes.ts";
import { run } from "./run.ts";
import { openWorld, type Parts } from "./world.ts";

const inflate = "../../server/http/inflate.ts";

afterEach(() => {
  vi.doUnmock(inflate);
  vi.resetModules();
  for (const name of ["polluted", "x"]) Reflect.deleteProperty(Object.prototype, name);
});

/** What a run finds in a product that was broken on purpose. */
async function found(family: Family, parts: Parts, cases: number): Promise<string> {
  const world = await openWorld(parts);
  try {
    return (await run(family, world, cases)).faults.join("\n");
  } finally {
    await world.close();
  }
}

/** The collectors with another end of decoding: it is broken at its border, so that it stays so however it is written. */
const decoding = (broken: (result: Result<Decoded>, receipt: Receipt) => Result<Decoded>): Parts => ({
  createDoor,
  createGrpcDoor,
  collectors: collectors.map(
    (one): Collector => ({ ...one, decode: (receipt, reading) => broken(one.decode(receipt, reading), receipt) }),
  ),
});

/** The same family without what is large: these twins break on the small already. */
const small = (family: Family): Family => ({ ...family, named: [] });

test("a twin without a limit of depth is found out", async () => {
  const parts = decoding((result) => {
    if (!result.ok) return result;
    const deep = result.value.rejected.filter(({ reason }) => /deep/.test(reason)).length;
    const rejected = result.value.rejected.slice(deep);
    return { ok: true, value: { ...result.value, records: result.value.records + deep, rejected } };
  });
  expect(await found(small(nesting), parts, 500)).toMatch(/levels of (list|map)/);
});

test("a twin that refuses the request for one bad record is found out", async () => {
  const parts = decoding((result) =>
    result.ok && result.value.rejected.length > 0
      ? { ok: false, fault: { class: "permanent", code: "bad-protobuf", message: "a record is bad" } }
      : result,
  );
  expect(await found(small(records), parts, 50)).toContain("400, not 200");
});

test("a twin that counts one record too few is found out", async () => {
  const parts = decoding((result) =>
    result.ok && result.value.rejected.length > 2
      ? { ok: true, value: { ...result.value, rejected: result.value.rejected.slice(1) } }
      : result,
  );
  expect(await found(small(records), parts, 200)).toContain("partial success");
});

test("a twin that throws is found out, and so is one that tells of itself", async () => {
  const throws = decoding((result) => {
    if (result.ok && result.value.records === 2) throw new RangeError("Maximum call stack size exceeded");
    return result;
  });
  expect(await found(small(records), throws, 200)).toContain("Maximum call stack");
  const tells = decoding((result) =>
    result.ok ? result : { ok: false, fault: { ...result.fault, message: `at decode (${import.meta.url}:1:1)` } },
  );
  expect(await found(small(nesting), tells, 200)).toContain("it tells of us");
});

test("a twin that merges a record into an object of the language is found out", async () => {
  const merge = (target: Record<string, unknown>, from: object): void => {
    for (const [name, value] of Object.entries(from)) {
      if (typeof value === "object" && value !== null) {
        target[name] ??= {};
        merge(target[name] as Record<string, unknown>, value);
      } else target[name] = value;
    }
  };
  const parts = decoding((result, { contentType, body }) => {
    if (contentType === JSON_TYPE && result.ok) merge({}, JSON.parse(Buffer.from(body).toString()));
    return result;
  });
  expect(await found(small(shapes), parts, 200)).toContain("an object of the language was changed");
});

test("a twin that holds the limit against the body before it is inflated is found out", async () => {
  vi.doMock(inflate, () => ({
    readBody: async (source: Readable, coding: string, limit: { readonly bytes: number }) => {
      const pieces: Buffer[] = [];
      for await (const piece of source) pieces.push(piece as Buffer);
      const body = Buffer.concat(pieces);
      const refused = (code: string) => ({
        ok: false,
        fault: { class: "permanent", code, message: "it is not taken" },
      });
      if (body.length > limit.bytes) return refused("body-too-large");
      try {
        return { ok: true, value: coding === "gzip" ? gunzipSync(body) : body };
      } catch {
        return refused("bad-encoding");
      }
    },
  }));
  vi.resetModules();
  const [door, grpc] = await Promise.all([import("../../server/http/door.ts"), import("../../server/grpc/door.ts")]);
  const parts = { createDoor: door.createDoor, createGrpcDoor: grpc.createGrpcDoor, collectors };
  const bombs = { ...limits, named: limits.named.slice(0, 1) };
  expect(await found(bombs, parts, 2)).toMatch(/a bomb of 300 MiB: \d+, not 413/);
});
