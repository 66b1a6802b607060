import {
  IconAccessPointOff,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleMinus,
  IconCircleXFilled,
  IconClockExclamation,
  IconClockPause,
  IconClockX,
  IconDatabase,
  IconDatabaseOff,
  IconEqualNot,
  IconFileTime,
  IconHelpHexagon,
  IconPhone,
  IconPlayerPause,
  IconTargetOff,
  IconTrendingUp,
  IconUserQuestion,
} from "@tabler/icons-react";
import classes from "./glyph.module.css";
import { say } from "./say.ts";

/** What happened. */
export type StateName =
  | "done"
  | "waiting"
  | "late"
  | "missed"
  | "failed"
  | "mismatch"
  | "skipped"
  | "silent"
  | "stale"
  | "batch"
  | "near-target"
  | "off-target"
  | "nobody"
  | "not-known"
  | "not-judged"
  | "on-hold"
  | "told"
  | "complete"
  | "incomplete";

const looks: Record<StateName, readonly [typeof IconPhone, string]> = {
  done: [IconCircleCheckFilled, "done"],
  waiting: [IconCircleDashed, "waiting"],
  late: [IconClockExclamation, "high"],
  missed: [IconClockX, "critical"],
  failed: [IconCircleXFilled, "critical"],
  mismatch: [IconEqualNot, "critical"],
  skipped: [IconCircleMinus, "ink-3"],
  silent: [IconAccessPointOff, "medium"],
  stale: [IconClockPause, "medium"],
  batch: [IconFileTime, "waiting"],
  "near-target": [IconTrendingUp, "medium"],
  "off-target": [IconTargetOff, "high"],
  nobody: [IconUserQuestion, "high"],
  "not-known": [IconHelpHexagon, "medium"],
  "not-judged": [IconHelpHexagon, "medium"],
  "on-hold": [IconPlayerPause, "ink-3"],
  told: [IconPhone, "waiting"],
  complete: [IconDatabase, "ink-3"],
  incomplete: [IconDatabaseOff, "medium"],
};

/** The icon of a state alone; hidden from screen readers, so a word must stand with it. */
export function StateIcon({ state, size = 15 }: { readonly state: StateName; readonly size?: number }) {
  const [Icon, colour] = looks[state];
  return <Icon size={size} stroke={1.8} color={`var(--${colour})`} aria-hidden="true" className={classes.glyph} />;
}

/** Icon and word; `children` takes the place of the state's own word. */
export function StateGlyph({
  state,
  size = 15,
  children,
}: {
  readonly state: StateName;
  readonly size?: number;
  readonly children?: React.ReactNode;
}) {
  return (
    <span className={classes.word} style={{ color: `var(--${looks[state][1]})` }}>
      <StateIcon state={state} size={size} />
      {children ?? say(`state.${state}`)}
    </span>
  );
}
