import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import type { PostingCell, PostingRows, PostingTable } from "../../../server/wire/index.ts";
import { useKeys } from "../../widgets/keys.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { Estimate, Figure, Lacking, markOf, told, useOpening } from "./Figure.tsx";
import { codeOf, columnWord, hasForeign, innerRows, isOldest, type Place } from "./model.ts";
import { type RowName, rowName, whyState } from "./names.ts";
import classes from "./Pivot.module.css";
import { t } from "./words.ts";

interface PivotProps {
  readonly table: PostingTable;
  readonly ordered: PostingTable["rows"];
  readonly rows: PostingRows;
  /** Code of the row that is opened. */
  readonly opened: string | null;
  /** The table of the opened row. */
  readonly inner: { readonly table: PostingTable | null; readonly failed: string | null };
  /** The place whose documents are listed. */
  readonly place: Place | null;
  readonly onOpen: (row: string | null) => void;
}

/** One side by rows and columns of age: exact amounts with their documents, estimates and what is not known apart. */
export function Pivot({ table, ordered, rows, opened, inner, place, onOpen }: PivotProps) {
  const body = useRef<HTMLTableElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const lines = (): readonly string[] =>
    [...(body.current?.querySelectorAll<HTMLElement>("[data-line]") ?? [])].map((line) => line.dataset.line ?? "");
  const within = inner.table?.rows ?? [];
  const known = [
    ...ordered.map((row) => `r${codeOf(row.key)}`),
    ...(opened === null ? [] : [...within.map((row) => `s${codeOf(row.key)}`), "foot"]),
    "total",
  ];
  const stop = active !== null && known.includes(active) ? active : (known[0] ?? "total");
  const stopsOf = (line: string): readonly HTMLElement[] => [
    ...(body.current?.querySelectorAll<HTMLElement>(`[data-line="${CSS.escape(line)}"] :is(a, button)`) ?? []),
  ];
  /** To another line, in the cell that stands nearest below or above. */
  const move = (by: number, cell = 0): void => {
    const all = lines().filter((line) => stopsOf(line).length > 0);
    const next = all[Math.max(0, Math.min(all.length - 1, Math.max(0, all.indexOf(stop)) + by))];
    if (next === undefined) return;
    setActive(next);
    const away = (one: HTMLElement): number => Math.abs(cellIndex(one) - cell);
    [...stopsOf(next)].sort((a, b) => away(a) - away(b))[0]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!(event.target instanceof HTMLElement)) return;
    const stops = stopsOf(stop);
    const at = stops.indexOf(event.target);
    const cell = cellIndex(event.target);
    const steps: Record<string, () => void> = {
      ArrowDown: () => move(1, cell),
      ArrowUp: () => move(-1, cell),
      ArrowRight: () => stops[Math.min(stops.length - 1, at + 1)]?.focus(),
      ArrowLeft: () => stops[Math.max(0, at - 1)]?.focus(),
      Home: () => stops[0]?.focus(),
      End: () => stops.at(-1)?.focus(),
    };
    const step = steps[event.key];
    if (step === undefined || at < 0) return;
    event.preventDefault();
    step();
  };
  const inTable = (): number => (document.activeElement?.closest("[data-line]") == null ? 0 : 1);
  useKeys([
    { key: "j", label: t("aging.key-move"), run: () => move(inTable()) },
    { key: "k", label: t("aging.key-move"), run: () => move(-inTable()) },
  ]);

  const apartIn = table.columns.map((_, at) => {
    const cells = [table.footer[at], ...(opened === null ? [] : within.map((row) => row.cells[at]))];
    return cells.some((cell) => cell !== undefined && cell.count > cell.valued);
  });
  const shape: Shape = {
    table,
    rows,
    apartIn,
    apart: table.total.count > table.total.valued,
    rates: table.total.unconverted > 0,
    chosen: place === null ? null : markOf(place),
  };
  const width = table.columns.length + 4 + (shape.rates ? 1 : 0);
  return (
    <table className={classes.table} ref={body} onKeyDown={onKeyDown} data-side={table.id}>
      <caption className={classes.hidden}>
        {t("aging.table", { side: t(`aging.side.${table.id}`), rows: t(`aging.rows.${rows}`) })}
      </caption>
      <Head shape={shape} />
      <tbody>
        {ordered.flatMap((row) => {
          const code = codeOf(row.key);
          const line = `r${code}`;
          const name = rowName(row, rows);
          const isOpen = opened === code;
          return [
            <tr key={line} data-line={line} onFocus={() => setActive(line)}>
              <th scope="row" className={classes.row}>
                <button
                  type="button"
                  className={classes.toggle}
                  aria-expanded={isOpen}
                  tabIndex={stop === line ? 0 : -1}
                  onClick={() => onOpen(isOpen ? null : code)}
                >
                  {isOpen ? (
                    <IconChevronDown size={15} stroke={2} aria-hidden="true" />
                  ) : (
                    <IconChevronRight size={15} stroke={2} aria-hidden="true" />
                  )}
                  <Name name={name} />
                </button>
              </th>
              <Cells shape={shape} row={row} place={{ row: code }} name={name.text} tab={stop === line ? 0 : -1} />
            </tr>,
            ...(isOpen
              ? [
                  ...within.map((one) => {
                    const sub = codeOf(one.key);
                    const at = `s${sub}`;
                    const own = rowName(one, innerRows(rows));
                    return (
                      <tr key={`${line} ${at}`} data-line={at} className={classes.inner} onFocus={() => setActive(at)}>
                        <th scope="row" className={classes.row}>
                          <span className={classes.reason}>
                            {innerRows(rows) === "why" ? (
                              <StateGlyph state={whyState(one.key ?? "")} size={13}>
                                <span className={classes.why}>{own.text}</span>
                              </StateGlyph>
                            ) : (
                              own.text
                            )}
                          </span>
                        </th>
                        <Cells
                          shape={shape}
                          row={one}
                          place={{ row: code, sub }}
                          name={`${name.text}, ${own.text}`}
                          tab={stop === at ? 0 : -1}
                        />
                      </tr>
                    );
                  }),
                  <tr
                    key={`${line} foot`}
                    className={classes.innerFoot}
                    data-line="foot"
                    onFocus={() => setActive("foot")}
                  >
                    <td colSpan={width}>
                      <p>
                        {inner.failed !== null && (
                          <span role="alert">{t("aging.inner-failed", { why: inner.failed })}</span>
                        )}
                        {hasForeign(row.total, table.currency) && (
                          <span className="num">
                            {t("aging.told-in")} {told(row.total)}
                          </span>
                        )}
                        <Only row={code} name={name.text} rows={rows} tab={stop === "foot" ? 0 : -1} />
                      </p>
                    </td>
                  </tr>,
                ]
              : []),
          ];
        })}
      </tbody>
      <tfoot>
        <tr data-line="total" onFocus={() => setActive("total")}>
          <th scope="row" className={classes.row}>
            {t("aging.total")}
          </th>
          <Cells
            shape={shape}
            row={{ cells: table.footer, total: table.total }}
            place={{}}
            name={t("aging.total")}
            tab={stop === "total" ? 0 : -1}
          />
        </tr>
      </tfoot>
    </table>
  );
}

const cellIndex = (element: HTMLElement): number => element.closest<HTMLTableCellElement>("td, th")?.cellIndex ?? 0;

/** What all lines of a table share. */
interface Shape {
  readonly table: PostingTable;
  readonly rows: PostingRows;
  /** Columns with documents that stand in no sum. */
  readonly apartIn: readonly boolean[];
  readonly apart: boolean;
  /** Whether there are documents without a rate. */
  readonly rates: boolean;
  /** Mark of the place whose documents are listed. */
  readonly chosen: string | null;
}

function Head({ shape: { table, rows, apartIn, apart, rates } }: { readonly shape: Shape }) {
  const docs = (roomy: boolean): ReactNode => (
    <span className={classes.docs} data-roomy={roomy || undefined}>
      {t("aging.col.docs")}
    </span>
  );
  return (
    <thead>
      <tr>
        <th scope="col">
          {t(`aging.rows.${rows}`)}
          <span className={classes.side}>{t("aging.head", { side: t(`aging.side.${table.id}`) })}</span>
        </th>
        {table.columns.map((column, at) => (
          <th key={columnWord(column)} scope="col" className={classes.right}>
            {columnWord(column)} {docs(apartIn[at] === true)}
          </th>
        ))}
        <th scope="col" className={`${classes.right} ${classes.edge}`}>
          {t("aging.col.total")} {docs(apart)}
        </th>
        <th scope="col" className={`${classes.right} ${classes.edge}`}>
          {t("aging.col.estimate")} {docs(false)}
        </th>
        <th scope="col" className={classes.right}>
          {t("aging.col.unknown")}
        </th>
        {rates && (
          <th scope="col" className={classes.right}>
            {t("aging.col.no-rate")}
          </th>
        )}
      </tr>
    </thead>
  );
}

function Name({ name }: { readonly name: RowName }) {
  return (
    <span>
      {name.code !== null && <b>{name.code}</b>} {name.name}
    </span>
  );
}

function Cells({
  shape: { table, apartIn, apart, rates, chosen },
  row,
  place,
  name,
  tab,
}: {
  readonly shape: Shape;
  readonly row: { readonly cells: readonly PostingCell[]; readonly total: PostingCell };
  readonly place: Place;
  readonly name: string;
  readonly tab: number;
}) {
  const label = (column: string): string => `${name}, ${column}`;
  const isChosen = (at: Place): true | undefined => chosen === markOf(at) || undefined;
  const shared = { cell: row.total, tabIndex: tab };
  const total = t("aging.col.total");
  return (
    <>
      {table.columns.map((column, at) => {
        const here = { ...place, col: String(at) };
        const cell = row.cells[at];
        const word = columnWord(column);
        return (
          <td
            key={word}
            className={classes.cell}
            data-label={word}
            data-zero={cell === undefined || cell.count === 0 || undefined}
            data-old={(isOldest(column) && cell !== undefined && cell.count > 0) || undefined}
            data-chosen={isChosen(here)}
          >
            {cell !== undefined && (
              <Figure cell={cell} place={here} label={label(word)} roomy={apartIn[at] === true} tabIndex={tab} />
            )}
          </td>
        );
      })}
      <td
        className={`${classes.cell} ${classes.total} ${classes.edge}`}
        data-label={total}
        data-chosen={isChosen(place)}
      >
        <Figure {...shared} place={place} label={label(total)} roomy={apart} />
      </td>
      <td
        className={`${classes.cell} ${classes.edge}`}
        data-label={t("aging.col.estimate")}
        data-zero={row.total.estimated === 0 || undefined}
        data-chosen={isChosen({ ...place, only: "estimate" })}
      >
        <Estimate {...shared} place={place} label={label(t("aging.col.estimate"))} />
      </td>
      {(["unknown", ...(rates ? (["no-rate"] as const) : [])] as const).map((only) => (
        <td
          key={only}
          className={classes.cell}
          data-label={t(`aging.col.${only}`)}
          data-zero={(only === "unknown" ? row.total.unknown : row.total.unconverted) === 0 || undefined}
          data-chosen={isChosen({ ...place, only })}
        >
          <Lacking {...shared} only={only} place={place} label={label(t(`aging.col.${only}`))} />
        </td>
      ))}
    </>
  );
}

/** Leaves only one row in, on all sides. */
function Only({
  row,
  name,
  rows,
  tab,
}: {
  readonly row: string;
  readonly name: string;
  readonly rows: PostingRows;
  readonly tab: number;
}) {
  const { search } = useOpening();
  const told = row !== "~";
  if (rows === "warehouse" && !told) return null;
  const only = rows === "warehouse" ? { site: row } : { [rows]: row };
  const { side, edges, due, share, at, known, site, entity, kind, partner, why } = search;
  const kept = { side, edges, due, share, at, known, site, entity, kind, partner, why };
  return (
    <Link to="/finance/aging" search={{ ...kept, rows: innerRows(rows), ...only }} tabIndex={tab}>
      {t("aging.only-this", { row: name })}
    </Link>
  );
}
