import { worths } from "./strokes.ts";

/** How the strokes of a part look. */
export type TallyForm = "good" | "missed" | "silent";

/** Some of what is counted. */
export interface TallyPart {
  readonly form: TallyForm;
  readonly n: number;
}

/** Strokes in one picture, at most. */
const most = 40;
const pitch = 6;
const gap = 5;
const tall = 24;

/** What one stroke stands for, so that all find room; the least of the steps that a gate knows too. */
export function worthOf(parts: readonly TallyPart[]): number {
  const all = parts.reduce((sum, { n }) => sum + n, 0);
  return worths.find((worth) => all / worth <= most) ?? all;
}

/** One form for each stroke; a part that is not 0 has at least one. */
export const strokesIn = (parts: readonly TallyPart[], worth: number): readonly TallyForm[] =>
  parts.flatMap(({ form, n }) => Array.from({ length: n === 0 ? 0 : Math.max(1, Math.round(n / worth)) }, () => form));

/**
 * Parts of a count as strokes in fives, `crossed` as on a tally: four upright and the fifth across them. It says nothing to
 * a reader: the numbers stand beside it, and what a stroke stands for where it is more than one.
 */
export function TallyCount({
  parts,
  crossed = false,
}: {
  readonly parts: readonly TallyPart[];
  readonly crossed?: boolean;
}) {
  const strokes = strokesIn(parts, worthOf(parts));
  const fives = crossed ? Math.floor(strokes.filter((form) => form === "good").length / 5) * 5 : 0;
  const across = (index: number): boolean => index < fives && index % 5 === 4;
  // A stroke across the four before it takes no room of its own.
  const at = (index: number): number => {
    const before = Math.min(index, fives);
    return 4 + (index - Math.floor(before / 5)) * pitch + Math.floor(index / 5) * gap;
  };
  const width = strokes.length === 0 ? 0 : at(strokes.length - 1) + 6;
  if (width === 0) return null;
  return (
    <svg
      width={width}
      height={tall}
      viewBox={`0 0 ${width} ${tall}`}
      aria-hidden="true"
      fill="none"
      strokeLinecap="round"
      style={{ display: "block", maxWidth: "100%" }}
    >
      {strokes.map((form, index) =>
        across(index) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stroke is its place
          <path key={index} d={`M${at(index - 4) - 3} 19L${at(index - 1) + 3} 5`} stroke="var(--ink)" strokeWidth="2" />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stroke is its place
          <Stroke key={index} x={at(index)} form={form} />
        ),
      )}
    </svg>
  );
}

function Stroke({ x, form }: { readonly x: number; readonly form: TallyForm }) {
  switch (form) {
    case "good":
      return <path d={`M${x} 3v18`} stroke="var(--ink)" strokeWidth="2" />;
    case "missed":
      return (
        <>
          <rect x={x - pitch / 2} y="2" width={pitch} height="20" fill="var(--critical-soft)" />
          <path d={`M${x - 2.2} 9.8l4.4 4.4M${x + 2.2} 9.8l-4.4 4.4`} stroke="var(--critical)" strokeWidth="1.6" />
        </>
      );
    case "silent":
      return (
        <>
          <rect x={x - pitch / 2} y="2" width={pitch} height="20" fill="var(--medium-soft)" />
          <path d={`M${x} 4v16`} stroke="var(--medium)" strokeWidth="2.2" strokeDasharray="0.1 4.2" />
        </>
      );
  }
}
