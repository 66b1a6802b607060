import { Button, NativeSelect } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { FlowHourRow, FlowRow } from "../../../server/wire/index.ts";
import { count, duration, percent, when, zoneName } from "../../app/format.ts";
import type { Names } from "../../live/index.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { ByDay } from "./ByDay.tsx";
import { inOrder, overTime } from "./model.ts";
import classes from "./OverTime.module.css";
import { span, stepName } from "./say.ts";
import { type FlowAsked, useDays, useHours } from "./useFlow.ts";
import { t } from "./words.ts";

const LineOverBars = lazy(async () => ({ default: (await import("../../widgets/LineOverBars.tsx")).LineOverBars }));

/** The time of one step with its exceptions laid over it by hour, or a key figure by day: whether they come together. */
export function OverTime({
  row,
  asked,
  step,
  names,
  now,
  over,
  onStep,
  onOver,
}: {
  readonly row: FlowRow;
  readonly asked: FlowAsked;
  /** Id of a step of the flow. */
  readonly step: string;
  readonly names: Names;
  readonly now: number;
  /** Id of the key figure that is laid over it; undefined: its exceptions. */
  readonly over: string | undefined;
  readonly onStep: (id: string) => void;
  readonly onOver: (id: string | undefined) => void;
}) {
  // A figure that this flow does not tell, as of another one before, is none.
  const figures = useDays(asked, step, undefined).row?.figures ?? [];
  const figure = figures.find(({ id }) => id === over);
  const { hours, limitMs, loading, problem, again } = useHours(asked, step);
  const [table, setTable] = useState(false);
  const zone = names.zone(row.warehouse);
  const shown = row.steps.find(({ id }) => id === step);
  const at = (of: number | string): string => when(of, now, zone);
  const name = shown === undefined ? step : stepName(shown);
  const { slowest, raised, apart } = overTime(hours);
  const summary = [
    slowest === null
      ? t("flow.time-none", { step: name })
      : t("flow.time-slowest", { step: name, p95: span(slowest.ms), at: at(slowest.at), limit: duration(limitMs) }),
    t("flow.time-raised", { n: raised }),
    ...(apart === null ? [] : [t("flow.time-apart", { with: span(apart.with), without: span(apart.without) })]),
  ].join(" ");
  return (
    <section className={classes.section} aria-labelledby="over-time">
      <header className={classes.head}>
        <h2 id="over-time">
          {figure === undefined ? t("flow.time-title") : t("flow.time-title-days", { figure: figure.name })}
        </h2>
        <div className={classes.tools}>
          {figures.length > 0 && (
            <NativeSelect
              size="xs"
              aria-label={t("flow.time-over")}
              value={figure?.id ?? ""}
              onChange={({ currentTarget: { value } }) => onOver(value === "" ? undefined : value)}
              data={[
                { value: "", label: t("flow.time-over-raised") },
                ...figures.map(({ id, name: of }) => ({
                  value: id,
                  label: t("flow.time-over-figure", { figure: of }),
                })),
              ]}
            />
          )}
          <NativeSelect
            size="xs"
            aria-label={t("flow.time-step")}
            value={step}
            onChange={(event) => onStep(event.currentTarget.value)}
            data={inOrder(row).map((one) => ({ value: one.id, label: stepName(one) }))}
          />
          <Button variant="default" size="xs" aria-pressed={table} onClick={() => setTable(!table)}>
            {t("flow.time-table")}
          </Button>
        </div>
      </header>
      {figure === undefined && problem !== null && (
        <ErrorBar title={t("flow.time-failed", { why: problem.detail ?? problem.title })} onRetry={again} />
      )}
      {figure !== undefined ? (
        <ByDay asked={asked} step={step} figure={figure} name={name} table={table} now={now} zone={zone} />
      ) : loading ? (
        <SkeletonRows rows={3} height={62} />
      ) : (
        hours.length > 0 && (
          <>
            <p className={classes.summary}>{summary}</p>
            {table ? (
              <Hours hours={hours} zone={zone} now={now} />
            ) : (
              <div role="img" aria-label={summary}>
                <Suspense fallback={<SkeletonRows rows={3} height={62} />}>
                  <LineOverBars
                    parts={hours.map(({ at: from, p95Ms, raised: n }) => ({
                      at: Date.parse(from),
                      ms: p95Ms,
                      count: n,
                    }))}
                    limitMs={limitMs}
                    limit={t("flow.time-limit", { limit: duration(limitMs) })}
                    time={at}
                    span={span}
                    read={({ at: from, ms, count: n }) =>
                      t("flow.time-read", {
                        at: at(from),
                        p95: ms === null ? t("flow.time-nothing") : span(ms),
                        n,
                      })
                    }
                  />
                </Suspense>
              </div>
            )}
          </>
        )
      )}
    </section>
  );
}

/** The same as a table: hours in which something was, the newest first. */
function Hours({
  hours,
  zone,
  now,
}: {
  readonly hours: readonly FlowHourRow[];
  readonly zone: string;
  readonly now: number;
}) {
  const told = [...hours].reverse().filter((one) => one.count + one.raised > 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className={classes.frame} tabIndex={0} aria-label={t("flow.time-table")}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("flow.time-hour", { zone: zoneName(zone, now) })}</th>
            <th scope="col">{t("flow.col-count")}</th>
            <th scope="col">{t("flow.col-came-late")}</th>
            <th scope="col">{t("flow.col-median")}</th>
            <th scope="col">{t("flow.col-p95")}</th>
            <th scope="col">{t("flow.raised")}</th>
          </tr>
        </thead>
        <tbody>
          {told.map((one) => (
            <tr key={one.at} className="num">
              <th scope="row">{when(one.at, now, zone)}</th>
              <td>{count(one.count)}</td>
              <td>{one.cameLate === 0 ? "–" : `${count(one.cameLate)}, ${percent(one.cameLate / one.count, 0)}`}</td>
              <td>{one.medianMs === null ? "–" : span(one.medianMs)}</td>
              <td>{one.p95Ms === null ? "–" : span(one.p95Ms)}</td>
              <td>{one.raised === 0 ? "–" : count(one.raised)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
