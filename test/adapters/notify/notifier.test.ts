import { createECDH, createHmac, randomBytes } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createNotifier, newVapidKeys } from "../../../server/adapters/notify/index.ts";
import type { Channel } from "../../../server/domain/index.ts";
import { checkedResolve, createEgress } from "../../../server/egress/index.ts";
import type { Notifier, Told } from "../../../server/ports/index.ts";
import { certificate, watchDialling } from "../../egress/wire.ts";
import { afternoon, channels, hostile, labels, links } from "./samples.ts";
import { type SmtpOptions, smtpServer } from "./smtp.ts";

interface Called {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let base = "";
let called: Called[] = [];
let answer: (response: ServerResponse) => void = (response) => response.writeHead(202).end();

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    called.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(parts).toString("latin1") });
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://receiver.example:${(server.address() as { port: number }).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  called = [];
  answer = (response) => response.writeHead(202).end();
});

const browser = () => {
  const keys = createECDH("prime256v1");
  keys.generateKeys();
  return { p256dh: keys.getPublicKey("base64url"), auth: randomBytes(16).toString("base64url") };
};
const push = (): Channel => ({ kind: "push", id: "b1", endpoint: `${base}/push/abc`, ...browser() });

const secrets = (name: string): string | undefined =>
  ({
    SLACK_ATL: `${base}/slack/T0/B0/s3cret-path`,
    TEAMS_ATL: `${base}/teams?sig=s3cret-sig`,
    DESK_URL: `${base}/desk`,
    DESK_SECRET: "s3cret-signing",
    PD_KEY: "s3cret-routing",
  })[name];

function notifierWith(
  mailPort = 1,
  more: { allow?: readonly string[]; url?: string; account?: boolean } = {},
): Notifier {
  return createNotifier({
    egress: createEgress({
      allow: new Set([
        base,
        ...(more.allow ?? [`smtp://mail.example:${mailPort}`, `smtps://mail.example:${mailPort}`]),
      ]),
      resolve: checkedResolve(async () => ["127.0.0.1"]),
      authorities: [certificate.cert],
      ports: { https: new Set([443]), http: new Set(), smtps: new Set([mailPort]), smtp: new Set([mailPort]) },
      timeMs: { request: 1_000, mail: 1_000 },
    }),
    clock: { now: () => afternoon },
    secret: secrets,
    mail: {
      server: {
        url: more.url ?? `smtp://mail.example:${mailPort}`,
        account: more.account ? { user: "tally", password: "s3cret-mail" } : null,
      },
      from: "tallyman@example.com",
    },
    vapid: { subject: "mailto:ops@example.com", ...newVapidKeys() },
    source: () => "https://tallyman.example",
    pagerduty: { us: `${base}/pagerduty`, eu: `${base}/pagerduty-eu` },
  });
}

const said = (told: Told): string =>
  told.ok ? `ok ${told.said}` : `${told.fault.class} ${told.fault.code} ${told.taken}`;

const byHttp: readonly (readonly [string, () => Channel])[] = [
  ["slack", () => channels.slack],
  ["teams", () => channels.teams],
  ["webhook", () => channels.webhook],
  ["pagerduty", () => channels.pagerduty],
  ["push", push],
];

describe.each(byHttp)("%s", (_name, channel) => {
  test("N1 one notice is one call, whatever comes back", async () => {
    for (const status of [202, 429, 500, 503, 404, 301]) {
      called = [];
      answer = (response) => response.writeHead(status, { location: `${base}/elsewhere` }).end();
      await notifierWith().send(labels, links, channel());
      expect([status, called.length]).toEqual([status, 1]);
    }
  });

  test.each([
    [200, "ok 200"],
    [202, "ok 202"],
    [204, "ok 204"],
    [400, "permanent receiver-refused no"],
    [401, "permanent receiver-refused no"],
    [403, "permanent receiver-refused no"],
    [404, "permanent receiver-gone no"],
    [410, "permanent receiver-gone no"],
    [413, "permanent receiver-refused no"],
    [408, "retryable receiver-failed unknown"],
    [425, "retryable receiver-failed no"],
    [429, "retryable receiver-busy no"],
    [500, "retryable receiver-failed unknown"],
    [502, "retryable receiver-failed unknown"],
    [503, "retryable receiver-busy no"],
    [504, "retryable receiver-failed unknown"],
    [302, "permanent egress-redirect no"],
  ])("N2 %d is %s", async (status, outcome) => {
    answer = (response) => response.writeHead(status).end();
    expect(said(await notifierWith().send(labels, links, channel()))).toBe(outcome);
  });

  test("N2 a connection that breaks after the message is of unknown fate", async () => {
    answer = (response) => response.destroy();
    expect(said(await notifierWith().send(labels, links, channel()))).toBe("retryable egress-broken unknown");
  });

  test("N7 how long it asks us to wait is honoured, within bounds", async () => {
    const date = new Date(afternoon + 90_000).toUTCString();
    for (const [header, wait] of [
      ["7", 7_000],
      ["0", 1_000],
      ["999999", 3_600_000],
      [date, 90_000],
      ["soon", 60_000],
    ] as const) {
      answer = (response) => response.writeHead(429, { "retry-after": header }).end();
      const told = await notifierWith().send(labels, links, channel());
      expect([header, told.ok ? null : told.fault.retryAfterMs]).toEqual([header, wait]);
    }
  });

  test("N5 neither an answer nor a fault holds a secret", async () => {
    for (const status of [202, 400, 500, 302]) {
      answer = (response) => response.writeHead(status).end();
      expect(JSON.stringify(await notifierWith().send(labels, links, channel()))).not.toMatch(/s3cret|abc/);
    }
    answer = (response) => response.destroy();
    expect(JSON.stringify(await notifierWith().send(labels, links, channel()))).not.toMatch(/s3cret|abc/);
  });

  test("N6 it goes through the guard: without permission nothing is called", async () => {
    const dialled = watchDialling();
    const guarded = notifierWith(1, { allow: [] });
    const strict = createNotifier({
      egress: createEgress({ allow: new Set(), resolve: checkedResolve(async () => ["127.0.0.1"]) }),
      clock: { now: () => afternoon },
      secret: secrets,
      mail: null,
      vapid: { subject: "mailto:ops@example.com", ...newVapidKeys() },
      source: () => "https://tallyman.example",
      pagerduty: { us: `${base}/pagerduty`, eu: `${base}/pagerduty` },
    });
    expect(said(await strict.send(labels, links, channel()))).toBe("permanent egress-insecure no");
    expect(dialled.addresses).toEqual([]);
    expect((await guarded.send(labels, links, channel())).ok).toBe(true);
    dialled.restore();
  });
});

describe("what each receiver gets", () => {
  test("Slack and Teams get JSON at the address that the environment names", async () => {
    await notifierWith().send(labels, links, channels.slack);
    await notifierWith().send(labels, links, channels.teams);
    expect(called.map(({ path }) => path)).toEqual(["/slack/T0/B0/s3cret-path", "/teams?sig=s3cret-sig"]);
    expect(JSON.parse(called[1]?.body ?? "")).toMatchObject({
      type: "message",
      attachments: [{ content: { version: "1.4" } }],
    });
  });

  test("N3 a webhook gets an event whose signature holds, under the same id each time", async () => {
    const notifier = notifierWith();
    await notifier.send(labels, links, channels.webhook);
    await notifier.send(labels, links, channels.webhook);
    for (const { headers, body } of called) {
      const [, at, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["tallyman-signature"])) ?? [];
      expect(signature).toBe(createHmac("sha256", "s3cret-signing").update(`${at}.${body}`).digest("hex"));
      expect(headers["content-type"]).toContain("application/cloudevents+json");
    }
    const ids = called.map(({ body }) => (JSON.parse(body) as { id: string }).id);
    expect(new Set([...ids, ...called.map(({ headers }) => headers["idempotency-key"])]).size).toBe(1);
  });

  test("PagerDuty gets the routing key, in the region told", async () => {
    await notifierWith().send(labels, links, { ...channels.pagerduty, region: "eu" });
    expect(called).toMatchObject([{ path: "/pagerduty-eu" }]);
    expect(JSON.parse(called[0]?.body ?? "")).toMatchObject({ routing_key: "s3cret-routing", event_action: "trigger" });
  });

  test("a browser gets bytes that only it can read, signed for its push service", async () => {
    expect(said(await notifierWith().send(labels, links, push()))).toBe("ok 202");
    const [{ headers, body } = { headers: {} as IncomingHttpHeaders, body: "" }] = called;
    expect(headers).toMatchObject({ "content-encoding": "aes128gcm", ttl: "14400", urgency: "high" });
    expect(headers.authorization).toMatch(/^vapid t=[\w-]+\.[\w-]+\.[\w-]+, k=/);
    expect(String(headers.topic)).toMatch(/^[\w-]{1,32}$/);
    expect(body).not.toContain("Label");
  });

  test("a browser whose keys are none is gone, and nothing is called", async () => {
    const broken: Channel = { kind: "push", id: "b", endpoint: `${base}/push`, p256dh: "AA", auth: "AA" };
    expect(said(await notifierWith().send(labels, links, broken))).toBe("permanent receiver-gone no");
    expect(called).toEqual([]);
  });

  test("a secret that the environment lacks is told by its name", async () => {
    const told = await notifierWith().send(labels, links, { kind: "slack", url: { variable: "NOT_THERE" } });
    expect(told.ok ? "" : told.fault.message).toContain("NOT_THERE");
    expect(said(told)).toBe("permanent no-secret no");
  });
});

describe("mail", () => {
  let close: () => Promise<void> = async () => undefined;
  afterEach(() => close());

  async function sent(
    options: SmtpOptions,
    more: { url?: "smtps"; account?: boolean; allow?: readonly string[] } = {},
    notice = labels,
  ) {
    const smtp = await smtpServer(options);
    close = smtp.close;
    const url = more.url === undefined ? {} : { url: `smtps://mail.example:${smtp.port}` };
    const { allow, account } = more;
    const notifier = notifierWith(smtp.port, {
      ...url,
      ...(account === undefined ? {} : { account }),
      ...(allow === undefined ? {} : { allow }),
    });
    return { told: said(await notifier.send(notice, links, channels.mail)), smtp };
  }

  test("N1 is handed over once, over TLS from the first byte, with the account", async () => {
    const { told, smtp } = await sent({ tls: certificate }, { url: "smtps", account: true });
    expect(told).toBe("ok 250 2.0.0 queued as 1");
    expect(smtp.taken).toMatchObject([
      { from: "tallyman@example.com", to: ["dock@example.com"], user: "tally", secured: true },
    ]);
    expect(smtp.taken[0]?.data).toContain("Subject: Critical: Label refused: postcode missing (14)");
    expect(smtp.connections()).toBe(1);
  });

  test("is secured by STARTTLS before anything is said", async () => {
    const { told, smtp } = await sent({ startTls: certificate }, { account: true });
    expect(told).toBe("ok 250 2.0.0 queued as 1");
    expect(smtp.taken).toMatchObject([{ secured: true, user: "tally" }]);
  });

  test("N6 is not sent in the open to a server that nobody allowed", async () => {
    const dialled = watchDialling();
    const { told } = await sent({}, { allow: [] });
    expect(told).toBe("permanent egress-forbidden-address no");
    expect(dialled.addresses).toEqual([]);
    dialled.restore();
  });

  test("N4 has no header and no recipient that came from outside", async () => {
    const { told, smtp } = await sent({}, {}, hostile);
    expect(told).toMatch(/^ok/);
    expect(smtp.taken[0]?.to).toEqual(["dock@example.com"]);
    const [head = ""] = (smtp.taken[0]?.data ?? "").split("\r\n\r\n");
    expect(head).not.toMatch(/^bcc:/im);
    expect(head.match(/^subject:/gim)).toHaveLength(1);
    expect(smtp.taken).toHaveLength(1);
  });

  test.each<[string, SmtpOptions["answers"], string]>([
    ["refused at the door", { connect: "554 no" }, "permanent mail-refused no"],
    ["greylisted", { RCPT: "450 later" }, "retryable mail-busy no"],
    ["an unknown address", { RCPT: "550 no such user" }, "permanent mail-refused no"],
    ["a sender refused", { MAIL: "553 no" }, "permanent mail-refused no"],
    ["data refused", { DATA: "552 full" }, "permanent mail-refused no"],
    ["not taken for now", { taken: "451 later" }, "retryable mail-busy no"],
    ["not taken", { taken: "550 no" }, "permanent mail-refused no"],
    ["broken off before the message", { MAIL: null }, "retryable egress-broken no"],
    ["broken off after the message", { taken: null }, "retryable egress-broken unknown"],
    ["silent after the message", { taken: "silence" }, "retryable egress-timeout unknown"],
    ["silent at the door", { connect: "silence" }, "retryable egress-timeout no"],
  ])("N2 %s", async (_why, answers, outcome) => {
    const { told } = await sent(answers === undefined ? {} : { answers });
    expect(told).toBe(outcome);
  });

  test("N2 a refused account", async () => {
    const { told } = await sent({ answers: { AUTH: "535 no" } }, { account: true });
    expect(told).toBe("permanent mail-refused no");
  });

  test("a letter goes to its one receiver with its file, and no header of it comes from outside", async () => {
    const smtp = await smtpServer({ startTls: certificate });
    close = smtp.close;
    const letter = {
      to: "edi@sierra.example",
      subject: "3 orders\r\nBcc: everybody@example.com",
      text: "What happened?\r\n.\r\nRCPT TO:<everybody@example.com>",
      html: "<p>What happened?</p>",
      files: [
        { name: "orders.csv\r\nX-Evil: 1", type: "text/csv", content: "Your number\r\nNGS-1\r\n" },
        { name: "page.pdf", type: "application/pdf", content: new Uint8Array([37, 80, 68, 70, 0, 255]) },
      ],
      key: "ask 1 nonce 0",
    };
    expect(said(await notifierWith(smtp.port).post(letter))).toMatch(/^ok 250/);
    expect(said(await notifierWith(smtp.port).post(letter))).toMatch(/^ok 250/);
    expect(smtp.taken.map(({ to }) => to)).toEqual([["edi@sierra.example"], ["edi@sierra.example"]]);
    const data = smtp.taken[0]?.data ?? "";
    const [head = ""] = data.split("\r\n\r\n");
    expect(head).not.toMatch(/^bcc:/im);
    expect(data).not.toMatch(/^x-evil:/im);
    expect(data).toMatch(/content-type: text\/csv/i);
    for (const { content } of letter.files) expect(data).toContain(Buffer.from(content).toString("base64"));
    expect(data).toMatch(/content-type: application\/pdf/i);
    const ids = smtp.taken.map((one) => /^message-id: (.*)$/im.exec(one.data)?.[1]);
    expect(new Set(ids).size).toBe(1);
  });

  test("N3 the same notice is the same mail", async () => {
    const smtp = await smtpServer();
    close = smtp.close;
    for (const at of [1, 2]) await notifierWith(smtp.port).send({ ...labels, untaken: at }, links, channels.mail);
    const ids = smtp.taken.map(({ data }) => /^message-id: (.*)$/im.exec(data)?.[1]);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });
});
