import { IconAccessPointOff, IconClockPause, IconPlayerPauseFilled, IconPlugConnectedX } from "@tabler/icons-react";
import classes from "./Chip.module.css";

/** What a freshness chip can say. */
export type ChipKind = "live" | "paused" | "stale" | "behind" | "offline" | "silent" | "connecting";

/** A freshness chip: bold word, then its value. One form everywhere. */
export function FreshnessChip({
  kind,
  label,
  value,
  title,
}: {
  readonly kind: ChipKind;
  readonly label: string;
  readonly value?: string | undefined;
  readonly title?: string | undefined;
}) {
  return (
    <span className={classes.chip} data-kind={kind} title={title}>
      <Glyph kind={kind} />
      <b>{label}</b>
      {value !== undefined && <span className={`${classes.value} num`}>{value}</span>}
    </span>
  );
}

function Glyph({ kind }: { readonly kind: ChipKind }) {
  switch (kind) {
    case "live":
      return <span className={classes.dot} aria-hidden="true" />;
    case "connecting":
      return <span className={classes.hollow} aria-hidden="true" />;
    case "paused":
      return <IconPlayerPauseFilled size={13} aria-hidden="true" />;
    case "offline":
      return <IconPlugConnectedX size={15} stroke={1.8} aria-hidden="true" />;
    case "silent":
      return <IconAccessPointOff size={15} stroke={1.8} aria-hidden="true" />;
    default:
      return <IconClockPause size={15} stroke={1.8} aria-hidden="true" />;
  }
}
