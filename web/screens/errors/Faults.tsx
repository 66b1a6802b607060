import { Checkbox } from "@mantine/core";
import type { ErrorGroupRow } from "../../../server/wire/index.ts";
import { heldSumText } from "../../app/format/held.ts";
import { count, duration, percent, when, zoneName } from "../../app/format.ts";
import { flowWord } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { TrendBars } from "../../widgets/TrendBars.tsx";
import shared from "./errors.module.css";
import classes from "./Faults.module.css";
import type { Mode } from "./model.ts";
import { suspectLine } from "./names.ts";
import { t } from "./words.ts";

const sumFrom = (counts: readonly number[], from: number): number => counts.slice(from).reduce((a, b) => a + b, 0);

/** Where a group happens, in one line: what it was split by, system, flow, sites. */
export const whereOf = (row: ErrorGroupRow, names: Names): string =>
  [
    ...row.by.map(({ name, value }) => `${t(`errors.by-${name}`)} ${value ?? t("errors.by-none")}`),
    row.system === null ? null : names.system(row.system),
    row.flow === null ? null : flowWord(row.flow),
    row.warehouses.length === 0 ? t("errors.any-site") : row.warehouses.join(", "),
  ]
    .filter((part) => part !== null)
    .join(" · ");

/** What a group holds up now: objects, and money of each currency and side apart. */
export function Held({ row: { held } }: { readonly row: ErrorGroupRow }) {
  if (held.objects === 0) return <span className={shared.dash}>–</span>;
  return (
    <>
      <b className="num">{count(held.objects)}</b>
      <small className="num" data-estimate={held.estimated > 0 || undefined}>
        {held.estimated > 0 && "≈ "}
        {heldSumText(held)}
      </small>
    </>
  );
}

interface FaultsProps {
  readonly rows: readonly ErrorGroupRow[];
  readonly mode: Mode;
  readonly span: string;
  readonly names: Names;
  readonly now: number;
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
  /** Groups that are picked to be merged. */
  readonly picked: ReadonlySet<string>;
  readonly onPick: (id: string) => void;
}

/** Groups as a table: what is new or holds most, or what makes noise. */
export function Faults({ rows, mode, span, names, now, chosen, onChoose, picked, onPick }: FaultsProps) {
  const zone = names.zone(null);
  const noise = mode === "noise";
  return (
    <table className={classes.table}>
      <caption className={classes.hidden}>{t("errors.table")}</caption>
      <thead>
        <tr>
          <td className={classes.pick} />
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
              <th scope="col">{t("errors.col-suspect")}</th>
            </>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const last = sumFrom(row.trend, Math.floor(row.trend.length * 0.75));
          const [suspect] = row.suspects;
          return (
            <tr key={row.id} data-chosen={row.id === chosen || undefined}>
              <td className={classes.pick}>
                {/* biome-ignore lint/a11y/noLabelWithoutControl: it holds the box, which has its own name; a finger needs its size */}
                <label className={classes.target}>
                  <Checkbox
                    size="xs"
                    aria-label={t("errors.pick-one", { title: row.title })}
                    checked={picked.has(row.id)}
                    onChange={() => onPick(row.id)}
                  />
                </label>
              </td>
              <th scope="row">
                <button type="button" data-fault={row.id} onClick={() => onChoose(row.id)} title={row.title}>
                  <span>{row.title}</span>
                  {row.change !== null && !noise && (
                    <em className={classes.mark}>{t(row.change === "new" ? "errors.new" : "errors.grows")}</em>
                  )}
                </button>
                <small>{whereOf(row, names)}</small>
              </th>
              <td className={classes.trend}>
                <TrendBars
                  counts={row.trend}
                  hot={row.change !== null && !noise}
                  label={t("errors.trend-read", { n: row.raised, last })}
                />
              </td>
              {noise ? (
                <Noise row={row} />
              ) : (
                <>
                  <td className={classes.two} data-label={t("errors.col-last", { zone: zoneName(zone, now) })}>
                    <b className="num">{when(row.lastAt, now, zone)}</b>
                    <small className="num">{t("errors.first", { at: when(row.firstAt, now, zone) })}</small>
                  </td>
                  <td className={`${classes.two} ${classes.right}`} data-label={t("errors.col-held")}>
                    <Held row={row} />
                  </td>
                  <td className={classes.suspect} data-label={t("errors.col-suspect")}>
                    {suspect === undefined ? (
                      <span className={shared.dash}>{t("errors.suspect-none")}</span>
                    ) : (
                      suspectLine(suspect, names)
                    )}
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

function Noise({ row }: { readonly row: ErrorGroupRow }) {
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
      {text ?? <span className={shared.dash}>–</span>}
    </td>
  ));
}
