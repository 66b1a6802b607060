import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./Notice.module.css";
import { say } from "./say.ts";

/** A bar across a pane that says which part failed, since when, and what still works. Rows below stay as they were. */
export function Notice({
  tone,
  icon,
  title,
  children,
  action,
  urgent = tone === "critical",
}: {
  readonly tone: "critical" | "medium" | "waiting" | "plain";
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** Interrupts what a screen reader says; else it waits its turn. */
  readonly urgent?: boolean;
}) {
  return (
    <div className={classes.notice} data-tone={tone} role={urgent ? "alert" : "status"}>
      {icon !== undefined && <span className={classes.icon}>{icon}</span>}
      <div className={classes.text}>
        <b>{title}</b>
        {children !== undefined && <span> {children}</span>}
      </div>
      {action}
    </div>
  );
}

/** A read that failed: why, its error id, and a retry. The last rows stay below it. */
export function ErrorBar({
  title,
  id,
  onRetry,
}: {
  readonly title: string;
  readonly id?: string | undefined;
  readonly onRetry: () => void;
}) {
  return (
    <Notice
      tone="critical"
      icon={<IconAlertTriangle size={16} stroke={1.8} aria-hidden="true" />}
      title={title}
      action={
        <Button variant="default" size="xs" onClick={onRetry}>
          {say("do.retry")}
        </Button>
      }
    >
      {id === undefined ? undefined : <span className="mono">{say("error.id", { id })}</span>}
    </Notice>
  );
}
