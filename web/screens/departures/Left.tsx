import { Link } from "@tanstack/react-router";
import type { DepartureRow, TallyRow } from "../../../server/wire/index.ts";
import { count, time, when } from "../../app/format.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import classes from "./Left.module.css";
import { allOn, tieTo, toCome, verdictOf } from "./model.ts";
import { Said } from "./Row.tsx";
import { t } from "./words.ts";

/** So many orders that were left behind are named on a line. */
const named = 6;

/** What has left, the latest first, with those left behind by number. */
export function Left({
  rows,
  zone,
  now,
  today,
}: {
  readonly rows: readonly DepartureRow[];
  readonly zone: string;
  readonly now: number;
  readonly today: boolean;
}) {
  if (rows.length === 0) return null;
  const shipped = rows.reduce((sum, row) => sum + row.shipped, 0);
  const behind = rows.flatMap((row) => row.behindOrders);
  const behindCount = rows.reduce((sum, row) => sum + row.behind, 0);
  const on = allOn(behind);
  return (
    <section className={classes.left} aria-labelledby="left">
      <header className={classes.band}>
        <h2 id="left">{t(today ? "dep.left" : "dep.left-then")}</h2>
        <span className="num">
          {behindCount === 0
            ? t("dep.left-sum", { n: count(shipped) })
            : t("dep.left-sum-behind", { n: count(shipped), behind: count(behindCount) })}
          {on !== null &&
            behind.length === behindCount &&
            `, ${t("dep.all-on", { n: behind.length, at: when(on, now, zone) })}`}
        </span>
      </header>
      <ul>
        {[...rows].reverse().map((row) => (
          <li key={row.id} className={classes.gone}>
            <b className="num">{time(row.at, zone)}</b>
            <span>{row.carrier ?? t("dep.no-carrier")}</span>
            <span className={`${classes.goneWhat} num`}>
              {row.service !== null && `${row.service} · `}
              {t("dep.planned", { n: count(row.orders) })} <b>{count(row.shipped)}</b> {t("dep.shipped")}
              {row.behind > 0 && (
                <>
                  {" + "}
                  <b>{count(row.behind)}</b> {t("dep.behind")}
                  {row.behindOrders.length > 0 && ": "}
                  {row.behindOrders.slice(0, named).map((one, at) => (
                    <span key={one.id}>
                      {at > 0 && ", "}
                      <Link to="/o/$kind/$id" params={{ kind: "order", id: one.id }} className="id">
                        {one.id}
                      </Link>
                      {one.movedTo !== null &&
                        on === null &&
                        ` ${t("dep.now-on", { at: when(one.movedTo, now, zone) })}`}
                    </span>
                  ))}
                  {row.behindOrders.length > named &&
                    ` ${t("dep.more-behind", { n: row.behindOrders.length - named })}`}
                </>
              )}
              {row.notKnown > 0 && (
                <>
                  {" + "}
                  <b>{count(row.notKnown)}</b> {t("dep.not-known")}
                </>
              )}
            </span>
            <span>
              <Said verdict={verdictOf(row, now)} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What leaves yet as one sum, and whether the tally says the same. */
export function Foot({
  rows,
  tally,
  warehouse,
  day,
}: {
  readonly rows: readonly DepartureRow[];
  readonly tally: TallyRow | null;
  readonly warehouse: string;
  readonly day: string;
}) {
  const sum = toCome(rows);
  const off = tally === null ? null : tieTo(rows, tally);
  const parts =
    tally === null ? [] : [tally.orders.parts.floor, tally.orders.parts.blocked, tally.orders.parts["not-known"]];
  return (
    <footer className={classes.foot}>
      <p className="num">
        <b>
          {count(sum.orders)} {t("dep.foot")}
        </b>{" "}
        = {count(sum.loaded)} {t("dep.loaded")} + {count(sum.floor)} {t("dep.floor")} +{" "}
        <span data-form={sum.blocked > 0 ? "blocked" : undefined}>
          {count(sum.blocked)} {t("dep.blocked")}
        </span>
        {sum.notKnown > 0 && (
          <span data-form="not-known">
            {" "}
            + {count(sum.notKnown)} {t("dep.not-known")}
          </span>
        )}
      </p>
      <Link to="/tally/$warehouse" params={{ warehouse }} search={{ day }} className={classes.tie}>
        {off === null ? (
          <StateGlyph state="not-known">{t("dep.tally-wait")}</StateGlyph>
        ) : off === 0 ? (
          <StateGlyph state="done">
            {t("dep.ties", {
              parts: parts
                .filter((one, at) => at < 2 || one > 0)
                .map(count)
                .join(" + "),
            })}
          </StateGlyph>
        ) : (
          <StateGlyph state="late">
            {t(off > 0 ? "dep.tally-more" : "dep.tally-less", { n: count(Math.abs(off)) })}
          </StateGlyph>
        )}
      </Link>
    </footer>
  );
}
