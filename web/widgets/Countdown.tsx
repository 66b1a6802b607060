/** Time left, in the colour of how near it is: `now` under one hour or past, `soon` under two. */
export function Countdown({
  text,
  near,
  title,
}: {
  readonly text: string;
  readonly near: "past" | "now" | "soon" | "later";
  readonly title?: string;
}) {
  const urgent = near === "now" || near === "past";
  return (
    <span
      className="num"
      title={title}
      style={{
        color: urgent ? "var(--critical)" : near === "soon" ? "var(--high)" : "var(--ink-3)",
        fontWeight: urgent || near === "soon" ? 650 : 400,
        whiteSpace: "nowrap",
      }}
    >
      {text}
    </span>
  );
}
