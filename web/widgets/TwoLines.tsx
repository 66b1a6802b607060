import { useElementSize } from "@mantine/hooks";
import { CartesianGrid, ComposedChart, Line, ReferenceLine, Tooltip, XAxis, YAxis } from "recharts";
import { durationTicks } from "./durationTicks.ts";
import classes from "./LineOverBars.module.css";

const height = 180;

/** A day: a duration in milliseconds and a value, each null where nothing was measured. */
export interface DayOfTwo {
  /** `2026-11-19`. */
  readonly at: string;
  readonly ms: number | null;
  readonly value: number | null;
}

/**
 * A duration by day as a line from zero, and a value as a dashed one on a scale of its own, which begins and ends a
 * little beyond what it was. Gaps are where nothing was measured.
 */
export function TwoLines({
  parts,
  limitMs,
  limit,
  most,
  day,
  span,
  value,
  read,
}: {
  readonly parts: readonly DayOfTwo[];
  readonly limitMs: number;
  /** What stands at the limit's line. */
  readonly limit: string;
  /** The most that a value can be; null: it has no end. */
  readonly most: number | null;
  readonly day: (date: string) => string;
  readonly span: (ms: number) => string;
  readonly value: (value: number) => string;
  /** What the tip says of a day. */
  readonly read: (part: DayOfTwo) => string;
}) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const longest = Math.max(1, ...parts.map(({ ms }) => ms ?? 0));
  const shown = limitMs <= longest * 3;
  const top = (shown ? Math.max(longest, limitMs) : longest) * 1.1;
  const [low, high] = scaleOf(parts, most);
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
            tickFormatter={day}
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
            yAxisId="value"
            orientation="right"
            domain={[low, high]}
            ticks={[low, high]}
            tickFormatter={value}
            tickLine={false}
            axisLine={false}
            tick={{ fill: "var(--accent)", fontSize: 12 }}
            width={84}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: "var(--line-2)" }}
            content={({ active, payload }) => {
              const part = payload[0]?.payload as DayOfTwo | undefined;
              return active && part ? <div className={`${classes.tip} num`}>{read(part)}</div> : null;
            }}
          />
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
            dot={{ r: 1.6, fill: "var(--ink-2)", strokeWidth: 0 }}
            connectNulls={false}
            isAnimationActive={false}
          />
          <Line
            yAxisId="value"
            dataKey="value"
            type="linear"
            stroke="var(--accent)"
            strokeWidth={1.8}
            strokeDasharray="5 3"
            dot={{ r: 1.6, fill: "var(--accent)", strokeWidth: 0, strokeDasharray: "none" }}
            connectNulls={false}
            isAnimationActive={false}
          />
        </ComposedChart>
      )}
    </div>
  );
}

/** From a little below the least to a little above the most; never below zero, nor beyond what a value can be. */
function scaleOf(parts: readonly DayOfTwo[], most: number | null): readonly [number, number] {
  const values = parts.flatMap(({ value }) => value ?? []);
  if (values.length === 0) return [0, most ?? 1];
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const more = (greatest - least) * 0.1 || Math.abs(greatest) * 0.1 || 1;
  return [Math.max(0, least - more), Math.min(most ?? Number.POSITIVE_INFINITY, greatest + more)];
}
