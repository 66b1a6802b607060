import { UnstyledButton } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { TraceRow } from "../../../server/wire/index.ts";
import { count, dayKey, dayPrefix, time, zoneName } from "../../app/format.ts";
import classes from "./Histogram.module.css";
import { type Bar, barMs, countBars, type Span, spanMs, tickMs } from "./list.ts";
import shared from "./traces.module.css";
import { t } from "./words.ts";

const StackedBars = lazy(async () => ({ default: (await import("../../widgets/StackedBars.tsx")).StackedBars }));

const barTitle = {
  "15m": "traces.bar-minute",
  "90m": "traces.bar-minute",
  "24h": "traces.bar-quarter",
  "7d": "traces.bar-hours",
} as const satisfies Readonly<Record<Span, string>>;

/** Bars under which a time is written: round ones, or the first of each day where the span is days. */
function ticksOf(bars: readonly Bar[], span: Span, zone: string): readonly number[] {
  const step = tickMs[span];
  if (step !== null) return bars.filter((bar) => bar.at % step === 0).map((bar) => bar.at);
  return bars.flatMap((bar, i) => {
    const before = bars[i - 1];
    return before !== undefined && dayKey(before.at, zone) !== dayKey(bar.at, zone) ? [bar.at] : [];
  });
}

/** How many traces began when, those that failed in red at the foot of each bar; as a table on request. */
export function Histogram({
  rows,
  total,
  span,
  now,
  zone,
}: {
  readonly rows: readonly TraceRow[];
  readonly total: number;
  readonly span: Span;
  readonly now: number;
  readonly zone: string;
}) {
  const [table, setTable] = useState(false);
  const from = now - spanMs[span];
  const bars = countBars(rows, from, now, barMs[span]);
  const first = bars[0]?.at ?? from;
  const part = total > rows.length;
  const oldest = part ? rows.reduce((at, row) => Math.min(at, Date.parse(row.startTime)), now) : null;
  const label = (at: number): string => [dayPrefix(at, now, zone), time(at, zone)].filter(Boolean).join(" ");
  const tick = (at: number): string =>
    tickMs[span] === null ? (dayPrefix(at, now, zone) ?? time(at, zone)) : label(at);
  const read = t("traces.bars-read", {
    all: bars.reduce((sum, bar) => sum + bar.all, 0),
    failed: bars.reduce((sum, bar) => sum + bar.failed, 0),
    from: label(oldest === null ? first : Math.max(first, oldest)),
    to: label(now),
  });
  return (
    <figure className={classes.histogram}>
      <figcaption>
        <b>
          {t(barTitle[span])}, <span>{t("traces.failed-red")}</span>
        </b>
        {part && <small>{t("traces.bars-of", { n: count(rows.length) })}</small>}
        <UnstyledButton className={`${classes.asTable} reach`} aria-pressed={table} onClick={() => setTable(!table)}>
          {t(table ? "traces.as-chart" : "traces.as-table")}
        </UnstyledButton>
      </figcaption>
      {table ? (
        <BarTable bars={bars} label={label} read={read} zone={zoneName(zone, now)} />
      ) : (
        <div role="img" aria-label={read} className={classes.bars}>
          <Suspense fallback={null}>
            <StackedBars
              bars={bars}
              ticks={ticksOf(bars, span, zone)}
              countedFrom={oldest}
              label={tick}
              full={label}
              read={({ all, failed }) => t("traces.bar-read", { all, failed })}
            />
          </Suspense>
        </div>
      )}
    </figure>
  );
}

/** The same figures, the newest first; bars in which nothing began are left out. */
function BarTable({
  bars,
  label,
  read,
  zone,
}: {
  readonly bars: readonly Bar[];
  readonly label: (at: number) => string;
  readonly read: string;
  readonly zone: string;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <section className={classes.barTable} aria-label={read} tabIndex={0}>
      <table>
        <caption className={shared.hidden}>{read}</caption>
        <thead>
          <tr>
            <th scope="col">{t("traces.bar-from", { zone })}</th>
            <th scope="col">{t("traces.title")}</th>
            <th scope="col">{t("traces.failed")}</th>
          </tr>
        </thead>
        <tbody>
          {bars
            .filter((bar) => bar.all > 0)
            .reverse()
            .map((bar) => (
              <tr key={bar.at} className="num">
                <th scope="row">{label(bar.at)}</th>
                <td>{count(bar.all)}</td>
                <td data-bad={bar.failed > 0 || undefined}>{bar.failed === 0 ? "–" : count(bar.failed)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  );
}
