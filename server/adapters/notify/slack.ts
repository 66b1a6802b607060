import type { Notice } from "../../domain/index.ts";
import type { NoticeLinks } from "../../ports/index.ts";
import { cut, wordsOf } from "./words.ts";

/** The body of an incoming webhook. What came from outside is plain text, where nothing mentions, links or formats. */
export function slackOf(notice: Notice, links: NoticeLinks): object {
  const said = wordsOf(notice);
  const plain = (text: string) => ({ type: "plain_text", text, emoji: false });
  const addresses = [
    `<${addressed(links.open)}|${escaped(said.open)}>`,
    ...(links.take === null ? [] : [`<${addressed(links.take)}|${escaped(said.take)}>`]),
  ];
  return {
    // Shown where blocks are not, as in a notification.
    text: escaped(said.subject),
    blocks: [
      { type: "header", text: plain(cut(said.subject, 150)) },
      { type: "section", text: plain(said.what === "" ? said.subject : said.what) },
      {
        type: "section",
        fields: said.lines.slice(0, 10).map(({ label, text }) => plain(`${label}: ${text}`)),
      },
      { type: "section", text: { type: "mrkdwn", text: addresses.join("  ·  "), verbatim: true } },
      { type: "context", elements: [plain(`${notice.company}, ${notice.key}`)] },
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}

/** Slack's three characters. */
const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (character) => (character === "&" ? "&amp;" : character === "<" ? "&lt;" : "&gt;"));

/** An address in angle brackets ends at `|` and `>`. */
const addressed = (address: string): string => escaped(address.replace(/[|<>]/g, encodeURIComponent));
