import { afterEach, describe, expect, test } from "vitest";
import { signLink } from "../../server/http/asks/link.ts";
import { createLinks } from "../../server/http/links.ts";
import { start } from "../feeds/fakes.ts";
import { askingTower } from "./asking.ts";
import { endAll, fits } from "./harness.ts";

afterEach(endAll);

const hour = 3_600_000;

describe("answering by a link", () => {
  test("each answered number is told on its exception, by the partner and the link", async () => {
    const tower = await askingTower();
    const { token } = await tower.ask();
    const page = await tower.open(token);
    fits("openAsk", 200, page.json);
    expect(page.json).toMatchObject({
      company: "Northgate Supply",
      partner: "3PL Reno",
      about: "order",
      language: "en",
    });
    const ids = page.json.lines.map(({ id }: { id: string }) => id);
    expect([...ids].sort()).toEqual(["SO-1", "SO-2", "SO-3"]);
    const filesBy = new Date(start + 4 * hour).toISOString();
    const answered = await tower.answer(token, {
      name: "Maria",
      filesBy,
      answers: [
        { line: ids.indexOf("SO-1"), kind: "shipped", on: "2026-03-01" },
        { line: ids.indexOf("SO-2"), kind: "will-ship", on: "2026-03-03", note: "truck full" },
        { line: ids.indexOf("SO-3"), kind: "short", quantity: "26 of 30" },
      ],
    });
    fits("answerAsk", 200, answered.json);
    const told = async (number: number) => (await tower.get(`/api/v1/exceptions/X-${number}`)).json;
    expect(await told(1)).toMatchObject({
      state: "open",
      dueAt: filesBy,
      told: { text: "Shipped 1 Mar", by: "3PL Reno (Maria), by link", expectedAt: filesBy },
    });
    // The end of that day on their clock, eight hours behind.
    expect((await told(2)).told).toMatchObject({
      text: "Will ship 3 Mar: truck full",
      expectedAt: "2026-03-04T08:00:00.000Z",
    });
    expect((await told(3)).told).toMatchObject({ text: "Shipped short, 26 of 30", expectedAt: filesBy });
    expect((await told(9)).told).toBe(null);
    expect((await tower.get("/api/v1/asks/A-1")).json.state).toBe("answered");
  });

  test("an answer twice is once, another takes its place", async () => {
    const tower = await askingTower();
    const { token } = await tower.ask();
    const body = { answers: [{ line: 0, kind: "never-received" }] };
    await tower.answer(token, body);
    const id = (await tower.get("/api/v1/asks/A-1")).json.lines[0].exceptions[0];
    const first = (await tower.get(`/api/v1/exceptions/${id}`)).json;
    tower.pass(1_000);
    expect((await tower.answer(token, body)).status).toBe(200);
    const again = (await tower.get(`/api/v1/exceptions/${id}`)).json;
    expect(again).toEqual(first);
    await tower.answer(token, { answers: [{ line: 0, kind: "shipped", on: "2026-03-02" }] });
    const next = (await tower.get(`/api/v1/exceptions/${id}`)).json;
    expect(next.told.text).toBe("Shipped 2 Mar");
    expect(next.history.filter(({ action }: { action: string }) => action === "tell")).toHaveLength(2);
  });

  test("tampered, foreign, expired and withdrawn links let nobody in", async () => {
    const tower = await askingTower();
    const { token, json } = await tower.ask();
    const [body_ = "", signature = ""] = token.split(".");
    const body = { answers: [{ line: 0, kind: "unknown" }] };
    const expiresAt = Date.parse(json.message.link.expiresAt);
    const [, claims] = JSON.parse(Buffer.from(body_, "base64url").toString()) as [number, Record<string, string>];
    const written = (at: number, more: object): string =>
      Buffer.from(JSON.stringify([at, { ...claims, ...more }])).toString("base64url");
    const { links } = tower.deps;
    const nonce = claims.nonce ?? "";
    const bad = [
      `${written(expiresAt, { ask: "2" })}.${signature}`,
      `${written(expiresAt + hour, {})}.${signature}`,
      `${written(expiresAt, { nonce: nonce.toLowerCase() })}.${signature}`,
      `${body_}.${signature.slice(0, -1)}${signature.endsWith("A") ? "B" : "A"}`,
      `${token}.x`,
      "x",
      signLink(createLinks("another key than that of this server has"), { ask: 1, nonce, expiresAt }),
      links.sign("take", { ask: "1", nonce }, expiresAt),
      // Signed here, for an ask that there is not, and for one of the same number of another journal.
      signLink(links, { ask: 7, nonce, expiresAt }),
      signLink(links, { ask: 1, nonce: "0123456789abcdefghijkl", expiresAt }),
    ];
    for (const one of bad) {
      expect([one, (await tower.open(one)).status]).toEqual([one, 404]);
      expect([one, (await tower.answer(one, body)).status]).toEqual([one, 404]);
    }
    expect((await tower.get("/api/v1/asks/A-1")).json.answered).toBe(0);
    expect((await tower.open(token)).status).toBe(200);
    await tower.ask();
    const withdrawn = await tower.ask({ cause: undefined, ids: ["X-2"] });
    const end = { method: "DELETE", headers: { authorization: "Bearer secret-of-the-test" } };
    const id = withdrawn.json.ask.id;
    expect((await tower.request(`/api/v1/asks/${id}`, end)).status).toBe(204);
    expect((await tower.open(withdrawn.token)).json).toMatchObject({ status: 410, code: "link-withdrawn" });
    expect((await tower.answer(withdrawn.token, body)).status).toBe(410);
    expect((await tower.post(`/api/v1/asks/${id}/send`, {})).json).toMatchObject({ code: "withdrawn" });
    tower.pass(expiresAt - start);
    expect((await tower.open(token)).json).toMatchObject({ status: 410, code: "link-expired" });
    expect((await tower.answer(token, body)).status).toBe(410);
  });

  test("a link shows its numbers and not a byte of anything else", async () => {
    const tower = await askingTower();
    const { token } = await tower.ask();
    for (const text of [
      (await tower.open(token)).text,
      (await tower.answer(token, { answers: [{ line: 0, kind: "unknown" }] })).text,
      (await tower.answer(token, { answers: [{ line: 99, kind: "unknown" }] })).text,
    ]) {
      for (const canary of ["CANARY", "SO-9", "SAV", "X-1", "administrator", "Savannah", "dock"])
        expect(text).not.toContain(canary);
    }
    // What lets in here lets in nowhere else.
    for (const path of ["/api/v1/exceptions", "/api/v1/asks", "/api/v1/me"]) {
      expect((await tower.request(path, { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
      expect((await tower.request(path, { headers: { cookie: `tallyman=${token}` } })).status).toBe(401);
    }
  });

  test("answers are checked, and what is not understood is told with its place", async () => {
    const tower = await askingTower();
    const { token } = await tower.ask();
    for (const [answers, path] of [
      [[{ line: 3, kind: "unknown" }], "answers.0"],
      [[{ line: 0, kind: "shipped" }], "answers.0"],
      [
        [
          { line: 0, kind: "unknown" },
          { line: 1, kind: "will-ship", on: "2026-02-30" },
        ],
        "answers.1",
      ],
      [[{ line: 0, kind: "shipped", on: "1999-01-01" }], "answers.0"],
      [[{ line: 0, kind: "short" }], "answers.0"],
      [[{ line: 0, kind: "lost" }], "answers.0.kind"],
      [[], "answers"],
    ] as const) {
      const refused = await tower.answer(token, { answers });
      expect(refused).toMatchObject({ status: 400, json: { code: "bad-body" } });
      expect(refused.json.faults[0].path).toBe(path);
    }
    expect((await tower.answer(token, { answers: [{ line: 0, kind: "unknown", exception: "X-9" }] })).status).toBe(400);
    expect((await tower.get("/api/v1/asks/A-1")).json.answered).toBe(0);
  });

  test("a page of another site cannot answer, nor a form", async () => {
    const tower = await askingTower();
    const { token } = await tower.ask();
    const body = { answers: [{ line: 0, kind: "unknown" }] };
    expect((await tower.answer(token, body, { origin: "https://evil.example" })).status).toBe(403);
    expect((await tower.answer(token, body, { "content-type": "text/plain" })).status).toBe(415);
    expect((await tower.answer(token, body, { origin: tower.url() })).status).toBe(200);
  });

  test("what holds for nothing is asked a few times only, and keeps no good link from its holder", async () => {
    const tower = await askingTower();
    const { token } = await tower.ask();
    for (let tries = 0; tries < 20; tries++) expect((await tower.open(`guess${tries}`)).status).toBe(404);
    expect(await tower.open("guess-again")).toMatchObject({ status: 429, json: { code: "too-many-tries" } });
    expect((await tower.open(token)).status).toBe(200);
    for (let uses = 0; uses < 299; uses++) await tower.open(token);
    expect((await tower.open(token)).json).toMatchObject({ code: "too-many-requests" });
  });

  test("words of a partner are text wherever they are read, and no formula in a sheet", async () => {
    const tower = await askingTower();
    const { token } = await tower.ask();
    const payloads = [
      "<script>alert(1)</script>",
      '"><img src=x onerror=alert(1)>',
      '=HYPERLINK("http://evil.example","x")',
      "{{7*7}}",
      "line\r\nSet-Cookie: a=b",
    ];
    for (const note of payloads) {
      const answered = await tower.answer(token, {
        name: note.slice(0, 80),
        answers: [{ line: 0, kind: "unknown", note }],
      });
      expect(answered.status).toBe(200);
      expect(answered.headers.get("content-type")).toMatch(/^application\/json/);
      expect(answered.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answered.headers.get("set-cookie")).toBe(null);
      expect(answered.json.lines[0].answer.note).toBe(note.trim());
      const id = (await tower.get("/api/v1/asks/A-1")).json.lines[0].exceptions[0];
      expect((await tower.get(`/api/v1/exceptions/${id}`)).json.told.text).toBe(`They do not know: ${note.trim()}`);
      // The next message of this ask says none of it.
      const { message } = (await tower.post("/api/v1/asks/A-1/send", {})).json;
      expect(message.text + message.html).not.toContain(note.slice(0, 12));
    }
  });
});
