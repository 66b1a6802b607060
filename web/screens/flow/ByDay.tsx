import { lazy, Suspense } from "react";
import type { FlowDayFigure, FlowDayRow, FlowFigure } from "../../../server/wire/index.ts";
import { dayName } from "../../app/format/days.ts";
import { count, dayKey, duration, percent } from "../../app/format.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { isDoubtfulDay, overDays } from "./model.ts";
import classes from "./OverTime.module.css";
import { figureText, span } from "./say.ts";
import { type FlowAsked, useDays } from "./useFlow.ts";
import { t } from "./words.ts";

const TwoLines = lazy(async () => ({ default: (await import("../../widgets/TwoLines.tsx")).TwoLines }));

/** The time of one step over thirteen weeks, with a key figure of its flow laid over it. */
export function ByDay({
  asked,
  step,
  figure,
  name,
  table,
  now,
  zone,
}: {
  readonly asked: FlowAsked;
  readonly step: string;
  readonly figure: FlowFigure;
  /** What the step is called. */
  readonly name: string;
  readonly table: boolean;
  readonly now: number;
  readonly zone: string;
}) {
  const { row, loading, problem, again } = useDays(asked, step, figure.id);
  const today = dayKey(now, zone);
  const days = row?.days ?? [];
  const limitMs = row?.limitMs ?? 0;
  const summary = summed(days, figure, name, limitMs, today);
  return (
    <>
      {problem !== null && (
        <ErrorBar title={t("flow.days-failed", { why: problem.detail ?? problem.title })} onRetry={again} />
      )}
      {loading ? (
        <SkeletonRows rows={3} height={62} />
      ) : (
        days.length > 0 && (
          <>
            <p className={classes.summary}>{summary}</p>
            {table ? (
              <Days days={days} figure={figure} today={today} />
            ) : (
              <div role="img" aria-label={summary}>
                <p className={classes.key}>
                  <Stroke colour="var(--ink-2)" />
                  {t("flow.days-key", { step: name })}
                  <Stroke colour="var(--accent)" dashed />
                  {figure.name}
                </p>
                <Suspense fallback={<SkeletonRows rows={3} height={62} />}>
                  <TwoLines
                    parts={days.map(({ date, p95Ms, figure: told }) => ({
                      at: date,
                      ms: p95Ms,
                      value: told?.value ?? null,
                    }))}
                    limitMs={limitMs}
                    limit={t("flow.time-limit", { limit: duration(limitMs) })}
                    most={figure.unit === "share" ? 1 : null}
                    day={(date) => dayName(date, today)}
                    span={span}
                    value={(of) => figureText(of, figure.unit)}
                    read={({ at, ms }) =>
                      t("flow.days-read", {
                        day: dayName(at, today),
                        p95: ms === null ? t("flow.time-nothing") : span(ms),
                        figure: figure.name,
                        value: dayText(days.find(({ date }) => date === at)?.figure ?? null, figure),
                      })
                    }
                  />
                </Suspense>
              </div>
            )}
          </>
        )
      )}
    </>
  );
}

/** How a line is drawn. */
const Stroke = ({ colour, dashed = false }: { readonly colour: string; readonly dashed?: boolean }) => (
  <svg width="24" height="4" viewBox="0 0 24 4" aria-hidden="true">
    <path d="M0 2H24" stroke={colour} strokeWidth="1.8" {...(dashed ? { strokeDasharray: "5 3" } : {})} />
  </svg>
);

/** What is seen of both, in sentences. */
function summed(
  days: readonly FlowDayRow[],
  { name: figure, unit }: FlowFigure,
  step: string,
  limitMs: number,
  today: string,
): string {
  const { slowest, value, told, doubted, apart } = overDays(days, unit);
  return [
    slowest === null
      ? t("flow.days-none", { step })
      : t("flow.days-slowest", {
          step,
          p95: span(slowest.ms),
          day: dayName(slowest.date, today),
          limit: duration(limitMs),
        }),
    value === null
      ? t("flow.days-figure-none", { figure })
      : t("flow.days-figure", { figure, value: figureText(value, unit), n: told }),
    ...(apart === null
      ? []
      : [t("flow.days-apart", { slow: figureText(apart.slow, unit), fast: figureText(apart.fast, unit) })]),
    ...(doubted > 0 ? [t("flow.days-doubt", { n: doubted })] : []),
  ].join(" ");
}

/** The figure of one day: its value, and whether a source did not tell all of it. */
function dayText(figure: FlowDayFigure | null, { unit }: FlowFigure): string {
  if (figure === null || figure.state === "not-measured") return t("flow.days-not-measured");
  if (figure.value === null) return t("flow.days-nothing");
  const value = figureText(figure.value, unit);
  return isDoubtfulDay(figure) ? t("flow.days-incomplete", { value }) : value;
}

/** Numerator and denominator as people count them. */
function madeOf({ numerator, denominator }: FlowDayFigure, { unit, scale }: FlowFigure): string {
  const whole = (value: number): string => count(Math.round((value / scale) * 100) / 100);
  return t("flow.days-made-of", {
    a: unit === "ms" ? duration(numerator) : whole(numerator),
    b: whole(denominator),
  });
}

/** The same as a table: days on which something was, the newest first. */
function Days({
  days,
  figure,
  today,
}: {
  readonly days: readonly FlowDayRow[];
  readonly figure: FlowFigure;
  readonly today: string;
}) {
  const told = [...days].reverse().filter((one) => one.count + one.raised + (one.figure?.denominator ?? 0) > 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className={classes.frame} tabIndex={0} aria-label={t("flow.time-table")}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("flow.days-day")}</th>
            <th scope="col">{t("flow.col-count")}</th>
            <th scope="col">{t("flow.col-came-late")}</th>
            <th scope="col">{t("flow.col-median")}</th>
            <th scope="col">{t("flow.col-p95")}</th>
            <th scope="col">{t("flow.raised")}</th>
            <th scope="col">{figure.name}</th>
            <th scope="col">{t("flow.days-made")}</th>
          </tr>
        </thead>
        <tbody>
          {told.map((one) => (
            <tr key={one.date} className="num">
              <th scope="row">{dayName(one.date, today)}</th>
              <td>{count(one.count)}</td>
              <td>{one.cameLate === 0 ? "–" : `${count(one.cameLate)}, ${percent(one.cameLate / one.count, 0)}`}</td>
              <td>{one.medianMs === null ? "–" : span(one.medianMs)}</td>
              <td>{one.p95Ms === null ? "–" : span(one.p95Ms)}</td>
              <td>{one.raised === 0 ? "–" : count(one.raised)}</td>
              <td>{dayText(one.figure, figure)}</td>
              <td>{one.figure === null || one.figure.denominator === 0 ? "–" : madeOf(one.figure, figure)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
