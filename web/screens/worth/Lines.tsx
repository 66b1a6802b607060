import { Link } from "@tanstack/react-router";
import { useId } from "react";
import type { GainPeriod, GainRow, GainSide, GainsPage } from "../../../server/wire/index.ts";
import { scoreSearch, worthSearch } from "../../app/url.ts";
import type { Names } from "../../live/index.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import classes from "./Lines.module.css";
import {
  heldWords,
  isBlank,
  isDoubtful,
  madeOf,
  movedOf,
  rangeText,
  shownSide,
  studyText,
  weeksText,
  whyNot,
} from "./model.ts";
import { t } from "./words.ts";
import frame from "./worth.module.css";

/** Each line: what it was, what it is, by how much it moved, and how it was counted. */
export function Lines({
  page,
  names,
  today,
}: {
  readonly page: GainsPage;
  readonly names: Names;
  readonly today: string;
}) {
  const id = useId();
  const { first, now, items } = page;
  return (
    <section className={frame.panel} aria-labelledby={id}>
      <h2 id={id} className={frame.hidden}>
        {t("worth.lines")}
      </h2>
      <table className={classes.table}>
        <caption className={frame.hidden}>{t("worth.lines")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("worth.col-line")}</th>
            {[["first", first] as const, ["now", now] as const].map(([which, days]) => (
              <th key={which} scope="col" className={classes.right}>
                {t(`worth.col-${which}`)}
                {days !== null && (
                  <small>
                    {rangeText(days, today)}
                    <br />
                    {weeksText(days.weeks)}
                  </small>
                )}
              </th>
            ))}
            <th scope="col" className={classes.right}>
              {t("worth.col-difference")}
            </th>
            <th scope="col">{t("worth.col-how")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((row) => (
            <Line key={row.id} row={row} page={page} names={names} today={today} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What cannot be known, rather than not yet. */
const doubted: ReadonlySet<GainRow["uncompared"]> = new Set(["not-measured", "not-timed", "incomplete"]);

function Line({
  row,
  page,
  names,
  today,
}: {
  readonly row: GainRow;
  readonly page: GainsPage;
  readonly names: Names;
  readonly today: string;
}) {
  const moved = movedOf(row);
  const why = whyNot(row, names);
  const line = t(`worth.line-${row.id}`);
  const days = page.now ?? page.first;
  return (
    <tr data-line={row.id}>
      <th scope="row">{line}</th>
      <Side row={row} side={row.first} days={page.first} which="first" today={today} />
      <Side row={row} side={row.now} days={page.now} which="now" today={today} />
      <td className={classes.right} data-label={t("worth.col-difference")} data-blank={moved === null || undefined}>
        {moved !== null && (
          <>
            <b className={`${classes.value} num`}>{moved.text}</b>
            <small>
              {moved.way === "better" ? (
                <StateGlyph state="done" size={13}>
                  {t("worth.better")}
                </StateGlyph>
              ) : moved.way === "worse" ? (
                <StateGlyph state="off-target" size={13}>
                  {t("worth.worse")}
                </StateGlyph>
              ) : (
                t("worth.same")
              )}
            </small>
          </>
        )}
      </td>
      <td className={classes.how} data-label={t("worth.col-how")}>
        {t(`worth.how-${row.id}`)}{" "}
        {days !== null && (
          <Link
            to="/exec"
            className={`${classes.definition} reach`}
            search={(old) => scoreSearch({ ...old, from: days.from, to: days.to, x: row.figure })}
            aria-label={t("worth.definition-of", { line })}
          >
            {t("worth.definition")}
          </Link>
        )}
        {why !== null && (
          <span className={classes.why} data-doubt={doubted.has(row.uncompared) || undefined}>
            {why}
          </span>
        )}
      </td>
    </tr>
  );
}

function Side({
  row,
  side,
  days,
  which,
  today,
}: {
  readonly row: GainRow;
  readonly side: GainSide | null;
  readonly days: GainPeriod | null;
  readonly which: "first" | "now";
  readonly today: string;
}) {
  const label = t(`worth.col-${which}`);
  if (side === null || days === null || isBlank(side, row.unit))
    return (
      <td className={classes.right} data-label={label} data-blank="true">
        {side !== null && <span className={frame.hidden}>{t("worth.blank")}</span>}
      </td>
    );
  const held = side.held === null ? null : heldWords(side.held);
  const study = studyText(side, today);
  const shown = shownSide(side, row.unit);
  return (
    <td className={classes.right} data-label={label}>
      {shown !== null && (
        <b className={`${classes.value} num`} data-doubt={isDoubtful(side)}>
          {shown}
        </b>
      )}
      <Link
        to="/exec/worth"
        className={`${classes.made} reach num`}
        search={(old) => worthSearch({ ...old, x: row.id, of: which === "first" ? which : undefined })}
      >
        {madeOf(side, row, days)}
      </Link>
      {shown === null && <small>{t("worth.so-far")}</small>}
      {held !== null && <small className="num">{held}</small>}
      {study !== null && <small>{study}</small>}
    </td>
  );
}
