import classes from "./TrendBars.module.css";

const width = 120;
const height = 28;

/** Counts over equal parts of a while, the oldest first, as bars on one line. `label` reads them aloud. */
export function TrendBars({
  counts,
  hot,
  label,
}: {
  readonly counts: readonly number[];
  /** What is new or grows takes the colour of what is wrong. */
  readonly hot: boolean;
  readonly label: string;
}) {
  const most = Math.max(1, ...counts);
  const slot = width / Math.max(1, counts.length);
  return (
    <svg width={width} height={height} className={classes.bars} role="img" aria-label={label} data-hot={hot}>
      <line x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} className={classes.base} />
      {counts.map((count, index) => {
        const tall = count === 0 ? 0 : Math.max(3, (count / most) * (height - 2));
        const at = index * slot;
        return count === 0 ? null : (
          <rect key={at} x={at + 0.5} y={height - tall} width={Math.max(1, slot - 1.5)} height={tall} rx={1} />
        );
      })}
    </svg>
  );
}
