import { afterEach, describe, expect, it } from "vitest";
import { createNotifier, newVapidKeys } from "../../server/adapters/notify/index.ts";
import type { DigestReader, DigestRuling } from "../../server/domain/index.ts";
import { checkedResolve, createEgress } from "../../server/egress/index.ts";
import type { Letter, Printed, Told } from "../../server/ports/index.ts";
import type { DigestPage, DigestReaders } from "../../server/wire/digest.ts";
import type { KpiDetail } from "../../server/wire/index.ts";
import { smtpServer } from "../adapters/notify/smtp.ts";
import { day, digestNetwork, digestWorld, hour, minute } from "./digest-world.ts";
import { endAll, fits } from "./harness.ts";

afterEach(endAll);

const taken: Told = { ok: true, said: "250 OK" };
const c: DigestReader = { to: "c.adler@northgate.example", name: "C. Adler", timezone: "America/New_York" };

/** A tower whose letters are kept, and answered as a test says. */
async function served(readers: readonly DigestReader[] = [c], printer: { readonly pdf: boolean } = { pdf: false }) {
  const letters: Letter[] = [];
  let answer = async (): Promise<Told> => taken;
  const printed: Printed[] = [];
  const side = await digestWorld(digestNetwork(readers), {
    letters: {
      post: async (letter) => {
        letters.push(letter);
        return answer();
      },
    },
    printer: printer.pdf
      ? {
          print: async (page) => {
            printed.push(page);
            return { ok: true, value: new TextEncoder().encode("%PDF-1.7") };
          },
        }
      : null,
  });
  const kept = async (): Promise<readonly DigestRuling[]> =>
    (await side.journal.rulings(0, 100)).flatMap(({ ruling }) => (ruling.kind === "digest-sent" ? [ruling] : []));
  return {
    ...side,
    letters,
    printed,
    kept,
    steps: async () => (await kept()).map((one) => (one.kind === "digest-sent" ? one.sent.step : "")),
    answer: (by: typeof answer) => {
      answer = by;
    },
    due: () => side.serving.digests.sendDue(),
  };
}

describe("what the Monday mail says, over HTTP", () => {
  it("has the figures of the scorecard", async () => {
    const { get } = await served();
    const page = (await get("/api/v1/digest?week=last")).json as DigestPage;
    fits("getDigest", 200, page);
    expect(page).toMatchObject({ from: "2026-02-23", to: "2026-03-01", ended: true });
    const figure = (await get(`/api/v1/kpis/on-time-shipment?from=${page.from}&to=${page.to}`)).json as KpiDetail;
    expect(figure.row).toMatchObject({ numerator: 2, denominator: 3 });
    expect(page.sentence.main).toBe("66.7 % of orders shipped on time, 31.8 points under target");
    expect(page.cards[0]).toMatchObject({ value: "66.7 %" });
    expect(page.changed.total?.points).toBe("−33.3");
  });

  it("is told of the week up to today when nothing is asked", async () => {
    const { get, pass } = await served();
    pass(2 * day);
    const page = (await get("/api/v1/digest")).json as DigestPage;
    expect(page).toMatchObject({ from: "2026-03-02", to: "2026-03-04", ended: false });
    expect(page.about[0]).toMatch(/^Week 10, .*not finished, as of Wed/);
  });

  it("is JSON, HTML, text or PDF, as it is asked for", async () => {
    const { get } = await served([c], { pdf: true });
    const html = await get("/api/v1/digest", { accept: "text/html,application/xhtml+xml,*/*;q=0.8" });
    expect(html.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(html.headers.get("content-security-policy")).toMatch(/default-src 'none'.*frame-ancestors 'self'; sandbox/);
    expect(html.text).toContain("orders shipped on time");
    const text = await get("/api/v1/digest", { accept: "text/plain" });
    expect(text.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect((await get("/api/v1/digest?format=text", { accept: "application/json" })).text).toBe(text.text);
    const pdf = await get("/api/v1/digest?week=last", { accept: "application/pdf" });
    expect(pdf.headers.get("content-type")).toBe("application/pdf");
    expect(pdf.headers.get("content-disposition")).toBe('inline; filename="scorecard-to-2026-03-01.pdf"');
    expect(pdf.text).toBe("%PDF-1.7");
    expect((await get("/api/v1/digest", { accept: "image/png" })).json.code).toBe("not-acceptable");
    expect((await get("/api/v1/digest?format=docx")).status).toBe(400);
    expect((await get("/api/v1/digest?week=next")).status).toBe(400);
  });

  it("says what to install where nothing prints, and says why a print failed", async () => {
    const { get } = await served();
    const none = await get("/api/v1/digest", { accept: "application/pdf" });
    expect(none.status).toBe(501);
    expect(none.json).toMatchObject({ code: "no-printer" });
    expect(none.json.detail).toMatch(/install chromium-headless-shell/);
    const fault = { class: "retryable", code: "print-slow", message: "It took too long.", retryAfterMs: 1 } as const;
    const slow = await digestWorld(digestNetwork([c]), { printer: { print: async () => ({ ok: false, fault }) } });
    expect(await slow.get("/api/v1/digest", { accept: "application/pdf" })).toMatchObject({ status: 503 });
  });
});

describe("when it leaves", () => {
  it("goes to each reader at 07:00 of their Monday, once, with the week that is over", async () => {
    const tokyo: DigestReader = { to: "k.ito@northgate.example", name: null, timezone: "Asia/Tokyo" };
    const { due, letters, pass, kept } = await served([c, tokyo]);
    // Monday 2 March, 14:00 UTC: 09:00 in New York, 23:00 in Tokyo. Neither was told before, and both are late.
    await due();
    const subject = "Week 9: 66.7 % on time, 31.8 points under target; erp and 1 other silent";
    expect(letters.map((one) => [one.to, one.subject])).toEqual([
      [c.to, subject],
      [tokyo.to, subject],
    ]);
    expect(letters[0]?.text).toContain("This mail is late: it was due Mon 07:00 EST.");
    expect(letters[1]?.text).toMatch(/it was due Mon 07:00 (JST|GMT\+9)\./);
    for (let hours = 0; hours < 5 * 24; hours += 7) {
      pass(7 * hour);
      await due();
    }
    expect(letters).toHaveLength(2);
    // Clocks go forward in New York on Sunday 8 March: 07:00 is 11:00 UTC from then on.
    pass(Date.UTC(2026, 2, 9, 10, 59) - Date.UTC(2026, 2, 2, 14) - 18 * 7 * hour);
    await due();
    expect(letters.filter(({ to }) => to === c.to)).toHaveLength(1);
    pass(minute);
    await due();
    const later = letters.filter((one) => one.to === c.to && one.subject.startsWith("Week 10"));
    expect(later).toHaveLength(1);
    expect(later[0]?.text).not.toContain("This mail is late");
    expect(new Set((await kept()).map((one) => JSON.stringify(one))).size).toBe((await kept()).length);
  });

  it("is not repeated by a start, whatever was left open", async () => {
    const { due, letters, serving, steps, answer, pass } = await served();
    await due();
    expect(await steps()).toEqual(["trying", "ended"]);
    serving.digests.forget();
    await due();
    expect(letters).toHaveLength(1);

    pass(7 * day);
    answer(async () => {
      throw new Error("the process was killed here");
    });
    await expect(due()).rejects.toThrow("killed");
    serving.digests.forget();
    answer(async () => taken);
    await due();
    await due();
    expect(letters).toHaveLength(2);
    expect((await steps()).slice(2)).toEqual(["trying", "ended"]);
  });

  it("is tried again when it was not taken, and given up when nobody can take it", async () => {
    const busy: Told = {
      ok: false,
      fault: { class: "retryable", code: "smtp-451", message: "Busy.", retryAfterMs: 0 },
      taken: "no",
    };
    const { due, letters, answer, pass, steps } = await served();
    answer(async () => busy);
    await due();
    await due();
    expect(letters).toHaveLength(1);
    pass(5 * minute);
    answer(async () => ({ ok: false, fault: { class: "permanent", code: "smtp-550", message: "No." }, taken: "no" }));
    await due();
    pass(day);
    await due();
    expect(letters).toHaveLength(2);
    expect(new Set(letters.map(({ key }) => key)).size).toBe(1);
    expect(await steps()).toEqual(["trying", "postponed", "trying", "ended"]);
  });

  it("waits while the engine is behind, and sends nothing without a mail server", async () => {
    let behindMs = 60_000;
    const letters: Letter[] = [];
    const post = async (letter: Letter): Promise<Told> => {
      letters.push(letter);
      return taken;
    };
    const side = await digestWorld(digestNetwork([c]), { letters: { post } });
    const { progress } = side.deps.desk;
    Object.assign(side.deps.desk, { progress: () => ({ ...progress(), behindMs }) });
    await side.serving.digests.sendDue();
    expect(letters).toHaveLength(0);
    behindMs = 0;
    await side.serving.digests.sendDue();
    expect(letters).toHaveLength(1);
    const none = await digestWorld(digestNetwork([c]), {});
    await none.serving.digests.sendDue();
    expect(await none.journal.rulings(0, 9)).toEqual([]);
  });

  it("carries the scorecard of the same days as PDF, printed once for all, and goes without one that failed", async () => {
    const other: DigestReader = { ...c, to: "ops@northgate.example" };
    const { due, letters, printed } = await served([c, other], { pdf: true });
    await due();
    expect(printed.map(({ path }) => path)).toEqual(["/exec?from=2026-02-23&to=2026-03-01"]);
    for (const { files, text } of letters) {
      expect(files).toMatchObject([{ name: "scorecard-to-2026-03-01.pdf", type: "application/pdf" }]);
      expect(text).toContain("goes along as PDF");
    }
    const fault = { class: "retryable", code: "print-slow", message: "It took too long.", retryAfterMs: 1 } as const;
    const alone: Letter[] = [];
    const side = await digestWorld(digestNetwork([c]), {
      letters: {
        post: async (letter) => {
          alone.push(letter);
          return taken;
        },
      },
      printer: { print: async () => ({ ok: false, fault }) },
    });
    await side.serving.digests.sendDue();
    expect(alone).toMatchObject([{ files: [] }]);
    expect(alone[0]?.text).not.toContain("PDF");
    expect(side.reports.map(({ event }) => event)).toContain("digest.unprinted");
  });

  it("prints by a ticket that reads the scorecard, lets nothing be done, and ends with the print", async () => {
    const answers: number[] = [];
    let cookie = "";
    let ask: (path: string, init: object) => Promise<{ readonly status: number }> = async () => ({ status: 0 });
    const side = await digestWorld(digestNetwork([c]), {
      printer: {
        async print(page) {
          cookie = `${page.cookie.name}=${page.cookie.value}`;
          const headers = { cookie };
          for (const path of ["/api/v1/me", "/api/v1/promises", "/api/v1/kpis/on-time-shipment", "/api/v1/tokens"])
            answers.push((await ask(path, { headers })).status);
          const body = JSON.stringify({ text: "x", team: "on-call", dueOn: "2026-03-04" });
          const more = { "content-type": "application/json", origin: side.url() };
          answers.push(
            (await ask("/api/v1/promises", { method: "POST", headers: { ...headers, ...more }, body })).status,
          );
          return { ok: true, value: new Uint8Array([37]) };
        },
      },
    });
    ask = side.ask;
    await side.get("/api/v1/digest", { accept: "application/pdf" });
    expect(answers).toEqual([200, 200, 200, 403, 403]);
    expect((await side.ask("/api/v1/me", { headers: { cookie } })).status).toBe(401);
  });
});

describe("who gets it, over HTTP", () => {
  it("is who the file names and who asks, until they stop it", async () => {
    const { get, send, due, letters, pass } = await served();
    const list = async () => {
      const { json } = await get("/api/v1/digest/readers");
      fits("listDigestReaders", 200, json);
      return json as DigestReaders;
    };
    expect(await list()).toMatchObject({
      items: [{ to: c.to, by: "file", mine: false, nextAt: "2026-03-09T11:00:00.000Z", newest: null }],
      stopped: null,
      pdf: { able: false },
    });
    const asked = await send("PUT", "/api/v1/digest/readers", { to: "me@northgate.example", timezone: "Asia/Kolkata" });
    fits("askForDigest", 200, asked.json);
    expect((await list()).items[1]).toMatchObject({
      to: "me@northgate.example",
      by: "reader",
      mine: true,
      timezone: "Asia/Kolkata",
      nextAt: "2026-03-09T01:30:00.000Z",
    });
    const stopped = await send("DELETE", "/api/v1/digest/readers", { to: c.to.toUpperCase() });
    fits("stopDigest", 200, stopped.json);
    expect((await list()).items.map(({ to }) => to)).toEqual(["me@northgate.example"]);
    await due();
    expect(letters).toEqual([]);
    pass(7 * day);
    await due();
    expect(letters.map(({ to }) => to)).toEqual(["me@northgate.example"]);
    expect((await list()).items[0]?.newest).toMatchObject({ monday: "2026-03-09", state: "taken" });
  });

  it("refuses what is no address or zone, and to stop what nobody gets", async () => {
    const { send } = await served();
    const put = (to: string, timezone: string) => send("PUT", "/api/v1/digest/readers", { to, timezone });
    expect((await put("nobody", "UTC")).status).toBe(400);
    expect((await put("a@b.example\r\nBcc: c@d.example", "UTC")).status).toBe(400);
    expect((await put("a@b.example", "Mars/Base")).json.code).toBe("unknown-zone");
    expect((await put("a@b.example", "+05:00")).json.code).toBe("unknown-zone");
    expect((await send("DELETE", "/api/v1/digest/readers", { to: "x@y.example" })).status).toBe(404);
  });

  it("can have one at once, which counts for no Monday", async () => {
    const { post, letters, kept, answer } = await served();
    const { json, status } = await post("/api/v1/digest/sendings", { to: "me@northgate.example" });
    expect(status).toBe(200);
    fits("sendDigest", 200, json);
    expect(letters).toMatchObject([{ to: "me@northgate.example", files: [] }]);
    expect(letters[0]?.text).toContain("Sent because somebody asked for it.");
    expect(await kept()).toEqual([]);
    answer(async () => ({
      ok: false,
      fault: { class: "permanent", code: "smtp-550", message: "No such mailbox." },
      taken: "no",
    }));
    expect((await post("/api/v1/digest/sendings", { to: "x@y.example" })).json).toMatchObject({
      status: 502,
      code: "smtp-550",
    });
    const none = await digestWorld(digestNetwork([c]), {});
    expect((await none.post("/api/v1/digest/sendings", { to: "x@y.example" })).json.code).toBe("no-mail-server");
  });
});

describe("by a mail server", () => {
  it("takes text, HTML and PDF of one mail, under one message id", async () => {
    const smtp = await smtpServer();
    try {
      const egress = createEgress({
        allow: new Set([`smtp://mail.example:${smtp.port}`]),
        resolve: checkedResolve(async () => ["127.0.0.1"]),
      });
      const notifier = createNotifier({
        egress,
        clock: { now: () => 0 },
        secret: () => undefined,
        mail: { server: { url: `smtp://mail.example:${smtp.port}`, account: null }, from: "tally@northgate.example" },
        vapid: { ...newVapidKeys(), subject: "https://tally.example" },
        source: () => "https://tally.example",
      });
      const value = new Uint8Array([37, 80, 68, 70, 0, 255, 10]);
      const side = await digestWorld(digestNetwork([c]), {
        letters: notifier,
        printer: { print: async () => ({ ok: true, value }) },
      });
      await side.serving.digests.sendDue();
      await side.serving.digests.sendDue();
      expect(smtp.taken.map(({ to, from }) => [from, to])).toEqual([["tally@northgate.example", [c.to]]]);
      const data = smtp.taken[0]?.data ?? "";
      expect(data).toMatch(/^subject: Week 9: 66\.7/im);
      expect(data).toMatch(/content-type: text\/plain/i);
      expect(data).toMatch(/content-type: text\/html/i);
      expect(data).toMatch(/content-type: application\/pdf; name=scorecard-to-2026-03-01\.pdf/i);
      expect(data).toContain(Buffer.from(value).toString("base64"));
      expect(data).toMatch(/^auto-submitted: auto-generated/im);
    } finally {
      await smtp.close();
    }
  });
});
