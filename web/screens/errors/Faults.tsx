import { heldText } from "../../app/format/held.ts";
import { count, duration, percent, when, zoneName } from "../../app/format.ts";
import { flowWord } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { TrendBars } from "../../widgets/TrendBars.tsx";
import classes from "./errors.module.css";
import type { Fault, Mode } from "./model.ts";
import { t } from "./words.ts";

const sumFrom = (counts: readonly number[], from: number): number => counts.slice(from).reduce((a, b) => a + b, 0);

/** Where a fault happens, in one line: system, flow, sites. */
export const whereOf = ({ row }: Fault, names: Names): string =>
  [
    row.system === null ? null : names.system(row.system),
    row.flow === null ? null : flowWord(row.flow),
    row.warehouses.length === 0 ? t("errors.any-site") : row.warehouses.join(", "),
  ]
    .filter((part) => part !== null)
    .join(" · ");

/** What a fault holds up now: objects, and money of each currency. */
export function Held({ fault }: { readonly fault: Fault }) {
  const { cause } = fault;
  if (cause === null || cause.held.objects === 0) return <span className={classes.dash}>–</span>;
  const { held } = cause;
  return (
    <>
      <b className="num">{count(held.objects)}</b>
      <small className="num" data-estimate={held.estimated > 0 || undefined}>
        {held.estimated > 0 && "≈ "}
        {held.money.map(heldText).join(" · ")}
      </small>
    </>
  );
}

interface FaultsProps {
  readonly faults: readonly Fault[];
  readonly mode: Mode;
  readonly span: string;
  readonly names: Names;
  readonly now: number;
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
}

/** Faults as a table: what is new or holds most, or what makes noise. */
export function Faults({ faults, mode, span, names, now, chosen, onChoose }: FaultsProps) {
  const zone = names.zone(null);
  const noise = mode === "noise";
  return (
    <table className={classes.table}>
      <caption className={classes.hidden}>{t("errors.table")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("errors.col-fault")}</th>
          <th scope="col">{t("errors.col-trend", { span })}</th>
          {noise ? (
            <>
              <Head word="errors.col-raised" />
              <Head word="errors.col-idle" />
              <Head word="errors.col-unreal" />
              <Head word="errors.col-healed" />
              <Head word="errors.col-take" />
              <Head word="errors.col-close" />
            </>
          ) : (
            <>
              <th scope="col">{t("errors.col-last", { zone: zoneName(zone, now) })}</th>
              <Head word="errors.col-held" />
            </>
          )}
        </tr>
      </thead>
      <tbody>
        {faults.map((fault) => {
          const { row, change } = fault;
          const last = sumFrom(row.trend, Math.floor(row.trend.length * 0.75));
          return (
            <tr key={row.id} data-chosen={row.id === chosen || undefined}>
              <th scope="row">
                <button type="button" data-fault={row.id} onClick={() => onChoose(row.id)} title={row.title}>
                  <span>{row.title}</span>
                  {change !== null && !noise && (
                    <em className={classes.mark}>{t(change === "new" ? "errors.new" : "errors.grows")}</em>
                  )}
                </button>
                <small>{whereOf(fault, names)}</small>
              </th>
              <td className={classes.trend}>
                <TrendBars
                  counts={row.trend}
                  hot={change !== null && !noise}
                  label={t("errors.trend-read", { n: row.raised, last })}
                />
              </td>
              {noise ? (
                <Noise fault={fault} />
              ) : (
                <>
                  <td className={classes.two} data-label={t("errors.col-last", { zone: zoneName(zone, now) })}>
                    <b className="num">{when(row.lastAt, now, zone)}</b>
                    <small className="num">{t("errors.first", { at: when(row.firstAt, now, zone) })}</small>
                  </td>
                  <td className={`${classes.two} ${classes.right}`} data-label={t("errors.col-held")}>
                    <Held fault={fault} />
                  </td>
                </>
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const Head = ({ word }: { readonly word: Parameters<typeof t>[0] }) => (
  <th scope="col" className={classes.right}>
    {t(word)}
  </th>
);

function Noise({ fault: { row } }: { readonly fault: Fault }) {
  const cells = [
    ["errors.col-raised", count(row.raised)],
    ["errors.col-idle", row.untouched === 0 ? null : count(row.untouched)],
    ["errors.col-unreal", row.notReal === 0 ? null : count(row.notReal)],
    ["errors.col-healed", row.healedShare === null ? null : percent(row.healedShare, 0)],
    ["errors.col-take", row.takeMs === null ? null : duration(row.takeMs)],
    ["errors.col-close", row.closeMs === null ? null : duration(row.closeMs)],
  ] as const;
  return cells.map(([word, text]) => (
    <td key={word} className={`${classes.right} num`} data-label={t(word)}>
      {text ?? <span className={classes.dash}>–</span>}
    </td>
  ));
}
