import { afterEach, describe, expect, test } from "vitest";
import { start } from "../feeds/fakes.ts";
import { askingTower, partnerNetwork } from "./asking.ts";
import { endAll, fits } from "./harness.ts";

afterEach(endAll);

const hour = 3_600_000;
const iso = (at: number): string => new Date(at).toISOString();

describe("asking a partner", () => {
  test("makes one ask with a link, and without a mail server hands the message to the person", async () => {
    const tower = await askingTower();
    const made = await tower.ask({ note: "Your last file came at 09:05." });
    expect(made.status).toBe(201);
    fits("ask", 201, made.json);
    const { ask, message } = made.json;
    expect(ask).toMatchObject({
      id: "A-1",
      by: "administrator",
      partner: { id: "sierra", name: "3PL Reno" },
      state: "waiting",
      numbers: 3,
      answered: 0,
      ended: 0,
      sent: [{ how: "by-hand", by: "administrator", to: "EDI desk" }],
    });
    expect(message.subject).toBe("3 orders without a confirmation: what happened?");
    expect(message.sending).toEqual({
      how: "by-hand",
      to: "edi@sierra.example",
      phone: "+1 775 555 0142",
      why: "No mail server is set.",
    });
    expect(message.link.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/answer\/#[\w-]+\.[\w-]{43}$/);
    expect(message.text).toContain("Hello EDI desk,");
    expect(message.text).toContain("Your last file came at 09:05.");
    expect(message.text).toContain(message.link.url);
    expect(message.text.split("\n").filter((line: string) => /^SO-\d/.test(line))).toHaveLength(3);
    // The journal keeps the text, and no link by which it could be answered.
    expect(JSON.stringify(tower.asked)).not.toContain(made.token.split(".")[1]);
    expect(ask.text).toContain("SO-1");
  });

  test("what customers are called is no formula in the file, no mark-up in the mail and no line of its own", async () => {
    const tower = await askingTower();
    const { message } = (await tower.ask()).json;
    expect(message.file.text).toContain("\"'=cmd|' /C calc'!A0\"");
    expect(message.file.name).toBe("northgate-supply-a-1-3.csv");
    expect(message.html).not.toContain("<img");
    expect(message.html).toContain("&#60;img src=x onerror=alert(1)&#62;");
    expect(message.file.text.trim().split("\r\n")).toHaveLength(4);
  });

  test("speaks the partner's language where we have words, and its clock", async () => {
    const spanish = await askingTower(partnerNetwork({ language: "es-MX" }));
    expect((await spanish.ask()).json.message.subject).toBe("3 pedidos sin confirmación: ¿qué ha pasado?");
    const german = await askingTower(partnerNetwork({ language: "de" }));
    expect((await german.ask({ ids: ["X-1"], cause: undefined })).json.message.subject).toBe(
      "1 Auftrag ohne Bestätigung: was ist geschehen?",
    );
    const other = await askingTower(partnerNetwork({ language: "pt" }));
    const { text } = (await other.ask({ answerBy: iso(start + 3 * hour) })).json.message;
    expect(text).toMatch(/by Mon,? 2 Mar, 09:00 PST/);
  });

  test("an answer is due on the partner's hours", async () => {
    const tower = await askingTower();
    const due = async (answerBy: number | null) =>
      Date.parse((await tower.ask(answerBy === null ? {} : { answerBy: iso(answerBy) })).json.ask.dueAt) - start;
    // Manned from 1 h to 9 h and again from 25 h.
    expect(await due(null)).toBe(5 * hour);
    expect(await due(start + 3 * hour)).toBe(3 * hour);
    expect(Math.round((await due(start + 12 * hour)) / hour)).toBe(25);
    expect((await tower.ask({ answerBy: iso(start - hour) })).json).toMatchObject({ code: "past" });
  });

  test("a preview keeps and sends nothing", async () => {
    const tower = await askingTower();
    const seen = await tower.ask({ preview: true });
    expect(seen.status).toBe(200);
    fits("ask", 200, seen.json);
    expect(seen.json).toMatchObject({ ask: null, message: { link: null, sending: { how: "not-yet" } } });
    expect(tower.asked).toEqual([]);
  });

  test("never tells a partner what another runs, and asks about nothing that is over", async () => {
    const tower = await askingTower();
    const mixed = await tower.ask({ cause: undefined, ids: ["X-1", "X-9"] });
    expect(mixed).toMatchObject({ status: 422, json: { code: "not-theirs" } });
    expect((await tower.ask({ partner: "nobody" })).json).toMatchObject({ code: "unknown-partner" });
    expect((await tower.ask({ cause: "C-77" })).json).toMatchObject({ code: "nothing-to-ask" });
    expect((await tower.ask({ ids: ["X-1"] })).json).toMatchObject({ code: "bad-body" });
    expect((await tower.ask({ cause: undefined, ids: ["X-404"] })).status).toBe(404);
    const { seq } = (await tower.get("/api/v1/exceptions")).json;
    const filtered = await tower.ask({ cause: undefined, filter: { warehouse: "RNO" }, asOfSeq: seq });
    expect(filtered.json.ask.numbers).toBe(3);
    expect((await tower.ask({ cause: undefined, filter: { warehuose: "RNO" } })).json).toMatchObject({
      code: "bad-body",
    });
    expect(tower.asked.filter(({ kind }) => kind === "asked")).toHaveLength(1);
  });

  test("is mailed with its file where there is a mail server; one that is refused is to be sent by hand", async () => {
    const letters: { readonly to: string; readonly key: string }[] = [];
    let taken = true;
    const tower = await askingTower(partnerNetwork(), {
      letters: {
        post: async (letter) => {
          letters.push(letter);
          return taken
            ? { ok: true, said: "250" }
            : { ok: false, taken: "no", fault: { class: "permanent", code: "mail-refused", message: "It refused." } };
        },
      },
    });
    const made = await tower.ask();
    expect(made.json).toMatchObject({
      ask: { sent: [{ how: "mail", to: "edi@sierra.example" }] },
      message: { sending: { how: "mail", why: null } },
    });
    taken = false;
    const again = await tower.post("/api/v1/asks/A-1/send", {});
    fits("sendAsk", 200, again.json);
    expect(again.json).toMatchObject({
      ask: { sent: [{ how: "mail" }, { how: "by-hand" }] },
      message: { sending: { how: "by-hand", why: "It refused." } },
    });
    expect(letters.map(({ to }) => to)).toEqual(["edi@sierra.example", "edi@sierra.example"]);
    expect(letters[0]).toMatchObject({ files: [{ name: "northgate-supply-a-1-3.csv" }] });
    expect(new Set(letters.map(({ key }) => key)).size).toBe(2);
  });

  test("does not mail a link that leads to this machine alone", async () => {
    const tower = await askingTower(partnerNetwork(), {
      linksReach: false,
      letters: { post: async () => Promise.reject(new Error("it was mailed")) },
    });
    expect((await tower.ask()).json.message.sending).toMatchObject({ how: "by-hand" });
  });

  test("asks are listed as they stand, by exception too; one overdue can be sent again", async () => {
    const tower = await askingTower();
    const { token } = await tower.ask();
    await tower.ask({ cause: undefined, ids: ["X-3"] });
    await tower.answer(token, { answers: [{ line: 0, kind: "unknown" }] });
    const list = await tower.get("/api/v1/asks");
    fits("listAsks", 200, list.json);
    expect(list.json.items.map(({ id, state }: { id: string; state: string }) => [id, state])).toEqual([
      ["A-3", "waiting"],
      ["A-1", "part-answered"],
    ]);
    expect((await tower.get("/api/v1/asks?exception=X-1")).json.items).toHaveLength(1);
    expect((await tower.get("/api/v1/asks?exception=X-9")).json.items).toEqual([]);
    expect((await tower.get("/api/v1/asks?exception=17")).status).toBe(400);
    tower.pass(6 * hour);
    expect((await tower.get("/api/v1/asks/A-1")).json).toMatchObject({ state: "overdue", answered: 1, numbers: 3 });
    const again = await tower.post("/api/v1/asks/A-1/send", {});
    expect(again.status).toBe(200);
    expect((await tower.open(tower.tokenOf(again.json.message.link.url))).status).toBe(200);
    expect((await tower.get("/api/v1/asks/A-99")).status).toBe(404);
  });

  test("a number whose outcome was seen meanwhile needs no answer", async () => {
    const tower = await askingTower();
    const { token } = await tower.ask();
    const rows = (await tower.get("/api/v1/exceptions")).json.items;
    expect(rows).toHaveLength(4);
    for (const number of [1, 2]) {
      const row = (await tower.store.draft()).exception(number);
      if (row !== undefined) await tower.store.put({ ...row, state: "resolved" });
    }
    expect((await tower.open(token)).json.lines.map(({ state }: { state: string }) => state).sort()).toEqual([
      "ended",
      "ended",
      "open",
    ]);
    const last = (await tower.open(token)).json.lines.findIndex(({ state }: { state: string }) => state === "open");
    await tower.answer(token, { answers: [{ line: last, kind: "never-received" }] });
    expect((await tower.get("/api/v1/asks/A-1")).json).toMatchObject({ state: "answered", answered: 1, ended: 2 });
  });
});
