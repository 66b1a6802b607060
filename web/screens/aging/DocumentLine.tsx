import { IconHandStop } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { PostingDocument } from "../../../server/wire/index.ts";
import { dayName } from "../../app/format/days.ts";
import { count, dayKey, exact, full, when, whole, zoneName } from "../../app/format.ts";
import { word } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import classes from "./Delayed.module.css";
import { kindWord, ownerText, ruleWord, whyState, whyWord } from "./names.ts";
import { t } from "./words.ts";

/** One document: what it is, whose, since when, why it is not in the books, what the ledger has of it, and its amount with where that comes from. */
export function DocumentLine({
  document: one,
  mixed,
  head,
  currency,
  names,
  zone,
  ledger,
  now,
}: {
  readonly document: PostingDocument;
  /** What is not the same for all of the list, so that each line says it. */
  readonly mixed: { readonly kinds: boolean; readonly sites: boolean };
  /** What the columns are called, for a page without room for columns. */
  readonly head: readonly string[];
  readonly currency: string;
  readonly names: Names;
  /** The zone that the head of the list names. */
  readonly zone: string;
  /** The ledger's zone. */
  readonly ledger: string;
  readonly now: number;
}) {
  const own = one.warehouse === null ? ledger : names.zone(one.warehouse);
  const today = dayKey(now, ledger);
  return (
    <tr>
      <th scope="row" data-label={head[0]}>
        <Link to="/o/$kind/$id" params={{ kind: one.object.kind, id: one.object.id }} className="id">
          {one.object.id}
        </Link>
        {(mixed.kinds || (mixed.sites && one.warehouse !== null)) && (
          <span className={classes.second}>
            {[mixed.kinds ? kindWord(one.kind) : "", mixed.sites ? (one.warehouse ?? "") : ""]
              .filter(Boolean)
              .join(" · ")}
          </span>
        )}
      </th>
      <td data-label={head[1]}>{one.partner ?? <span className={classes.faint}>{t("aging.not-told")}</span>}</td>
      <td data-label={head[2]} className={`${classes.narrow} num`}>
        {one.sinceIsDay ? (
          dayName(one.sinceDay, today)
        ) : (
          <time dateTime={one.since} title={full(one.since, own)}>
            {dayName(one.sinceDay, today)} {clockOf(one.since, own)}
            {own !== zone && ` ${zoneName(own, one.since)}`}
          </time>
        )}
      </td>
      <td data-label={head[3]}>
        <Why document={one} names={names} ledger={ledger} now={now} />
      </td>
      <td data-label={head[4]} className={`${classes.narrow} num`}>
        {one.dueAt === null ? (
          <span className={classes.faint}>
            {t(one.why === "delivery" ? "aging.doc.due-delivery" : "aging.doc.due-none")}
          </span>
        ) : (
          <time dateTime={one.dueAt} title={full(one.dueAt, ledger)}>
            {when(one.dueAt, now, ledger)}
          </time>
        )}
      </td>
      <td data-label={head[5]}>
        <InLedger document={one} today={today} />
      </td>
      <td data-label={head[6]} className={classes.narrow}>
        {t(`aging.basis.${one.basis}`)}
      </td>
      <td data-label={t("aging.doc.amount", { currency })} className={`${classes.right} num`}>
        <Amount document={one} currency={currency} />
      </td>
    </tr>
  );
}

const clockOf = (at: string, zone: string): string => when(at, at, zone);

function Why({
  document: one,
  names,
  ledger,
  now,
}: {
  readonly document: PostingDocument;
  readonly names: Names;
  readonly ledger: string;
  readonly now: number;
}) {
  const owner = ownerText(one.owner, names);
  const [first, ...others] = one.exceptions;
  return (
    <>
      {one.notBillable === null ? (
        <StateGlyph state={whyState(one.why)} size={13}>
          <span>{one.cause === null ? whyWord(one.why) : <Cause document={one} />}</span>
        </StateGlyph>
      ) : (
        <StateGlyph state="skipped" size={13}>
          {ruleWord(one.notBillable)}
        </StateGlyph>
      )}
      {(first !== undefined || owner !== null) && (
        <span className={classes.second}>
          {first !== undefined && (
            <Link to="/x/$id" params={{ id: first }} className="id">
              {first}
            </Link>
          )}
          {others.length > 0 && ` ${t("aging.doc.more", { n: count(others.length) })}`}
          {first !== undefined && " · "}
          {owner ?? word("owner", "nobody")}
        </span>
      )}
      {one.closedByHand !== null && (
        <span className={classes.closed}>
          <IconHandStop size={13} stroke={1.8} aria-hidden="true" />
          {t(one.side === "inventory" ? "aging.doc.closed-inventory" : "aging.doc.closed")}
          <span className={classes.second}>
            {t("aging.doc.closed-by", { by: one.closedByHand.by, at: when(one.closedByHand.at, now, ledger) })}
          </span>
        </span>
      )}
    </>
  );
}

/** The first cause that keeps a document out, by its sentence. */
function Cause({ document: { cause, why } }: { readonly document: PostingDocument }) {
  if (cause === null) return null;
  return (
    <>
      {why === "refused" && `${whyWord(why)}: `}
      <Link to="/queue" search={{ cause: cause.id }}>
        {cause.title}
      </Link>
    </>
  );
}

function InLedger({ document: { ledger }, today }: { readonly document: PostingDocument; readonly today: string }) {
  const { object, date, period } = ledger;
  if (object === null && date === null && period === null)
    return <span className={classes.faint}>{t("aging.doc.ledger-none")}</span>;
  return (
    <>
      {object !== null && (
        <>
          <Link to="/o/$kind/$id" params={{ kind: object.kind, id: object.id }} className="id">
            {object.id}
          </Link>{" "}
          <span className={classes.faint}>{t("aging.doc.ledger-refused")}</span>
        </>
      )}
      {(date !== null || period !== null) && (
        <span className={`${object === null ? "" : classes.second} num`}>
          {[date === null ? "" : dayName(date, today), period === null ? "" : t("aging.doc.period", { period })]
            .filter(Boolean)
            .join(", ")}
        </span>
      )}
    </>
  );
}

/** In the reporting currency, and as it was told where that is another one. */
function Amount({ document: one, currency }: { readonly document: PostingDocument; readonly currency: string }) {
  const { amount, value, estimate } = one;
  if (amount === null) return <StateGlyph state="not-known">{t("aging.basis.unknown")}</StateGlyph>;
  const text = (money: string): string => (estimate ? `≈ ${whole(money)}` : exact(money));
  const told = one.currency === currency ? null : `${one.currency ?? ""} ${text(amount)}`;
  return (
    <>
      {value === null ? (
        <StateGlyph state="not-known">{t("aging.doc.amount-no-rate")}</StateGlyph>
      ) : (
        <b data-estimate={estimate || undefined}>{text(value)}</b>
      )}
      {told !== null && <span className={classes.second}>{told}</span>}
    </>
  );
}
