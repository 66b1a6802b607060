import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { toExceptionRow } from "../../server/feeds/index.ts";
import { applyPatch, type ExceptionRow, exceptionOrders } from "../../server/wire/index.ts";
import {
  actionBody,
  actionsBody,
  searchBody,
  sessionBody,
  subscribeMessage,
  tokenBody,
} from "../../server/wire/schemas.ts";
import { aNetwork, anException, start } from "../feeds/fakes.ts";

interface Row {
  readonly id: string;
  readonly n: number;
}

const byNumber = (a: Row, b: Row): number => a.n - b.n || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
const row = fc.record({ id: fc.constantFrom("a", "b", "c", "d", "e", "f"), n: fc.integer({ min: 0, max: 4 }) });
const rows = fc.uniqueArray(row, { selector: ({ id }) => id }).map((list) => list.sort(byNumber));
const patch = fc.record({
  upsert: fc.uniqueArray(row, { selector: ({ id }) => id }),
  remove: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "f")),
});

describe("applyPatch", () => {
  test("W3 applied twice it is applied once, and the whole is in order", () => {
    fc.assert(
      fc.property(rows, patch, (before, change) => {
        const once = applyPatch(before, change, byNumber);
        expect(applyPatch(once, change, byNumber)).toEqual(once);
        expect([...once].sort(byNumber)).toEqual(once);
        expect(new Set(once.map(({ id }) => id)).size).toBe(once.length);
        for (const put of change.upsert) expect(once).toContainEqual(put);
      }),
      { numRuns: 1_000 },
    );
  });

  test("W6 pieces in their order lead where the whole patch leads", () => {
    fc.assert(
      fc.property(rows, patch, (before, change) => {
        const remove = change.remove.filter((id) => !change.upsert.some((put) => put.id === id));
        const whole = applyPatch(before, { upsert: change.upsert, remove }, byNumber);
        let pieces: readonly Row[] = before;
        for (const id of remove) pieces = applyPatch(pieces, { upsert: [], remove: [id] }, byNumber);
        for (const put of change.upsert) pieces = applyPatch(pieces, { upsert: [put], remove: [] }, byNumber);
        expect(pieces).toEqual(whole);
      }),
      { numRuns: 1_000 },
    );
  });

  test("what changes nothing gives the very same rows", () => {
    const before: readonly Row[] = [{ id: "a", n: 1 }];
    expect(applyPatch(before, { upsert: [], remove: [] }, byNumber)).toBe(before);
  });
});

describe("orders of exceptions", () => {
  const given = fc.record({
    number: fc.integer({ min: 1, max: 9 }),
    cutoff: fc.option(fc.integer({ min: 0, max: 2 })),
    opened: fc.integer({ min: 0, max: 2 }),
    severity: fc.constantFrom("critical" as const, "high" as const, "medium" as const, "low" as const),
    minor: fc.option(fc.integer({ min: 0, max: 300 })),
  });
  const rowOf = ({
    number,
    cutoff,
    opened,
    severity,
    minor,
  }: typeof given extends fc.Arbitrary<infer T> ? T : never): ExceptionRow =>
    toExceptionRow(
      anException(number, {
        severity,
        openedAt: start + opened,
        cutoff: cutoff === null ? null : { at: start + cutoff, source: "order" },
        held: minor === null ? [] : [{ ref: "order:*:S", money: { minor, currency: "USD" }, basis: "invoice" }],
      }),
      aNetwork(),
    );

  test("W8 each is total: two exceptions are never in the same place, and all places agree", () => {
    fc.assert(
      fc.property(given, given, given, fc.constantFrom(...Object.values(exceptionOrders)), (a, b, c, order) => {
        const [x, y, w] = [rowOf(a), rowOf(b), rowOf(c)];
        expect(Math.sign(order(x, y))).toBe(-Math.sign(order(y, x)) + 0);
        if (a.number !== b.number) expect(order(x, y)).not.toBe(0);
        if (order(x, y) < 0 && order(y, w) < 0) expect(order(x, w)).toBeLessThan(0);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("what may be sent", () => {
  const takes = (schema: z.ZodMiniType, value: unknown): boolean => z.safeParse(schema, value).success;

  test("bodies are exactly what they say", () => {
    expect(takes(sessionBody, { link: "x" })).toBe(true);
    expect(takes(sessionBody, { link: "x", token: "y" })).toBe(false);
    expect(takes(tokenBody, { name: " ", kind: "ingest" })).toBe(false);
    expect(takes(tokenBody, { name: "wms", kind: "root" })).toBe(false);
    expect(takes(actionBody, { action: "resolve", reason: "timing", version: 1 })).toBe(true);
    expect(takes(actionBody, { action: "resolve", reason: "because", version: 1 })).toBe(false);
    expect(takes(actionBody, { action: "acknowledge", version: 1, text: "x" })).toBe(false);
    expect(takes(actionBody, { action: "snooze", until: "tomorrow", version: 1 })).toBe(false);
    expect(takes(actionBody, { action: "redeliver", version: 1 })).toBe(false);
    // One undo at a time: of many, nobody can tell whose deed it takes back.
    expect(takes(actionsBody, { action: "undo", ids: ["X-1"], actionId: 2 })).toBe(false);
    expect(takes(actionsBody, { action: "acknowledge", ids: ["X-0"] })).toBe(false);
    expect(takes(searchBody, { keys: Array.from({ length: 5_001 }, () => "a") })).toBe(false);
    expect(takes(subscribeMessage, { feed: "lag", filter: { window: 15 } })).toBe(false);
    expect(takes(subscribeMessage, { feed: "lag", after: -1 })).toBe(false);
  });

  test("a name that programs trip over is a name, or refused", () => {
    expect(takes(tokenBody, JSON.parse('{"name":"x","kind":"ingest","__proto__":{"kind":"admin"}}'))).toBe(false);
    const filter = JSON.parse('{"feed":"exceptions","filter":{"__proto__":"x"}}');
    z.safeParse(subscribeMessage, filter);
    expect(({} as { feed?: unknown }).feed).toBeUndefined();
  });
});
