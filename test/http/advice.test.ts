import { afterEach, describe, expect, test } from "vitest";
import type { KeptSpan } from "../../collectors/kit/index.ts";
import { readRunbook } from "../../server/config/index.ts";
import type { Cause, Runbook } from "../../server/domain/index.ts";
import { causeOf, factOf } from "../contracts/samples.ts";
import { anException, start } from "../feeds/fakes.ts";
import { endAll, fits, serve } from "./harness.ts";

afterEach(endAll);

const runbook = (): Runbook => {
  const read = readRunbook(
    "LBL-04",
    "---\nmatch: { kind: failed-event }\n---\n# Ask customer care\n\n1. [Call](do:told)\n",
  );
  if (!read.ok) throw new Error("no runbook");
  return read.runbook;
};
const cause = (number: number, more: Partial<Cause> = {}) =>
  ({ kind: "cause", cause: causeOf(number, { family: "label", ...more }) }) as const;

const aSpan = (identity: string, attributes: Record<string, string>): KeptSpan => ({
  kind: "span",
  identity,
  variant: "a",
  source: { system: "tms", declared: true, service: "tms", environment: "" },
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: identity.slice(0, 16),
  parentSpanId: null,
  name: "label",
  spanKind: "internal",
  startNanos: 0n,
  endNanos: 1n,
  status: { code: "error", message: "" },
  attributes: new Map(Object.entries(attributes)),
  resource: new Map(),
  events: [],
  links: [],
  keys: [],
});

describe("advice", () => {
  test("names the runbook, how earlier cases ended, and what was different this time", async () => {
    const failed = "f".repeat(32);
    const good = "0".repeat(32);
    const records = [aSpan(failed, { "ship.zip": "", token: "x" }), aSpan(good, { "ship.zip": "89501", token: "y" })];
    const collector = { name: "test", routes: [], decode: () => {}, split: () => {}, read: () => records };
    const server = await serve({ runbooks: () => [runbook()], collectors: [collector as never] });
    await server.journal.append([
      {
        receipt: {
          id: "1".repeat(32),
          collector: "test",
          route: "records",
          contentType: "application/json",
          sender: "t",
          receivedAt: start,
          body: new Uint8Array([1]),
        },
        part: 1,
        parts: 1,
        records: 2,
        rejected: 0,
        message: null,
        terms: new BigUint64Array(),
        unreadable: null,
      },
    ]);
    const ended = (by: string, reason: string) =>
      ({
        state: "resolved",
        resolvedAt: start + 60_000,
        createdAt: start,
        resolution: { by, reason, text: null },
      }) as const;
    await server.store.commit([
      cause(1, { openedAt: start - 1000 }),
      cause(2),
      {
        kind: "fact",
        fact: factOf("g", { identity: good, system: "tms", type: "shipment.labelled", position: 1 }),
        on: [],
      },
    ]);
    await server.store.put(
      anException(1, { causeId: "C-1", ...ended("rule", "recovered") }),
      anException(2, { causeId: "C-1", ...ended("rule", "recovered") }),
      anException(3, { causeId: "C-1", ...ended("Ana", "done-outside") }),
      anException(4, {
        causeId: "C-2",
        system: "tms",
        eventType: "shipment.labelled",
        evidence: [{ identity: failed, traceId: null, spanId: null, position: 1 }],
      }),
    );
    const { status, json } = await server.get("/api/v1/exceptions/X-4/advice");
    expect(status).toBe(200);
    fits("getAdvice", 200, json);
    expect(json).toMatchObject({
      runbook: {
        id: "LBL-04",
        title: "Ask customer care",
        blocks: [{ kind: "list", items: [[{ text: "Call", action: { deed: "told" } }]] }],
      },
      similar: [
        {
          id: "C-1",
          members: 3,
          medianMs: 60_000,
          endings: [
            { by: "rule", reason: "recovered", count: 2 },
            { by: "person", reason: "done-outside", count: 1 },
          ],
        },
      ],
      payload: { system: "tms", type: "shipment.labelled" },
    });
    const lines = (json as { payload: { lines: { name: string; change: string; now: string }[] } }).payload.lines;
    expect(lines.map(({ name, change }) => `${name} ${change}`)).toEqual(["ship.zip differs", "token same"]);
    expect(JSON.stringify(json)).not.toContain('"x"');
  });

  test("of what never failed there is no payload, and of what is not there no advice", async () => {
    const server = await serve();
    await server.store.put(anException(1, { kind: "missing-event", causeId: null }));
    expect((await server.get("/api/v1/exceptions/X-1/advice")).json).toEqual({
      runbook: null,
      similar: [],
      payload: null,
    });
    expect((await server.get("/api/v1/exceptions/X-9/advice")).status).toBe(404);
  });
});
