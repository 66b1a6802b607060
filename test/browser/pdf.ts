import { inflateSync } from "node:zlib";

/**
 * The text of a PDF as Chromium writes it, in the order in which it is painted, without blanks: which of them are glyphs
 * and which are gaps is the printer's to choose.
 */
export function textOfPdf(bytes: Uint8Array): string {
  const file = Buffer.from(bytes).toString("latin1");
  const objects = new Map<string, { readonly head: string; readonly stream: string }>();
  for (const [, id = "", body = ""] of file.matchAll(/(?:^|\n)(\d+) 0 obj\s([\s\S]*?)\nendobj/g)) {
    const cut = body.indexOf("stream\n");
    const head = cut < 0 ? body : body.slice(0, cut);
    const raw = cut < 0 ? "" : body.slice(cut + 7, body.lastIndexOf("\nendstream"));
    objects.set(id, { head, stream: /FlateDecode/.test(head) ? inflated(raw) : raw });
  }
  const fonts = new Map<string, Font>();
  for (const [, name = "", id = ""] of file.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const head = objects.get(id)?.head ?? "";
    const map = /\/ToUnicode (\d+) 0 R/.exec(head)?.[1];
    if (map === undefined) continue;
    const digits = head.includes("/Type0") ? 4 : 2;
    fonts.set(name, { digits, characters: charactersOf(objects.get(map)?.stream ?? "") });
  }
  const pages = [...objects.values()].filter(({ head }) => /\/Type \/Page\b(?!s)/.test(head));
  const contents = pages.flatMap(({ head }) => /\/Contents (\d+) 0 R/.exec(head)?.[1] ?? []);
  return contents
    .map((id) => shownIn(objects.get(id)?.stream ?? "", fonts))
    .join("")
    .replace(/\s+/g, "");
}

interface Font {
  /** Hexadecimal digits of one glyph. */
  readonly digits: number;
  readonly characters: ReadonlyMap<number, string>;
}

const inflated = (raw: string): string => {
  try {
    return inflateSync(Buffer.from(raw, "latin1")).toString("latin1");
  } catch {
    return "";
  }
};

const hex = (text: string): number => Number.parseInt(text, 16);
const wide = (text: string): string =>
  String.fromCharCode(...(text.match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16)));

/** Glyph to text, of a `ToUnicode` map. */
function charactersOf(map: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const [, block = ""] of map.matchAll(/beginbfchar\s([\s\S]*?)endbfchar/g))
    for (const [, glyph = "", text = ""] of block.matchAll(/<([\dA-Fa-f]+)>\s*<([\dA-Fa-f]+)>/g))
      found.set(hex(glyph), wide(text));
  for (const [, block = ""] of map.matchAll(/beginbfrange\s([\s\S]*?)endbfrange/g))
    for (const [, from = "", to = "", text = ""] of block.matchAll(/<([\dA-F]+)>\s*<([\dA-F]+)>\s*<([\dA-F]+)>/gi))
      for (let glyph = hex(from); glyph <= hex(to); glyph++)
        found.set(glyph, String.fromCharCode(hex(text) + glyph - hex(from)));
  return found;
}

/** What is shown, in its order, each glyph by the font that was chosen last. */
function shownIn(content: string, fonts: ReadonlyMap<string, Font>): string {
  let font: Font | undefined;
  let text = "";
  for (const [, name, glyphs = ""] of content.matchAll(/\/(F\d+) [\d.]+ Tf|<([\dA-Fa-f]*)>(?=[^>]*T[jJ])/g)) {
    if (name !== undefined) font = fonts.get(name);
    const digits = font?.digits ?? 2;
    for (let at = 0; at < glyphs.length; at += digits)
      text += font?.characters.get(hex(glyphs.slice(at, at + digits))) ?? "";
  }
  return text;
}
