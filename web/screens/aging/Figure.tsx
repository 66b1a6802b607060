import { Link } from "@tanstack/react-router";
import { createContext, useContext } from "react";
import type { PostingCell } from "../../../server/wire/index.ts";
import { count, exact, percent, whole } from "../../app/format.ts";
import type { AgingSearch } from "../../app/url.ts";
import { useChanged } from "../../widgets/changed.ts";
import { shareOf } from "./amounts.ts";
import classes from "./Figure.module.css";
import { hasForeign, type Place, readCell } from "./model.ts";
import { t } from "./words.ts";

/** What every figure needs: the address as it is, the currency that sums are in, and the total that shares are of. */
export interface Opening {
  readonly search: AgingSearch;
  readonly currency: string;
  /** Null: without shares. */
  readonly total: string | null;
}

const Context = createContext<Opening>({ search: {}, currency: "", total: null });
/** Puts the address under the figures. */
export const OpeningProvider = Context.Provider;
/** The address under the figures, for what else opens a list. */
export const useOpening = (): Opening => useContext(Context);

/** Where a place stands, as a mark in the page: the focus comes back to it when its list is closed. */
export const markOf = ({ row, sub, col, only, rule }: Place): string =>
  [row, sub, col, only, rule].map((one) => encodeURIComponent(one ?? "")).join("/");

/** The address with a list open. */
export const listAt = (search: AgingSearch, place: Place): AgingSearch => ({
  ...search,
  list: true,
  row: place.row,
  sub: place.sub,
  col: place.col,
  only: place.only,
  rule: place.rule,
});

/** A link that opens the documents of a place. */
function Open({
  place,
  label,
  title,
  changed = false,
  tabIndex,
  children,
}: {
  readonly place: Place;
  readonly label: string;
  readonly title?: string | undefined;
  readonly changed?: boolean;
  readonly tabIndex: number;
  readonly children: React.ReactNode;
}) {
  const { search } = useOpening();
  return (
    <Link
      to="/finance/aging"
      search={listAt(search, place)}
      className={classes.open ?? ""}
      data-place={markOf(place)}
      data-changed={changed || undefined}
      aria-label={label}
      title={title}
      tabIndex={tabIndex}
    >
      {children}
    </Link>
  );
}

/** Nothing stands here; `before`: the columns that are kept free behind it. */
const Dash = ({ before }: { readonly before?: "docs" | "apart" }) => (
  <span className={classes.dash} data-before={before}>
    –
  </span>
);

/** The exact amount of a cell and of how many documents; documents that stand in no sum follow as `+2`, and all open together. */
export function Figure({
  cell,
  place,
  label,
  roomy,
  tabIndex,
}: {
  readonly cell: PostingCell;
  readonly place: Place;
  /** Row and column, in words. */
  readonly label: string;
  /** Whether the column keeps room for documents that stand in no sum. */
  readonly roomy: boolean;
  readonly tabIndex: number;
}) {
  const { currency, total } = useOpening();
  const changed = useChanged(`${cell.value} ${cell.count}`);
  if (cell.count === 0) return <Dash before={roomy ? "apart" : "docs"} />;
  const apart = cell.count - cell.valued;
  const share = total === null || cell.valued === 0 ? null : shareOf(cell.value, total);
  return (
    <Open
      place={place}
      label={`${label}: ${readCell(cell)}`}
      title={hasForeign(cell, currency) ? told(cell) : undefined}
      changed={changed}
      tabIndex={tabIndex}
    >
      <span className={`${classes.amount} num`}>
        {cell.valued > 0 && exact(cell.value)}
        {share !== null && <span className={classes.share}>{percent(share)}</span>}
      </span>
      <span className={`${classes.docs} num`}>{cell.valued > 0 && count(cell.valued)}</span>
      {roomy && <span className={`${classes.apart} num`}>{apart > 0 && `+${count(apart)}`}</span>}
    </Open>
  );
}

/** The estimate of a row, apart and without cents. */
export function Estimate({ cell, place, label, tabIndex }: Omit<Parameters<typeof Figure>[0], "roomy">) {
  if (cell.estimated === 0) return <Dash before="docs" />;
  return (
    <Open
      place={{ ...place, only: "estimate" }}
      label={`${label}: ${t("aging.read-estimate", { amount: whole(cell.estimate), n: cell.estimated })}`}
      tabIndex={tabIndex}
    >
      <span className={`${classes.estimate} num`}>≈ {whole(cell.estimate)}</span>
      <span className={`${classes.docs} num`}>{count(cell.estimated)}</span>
    </Open>
  );
}

/** How many documents of a row have no amount, or none in the reporting currency. */
export function Lacking({
  cell,
  only,
  place,
  label,
  tabIndex,
}: Omit<Parameters<typeof Figure>[0], "roomy"> & { readonly only: "unknown" | "no-rate" }) {
  const n = only === "unknown" ? cell.unknown : cell.unconverted;
  if (n === 0) return <Dash />;
  return (
    <Open place={{ ...place, only }} label={`${label}: ${t(`aging.read-${only}`, { n })}`} tabIndex={tabIndex}>
      <span className={`${classes.lacking} num`}>{count(n)}</span>
    </Open>
  );
}

/** Amounts as they were told, by currency. */
export const told = (cell: PostingCell): string =>
  cell.sums
    .map((one) =>
      t("aging.sum", {
        currency: one.currency,
        amount: one.basis === "order-price" ? `≈ ${whole(one.amount)}` : exact(one.amount),
        n: one.count,
      }),
    )
    .join(" · ");
