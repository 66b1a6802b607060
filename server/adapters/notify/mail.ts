import { createHash } from "node:crypto";
import { messageId, type Notice } from "../../domain/index.ts";
import type { Mail } from "../../egress/index.ts";
import type { Letter, NoticeLinks } from "../../ports/index.ts";
import { wordsOf } from "./words.ts";

/** A mail in plain text and in HTML that reads the same with pictures off. `from` is the sender's address. */
export function mailOf(notice: Notice, links: NoticeLinks, from: string, to: string): Mail {
  const said = wordsOf(notice);
  const addresses = [[said.open, links.open], ...(links.take === null ? [] : [[said.take, links.take]])] as const;
  const text = [
    said.subject,
    "",
    said.what,
    "",
    ...said.lines.map(({ label, text: value }) => `${label}: ${value}`),
    "",
    ...addresses.map(([label, address]) => `${label}: ${address}`),
    "",
    `${notice.company}, ${notice.key}`,
    "",
  ].join("\n");
  const rows = said.lines
    .map(({ label, text: value }) => `<tr><th align="left">${escaped(label)}</th><td>${escaped(value)}</td></tr>`)
    .join("");
  const buttons = addresses
    .map(([label, address]) => `<a href="${escaped(address)}">${escaped(label)}</a>`)
    .join(" · ");
  const html = [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"></head><body>',
    `<h1 style="font-size:1.2em">${escaped(said.subject)}</h1><p>${escaped(said.what)}</p>`,
    `<table cellpadding="4">${rows}</table><p>${buttons}</p>`,
    `<p><small>${escaped(`${notice.company}, ${notice.key}`)}</small></p></body></html>`,
  ].join("");
  const domain = from.replace(/^.*@/, "");
  // One notice is one thread: what follows on it answers the first message, and the same again is the same mail.
  const thread = `${hashOf(`${notice.group} ${notice.team.id}`)}.thread@${domain}`;
  return {
    from,
    to,
    subject: said.subject,
    text,
    html,
    messageId: `${hashOf(`${messageId(notice)} ${to}`)}@${domain}`,
    headers: {
      "auto-submitted": "auto-generated",
      "x-auto-response-suppress": "All",
      references: `<${thread}>`,
      ...(notice.severity === "critical" ? { importance: "high" } : {}),
    },
  };
}

/** A letter as a mail, with its files. */
export function letterOf(letter: Letter, from: string): Mail {
  const { to, subject, text, html, files, key } = letter;
  const domain = from.replace(/^.*@/, "");
  return {
    from,
    to,
    subject,
    text,
    html,
    messageId: `${hashOf(`letter ${key} ${to}`)}@${domain}`,
    headers: { "auto-submitted": "auto-generated", "x-auto-response-suppress": "All" },
    files,
  };
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);

/** Text in HTML, also inside a quoted attribute. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"'`]/g, (character) => `&#${character.codePointAt(0) ?? 0};`);
