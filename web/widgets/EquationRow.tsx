import type { ReactNode } from "react";
import classes from "./EquationRow.module.css";
import { StrokeKey } from "./Gate.tsx";
import { StateGlyph } from "./StateGlyph.tsx";
import { say } from "./say.ts";
import type { GateForm } from "./strokes.ts";

/** One part of the sum: its stroke as the key, the figure that opens its documents, its word, and what else is known. */
export interface Term {
  readonly id: string;
  readonly form: GateForm;
  readonly count: number;
  /** The figure as it is written and opened: a link, a dash, or the word that it cannot be known. */
  readonly figure: ReactNode;
  readonly word: string;
  readonly note?: ReactNode;
}

/** By how much parts miss their total: positive where some have no place, negative where some are counted twice. */
export const missing = (terms: readonly Pick<Term, "count">[], total: number): number =>
  total - terms.reduce((sum, term) => sum + term.count, 0);

/** How the sum is laid out: `front` with the total at its end, `level` with the total before it. */
export type EquationSize = "front" | "level";

/** Parts that come to a total, or, in red, by how much they do not. */
export function EquationRow({
  terms,
  total,
  figure,
  label,
  size = "front",
}: {
  readonly terms: readonly Term[];
  readonly total: number;
  /** The total as it is written. */
  readonly figure: ReactNode;
  readonly label: string;
  readonly size?: EquationSize;
}) {
  const off = missing(terms, total);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a sum of links, no fieldset
    <div className={classes.row} data-size={size} role="group" aria-label={label}>
      {terms.map((term, index) => (
        <span key={term.id} className={classes.term} data-form={term.count > 0 ? term.form : undefined}>
          {(index > 0 || size === "level") && (
            <span className={classes.sign} aria-hidden="true">
              {index === 0 ? "=" : "+"}
            </span>
          )}
          <StrokeKey form={term.form} height={size === "front" ? 20 : 16} />
          <span className={classes.text}>
            <span className={classes.head}>
              <span className={`${classes.figure} num`}>{term.figure}</span>{" "}
              <span className={classes.word}>{term.word}</span>
            </span>
            {term.note != null && term.note !== "" && <span className={classes.note}>{term.note}</span>}
          </span>
        </span>
      ))}
      {size === "front" && (
        <span className={classes.total}>
          <span className={`${classes.figure} num`}>
            <span aria-hidden="true">= </span>
            {figure}
          </span>
          <Sum off={off} />
        </span>
      )}
      {size === "level" && off !== 0 && (
        <span className={classes.total}>
          <Sum off={off} />
        </span>
      )}
    </div>
  );
}

/** Whether a sum holds, in words. */
export function Sum({ off }: { readonly off: number }) {
  return off === 0 ? (
    <StateGlyph state="done">{say("sum.adds-up")}</StateGlyph>
  ) : (
    <StateGlyph state="failed">{say(off > 0 ? "sum.lacks" : "sum.over", { n: Math.abs(off) })}</StateGlyph>
  );
}
