import type { KpiRow } from "../../../server/wire/index.ts";
import { shownValue } from "./model.ts";
import classes from "./score.module.css";
import { t } from "./words.ts";

const width = 120;
const height = 28;
const inset = 3;

/** Thirteen weeks as a line, the target dashed across, a week that is not over as a ring. */
export function Spark({ row }: { readonly row: KpiRow }) {
  const values = row.series.flatMap(({ value }) => value ?? []);
  if (values.length === 0) return null;
  const all = row.target === null ? values : [...values, row.target];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const x = (at: number): number => inset + (at * (width - 2 * inset)) / Math.max(1, row.series.length - 1);
  const y = (value: number): number =>
    high === low ? height / 2 : height - inset - ((value - low) / (high - low)) * (height - 2 * inset);
  const points = row.series.flatMap(({ value, ended, from }, at) =>
    value === null ? [] : [{ x: x(at), y: y(value), ended, from }],
  );
  const last = points.at(-1);
  return (
    <svg
      width={width}
      height={height}
      className={classes.spark}
      role="img"
      aria-label={t("score.weeks-label", {
        name: row.name,
        values: row.series.map((one) => shownValue(one, row.unit)).join(", "),
      })}
    >
      {row.target !== null && <line x1={0} x2={width} y1={y(row.target)} y2={y(row.target)} className={classes.goal} />}
      <polyline points={points.map((one) => `${one.x},${one.y}`).join(" ")} />
      {last !== undefined && <circle cx={last.x} cy={last.y} r={2.6} data-open={!last.ended} />}
    </svg>
  );
}
