import { Fragment, type ReactNode } from "react";
import classes from "./Blocks.module.css";

/** A stretch of text, and how it is marked. */
export interface Stretch<A extends Named = Named> {
  readonly text: string;
  readonly strong?: true;
  readonly em?: true;
  readonly code?: true;
  readonly href?: string;
  /** What the words name, where they name something that can be done. */
  readonly action?: A;
}

/** Something that can be done, as its owner names it. */
export interface Named {
  readonly deed: string;
  readonly team?: string;
}

/** Text as data, block by block. */
export type TextBlock<A extends Named = Named> =
  | { readonly kind: "heading"; readonly level: number; readonly text: readonly Stretch<A>[] }
  | { readonly kind: "paragraph"; readonly text: readonly Stretch<A>[] }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly (readonly Stretch<A>[])[] }
  | { readonly kind: "code"; readonly text: string };

/**
 * Draws text that an operator wrote; nothing in it is ever markup. Links of the web open apart. `act` gives the button
 * for what a step names; it stands beside the step, and the words stay where they are.
 */
export function Blocks<A extends Named>({
  blocks,
  act,
}: {
  readonly blocks: readonly TextBlock<A>[];
  readonly act?: (action: A, words: string) => ReactNode;
}) {
  return blocks.map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a text never changes the order of its parts
    <Block key={index} block={block} act={act} />
  ));
}

type Act<A> = ((action: A, words: string) => ReactNode) | undefined;

function Block<A extends Named>({ block, act }: { readonly block: TextBlock<A>; readonly act: Act<A> }) {
  switch (block.kind) {
    case "heading":
      return (
        <p className={classes.head}>
          <Line of={block.text} />
        </p>
      );
    case "paragraph":
      return (
        <div className={classes.text}>
          <Step of={block.text} act={act} />
        </div>
      );
    case "list": {
      const items = block.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a text never changes the order of its parts
        <li key={index}>
          <Step of={item} act={act} />
        </li>
      ));
      return block.ordered ? <ol className={classes.list}>{items}</ol> : <ul className={classes.list}>{items}</ul>;
    }
    case "code":
      return <pre className={classes.code}>{block.text}</pre>;
  }
}

/** A step with the buttons for what it names. */
function Step<A extends Named>({ of, act }: { readonly of: readonly Stretch<A>[]; readonly act: Act<A> }) {
  const named = act === undefined ? [] : of.filter((stretch) => stretch.action !== undefined);
  return (
    <>
      <Line of={of} />
      {named.length > 0 && (
        <span className={classes.deeds}>
          {named.map(
            ({ action, text }, index) =>
              // biome-ignore lint/suspicious/noArrayIndexKey: a text never changes the order of its parts
              action !== undefined && <Fragment key={index}>{act?.(action, text)}</Fragment>,
          )}
        </span>
      )}
    </>
  );
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
