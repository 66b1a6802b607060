import { afterAll, expect, test } from "vitest";
import type { ActionResult, ActionsAnswer, ExceptionDetail } from "../../server/wire/index.ts";
import { idsOf, send } from "./otlp.ts";
import { adminToken, endAll, type Server, startServer, tallyman, until } from "./server.ts";

afterAll(endAll);

const network = `
company: { name: Many, timezone: UTC, currency: USD }
systems:
  - { id: erp, kind: erp, match: { service.name: netsuite-bridge }, presence: complete }
teams: [{ id: integration, name: Integration }]
routing: { to: integration }
`;
const many = 600;
const ids = idsOf(77);

async function raise(server: Server): Promise<void> {
  const now = Date.now();
  await send(server, [
    {
      service: "netsuite-bridge",
      spans: Array.from({ length: many }, (_, index) => ({
        traceId: ids.trace(),
        spanId: ids.span(),
        at: now,
        attributes: { "order.id": `SO-${index}`, "business.event": "order.released" },
        error: "credit check timed out",
      })),
    },
  ]);
  await until("all of them are raised", async () =>
    (await server.api("/api/v1/exceptions?limit=1")).json.total === many ? true : undefined,
  );
}

const historyOf = async (server: Server, id: string) =>
  ((await server.api(`/api/v1/exceptions/${id}`)).json as ExceptionDetail).history;

/** How often an action stands in the histories of all. */
async function times(server: Server, action: string, all: readonly string[]): Promise<readonly number[]> {
  const out: number[] = [];
  for (const id of all) out.push((await historyOf(server, id)).filter((entry) => entry.action === action).length);
  return out;
}

test("two people act on all of a list at once: each row is decided once, and who came second gets both values", async () => {
  let server = await startServer({ network });
  await raise(server);
  const ben = (await server.post("/api/v1/tokens", { name: "Ben", kind: "admin" })).json.token as string;
  const { seq } = (await server.api("/api/v1/exceptions?state=open&limit=1")).json;
  const all = { action: "acknowledge", filter: { state: "open" }, asOfSeq: seq };
  const asked = (token: string, body: unknown = all): Promise<ActionsAnswer> =>
    server
      .api("/api/v1/exceptions/actions", {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      })
      .then((answer) => answer.json as ActionsAnswer);

  const dry = (await server.post("/api/v1/exceptions/actions", { ...all, dryRun: true })).json;
  expect(dry).toMatchObject({ preview: { asked: many, would: many, refused: [] }, joinedLater: 0 });

  const answers = await Promise.all([asked(adminToken), asked(ben)]);
  const byId = new Map<string, ActionResult[]>();
  for (const { results } of answers) {
    expect(results).toHaveLength(many);
    for (const one of results) byId.set(one.id, [...(byId.get(one.id) ?? []), one]);
  }
  expect(byId.size).toBe(many);
  for (const pair of byId.values()) {
    const [winner, loser] = [pair.find(({ ok }) => ok), pair.find(({ ok }) => !ok)];
    expect(winner?.exception?.state).toBe("acknowledged");
    expect(loser?.error).toMatchObject({ status: 409, code: "stale-version" });
    expect(loser?.exception).toEqual(winner?.exception);
    // Whoever began when the other had acted is told what the list had shown, too.
    if (loser?.seen !== undefined) expect(loser.seen).toMatchObject({ state: "open", version: 1 });
  }
  const every = [...byId.keys()];
  expect(new Set(await times(server, "acknowledge", every))).toEqual(new Set([1]));

  // A list that was seen before: nothing of it still stands as it was seen.
  const late = await asked(ben);
  expect(late.results.every(({ ok, seen, exception }) => !ok && seen?.version === 1 && exception?.version === 2)).toBe(
    true,
  );

  // Cut off in the middle and asked again: nobody knows how far it came, and nothing is done twice.
  const now = (await server.api("/api/v1/exceptions?limit=1")).json.seq;
  const close = { action: "resolve", reason: "duplicate", filter: { state: "acknowledged" }, asOfSeq: now };
  const cut = asked(adminToken, close).catch(() => null);
  await until("it has begun", async () =>
    (await server.api("/api/v1/exceptions?state=resolved&limit=1")).json.total > 0 ? true : undefined,
  );
  await server.kill();
  await cut;
  server = await startServer({ data: server.data, networkPath: server.networkPath });
  const left = (await server.api("/api/v1/exceptions?state=acknowledged&limit=2000")).json;
  const again = await server.post("/api/v1/exceptions/actions", { ...close, asOfSeq: left.seq });
  expect(again.json.results).toHaveLength(left.total);
  expect(again.json.results.every(({ ok }: ActionResult) => ok)).toBe(true);
  expect(new Set(await times(server, "resolve", every))).toEqual(new Set([1]));

  // Taken back in one go, each by the version that its own action made.
  const closed = (await server.exceptions("state=resolved")).slice(0, 40);
  const undo = { action: "undo", ids: closed.map(({ id, version }) => ({ id, actionId: version })) };
  const back = (await server.post("/api/v1/exceptions/actions", undo)).json as ActionsAnswer;
  expect(back.results.filter(({ ok }) => ok)).toHaveLength(40);
  const twice = (await server.post("/api/v1/exceptions/actions", undo)).json as ActionsAnswer;
  expect(new Set(twice.results.map(({ error }) => error?.code))).toEqual(new Set(["nothing-to-undo"]));
  expect(await server.stop()).toBe(0);
  expect(await tallyman(server.data, "rebuild")).toMatchObject({ equal: true, differs: [] });
});
