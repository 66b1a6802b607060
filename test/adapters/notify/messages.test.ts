import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { mailOf } from "../../../server/adapters/notify/mail.ts";
import { pagerdutyOf } from "../../../server/adapters/notify/pagerduty.ts";
import { pushOf } from "../../../server/adapters/notify/push.ts";
import { slackOf } from "../../../server/adapters/notify/slack.ts";
import { teamsOf } from "../../../server/adapters/notify/teams.ts";
import { cloudEventOf, signatureOf } from "../../../server/adapters/notify/webhook.ts";
import { impactOf, timeText, wordsOf } from "../../../server/adapters/notify/words.ts";
import type { Notice } from "../../../server/domain/index.ts";
import type { NoticeLinks } from "../../../server/ports/index.ts";
import { afternoon, cleared, hostile, labels, links, reno } from "./samples.ts";

type Format = (notice: Notice, links: NoticeLinks) => object;

const formats: Readonly<Record<string, Format>> = {
  mail: (notice, to) => mailOf(notice, to, "tallyman@example.com", "dock@example.com"),
  slack: slackOf,
  teams: teamsOf,
  webhook: (notice, to) => cloudEventOf(notice, to, "https://tallyman.example"),
  pagerduty: (notice, to) => pagerdutyOf(notice, to, "R0UT1NG"),
  push: pushOf,
};
const samples: Readonly<Record<string, readonly [Notice, NoticeLinks]>> = {
  opened: [labels, links],
  escalated: [reno, links],
  hostile: [hostile, links],
  cleared: [cleared, { ...links, take: null }],
};
const all = Object.keys(formats).flatMap((format) => Object.keys(samples).map((sample) => [format, sample] as const));

const made = (format: string, sample: string): object => {
  const [notice, to] = samples[sample] ?? [labels, links];
  const build = formats[format];
  if (build === undefined) throw new Error(`no format ${format}`);
  return build(notice, to);
};

describe("a message is as it is written down", () => {
  test.each(all)("%s, %s", async (format, sample) => {
    const text = `${JSON.stringify(made(format, sample), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`../../golden/notify/${format}.${sample}.json`);
  });
});

describe("words", () => {
  test("say what waits, each currency apart, estimates without cents, unknown never as zero", () => {
    expect(impactOf(labels)).toBe("14 orders, 14 shipments; $4,120.50");
    expect(impactOf(reno)).toBe("412 orders, 1 shipment; ≈ $318,400, €1,200.00, unknown for 37");
    expect(impactOf({ ...labels, held: [], heldUnknown: 3 })).toBe("14 orders, 14 shipments; worth unknown");
    expect(impactOf({ ...labels, blocks: { orders: 0, shipments: 0, invoices: 0 }, held: [] })).toBe("");
  });

  test("tell times on the clock of the building", () => {
    expect(timeText(afternoon, "America/New_York")).toBe("Wed 18 Nov, 14:20 EST");
    expect(timeText(afternoon, "America/Los_Angeles")).toBe("Wed 18 Nov, 11:20 PST");
    expect(timeText(Date.UTC(2026, 6, 1, 4), "America/New_York")).toBe("Wed 1 Jul, 00:00 EDT");
  });

  test("are one line each, whatever came from outside", () => {
    const said = wordsOf(hostile);
    for (const text of [said.subject, said.what, ...said.lines.map((one) => one.text)]) {
      expect(text).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e]/u);
    }
    expect([...wordsOf({ ...labels, title: "😀".repeat(500) }).subject].length).toBeLessThanOrEqual(160);
  });
});

describe("what came from outside stays text", () => {
  test("in mail, where no tag and no header comes of it", () => {
    const mail = mailOf(hostile, links, "tallyman@example.com", "dock@example.com");
    expect(
      mail.html.replace(/<\/?(!doctype|html|head|meta|body|h1|p|small|table|tr|th|td|a)\b[^>]*>/g, ""),
    ).not.toMatch(/[<>]/);
    expect([...mail.html.matchAll(/href="([^"]*)"/g)].map(([, address]) => address)).toEqual([links.open, links.take]);
    expect(mail.subject).not.toMatch(/[\r\n]/);
  });

  test("in Slack, where nobody is mentioned and nothing is linked", () => {
    const body = slackOf(hostile, links) as { text: string; blocks: { type: string; text?: { type: string } }[] };
    expect(body.text).not.toMatch(/[<>]/);
    const formatted = JSON.stringify(body.blocks.filter(({ text }) => text?.type === "mrkdwn"));
    expect(formatted).not.toContain("evil");
    expect(formatted.match(/<https:/g)).toHaveLength(2);
  });

  test("in Teams, where only text runs hold it", () => {
    const kinds: string[] = [];
    const walk = (value: unknown): void => {
      if (Array.isArray(value)) for (const one of value) walk(one);
      else if (typeof value === "object" && value !== null) {
        const { type } = value as { type?: string };
        if (JSON.stringify(Object.values(value).filter((one) => typeof one === "string")).includes("evil"))
          kinds.push(type ?? "");
        for (const one of Object.values(value)) walk(one);
      }
    };
    walk(teamsOf(hostile, links));
    // The fallback is shown as it is, by clients that know no cards.
    expect(new Set(kinds)).toEqual(new Set(["TextRun", "AdaptiveCard"]));
  });

  test("within what each receiver takes", () => {
    const huge: Notice = { ...labels, title: "t".repeat(4_000), reason: "r".repeat(90_000), system: "s".repeat(9_000) };
    const slack = slackOf(huge, links) as { blocks: { text?: { text: string }; fields?: { text: string }[] }[] };
    for (const { text, fields } of slack.blocks) {
      expect(text?.text.length ?? 0).toBeLessThanOrEqual(3_000);
      for (const field of fields ?? []) expect(field.text.length).toBeLessThanOrEqual(2_000);
    }
    expect(JSON.stringify(teamsOf(huge, links)).length).toBeLessThan(28_000);
    const pager = pagerdutyOf(huge, links, "key") as { payload: { summary: string } };
    expect(pager.payload.summary.length).toBeLessThanOrEqual(1_024);
    // A push message has 4,096 bytes after encryption.
    expect(Buffer.byteLength(JSON.stringify(pushOf(huge, links)))).toBeLessThan(3_000);
  });
});

describe("receivers that keep a state of their own", () => {
  test("are told what is over and what only moved, each in their own words", () => {
    const types = (["opened", "reopened", "escalated", "unacknowledged", "taken", "moved", "cleared"] as const).map(
      (occasion) => {
        const event = cloudEventOf({ ...labels, occasion }, links, "https://tallyman.example") as { type: string };
        const alert = pagerdutyOf({ ...labels, occasion }, links, "key") as { event_action: string };
        return `${occasion}: ${event.type}, ${alert.event_action}`;
      },
    );
    expect(types).toEqual([
      "opened: exception.opened, trigger",
      "reopened: exception.opened, trigger",
      "escalated: exception.assigned, trigger",
      "unacknowledged: exception.assigned, trigger",
      "taken: exception.assigned, acknowledge",
      "moved: exception.assigned, resolve",
      "cleared: exception.resolved, resolve",
    ]);
  });
});

describe("keys", () => {
  test("the same notice is the same mail, event and alert; another time is another message of the same alert", () => {
    const again = { ...labels, key: "C-17|atl-dock-leads|2" };
    const mail = (notice: Notice, to = "a@example.com") => mailOf(notice, links, "x@example.com", to).messageId;
    expect(mail(labels)).toBe(mail({ ...labels, severity: "low" }));
    expect(new Set([mail(labels), mail(again), mail(labels, "b@example.com")]).size).toBe(3);
    const dedup = (notice: Notice) => (pagerdutyOf(notice, links, "key") as { dedup_key: string }).dedup_key;
    expect(dedup(labels)).toBe(dedup(again));
    expect(dedup(labels)).not.toBe(dedup(reno));
  });

  test("a body is signed with the time at which it is sent", () => {
    const expected = createHmac("sha256", "s3cret").update("1795029600.{}").digest("hex");
    expect(signatureOf("{}", "s3cret", 1_795_029_600_999)).toBe(`t=1795029600,v1=${expected}`);
  });
});
