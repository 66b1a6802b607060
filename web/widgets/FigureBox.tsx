import type { ReactNode } from "react";
import classes from "./FigureBox.module.css";

/** Some figures of one thing, three beside each other, as a panel has them on top. */
export const FigureBox = ({ children }: { readonly children: ReactNode }) => (
  <dl className={classes.box}>{children}</dl>
);

/** One of them: its word, its value, and what is to be known with it. Where there is no value, why stands in its place. */
export function BoxFigure({
  word,
  value,
  none = "–",
  note = "",
}: {
  readonly word: string;
  readonly value: string | null;
  readonly none?: string;
  readonly note?: string;
}) {
  return (
    <div>
      <dt>{word}</dt>
      <dd className="num">
        {value ?? <span className={classes.none}>{none}</span>}
        {note !== "" && <small>{note}</small>}
      </dd>
    </div>
  );
}
