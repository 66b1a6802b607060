import type { TraceRow } from "../../../server/wire/index.ts";
import { count, dayPrefix, time } from "../../app/format.ts";
import { barMs, countBars, type Span, spanMs } from "./list.ts";
import classes from "./traces.module.css";
import { t } from "./words.ts";

const barTitle: Readonly<Record<Span, string>> = {
  "15m": "traces.bar-minute",
  "90m": "traces.bar-minute",
  "24h": "traces.bar-quarter",
  "7d": "traces.bar-hours",
};

/** How many traces began when, those that failed in red at the foot of each bar. */
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
  const each = barMs[span];
  const from = now - spanMs[span];
  const bars = countBars(rows, from, now, each);
  const most = Math.max(1, ...bars.map((bar) => bar.all));
  const height = 34;
  const first = bars[0]?.at ?? from;
  const label = (at: number): string => [dayPrefix(at, now, zone), time(at, zone)].filter(Boolean).join(" ");
  const middle = bars[Math.floor(bars.length / 2)]?.at ?? from;
  return (
    <figure className={classes.histogram}>
      <figcaption>
        {t(barTitle[span] as "traces.bar-minute")}, <span>{t("traces.failed-red")}</span>
        {total > rows.length && <small> {t("traces.bars-of", { n: count(rows.length) })}</small>}
      </figcaption>
      <svg
        viewBox={`0 0 ${bars.length * 10} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("traces.bars-read", {
          all: bars.reduce((sum, bar) => sum + bar.all, 0),
          failed: bars.reduce((sum, bar) => sum + bar.failed, 0),
          from: label(first),
          to: label(now),
        })}
      >
        {bars.map((bar, i) => {
          const tall = (n: number): number => (n === 0 ? 0 : Math.max(3, (n / most) * height));
          return (
            <g key={bar.at}>
              {bar.all > 0 && (
                <rect x={i * 10 + 1} y={height - tall(bar.all)} width={8} height={tall(bar.all)} fill="var(--line-2)" />
              )}
              {bar.failed > 0 && (
                <rect
                  x={i * 10 + 1}
                  y={height - Math.max(5, tall(bar.failed))}
                  width={8}
                  height={Math.max(5, tall(bar.failed))}
                  fill="var(--critical)"
                />
              )}
            </g>
          );
        })}
      </svg>
      <div className={`${classes.barAxis} num`} aria-hidden="true">
        <span>{label(first)}</span>
        <span>{label(middle)}</span>
        <span>{label(now)}</span>
      </div>
    </figure>
  );
}
