import { say } from "./say.ts";

/** What became of one milestone. */
export type Stroke = "done" | "awaited" | "failed" | "late" | "missed" | "skipped" | "paused" | "not-judged";

const colour: Record<Stroke, string> = {
  done: "var(--ink-2)",
  awaited: "var(--ink-3)",
  failed: "var(--critical)",
  missed: "var(--critical)",
  late: "var(--high)",
  skipped: "var(--line-2)",
  paused: "var(--ink-3)",
  "not-judged": "var(--medium)",
};

/** One stroke a milestone, in order; crossed out when all of them happened. Read aloud as "3 of 5 done, failed". */
export function TallyStrip({
  strokes,
  height = 14,
}: {
  readonly strokes: readonly Stroke[];
  readonly height?: number;
}) {
  const done = strokes.filter((stroke) => stroke === "done" || stroke === "late").length;
  const counted = strokes.filter((stroke) => stroke !== "skipped").length;
  const trouble = strokes.find((stroke) => stroke === "failed" || stroke === "missed" || stroke === "late");
  const label =
    trouble === undefined
      ? say("tally.read", { done, all: counted })
      : say("tally.with", { done, all: counted, what: say(`stroke.${trouble}`) });
  const width = Math.max(8, strokes.length * 6 + 2);
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} 14`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      strokeLinecap="round"
      fill="none"
    >
      {strokes.map((stroke, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a milestone is its place
        <Bar key={index} stroke={stroke} x={4 + index * 6} />
      ))}
      {done === counted && counted > 1 && <path d={`M1 10.5 ${width - 1} 3.5`} stroke="var(--ink-2)" strokeWidth="2" />}
    </svg>
  );
}

function Bar({ stroke, x }: { readonly stroke: Stroke; readonly x: number }) {
  const paint = { stroke: colour[stroke], strokeWidth: 2.2 };
  switch (stroke) {
    case "failed":
    case "missed":
      return <path d={`M${x - 2.5} 4.5l5 5M${x + 2.5} 4.5l-5 5`} {...paint} strokeWidth="2" />;
    case "late":
      return <path d={`M${x} 1.5V8.5M${x} 12.4v.1`} {...paint} />;
    case "awaited":
    case "paused":
      return <path d={`M${x} 1.5v11`} {...paint} strokeWidth="1.8" strokeDasharray="1.5 3" strokeLinecap="butt" />;
    case "not-judged":
      return <path d={`M${x} 2v.1M${x} 7v.1M${x} 12v.1`} {...paint} />;
    default:
      return <path d={`M${x} 1.5v11`} {...paint} />;
  }
}
