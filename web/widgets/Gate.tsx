import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import classes from "./Gate.module.css";
import { crossings, type GateForm, gateWidth, type Run, strokeAt } from "./strokes.ts";

/**
 * One row of the tally at the scale of a building: a stroke for so many objects, crossed out where five are done. The
 * text says the same in figures, which are the real content and stand beside it.
 */
export function Gate({
  runs,
  height,
  pitch,
  label,
}: {
  readonly runs: readonly Run[];
  /** CSS pixels: 58 in front, 30 below it and on Departures, 18 in tables. */
  readonly height: number;
  /** CSS pixels from stroke to stroke. */
  readonly pitch: number;
  readonly label: string;
}) {
  const strokes = runs.reduce((sum, run) => sum + run.strokes, 0);
  const width = Math.max(1, Math.ceil(gateWidth(strokes, pitch)));
  let from = 0;
  return (
    <svg
      className={classes.gate}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      {runs.map((run) => {
        const first = from;
        from += run.strokes;
        return run.strokes === 0 ? null : (
          <Strokes key={run.form} form={run.form} first={first} count={run.strokes} pitch={pitch} height={height} />
        );
      })}
      {crossings(runs).map((first) => (
        <path
          key={first}
          className={classes[runs[0]?.form ?? "done"]}
          d={`M${(strokeAt(first, pitch) - pitch * 0.6).toFixed(2)} ${height * 0.76}L${(strokeAt(first + 4, pitch) + pitch * 0.6).toFixed(2)} ${height * 0.24}`}
        />
      ))}
    </svg>
  );
}

/** One stroke as the key of a figure. */
export function StrokeKey({ form, height = 20 }: { readonly form: GateForm; readonly height?: number }) {
  return (
    <svg className={classes.gate} width={12} height={height} viewBox={`0 0 12 ${height}`} aria-hidden="true">
      <Strokes form={form} first={0} count={1} pitch={6 / 0.7} height={height} bare />
    </svg>
  );
}

/** A run of like strokes; `bare` leaves out its ground. */
function Strokes({
  form,
  first,
  count,
  pitch,
  height,
  bare = false,
}: {
  readonly form: GateForm;
  readonly first: number;
  readonly count: number;
  readonly pitch: number;
  readonly height: number;
  readonly bare?: boolean;
}) {
  const at = Array.from({ length: count }, (_, index) => strokeAt(first + index, pitch));
  const grounded = !bare && (form === "blocked" || form === "not-known");
  const start = (at[0] ?? 0) - pitch * 0.6;
  return (
    <g className={classes[form]}>
      {grounded && (
        <rect
          className={classes.ground}
          x={start}
          y={0}
          width={(at.at(-1) ?? 0) + pitch * 0.6 - start}
          height={height}
        />
      )}
      <path d={at.map((x) => lineOf(form, x, height, pitch)).join("")} />
    </g>
  );
}

/** The path of one stroke. */
function lineOf(form: GateForm, x: number, height: number, pitch: number): string {
  const left = x.toFixed(2);
  switch (form) {
    case "blocked": {
      const half = Math.min(4.4, pitch * 0.72, height * 0.22);
      const middle = height / 2;
      return `M${(x - half).toFixed(2)} ${middle - half}l${2 * half} ${2 * half}M${(x + half).toFixed(2)} ${middle - half}l${-2 * half} ${2 * half}`;
    }
    case "late":
      return `M${left} 1.5V${(height * 0.62).toFixed(2)}M${left} ${height - 2}v.1`;
    default:
      return `M${left} 1.5V${height - 1.5}`;
  }
}

/** Width of an element in CSS pixels, followed as it changes; 0 before it is known. */
export function useRoom(): readonly [RefObject<HTMLDivElement | null>, number] {
  const element = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  useLayoutEffect(() => {
    const at = element.current;
    if (at === null) return;
    const measure = (): void => setRoom(Math.floor(at.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(at);
    return () => observer.disconnect();
  }, []);
  return [element, room];
}
