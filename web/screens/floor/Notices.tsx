import { IconAlertTriangle, IconClockPause, IconPlugConnectedX } from "@tabler/icons-react";
import type { Problem } from "../../../server/wire/index.ts";
import { duration, when } from "../../app/format.ts";
import { t as frame } from "../../app/words.ts";
import type { Freshness } from "../../live/index.ts";
import shared from "./floor.module.css";
import classes from "./Notices.module.css";
import { t } from "./words.ts";

/** Which part failed, since when, and what still works; nothing while the rows are those of now. */
export function Old({ fresh, zone, now }: { readonly fresh: Freshness; readonly zone: string; readonly now: number }) {
  switch (fresh.kind) {
    case "offline":
      return (
        <div className={classes.notice} role="alert">
          <IconPlugConnectedX size={30} stroke={1.8} aria-hidden="true" />
          <p>
            <b>{t("floor.offline", { at: when(fresh.since, now, zone) })}</b> {t("floor.offline-why")}
          </p>
        </div>
      );
    case "stale":
    case "behind":
      return (
        <div className={classes.notice} data-tone="medium" role="status">
          <IconClockPause size={30} stroke={1.8} aria-hidden="true" />
          <p>
            <b>{t("floor.stale", { age: duration(fresh.kind === "stale" ? now - fresh.lastAt : fresh.byMs) })}</b>{" "}
            {fresh.kind === "stale"
              ? t("floor.stale-why", { at: when(fresh.lastAt, now, zone) })
              : t("floor.behind-why")}
          </p>
        </div>
      );
    case "live":
    case "paused":
    case "connecting":
      return null;
  }
}

/** What came of the last thing that was done or scanned. It keeps its place, so that nothing moves. */
export function Said({
  said,
  error,
  onAgain,
}: {
  readonly said: { readonly text: string; readonly failed: boolean };
  readonly error: Problem | null;
  readonly onAgain: () => void;
}) {
  return (
    <div className={classes.said} data-failed={said.failed || error !== null || undefined}>
      {(said.failed || error !== null) && <IconAlertTriangle size={26} stroke={1.8} aria-hidden="true" />}
      <p role="status">{error === null ? said.text : (error.detail ?? error.title)}</p>
      {error !== null && (
        <button type="button" className={shared.second} onClick={onAgain}>
          {frame("do.retry")}
        </button>
      )}
    </div>
  );
}
