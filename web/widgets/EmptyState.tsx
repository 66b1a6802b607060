import type { ReactNode } from "react";
import classes from "./EmptyState.module.css";
import { Mark } from "./Mark.tsx";

/** Emptiness, explained: a title, why, and what may be done. `good` draws the mark above it. */
export function EmptyState({
  title,
  why,
  good = false,
  children,
}: {
  readonly title: string;
  readonly why?: ReactNode;
  readonly good?: boolean;
  readonly children?: ReactNode;
}) {
  return (
    <div className={classes.empty}>
      {good && <Mark size={62} ink="var(--ink)" />}
      <h2 className={classes.title}>{title}</h2>
      {why !== undefined && <div className={classes.why}>{why}</div>}
      {children}
    </div>
  );
}
