import { Link } from "@tanstack/react-router";
import { createContext, useContext } from "react";
import type { TallyPart } from "../../../server/wire/index.ts";
import { count } from "../../app/format.ts";
import type { TallySearch } from "../../app/url.ts";
import { useChanged } from "../../widgets/changed.ts";
import { StateIcon, type StateName } from "../../widgets/StateGlyph.tsx";
import type { GateForm } from "../../widgets/strokes.ts";
import classes from "./Figure.module.css";
import { t } from "./words.ts";

/** What every figure needs to open its documents: the address as it is, and the building in front. */
export interface Opening {
  readonly search: TallySearch;
  readonly warehouse: string | null;
}

const Context = createContext<Opening>({ search: {}, warehouse: null });
/** Puts the address under the figures. */
export const OpeningProvider = Context.Provider;

const glyphs: Partial<Record<GateForm, StateName>> = { blocked: "failed", late: "late", "not-known": "silent" };

/** A figure that opens the documents that it counts. Zero is a faint dash; what cannot be known is a word, never zero. */
export function Figure({
  count: n,
  part,
  warehouse,
  label,
  form,
  glyph = false,
  unknown = null,
  why,
  tabIndex,
}: {
  readonly count: number;
  readonly part: TallyPart;
  /** The building whose documents it counts; null: all in scope. */
  readonly warehouse: string | null;
  /** What it counts, in words. */
  readonly label: string;
  readonly form?: GateForm;
  /** With the glyph and colour of trouble. */
  readonly glyph?: boolean;
  readonly unknown?: "unknown" | "not-judged" | null;
  /** Why it is unknown. */
  readonly why?: string | undefined;
  readonly tabIndex?: number | undefined;
}) {
  const { search, warehouse: front } = useContext(Context);
  const changed = useChanged(n);
  if (unknown !== null)
    return (
      <span className={classes.unknown} data-kind={unknown} title={why}>
        {t(`tally.${unknown}`)}
      </span>
    );
  if (n === 0) return <span className={classes.dash}>–</span>;
  const state = glyph && form !== undefined ? glyphs[form] : undefined;
  const place = warehouse ?? front;
  const to = { ...search, part, of: warehouse === null ? ("all" as const) : undefined };
  const content = (
    <>
      {state !== undefined && <StateIcon state={state} size={13} />}
      {count(n)}
    </>
  );
  const shared = {
    className: classes.open ?? "",
    "data-form": state === undefined ? undefined : form,
    "data-part": part,
    "data-changed": changed || undefined,
    "aria-label": t("tally.read", { n: count(n), word: label }),
    tabIndex,
  };
  return place === null ? (
    <Link to="/tally" search={to} {...shared}>
      {content}
    </Link>
  ) : (
    <Link to="/tally/$warehouse" params={{ warehouse: place }} search={to} {...shared}>
      {content}
    </Link>
  );
}
