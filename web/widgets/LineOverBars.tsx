import { useElementSize } from "@mantine/hooks";
import { Bar, CartesianGrid, ComposedChart, Line, ReferenceLine, Tooltip, XAxis, YAxis } from "recharts";
import { durationTicks } from "./durationTicks.ts";
import classes from "./LineOverBars.module.css";

const height = 180;

const colours = {
  trouble: { bar: "var(--critical-line)", tick: "var(--critical)" },
  traffic: { bar: "var(--line-2)", tick: "var(--ink-3)" },
} as const;

/** A part of the time: a duration in milliseconds, null where nothing was measured, and a count. */
export interface TimedCount {
  /** When it begins, Unix milliseconds. */
  readonly at: number;
  readonly ms: number | null;
  readonly count: number;
}

/**
 * A duration over time as a line, with a count as bars behind it on a scale of their own; both begin at zero. A gap in
 * the line is where nothing was measured. The limit is drawn where it lies within three times what was measured.
 */
export function LineOverBars({
  parts,
  limitMs,
  limit,
  counts = "trouble",
  time,
  span,
  read,
}: {
  readonly parts: readonly TimedCount[];
  readonly limitMs: number;
  /** What stands at the limit's line. */
  readonly limit: string;
  /** What the bars count: what went wrong, in its colour, or what went through. */
  readonly counts?: "trouble" | "traffic";
  readonly time: (at: number) => string;
  readonly span: (ms: number) => string;
  /** What the tip says of a part. */
  readonly read: (part: TimedCount) => string;
}) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const longest = Math.max(1, ...parts.map(({ ms }) => ms ?? 0));
  const shown = limitMs <= longest * 3;
  const top = (shown ? Math.max(longest, limitMs) : longest) * 1.1;
  const most = Math.max(1, ...parts.map(({ count }) => count));
  const colour = colours[counts];
  return (
    <div ref={ref} className={classes.chart}>
      {width > 0 && (
        <ComposedChart
          width={width}
          height={height}
          data={[...parts]}
          margin={{ top: 14, right: 4, bottom: 0, left: 4 }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="at"
            tickFormatter={time}
            tickLine={false}
            axisLine={{ stroke: "var(--line)" }}
            tick={{ fill: "var(--ink-3)", fontSize: 12 }}
            interval="equidistantPreserveStart"
            minTickGap={40}
            height={22}
          />
          <YAxis
            yAxisId="ms"
            domain={[0, top]}
            tickFormatter={span}
            ticks={[...durationTicks(top)]}
            tickLine={false}
            axisLine={false}
            tick={{ fill: "var(--ink-3)", fontSize: 12 }}
            width={76}
          />
          <YAxis
            yAxisId="count"
            orientation="right"
            // Bars stay below the line: they are the ground, and it is the figure.
            domain={[0, most * 2]}
            allowDecimals={false}
            ticks={[0, most]}
            tickLine={false}
            axisLine={false}
            tick={{ fill: colour.tick, fontSize: 12 }}
            width={36}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: "var(--line-2)" }}
            content={({ active, payload }) => {
              const part = payload[0]?.payload as TimedCount | undefined;
              return active && part ? <div className={`${classes.tip} num`}>{read(part)}</div> : null;
            }}
          />
          <Bar yAxisId="count" dataKey="count" fill={colour.bar} maxBarSize={8} isAnimationActive={false} />
          {shown && (
            <ReferenceLine
              yAxisId="ms"
              y={limitMs}
              stroke="var(--edge)"
              strokeDasharray="3 3"
              label={{ value: limit, position: "insideTopLeft", fill: "var(--ink-3)", fontSize: 12 }}
            />
          )}
          <Line
            yAxisId="ms"
            dataKey="ms"
            type="linear"
            stroke="var(--ink-2)"
            strokeWidth={1.8}
            dot={parts.length <= 24 ? { r: 2, fill: "var(--ink-2)", strokeWidth: 0 } : false}
            connectNulls={false}
            isAnimationActive={false}
          />
        </ComposedChart>
      )}
    </div>
  );
}
