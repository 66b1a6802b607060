import { Button } from "@mantine/core";
import { useState } from "react";
import type { CloseRow } from "../../../server/wire/index.ts";
import { dayName } from "../../app/format/days.ts";
import { count, dayKey, when } from "../../app/format.ts";
import { problemOf } from "../../live/index.ts";
import { BurnLine } from "../../widgets/BurnLine.tsx";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import classes from "./BurnDown.module.css";
import { Nothing, Panel } from "./Panel.tsx";
import table from "./Table.module.css";
import { type CloseOf, useBurnDown } from "./useClose.ts";
import { t } from "./words.ts";

/** How many documents of the period were not in the books, day by day, and the way to none. */
export function BurnDown({ of, row, now }: { readonly of: CloseOf; readonly row: CloseRow; readonly now: number }) {
  const [asTable, setAsTable] = useState(false);
  const asked = useBurnDown(of, true);
  const points = asked.data?.points ?? [];
  const [first, last] = [points[0], points.at(-1)];
  const today = dayKey(now, row.zone);
  const end = Date.parse(row.period.closesAt);
  const short = (at: number): string =>
    at === end ? when(end, now, row.zone) : dayName(dayKey(at, row.zone), today).replace(/ \w+$/, "");
  return (
    <Panel title={t("close.burn")} right={t("close.burn-what")}>
      {asked.isError ? (
        <ErrorBar
          title={t("close.burn-failed", { why: problemOf(asked.error).detail ?? problemOf(asked.error).title })}
          onRetry={() => void asked.refetch()}
        />
      ) : asked.isPending ? (
        <SkeletonRows rows={1} height={150} />
      ) : first === undefined || last === undefined || points.length < 2 ? (
        <Nothing>{t("close.burn-none")}</Nothing>
      ) : asTable ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by key
        <section className={classes.days} aria-label={t("close.burn-table")} tabIndex={0}>
          <table className={`${table.table} num`}>
            <thead>
              <tr>
                <th scope="col">{t("close.burn-day")}</th>
                <th scope="col" className={table.number}>
                  {t("close.burn-n")}
                </th>
              </tr>
            </thead>
            <tbody>
              {points.map((point, index) => (
                <tr key={point.at}>
                  <th scope="row">{index === points.length - 1 ? t("close.burn-now") : dayName(point.day, today)}</th>
                  <td className={table.number}>{count(point.count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : (
        <div className={classes.chart}>
          <BurnLine
            points={points.map((point) => ({ at: Date.parse(point.at), count: point.count }))}
            end={end}
            label={short}
            full={(point) => t("close.burn-point", { day: dayName(dayKey(point.at, row.zone), today), n: point.count })}
            name={t("close.burn-read", {
              period: row.period.id,
              from: count(first.count),
              first: dayName(first.day, today),
              now: count(last.count),
              end: when(end, now, row.zone),
            })}
          />
        </div>
      )}
      {points.length >= 2 && (
        <Button variant="subtle" size="xs" className={classes.switch ?? ""} onClick={() => setAsTable(!asTable)}>
          {asTable ? t("close.burn-chart") : t("close.burn-table")}
        </Button>
      )}
    </Panel>
  );
}
