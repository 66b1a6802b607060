import { say } from "./say.ts";

/** An amount, exact or estimated (with the sign ≈, in ochre); null is written as unknown, never as zero or a dash. */
export function Value({
  text,
  estimate = false,
  strong = false,
}: {
  readonly text: string | null;
  readonly estimate?: boolean;
  readonly strong?: boolean;
}) {
  if (text === null) return <span style={{ color: "var(--medium)", fontWeight: 500 }}>{say("value.unknown")}</span>;
  return (
    <span
      className="num"
      style={{
        whiteSpace: "nowrap",
        fontWeight: strong ? 650 : undefined,
      }}
    >
      {estimate && <span style={{ color: "var(--medium)" }}>≈ </span>}
      {text}
    </span>
  );
}
