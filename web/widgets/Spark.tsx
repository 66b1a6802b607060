import classes from "./Spark.module.css";

/** One point of the line; null: nothing was measured, and the line goes over it. */
export interface SparkPoint {
  readonly value: number | null;
  /** A while that is not over stands as a ring. */
  readonly ended: boolean;
}

const inset = 3;

/** Some weeks as a line, the target dashed across. Nothing where nothing was measured. */
export function Spark({
  points,
  target,
  label,
  below = false,
  width = 120,
  height = 28,
}: {
  readonly points: readonly SparkPoint[];
  readonly target: number | null;
  /** What a screen reader says in its place; null where what it stands in says it. */
  readonly label: string | null;
  /** The whole of it is below its target. */
  readonly below?: boolean;
  readonly width?: number;
  readonly height?: number;
}) {
  const values = points.flatMap(({ value }) => value ?? []);
  if (values.length === 0) return null;
  const all = target === null ? values : [...values, target];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const x = (at: number): number => inset + (at * (width - 2 * inset)) / Math.max(1, points.length - 1);
  const y = (value: number): number =>
    high === low ? height / 2 : height - inset - ((value - low) / (high - low)) * (height - 2 * inset);
  const drawn = points.flatMap(({ value, ended }, at) => (value === null ? [] : [{ x: x(at), y: y(value), ended }]));
  const last = drawn.at(-1);
  return (
    <svg
      width={width}
      height={height}
      className={classes.spark}
      data-below={below || undefined}
      role="img"
      aria-label={label ?? ""}
      aria-hidden={label === null}
    >
      {target !== null && <line x1={0} x2={width} y1={y(target)} y2={y(target)} className={classes.goal} />}
      <polyline points={drawn.map((one) => `${one.x},${one.y}`).join(" ")} />
      {last !== undefined && <circle cx={last.x} cy={last.y} r={2.6} data-open={!last.ended} />}
    </svg>
  );
}
