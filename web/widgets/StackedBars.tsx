import { useElementSize } from "@mantine/hooks";
import { Bar, BarChart, ReferenceArea, Tooltip, XAxis, YAxis } from "recharts";
import classes from "./StackedBars.module.css";

const height = 66;
/** Half the pixels of a time below the bars: nearer to an end it would be cut. */
const labelHalf = 20;

/** One bar: what began from `at`, Unix milliseconds, until the next bar, and how many of those failed. */
export interface CountedBar {
  readonly at: number;
  readonly all: number;
  readonly failed: number;
}

/**
 * Counts over time as stacked bars, failed at the foot. Bars before `countedFrom`, Unix milliseconds, are hatched:
 * they were not counted, which is not zero. `label` writes a time below the bars; `full` and `read` stand in the tip.
 */
export function StackedBars({
  bars,
  ticks,
  countedFrom,
  label,
  full,
  read,
}: {
  readonly bars: readonly CountedBar[];
  readonly ticks: readonly number[];
  readonly countedFrom: number | null;
  readonly label: (at: number) => string;
  readonly full: (at: number) => string;
  readonly read: (bar: Omit<CountedBar, "at">) => string;
}) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const data = bars.map((bar) => ({ at: bar.at, failed: bar.failed, rest: bar.all - bar.failed }));
  const first = bars[0]?.at;
  const place = (at: number): number => ((bars.findIndex((bar) => bar.at === at) + 0.5) / bars.length) * width;
  const whole = ticks.filter((at) => place(at) >= labelHalf && place(at) <= width - labelHalf);
  const uncounted = countedFrom === null ? undefined : bars.filter((bar) => bar.at < countedFrom).at(-1)?.at;
  return (
    <div ref={ref} className={classes.bars}>
      {width > 0 && (
        <BarChart
          width={width}
          height={height}
          data={data}
          margin={{ top: 2, right: 0, bottom: 0, left: 0 }}
          barCategoryGap="12%"
          accessibilityLayer={false}
        >
          <defs>
            <pattern id="uncounted" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <path d="M0 0V6" stroke="var(--line)" strokeWidth="2" />
            </pattern>
          </defs>
          <YAxis hide domain={[0, "dataMax"]} allowDecimals={false} />
          <XAxis
            dataKey="at"
            ticks={whole}
            tickFormatter={label}
            tickLine={false}
            axisLine={{ stroke: "var(--line)" }}
            tick={{ fill: "var(--ink-3)", fontSize: 12 }}
            interval="equidistantPreserveStart"
            minTickGap={16}
            height={20}
          />
          {first !== undefined && uncounted !== undefined && (
            <ReferenceArea x1={first} x2={uncounted} fill="url(#uncounted)" fillOpacity={1} stroke="none" />
          )}
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: "var(--sunk)" }}
            content={({ active, payload }) => {
              const bar = payload[0]?.payload as (typeof data)[number] | undefined;
              return active && bar ? (
                <div className={classes.tip}>
                  <b className="num">{full(bar.at)}</b>
                  <span>{read({ all: bar.rest + bar.failed, failed: bar.failed })}</span>
                </div>
              ) : null;
            }}
          />
          <Bar dataKey="failed" stackId="all" fill="var(--critical)" isAnimationActive={false} />
          <Bar dataKey="rest" stackId="all" fill="var(--line-2)" isAnimationActive={false} />
        </BarChart>
      )}
    </div>
  );
}
