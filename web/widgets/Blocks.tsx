import type { ReactNode } from "react";
import classes from "./Blocks.module.css";

/** A stretch of text, and how it is marked. */
export interface Stretch {
  readonly text: string;
  readonly strong?: true;
  readonly em?: true;
  readonly code?: true;
  readonly href?: string;
}

/** Text as data, block by block. */
export type TextBlock =
  | { readonly kind: "heading"; readonly level: number; readonly text: readonly Stretch[] }
  | { readonly kind: "paragraph"; readonly text: readonly Stretch[] }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly (readonly Stretch[])[] }
  | { readonly kind: "code"; readonly text: string };

/** Draws text that an operator wrote; nothing in it is ever markup. Links of the web open apart. */
export function Blocks({ blocks }: { readonly blocks: readonly TextBlock[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: a text never changes the order of its parts
  return blocks.map((block, index) => <Block key={index} block={block} />);
}

function Block({ block }: { readonly block: TextBlock }) {
  switch (block.kind) {
    case "heading":
      return (
        <p className={classes.head}>
          <Line of={block.text} />
        </p>
      );
    case "paragraph":
      return (
        <p className={classes.text}>
          <Line of={block.text} />
        </p>
      );
    case "list": {
      const items = block.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a text never changes the order of its parts
        <li key={index}>
          <Line of={item} />
        </li>
      ));
      return block.ordered ? <ol className={classes.list}>{items}</ol> : <ul className={classes.list}>{items}</ul>;
    }
    case "code":
      return <pre className={classes.code}>{block.text}</pre>;
  }
}

function Line({ of }: { readonly of: readonly Stretch[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: a text never changes the order of its parts
  return of.map((stretch, index) => <Marked key={index} stretch={stretch} />);
}

function Marked({ stretch }: { readonly stretch: Stretch }) {
  let text: ReactNode = stretch.text;
  if (stretch.code) text = <code className="mono">{text}</code>;
  if (stretch.em) text = <em>{text}</em>;
  if (stretch.strong) text = <b>{text}</b>;
  if (stretch.href === undefined) return text;
  const away = /^https?:/i.test(stretch.href);
  return (
    <a href={stretch.href} {...(away ? { target: "_blank", rel: "noreferrer noopener" } : {})}>
      {text}
    </a>
  );
}
