import type { DigestCard, DigestChange, DigestLine, DigestPage, DigestTone } from "../../wire/digest.ts";
import { escaped } from "../html.ts";
import { words } from "./words.ts";

/** A mail as it leaves. */
export interface DigestMessage {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Why it goes out, and whether the page goes along. */
export interface DigestMailing {
  readonly asked: boolean;
  readonly pdf: boolean;
}

/**
 * The mail of what is said, as text and as HTML with the same figures. No image, no script, nothing that is fetched: what
 * it looks like stands in each element, and a style for dark screens where a mail program takes one. Pure.
 */
export function digestMessage(page: DigestPage, mailing: DigestMailing): DigestMessage {
  return { subject: page.subject, text: textOf(page, mailing), html: htmlOf(page, mailing) };
}

const footOf = ({ links }: DigestPage, { asked, pdf }: DigestMailing): readonly string[] => [
  asked ? words.footNow : words.foot,
  ...(asked ? [] : [words.stop]),
  ...(pdf ? [words.withPdf] : []),
  ...(links === null ? [words.noLinks] : []),
  words.noTracking,
];

const linksOf = ({ links }: DigestPage): readonly (readonly [string, string])[] =>
  links === null
    ? []
    : [
        [words.openScorecard, links.scorecard],
        [words.asTable, links.table],
        [words.howCounted, links.counted],
      ];

const sentenceOf = ({ sentence: { main, rest } }: DigestPage): string =>
  rest === null ? `${main}.` : `${main}; ${rest}.`;

// As text: 72 wide, each figure on lines of its own.

function textOf(page: DigestPage, mailing: DigestMailing): string {
  const { changed, promised } = page;
  const block = (title: string, lines: readonly string[]): string =>
    [title, ...lines.map((one) => `  ${one}`)].join("\n");
  const cards = page.cards.map(({ title, value, aside, word, lines }) =>
    block(title, [
      aside === null ? value : `${value} ${separatorOf(aside)}${aside}`,
      ...(word === null ? [] : [word.text]),
      ...lines.map(({ text }) => text),
    ]),
  );
  const changes = [
    ...changed.parts.map(({ points, text }) => `${words.points(points).padStart(9)}  ${text}`),
    ...(changed.total === null
      ? []
      : [`${words.points(changed.total.points).padStart(9)}  ${changed.total.text}, ${words.addsUp}`]),
    ...(changed.note === null ? [] : [changed.note]),
  ];
  const promises =
    promised.length === 0
      ? [words.promisedNone]
      : promised.map(({ text, state, owner }) => `${text}: ${state.text} · ${owner}`);
  return `${[
    sentenceOf(page),
    page.about.join("\n"),
    ...cards,
    block(words.changed, changes),
    block(words.promised, promises),
    ...linksOf(page).map(([label, address]) => `${label}: ${address}`),
    `${page.company}. ${footOf(page, mailing).join(" ")}`,
  ].join("\n\n")}\n`;
}

/** Sums stand apart from a count by a point, words do not. */
const separatorOf = (aside: string): string => (/^[\p{L}\d]/u.test(aside) ? "" : "· ");

// As HTML.

/** Colours on light and, where a mail program takes a style sheet, on dark. */
const colours: Readonly<Record<DigestTone | "quiet" | "ink", { readonly light: string; readonly dark: string }>> = {
  ink: { light: "#0f1b24", dark: "#e8eef2" },
  plain: { light: "#3f4f5a", dark: "#b8c5ce" },
  quiet: { light: "#5a6a75", dark: "#9fb0bb" },
  good: { light: "#12703a", dark: "#5fd08a" },
  bad: { light: "#a8430b", dark: "#ffa066" },
  unknown: { light: "#735800", dark: "#e3bd4d" },
};

const font = "font-family:Inter,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const rule = "border-bottom:1px solid #d8e0e5";

type Colour = keyof typeof colours;

/** Text in a colour: the class is for dark screens, the style for all. */
const tinted = (text: string, colour: Colour, style = ""): string =>
  `<span class="t-${colour}" style="color:${colours[colour].light};${style}">${escaped(unbroken(text))}</span>`;

/** A number and its sign stay on one line. */
const unbroken = (text: string): string => text.replace(/(\d) %/g, "$1\u00a0%");

const strong = (tone: DigestTone): string => (tone === "plain" ? "" : "font-weight:600");
const lineHtml = ({ text, tone }: DigestLine): string => tinted(text, tone, strong(tone));

const cell = (html: string, style: string, attributes = "", stacked = ""): string =>
  `<td class="r${stacked}" valign="top"${attributes} style="${font};${rule};${style}">${html}</td>`;

const table = (rows: readonly string[], label: string): string =>
  `<table width="100%" cellpadding="0" cellspacing="0" border="0" aria-label="${escaped(label)}" style="border-collapse:collapse">${rows.join("")}</table>`;

const heading = (text: string): string =>
  `<h2 style="${font};font-size:15px;line-height:20px;font-weight:600;margin:26px 0 4px">${tinted(text, "ink")}</h2>`;

function cardHtml({ title, value, aside, word, lines }: DigestCard): string {
  const beside = aside === null ? "" : ` ${tinted(`${separatorOf(aside)}${aside}`, "plain", "font-size:13px")}`;
  const below = word === null ? "" : `<br>${tinted(word.text, word.tone, `font-size:13px;${strong(word.tone)}`)}`;
  return `<tr>${[
    `<th class="r c" scope="row" align="left" valign="top" width="26%" style="${font};${rule};font-size:14px;line-height:20px;font-weight:600;padding:14px 12px 14px 0">${tinted(title, "ink")}</th>`,
    cell(
      `${tinted(value, "ink", "font-size:24px;line-height:28px;font-weight:700")}${beside}${below}`,
      "font-size:13px;line-height:20px;padding:12px 12px 12px 0",
      ' width="34%"',
      " c",
    ),
    cell(lines.map(lineHtml).join("<br>"), "font-size:13px;line-height:18px;padding:14px 0", "", " c e"),
  ].join("")}</tr>`;
}

const changeHtml = ({ points, text, tone }: DigestChange, whole: boolean): string =>
  `<tr>${[
    cell(
      tinted(words.points(points), whole ? "ink" : tone, "font-weight:600;white-space:nowrap"),
      "font-size:14px;line-height:20px;padding:8px 16px 8px 0",
      ' align="right" width="72"',
    ),
    cell(tinted(text, "ink", whole ? "font-weight:600" : ""), "font-size:14px;line-height:20px;padding:8px 0"),
    cell(
      whole ? tinted(words.addsUp, "ink", "font-weight:600") : "",
      "font-size:14px;line-height:20px;padding:8px 0",
      ' align="right"',
    ),
  ].join("")}</tr>`;

const paragraph = (html: string, style: string): string => `<p style="${font};${style}">${html}</p>`;

function htmlOf(page: DigestPage, mailing: DigestMailing): string {
  const { sentence, changed, promised, links } = page;
  const changes = [
    ...changed.parts.map((part) => changeHtml(part, false)),
    ...(changed.total === null ? [] : [changeHtml(changed.total, true)]),
  ];
  const promises = promised.map(
    ({ text, state, owner }) =>
      `<tr>${cell(tinted(text, "ink"), "font-size:14px;line-height:20px;padding:8px 12px 8px 0")}${cell(
        `${lineHtml(state)} ${tinted(`· ${owner}`, "quiet")}`,
        "font-size:14px;line-height:20px;padding:8px 0",
        ' align="right"',
      )}</tr>`,
  );
  const note = (text: string): string =>
    paragraph(tinted(text, "quiet"), "font-size:13px;line-height:18px;margin:8px 0 0");
  const anchor = (label: string, address: string, style: string): string =>
    `<a class="t-link" href="${escaped(address)}" target="_blank" rel="noreferrer" style="color:#0b6470;${style}">${escaped(label)}</a>`;
  const foot = footOf(page, mailing).map((one) =>
    one === words.stop && links !== null ? anchor(one, links.settings, "") : tinted(one, "quiet"),
  );
  const dark = Object.entries(colours)
    .map(([name, colour]) => `.t-${name}{color:${colour.dark}!important}`)
    .join("");
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    `<title>${escaped(page.subject)}</title>`,
    `<style>@media (prefers-color-scheme: dark){.b{background:#0d1419!important}.m{background:#141d24!important;border-color:#2b3842!important}.r{border-color:#2b3842!important}.t-link{color:#5cc8d4!important}${dark}}`,
    // Narrow: the parts of a figure stand one below the other.
    "@media (max-width:520px){.m{padding:20px 16px!important}.c{display:block!important;width:auto!important;border-bottom:0!important;padding:4px 0 0!important}.e{padding-bottom:14px!important;border-bottom:1px solid #d8e0e5!important}}</style></head>",
    '<body class="b" style="margin:0;padding:0;background:#ecf1f4">',
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" style="padding:16px 8px">',
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:680px;text-align:left"><tr>',
    '<td class="m" style="background:#ffffff;border:1px solid #d8e0e5;border-radius:8px;padding:26px 28px">',
    paragraph(tinted("Tallyman", "ink", "font-weight:650"), "font-size:16px;line-height:22px;margin:0 0 14px"),
    `<h1 style="${font};font-size:24px;line-height:32px;font-weight:400;margin:0 0 4px">${tinted(
      sentence.rest === null ? `${sentence.main}.` : `${sentence.main};`,
      "ink",
      "font-weight:650",
    )}${sentence.rest === null ? "" : ` ${tinted(`${sentence.rest}.`, "ink")}`}</h1>`,
    paragraph(
      page.about.map((one) => tinted(one, "quiet")).join("<br>"),
      "font-size:13px;line-height:20px;margin:0 0 14px",
    ),
    table(page.cards.map(cardHtml), words.figures),
    heading(words.changed),
    changes.length === 0 ? "" : table(changes, words.changed),
    changed.note === null ? "" : note(changed.note),
    heading(words.promised),
    promises.length === 0 ? note(words.promisedNone) : table(promises, words.promised),
    links === null
      ? ""
      : paragraph(
          linksOf(page)
            .map(([label, address], at) => anchor(label, address, at === 0 ? "font-weight:600" : ""))
            .join(` ${tinted("·", "quiet")} `),
          "font-size:14px;line-height:24px;margin:24px 0 0",
        ),
    `<p class="r" style="${font};border-top:1px solid #d8e0e5;font-size:12px;line-height:18px;margin:24px 0 0;padding:14px 0 0">${tinted(`${page.company}.`, "quiet")} ${foot.join(" ")}</p>`,
    "</td></tr></table></td></tr></table></body></html>",
  ].join("\n");
}
