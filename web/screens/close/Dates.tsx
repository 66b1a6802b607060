import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Fragment, useState } from "react";
import type { CloseDate, CloseRow } from "../../../server/wire/index.ts";
import { dayName } from "../../app/format/days.ts";
import { clock, dayKey, exact, when, whole, zoneName } from "../../app/format.ts";
import { problemOf } from "../../live/index.ts";
import { StateIcon } from "../../widgets/StateGlyph.tsx";
import tall from "./Dates.module.css";
import { dateSums, datesByFault } from "./model.ts";
import { Nothing, Panel } from "./Panel.tsx";
import classes from "./Table.module.css";
import { type CloseOf, useTerms } from "./useClose.ts";
import { t } from "./words.ts";

/** Rows of each fault that stand before the rest is asked for. */
const first = 8;

/** Shipments whose date in the ERP is in another period than they were earned in. */
export function Dates({ row, now }: { readonly row: CloseRow; readonly now: number }) {
  const groups = datesByFault(row.dates);
  const n = groups.reduce((sum, { dates }) => sum + dates.length, 0);
  const zone = zoneName(row.zone, now);
  return (
    <Panel
      title={t("close.dates")}
      sub={n > 0 ? `${t("close.dates-n", { n })}, ${row.currency}` : undefined}
      right={t("close.dates-how")}
    >
      {n === 0 ? (
        <Nothing>{t("close.dates-none")}</Nothing>
      ) : (
        <div className={classes.wrap}>
          <table className={`${classes.table} num`}>
            <thead>
              <tr>
                <th scope="col">{t("close.col.document")}</th>
                <th scope="col">{t("close.col.customer")}</th>
                <th scope="col">{t("close.col.site")}</th>
                <th scope="col">{t("close.col.terms")}</th>
                <th scope="col">{t("close.col.left", { zone })}</th>
                <th scope="col">{t("close.col.erp-date")}</th>
                <th scope="col">{t("close.col.erp-period")}</th>
                <th scope="col" className={classes.number}>
                  {t("close.col.amount")}
                </th>
              </tr>
            </thead>
            <tbody>
              {groups.map((group) => (
                <Group key={group.key} group={group} row={row} now={now} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function Group({
  group: { fault, dates },
  row,
  now,
}: {
  readonly group: ReturnType<typeof datesByFault>[number];
  readonly row: CloseRow;
  readonly now: number;
}) {
  const [all, setAll] = useState(false);
  const shown = all ? dates : dates.slice(0, first);
  const [one] = dates;
  return (
    <Fragment>
      <tr className={classes.group}>
        <th scope="rowgroup" colSpan={7}>
          {t(`close.dates.${fault}`, { earned: one?.earned ?? "", booked: one?.booked ?? "" })}{" "}
          <span>{t(`close.dates-why.${fault}`)}</span>
        </th>
        <td className={classes.number}>{dateSums(dates, row.currency)}</td>
      </tr>
      {shown.map((date) => (
        <Line key={`${date.object.kind}/${date.object.id}`} date={date} row={row} now={now} />
      ))}
      {dates.length > first && (
        <tr>
          <td colSpan={8}>
            <button type="button" className={tall.more} aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? t("close.fewer") : t("close.more", { n: dates.length - first })}
            </button>
          </td>
        </tr>
      )}
    </Fragment>
  );
}

function Line({ date, row, now }: { readonly date: CloseDate; readonly row: CloseRow; readonly now: number }) {
  const today = dayKey(now, row.zone);
  const wrong = date.fault === "other-period" ? classes.wrong : undefined;
  return (
    <tr>
      <th scope="row">
        <Link to="/o/$kind/$id" className="reach" params={date.object}>
          {date.object.id}
        </Link>
      </th>
      <td>{date.customer ?? t("close.not-told")}</td>
      <td>{date.warehouse ?? t("close.not-told")}</td>
      <td title={date.termsText ?? undefined}>
        {t(`close.terms.${date.side === "inventory" ? "received" : (date.terms ?? "unknown")}`)}
        {date.decided !== null && (
          <span className={tall.decided}>
            {t("close.terms-decided", { by: date.decided.by, at: when(date.decided.at, now, row.zone) })}
          </span>
        )}
      </td>
      <td>{leftText(date, row.zone, today)}</td>
      <td className={wrong}>{date.ledgerDate === null ? t("close.not-told") : dayName(date.ledgerDate, today)}</td>
      <td className={wrong}>{date.fault === "not-delivered" ? <OnRoad period={date.booked} /> : date.booked}</td>
      <td className={classes.number}>
        <Amount date={date} currency={row.currency} />
      </td>
    </tr>
  );
}

function OnRoad({ period }: { readonly period: string }) {
  const [before = "", after = ""] = t("close.on-road", { period: "\u001f" }).split("\u001f");
  return (
    <>
      {before}
      {period}
      <span className={classes.quiet}>{after}</span>
    </>
  );
}

function Amount({ date, currency }: { readonly date: CloseDate; readonly currency: string }) {
  if (date.amount === null) return <span className={classes.estimate}>{t("close.cost-unknown")}</span>;
  const { amount, currency: of } = date.amount;
  const text = `${of === currency ? "" : `${of} `}${date.estimate ? `≈ ${whole(amount)}` : exact(amount)}`;
  return date.estimate ? <span className={classes.estimate}>{text}</span> : text;
}

function leftText(date: CloseDate, zone: string, today: string): string {
  if (date.side === "inventory" && date.deliveredAt !== null) return clock(date.deliveredAt, zone);
  if (date.leftAt === null) return t("close.not-left");
  if (date.leftIsDay && date.leftDay !== null) return t("close.date-only", { day: dayName(date.leftDay, today) });
  return clock(date.leftAt, zone);
}

/** So many shipments of unknown terms stand before the rest is asked for. */
const firstUndecided = 3;

/** Shipments of which only unknown terms say in which period they are earned: somebody has to decide them. */
export function Undecided({ of, row }: { readonly of: CloseOf; readonly row: CloseRow }) {
  const [all, setAll] = useState(false);
  const { decide, takeBack } = useTerms(of);
  const busy = decide.isPending || takeBack.isPending;
  const found = row.dates.filter(({ fault }) => fault === "terms-unknown");
  const said = sayDecided({ decide, takeBack });
  if (found.length === 0 && said === null) return null;
  const shown = all ? found : found.slice(0, firstUndecided);
  return (
    <Panel
      title={t("close.undecided")}
      glyph={<StateIcon state="not-known" />}
      right={t("close.undecided-n", { n: found.length })}
    >
      {found.length > 0 && <p className={tall.why}>{t("close.undecided-why", { period: row.period.id })}</p>}
      {said !== null && (
        <p role={said.failed ? "alert" : "status"} className={tall.said} data-failed={said.failed || undefined}>
          {said.text}
          {said.actionId !== null && (
            <Button
              variant="default"
              size="compact-sm"
              disabled={busy}
              onClick={() => takeBack.mutate({ actionId: said.actionId ?? "", id: said.id })}
            >
              {t("close.decided-undo")}
            </Button>
          )}
        </p>
      )}
      <ul className={`${tall.list} num`}>
        {shown.map((date) => (
          <li key={`${date.object.kind}/${date.object.id}`}>
            <Link to="/o/$kind/$id" className="reach" params={date.object}>
              {date.object.id}
            </Link>
            <span>
              {[date.customer, date.termsText].filter((one) => one !== null).join(", ") || t("close.not-told")}
            </span>
            <span className={tall.amount}>
              <Amount date={date} currency={row.currency} />
            </span>
            <fieldset className={tall.choice} aria-label={t("close.decide", { id: date.object.id })}>
              {(["origin", "destination"] as const).map((terms) => (
                <Button
                  key={terms}
                  variant="default"
                  size="compact-sm"
                  disabled={busy}
                  aria-label={t(`close.decide.${terms}-of`, { id: date.object.id })}
                  onClick={() => decide.mutate({ object: date.object, terms })}
                >
                  {t(`close.decide.${terms}`)}
                </Button>
              ))}
            </fieldset>
          </li>
        ))}
      </ul>
      {found.length > firstUndecided && (
        <button type="button" className={tall.more} data-last aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("close.fewer") : t("close.more", { n: found.length - firstUndecided })}
        </button>
      )}
    </Panel>
  );
}

/** What was decided last, or why it was not. */
function sayDecided({ decide, takeBack }: ReturnType<typeof useTerms>) {
  const undone = takeBack.variables !== undefined && takeBack.variables.actionId === decide.data?.actionId;
  const failed = (id: string, error: unknown) => {
    const { detail, title } = problemOf(error);
    return { failed: true, id, actionId: null, text: t("close.decide-failed", { id, why: detail ?? title }) };
  };
  if (undone && takeBack.isError) return failed(takeBack.variables.id, takeBack.error);
  if (undone && takeBack.isSuccess) {
    const { id } = takeBack.variables;
    return { failed: false, id, actionId: null, text: t("close.decided-back", { id }) };
  }
  if (decide.variables === undefined) return null;
  const { object, terms } = decide.variables;
  if (decide.isError) return failed(object.id, decide.error);
  if (!decide.isSuccess) return null;
  const text = t("close.decided", { id: object.id, terms: t(`close.terms.${terms}`).toLowerCase() });
  return { failed: false, id: object.id, actionId: decide.data.actionId, text };
}
