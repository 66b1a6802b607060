import type { Notice } from "../../domain/index.ts";
import type { NoticeLinks } from "../../ports/index.ts";
import { wordsOf } from "./words.ts";

/**
 * The body of a workflow's webhook: one Adaptive Card. Words stand in text runs, which know no Markdown; a text block
 * or a fact would make links and emphasis of what came from outside.
 */
export function teamsOf(notice: Notice, links: NoticeLinks): object {
  const said = wordsOf(notice);
  const run = (text: string, more: object = {}) => ({ type: "TextRun", text, ...more });
  const block = (...inlines: readonly object[]) => ({ type: "RichTextBlock", inlines });
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          fallbackText: said.subject,
          body: [
            block(run(said.subject, { size: "Medium", weight: "Bolder" })),
            ...(said.what === "" ? [] : [block(run(said.what))]),
            ...said.lines.map(({ label, text }) => block(run(`${label}: `, { weight: "Bolder" }), run(text))),
            block(run(`${notice.company}, ${notice.key}`, { size: "Small", isSubtle: true })),
          ],
          actions: [
            { type: "Action.OpenUrl", title: said.open, url: links.open },
            ...(links.take === null ? [] : [{ type: "Action.OpenUrl", title: said.take, url: links.take }]),
          ],
          msteams: { width: "Full" },
        },
      },
    ],
  };
}
