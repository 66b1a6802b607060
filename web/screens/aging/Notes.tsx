import { Link } from "@tanstack/react-router";
import type { PostingTable } from "../../../server/wire/index.ts";
import { dayName } from "../../app/format/days.ts";
import { count, exact } from "../../app/format.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { listAt, markOf, useOpening } from "./Figure.tsx";
import classes from "./Notes.module.css";
import { ruleWord } from "./names.ts";
import { t } from "./words.ts";

/** What a reader must know of the table: whether it adds up, what stands apart and why, by which rates, and what is billed to nobody. */
export function Notes({
  table,
  fault,
  today,
}: {
  readonly table: PostingTable;
  /** Where it does not add up; null where it does. */
  readonly fault: string | null;
  /** Day of the ledger, `2026-11-19`. */
  readonly today: string;
}) {
  const { search } = useOpening();
  const { total, notBillable, rates, currency } = table;
  const apart = table.footer.some((cell) => cell.count > cell.valued);
  const lacking = total.sums.filter(
    (one) => one.currency !== currency && !rates.some((rate) => rate.currency === one.currency),
  );
  return (
    <div className={`${classes.notes} num`}>
      <p className={classes.tie}>
        {fault === null ? (
          <StateGlyph state="done">{t("aging.adds-up", { amount: exact(total.value) })}</StateGlyph>
        ) : (
          <span role="alert">
            <StateGlyph state="failed">{fault}</StateGlyph>
          </span>
        )}
      </p>
      {total.estimated > 0 && (
        <p>
          <b className={classes.sign}>≈</b> {t("aging.note-estimate")}
        </p>
      )}
      {apart && (
        <p>
          <b className={classes.sign}>{t("aging.note-apart")}</b> {t("aging.note-apart-why")}
        </p>
      )}
      {total.unknown > 0 && (
        <p>
          <b>{t("aging.note-unknown", { n: count(total.unknown) })}</b> {t("aging.note-unknown-why")}
        </p>
      )}
      {total.unconverted > 0 && (
        <p>
          <b>{t("aging.note-no-rate", { n: count(total.unconverted) })}</b>{" "}
          {lacking
            .map((one) => t("aging.sum", { currency: one.currency, amount: exact(one.amount), n: one.count }))
            .join(" · ")}
        </p>
      )}
      {rates.length > 0 && (
        <p>
          <b>{t("aging.note-rates")}</b>{" "}
          {rates
            .map((one) =>
              t("aging.note-rate", {
                from: one.currency,
                rate: one.rate,
                to: currency,
                date: dayName(one.date, today),
              }),
            )
            .join(" · ")}
        </p>
      )}
      {notBillable.length > 0 && (
        <p>
          <b>{t("aging.not-billable", { n: count(notBillable.reduce((sum, { cell }) => sum + cell.count, 0)) })}</b>{" "}
          {notBillable.map(({ rule, cell }, at) => (
            <span key={rule}>
              {at > 0 && " · "}
              <Link
                to="/finance/aging"
                search={listAt(search, { rule })}
                data-place={markOf({ rule })}
                aria-label={t("aging.rule-open", { rule: ruleWord(rule), n: cell.count })}
                className={classes.rule ?? ""}
              >
                {ruleWord(rule)} {count(cell.count)}
              </Link>
            </span>
          ))}
        </p>
      )}
    </div>
  );
}
