import { describe, expect, it } from "vitest";
import { digestMessage } from "../../server/http/digest/message.ts";
import { digestSays } from "../../server/http/digest/says.ts";
import { calm, dark, hard, idle, open } from "./digest-samples.ts";
import { fits } from "./harness.ts";

const links = {
  scorecard: "https://tally.example/exec?from=2026-11-16&to=2026-11-22",
  table: "https://tally.example/exec?from=2026-11-16&to=2026-11-22#figures",
  counted: "https://tally.example/exec?from=2026-11-16&to=2026-11-22&x=on-time-shipment",
  settings: "https://tally.example/exec?digest=open",
};
const samples = { hard, calm, dark, open, idle };
const said = (name: keyof typeof samples) => digestSays(samples[name], links);

/** What a reader sees of HTML: its texts, without marks. */
const seen = (html: string): string =>
  html
    .replace(/<(style|title)>[\s\S]*?<\/\1>/g, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/\s+/g, " ");

describe("the Monday mail", () => {
  it.each(Object.keys(samples) as (keyof typeof samples)[])("says %s as it was agreed", async (name) => {
    const page = digestSays(samples[name], name === "dark" ? null : links, name === "hard" ? "Mon 07:00 EST" : null);
    fits("getDigest", 200, page);
    const { subject, text, html } = digestMessage(page, { asked: name === "open", pdf: name === "hard" });
    await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(`../golden/digest/${name}.txt`);
    await expect(`${html}\n`).toMatchFileSnapshot(`../golden/digest/${name}.html`);
  });

  it.each(Object.keys(samples) as (keyof typeof samples)[])("has the same figures as text and as HTML: %s", (name) => {
    const page = said(name);
    const { text, html } = digestMessage(page, { asked: false, pdf: false });
    const flat = text.replace(/\s+/g, " ");
    const words = seen(html);
    const figures = [
      page.sentence.main,
      ...page.about,
      ...page.cards.flatMap((card) => [
        card.title,
        card.value,
        card.aside ?? "",
        card.word?.text ?? "",
        ...card.lines.map((line) => line.text),
      ]),
      ...page.changed.parts.flatMap((part) => [part.points, part.text]),
      page.changed.total?.text ?? "",
      page.changed.note ?? "",
      ...page.promised.flatMap((promise) => [promise.text, promise.state.text, promise.owner]),
    ];
    for (const figure of figures) {
      expect(flat).toContain(figure);
      expect(words).toContain(figure);
    }
    for (const address of Object.values(links).slice(0, 3)) {
      expect(text).toContain(address);
      expect(html).toContain(`href="${address.replaceAll("&", "&#38;")}"`);
    }
  });

  it("fetches nothing, runs nothing, and takes what people wrote as text", () => {
    const { html } = digestMessage(said("hard"), { asked: false, pdf: true });
    expect(html).not.toMatch(/<img|<script|<link|url\(|background=|@import|src=/i);
    expect(html).toContain("Dallas transfers into the ERP &#60;b&#62;");
    expect(html).toMatch(/max-width:680px/);
    expect(html).toMatch(/prefers-color-scheme: dark/);
  });

  it("has as subject the figure, its distance and who is silent", () => {
    expect(said("hard").subject).toBe("Week 47: 97.3 % to 97.6 % on time; 3PL Reno silent since 12:05");
    expect(said("calm").subject).toBe("Week 47: 99.1 % on time, 0.6 points over target");
    expect(said("dark").subject).toBe("Week 47: shipping on time is not measured; ATL WMS and 1 other silent");
    expect(said("idle").subject).toBe("Week 47: no order was due");
  });

  it("never shows as good what cannot be known", () => {
    const tones = (name: keyof typeof samples) =>
      Object.fromEntries(said(name).cards.map(({ id, word }) => [id, word?.tone ?? null]));
    expect(tones("calm")).toEqual({ "on-time": "good", held: null, unbilled: "good", saved: null, trust: "good" });
    expect(tones("dark")).toEqual({
      "on-time": "unknown",
      held: null,
      unbilled: "bad",
      saved: "unknown",
      trust: "unknown",
    });
    expect(tones("open")["on-time"]).toBe("unknown");
    const [, held, unbilled] = said("dark").cards;
    expect(held?.lines).toContainEqual({
      text: "ATL WMS, 3PL Reno silent: what it holds up is not in it",
      tone: "unknown",
    });
    expect(unbilled?.value).toBe("unknown");
  });

  it("never counts nothing where nothing was heard", () => {
    const sources = calm.sources.map((one) => ({ ...one, lastSeenAt: null }));
    const { cards } = digestSays({ ...calm, sources, tie: null }, links);
    for (const id of ["held", "unbilled"])
      expect(cards.find((card) => card.id === id)).toMatchObject({
        value: "–",
        word: { text: "No source was heard yet", tone: "unknown" },
        lines: [],
      });
  });

  it("names the three greatest changes; with the rest they add up", () => {
    const { parts, total } = said("hard").changed;
    expect(parts.map(({ points, text }) => `${points} ${text}`)).toEqual([
      "−0.5 ATL Atlanta",
      "−0.1 EWR Newark",
      "+0.1 DFW Dallas",
      "0.0 everything else, 2 sites",
    ]);
    const number = (points: string) => Math.round(Number(points.replace("−", "-")) * 10);
    expect(parts.reduce((sum, part) => sum + number(part.points), 0)).toBe(number(total?.points ?? ""));
  });
});
