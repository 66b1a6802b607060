import { Fragment, type ReactNode } from "react";
import type { Block } from "./snippets.ts";

interface Part {
  readonly text: string;
  readonly as: "key" | "value" | "quiet" | null;
}

const part = (text: string, as: Part["as"] = null): Part => ({ text, as });

const inline = /("[^"]*"|'[^']*'|https?:\/\/[^\s"'}]+)/;

const values = (text: string): Part[] =>
  text.split(inline).map((piece) => part(piece, inline.test(piece) ? "value" : null));

function yamlLine(line: string): Part[] {
  if (/^\s*#/.test(line)) return [part(line, "quiet")];
  const found = /^(\s*(?:- )?)([\w./-]+)(:)(\s.*)?$/.exec(line);
  return found
    ? [part(found[1] ?? ""), part(`${found[2]}${found[3]}`, "key"), ...values(found[4] ?? "")]
    : values(line);
}

function envLine(line: string): Part[] {
  const at = line.indexOf("=");
  return at < 0 ? [part(line)] : [part(line.slice(0, at), "key"), part("="), part(line.slice(at + 1), "value")];
}

const lineOf: Readonly<Record<Block["language"], (line: string) => Part[]>> = {
  yaml: yamlLine,
  env: envLine,
  shell: values,
  code: values,
};

/** A block's text in the colours of code: keys, values, and what is not ours quietly. Character for character the same. */
export function paint(block: Block): ReactNode {
  return block.text.split("\n").map((line, i, all) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
    <Fragment key={i}>
      {lineOf[block.language](line).map((piece, j) =>
        piece.as === null ? (
          piece.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
          <span key={j} className={piece.as}>
            {piece.text}
          </span>
        ),
      )}
      {i < all.length - 1 && "\n"}
    </Fragment>
  ));
}
