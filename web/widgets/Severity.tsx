import { IconAlertCircle, IconAlertOctagonFilled, IconAlertTriangleFilled, IconInfoSquare } from "@tabler/icons-react";
import classes from "./glyph.module.css";
import { say } from "./say.ts";

/** How bad it is. */
export type SeverityLevel = "critical" | "high" | "medium" | "low";

const icons = {
  critical: IconAlertOctagonFilled,
  high: IconAlertTriangleFilled,
  medium: IconAlertCircle,
  low: IconInfoSquare,
} as const;

/** The glyph of a severity alone: only where the word stands beside it anyway. */
export function SeverityGlyph({
  level,
  size = 14,
  color = `var(--${level})`,
}: {
  readonly level: SeverityLevel;
  readonly size?: number;
  readonly color?: string;
}) {
  const Icon = icons[level];
  return <Icon size={size} stroke={1.8} color={color} aria-hidden="true" className={classes.glyph} />;
}

/** Glyph and word. */
export function Severity({ level, size = 14 }: { readonly level: SeverityLevel; readonly size?: number }) {
  return (
    <span className={classes.word} style={{ color: `var(--${level})` }}>
      <SeverityGlyph level={level} size={size} />
      {say(`severity.${level}`)}
    </span>
  );
}
