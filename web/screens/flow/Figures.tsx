import type { ReactNode } from "react";
import type { FlowRow, HeldMoney } from "../../../server/wire/index.ts";
import { heldText } from "../../app/format/held.ts";
import { count, duration, whole } from "../../app/format.ts";
import { t as frame } from "../../app/words.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { Value } from "../../widgets/Value.tsx";
import classes from "./Figures.module.css";
import { type FlowWindow, isComparable } from "./model.ts";
import { t } from "./words.ts";

/** The four figures of a flow, each against the window of equal length before. */
export function Figures({ row, window }: { readonly row: FlowRow; readonly window: FlowWindow }) {
  const before = t(`flow.before.${window}`);
  const comparable = isComparable(row);
  const compared = (by: number, told: (n: number) => string): string =>
    !comparable
      ? t("flow.no-before", { before })
      : by === 0
        ? t("flow.same", { before })
        : t(by > 0 ? "flow.more" : "flow.less", { by: told(Math.abs(by)), before });
  const { completed, begun, medianMs, raised, held } = row;
  // Where two currencies occur, each is called by its code: a sign alone may stand for several.
  const currencies = new Set([...held.now.money, ...held.before.money].map(({ currency }) => currency));
  const written = (sum: HeldMoney): string => {
    const { amount, currency, side } = sum;
    if (currencies.size < 2) return heldText(sum);
    const text = `${currency} ${whole(amount)}`;
    return side === "cost" ? frame("held.at-cost", { money: text }) : text;
  };
  return (
    <dl className={classes.figures}>
      <Figure
        name={t("flow.completed")}
        value={count(completed.now)}
        beside={t("flow.completed-of", { n: count(begun.now) })}
        row={row}
      >
        {compared(completed.now - completed.before, count)}
      </Figure>
      <Figure
        name={t("flow.median")}
        value={medianMs.now === null ? t("flow.no-median") : duration(medianMs.now)}
        quiet={medianMs.now === null}
        beside={medianMs.now === null ? null : t("flow.median-of", { n: row.timed.now })}
        row={row}
      >
        {medianMs.now === null || medianMs.before === null
          ? t("flow.no-before", { before })
          : compared(medianMs.now - medianMs.before, duration)}
      </Figure>
      <Figure
        name={t("flow.raised")}
        value={count(raised.now)}
        beside={t("flow.raised-open", { n: count(row.open) })}
        row={row}
      >
        {compared(raised.now - raised.before, count)}
      </Figure>
      <Figure
        name={t("flow.held")}
        value={
          held.now.money.length === 0 ? (
            t("flow.held-none")
          ) : (
            <span className={classes.sums}>
              {held.now.money.map((sum) => (
                <Value
                  key={`${sum.currency} ${sum.side}`}
                  text={written(sum)}
                  estimate={held.now.estimated > 0 && sum.side === "price"}
                />
              ))}
            </span>
          )
        }
        quiet={held.now.money.length === 0}
        beside={held.now.objects === 0 ? null : t("flow.held-objects", { n: held.now.objects })}
        row={row}
      >
        {row.heardSince === null || row.heardSince > row.from
          ? t("flow.no-before", { before })
          : held.before.money.length === 0
            ? t("flow.was", { amount: t("flow.held-none") })
            : t("flow.was", { amount: held.before.money.map(written).join(", ") })}
        {held.now.unknown > 0 && (
          <StateGlyph state="not-known" size={13}>
            {t("flow.held-unknown", { n: held.now.unknown })}
          </StateGlyph>
        )}
      </Figure>
    </dl>
  );
}

function Figure({
  name,
  value,
  beside,
  quiet = false,
  row,
  children,
}: {
  readonly name: string;
  readonly value: ReactNode;
  readonly beside: string | null;
  /** Words in place of a figure. */
  readonly quiet?: boolean;
  readonly row: FlowRow;
  readonly children: ReactNode;
}) {
  return (
    <div className={classes.figure}>
      <dt>{name}</dt>
      <dd className={classes.value} data-quiet={quiet || undefined}>
        <b className="num">{value}</b> {beside !== null && <span className="num">{beside}</span>}
      </dd>
      <dd className={`${classes.compared} num`}>{children}</dd>
      {row.silent.length > 0 && (
        <dd className={classes.compared}>
          <StateGlyph state="incomplete" size={13}>
            {t("flow.reporting", { n: row.sources - row.silent.length, all: row.sources })}
          </StateGlyph>
        </dd>
      )}
    </div>
  );
}
