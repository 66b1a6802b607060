import { useElementSize } from "@mantine/hooks";
import { Line, LineChart, ReferenceDot, ReferenceLine, Tooltip, XAxis, YAxis } from "recharts";
import classes from "./BurnLine.module.css";

const height = 150;

/** A count at an instant, Unix milliseconds. */
export interface BurnPoint {
  readonly at: number;
  readonly count: number;
}

/**
 * Counts over time as a line down to nothing, with the way that is left dashed until `end`. `label` writes a time below
 * the axis; `full` stands in the tip; `name` reads the whole aloud.
 */
export function BurnLine({
  points,
  end,
  label,
  full,
  name,
}: {
  readonly points: readonly BurnPoint[];
  /** Unix milliseconds at which it is to be nothing. */
  readonly end: number;
  readonly label: (at: number) => string;
  readonly full: (point: BurnPoint) => string;
  readonly name: string;
}) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  const until = Math.max(end, last.at);
  return (
    <div ref={ref} className={classes.chart} role="img" aria-label={name}>
      {width > 0 && (
        <LineChart
          width={width}
          height={height}
          data={[...points]}
          margin={{ top: 20, right: 34, bottom: 0, left: 24 }}
          accessibilityLayer={false}
        >
          <YAxis hide domain={[0, "dataMax"]} allowDecimals={false} />
          <XAxis
            dataKey="at"
            type="number"
            domain={[first.at, until]}
            ticks={[...new Set([first.at, until])]}
            tickFormatter={label}
            tickLine={false}
            axisLine={{ stroke: "var(--line)" }}
            tick={{ fill: "var(--ink-3)", fontSize: 12 }}
            height={22}
            interval={0}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: "var(--line-2)" }}
            content={({ active, payload }) => {
              const point = payload[0]?.payload as BurnPoint | undefined;
              return active && point ? <div className={classes.tip}>{full(point)}</div> : null;
            }}
          />
          {end > last.at && (
            <ReferenceLine
              segment={[
                { x: last.at, y: last.count },
                { x: end, y: 0 },
              ]}
              stroke="var(--ink-3)"
              strokeDasharray="3 3"
            />
          )}
          <Line
            dataKey="count"
            type="linear"
            stroke="var(--ink-2)"
            strokeWidth={1.8}
            dot={false}
            activeDot={{ r: 3 }}
            isAnimationActive={false}
          />
          <ReferenceDot
            x={first.at}
            y={first.count}
            r={0}
            label={{ value: String(first.count), position: "top", fill: "var(--ink-3)", fontSize: 12 }}
          />
          <ReferenceDot
            x={last.at}
            y={last.count}
            r={4}
            fill={last.count === 0 ? "var(--done)" : "var(--high)"}
            stroke="none"
            label={{
              value: String(last.count),
              position: "right",
              fill: last.count === 0 ? "var(--done)" : "var(--high)",
              fontSize: 13,
              fontWeight: 650,
            }}
          />
        </LineChart>
      )}
    </div>
  );
}
