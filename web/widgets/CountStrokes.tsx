/** How the strokes of a count look. */
export type StrokeForm = "late" | "refused" | "not-known" | "waiting";

/** More strokes than this are not drawn; the number beside them says how many there are. */
const most = 50;

const pitch = 6;
const gap = 4;
const tall = 24;

/** A count as strokes in fives, one a thing. It says nothing to a reader: its number stands beside it. */
export function CountStrokes({ n, form }: { readonly n: number; readonly form: StrokeForm }) {
  const strokes = Math.min(n, most);
  const step = form === "refused" ? pitch + 1.5 : pitch;
  const at = (index: number): number => 5 + index * step + Math.floor(index / 5) * gap;
  const width = strokes === 0 ? 0 : at(strokes - 1) + 5;
  return (
    <svg
      width={width}
      height={tall}
      viewBox={`0 0 ${width} ${tall}`}
      aria-hidden="true"
      fill="none"
      strokeLinecap="round"
      style={{ maxWidth: "100%" }}
    >
      {Array.from({ length: strokes }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a stroke is its place
        <Mark key={index} x={at(index)} form={form} />
      ))}
    </svg>
  );
}

function Mark({ x, form }: { readonly x: number; readonly form: StrokeForm }) {
  switch (form) {
    case "late":
      return <path d={`M${x} 3v12.5M${x} 20.4v.2`} stroke="var(--high)" strokeWidth="2" />;
    case "refused":
      return <path d={`M${x - 2.2} 9.4l4.4 5.2M${x + 2.2} 9.4l-4.4 5.2`} stroke="var(--critical)" strokeWidth="1.8" />;
    case "not-known":
      return <path d={`M${x} 3v18`} stroke="var(--medium)" strokeWidth="2.2" strokeDasharray="0.1 4.2" />;
    case "waiting":
      return (
        <path d={`M${x} 3v18`} stroke="var(--ink-3)" strokeWidth="1.8" strokeDasharray="1.5 3" strokeLinecap="butt" />
      );
  }
}
