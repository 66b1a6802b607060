import { lexer, type Token, type Tokens } from "marked";
import type { Block, Inline, RunbookAction } from "../domain/index.ts";

type Marks = Omit<Inline, "text">;

/** An address that names an action. */
const scheme = "do:";

/** What the words of a link to `do:…` name, told what follows the colon; null where they are only words. */
export type ReadAction = (name: string) => RunbookAction | null;

/**
 * Markdown as blocks of text. HTML in it is text like any other, and a link of another scheme is only its words; one to
 * `do:…` is what `act` says.
 */
export function markdownBlocks(text: string, act: ReadAction = () => null): readonly Block[] {
  return lexer(text, { gfm: true }).flatMap((token) => blockOf(token, act));
}

function blockOf(token: Token, act: ReadAction): readonly Block[] {
  switch (token.type) {
    case "space":
    case "hr":
      return [];
    case "heading":
      return [{ kind: "heading", level: (token as Tokens.Heading).depth, text: inlines(token.tokens ?? [], act) }];
    case "list": {
      const list = token as Tokens.List;
      return [{ kind: "list", ordered: list.ordered, items: list.items.map((item) => inlines(item.tokens, act)) }];
    }
    case "code":
      return [{ kind: "code", text: (token as Tokens.Code).text }];
    case "blockquote":
      return (token.tokens ?? []).flatMap((inner) => blockOf(inner, act));
    default:
      return [{ kind: "paragraph", text: inner(token, act) ?? plain(token.raw) }];
  }
}

const inner = (token: Token, act: ReadAction): readonly Inline[] | null =>
  "tokens" in token && token.tokens !== undefined ? inlines(token.tokens, act) : null;

const plain = (text: string): readonly Inline[] => (text.trim() === "" ? [] : [{ text: text.trim() }]);

function inlines(tokens: readonly Token[], act: ReadAction, marks: Marks = {}): readonly Inline[] {
  return tokens.flatMap((token): readonly Inline[] => {
    switch (token.type) {
      case "strong":
        return inlines(token.tokens ?? [], act, { ...marks, strong: true });
      case "em":
        return inlines(token.tokens ?? [], act, { ...marks, em: true });
      case "link": {
        const { href } = token as Tokens.Link;
        const inside = inlines(token.tokens ?? [], act, isOpenable(href) ? { ...marks, href } : marks);
        const action = href.startsWith(scheme) ? act(href.slice(scheme.length)) : null;
        // One name, one button, however its words are marked.
        return action === null ? inside : [{ ...marks, text: inside.map((one) => one.text).join(""), action }];
      }
      case "codespan":
        return [{ ...marks, text: unescaped((token as Tokens.Codespan).text), code: true }];
      case "br":
        return [{ ...marks, text: " " }];
      case "checkbox":
        return [];
      case "text":
      case "paragraph":
      case "list_item":
        return token.tokens === undefined
          ? [{ ...marks, text: unescaped((token as Tokens.Text).text) }]
          : inlines(token.tokens, act, marks);
      default:
        return [{ ...marks, text: token.raw }];
    }
  });
}

/** The lexer escapes for HTML what we show as text. */
const unescaped = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

/** An address that a page may open: of the web, mail or telephone, or a path of our own. */
const isOpenable = (href: string): boolean => /^(?:https?:\/\/|mailto:|tel:|\/(?!\/))/i.test(href);
