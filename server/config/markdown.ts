import { lexer, type Token, type Tokens } from "marked";
import type { Block, Inline } from "../domain/index.ts";

type Marks = Omit<Inline, "text">;

/** Markdown as blocks of text. HTML in it is text like any other, and a link of another scheme is only its words. */
export function markdownBlocks(text: string): readonly Block[] {
  return lexer(text, { gfm: true }).flatMap(blockOf);
}

function blockOf(token: Token): readonly Block[] {
  switch (token.type) {
    case "space":
    case "hr":
      return [];
    case "heading":
      return [{ kind: "heading", level: (token as Tokens.Heading).depth, text: inlines(token.tokens ?? []) }];
    case "list": {
      const list = token as Tokens.List;
      return [{ kind: "list", ordered: list.ordered, items: list.items.map((item) => inlines(item.tokens)) }];
    }
    case "code":
      return [{ kind: "code", text: (token as Tokens.Code).text }];
    case "blockquote":
      return (token.tokens ?? []).flatMap(blockOf);
    default:
      return [{ kind: "paragraph", text: inner(token) ?? plain(token.raw) }];
  }
}

const inner = (token: Token): readonly Inline[] | null =>
  "tokens" in token && token.tokens !== undefined ? inlines(token.tokens) : null;

const plain = (text: string): readonly Inline[] => (text.trim() === "" ? [] : [{ text: text.trim() }]);

function inlines(tokens: readonly Token[], marks: Marks = {}): readonly Inline[] {
  return tokens.flatMap((token): readonly Inline[] => {
    switch (token.type) {
      case "strong":
        return inlines(token.tokens ?? [], { ...marks, strong: true });
      case "em":
        return inlines(token.tokens ?? [], { ...marks, em: true });
      case "link": {
        const { href } = token as Tokens.Link;
        return inlines(token.tokens ?? [], isOpenable(href) ? { ...marks, href } : marks);
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
          : inlines(token.tokens, marks);
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
