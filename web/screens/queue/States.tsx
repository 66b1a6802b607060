import { Button } from "@mantine/core";
import { IconClockPause, IconPlugConnectedX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { duration, time, when } from "../../app/format.ts";
import type { QueueSearch } from "../../app/url.ts";
import { t } from "../../app/words.ts";
import { type Freshness, type Names, useDeeds, useNow, useSources, useStatus } from "../../live/index.ts";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import { StateGlyph, StateIcon } from "../../widgets/StateGlyph.tsx";
import { isFiltered } from "./filter.ts";
import classes from "./States.module.css";
import { say } from "./words.ts";

/** Which part fails, since when, and what still works; nothing while all is well. */
export function FreshnessNotice({ fresh, zone }: { readonly fresh: Freshness; readonly zone: string }) {
  const now = useNow(1000);
  const unsent = useDeeds().some((deed) => deed.state === "sending" || deed.state === "undoing");
  switch (fresh.kind) {
    case "offline":
      return (
        <Notice
          tone="critical"
          icon={<IconPlugConnectedX size={17} stroke={1.8} aria-hidden="true" />}
          title={say("queue.offline", { at: time(fresh.since, zone) })}
          urgent={unsent}
        >
          {unsent ? say("queue.offline-unsent") : say("queue.offline-why")}
        </Notice>
      );
    case "stale":
      return (
        <Notice
          tone="medium"
          icon={<IconClockPause size={17} stroke={1.8} aria-hidden="true" />}
          title={say("queue.stale", { age: duration(now - fresh.lastAt) })}
        >
          {say("queue.stale-why", { at: time(fresh.lastAt, zone) })}
        </Notice>
      );
    case "behind":
      return (
        <Notice
          tone="medium"
          icon={<IconClockPause size={17} stroke={1.8} aria-hidden="true" />}
          title={say("queue.behind", { age: duration(fresh.byMs) })}
        >
          {say("queue.behind-why")}
        </Notice>
      );
    default:
      return null;
  }
}

/** Why the list is empty. It is good news only while every source of the scope reports. */
export function EmptyQueue({
  search,
  zone,
  names,
  onClear,
}: {
  readonly search: QueueSearch;
  readonly zone: string;
  readonly names: Names;
  readonly onClear: () => void;
}) {
  const status = useStatus();
  const now = useNow(1000);
  const sources = useSources().rows.filter(
    (row) =>
      row.environment === "" && (search.site === undefined || row.warehouse === null || row.warehouse === search.site),
  );
  const view = search.view ?? "due";
  if (isFiltered(search)) {
    return (
      <EmptyState title={say("queue.filter-empty")} why={say("queue.filter-empty-why", { n: status?.open ?? 0 })}>
        <Button variant="default" mt={12} onClick={onClear}>
          {t("do.clear")}
        </Button>
      </EmptyState>
    );
  }
  if (view !== "due") return <EmptyState title={say(`queue.empty-${view}`)} />;
  const where = search.site ?? (names.company === "" ? t("scope.all") : names.company);
  const silent = sources.filter((row) => row.silent || row.lastSeenAt === null);
  const good = sources.length > 0 && silent.length === 0;
  const last = status?.lastResolvedAt;
  const shown = sources.slice(0, 12);
  return (
    <EmptyState
      title={say("queue.empty", { where })}
      good={good}
      why={
        <>
          {last == null ? say("queue.empty-never") : say("queue.empty-last", { at: when(last, now, zone) })}
          {sources.length === 0 && <p>{say("queue.empty-no-sources")}</p>}
          {silent.length > 0 && (
            <p>{say("queue.empty-unsure", { names: silent.map((row) => row.name || row.system).join(", ") })}</p>
          )}
        </>
      }
    >
      {shown.length > 0 && (
        <ul className={classes.sources}>
          {shown.map((row) => {
            const off = row.silent || row.lastSeenAt === null;
            return (
              <li key={row.id}>
                <StateIcon state={off ? "silent" : "done"} />
                <span>{row.name || row.system}</span>
                <span className="num" data-off={off}>
                  {row.lastSeenAt === null
                    ? say("queue.never")
                    : off
                      ? say("queue.silent", { at: when(row.lastSeenAt, now, zone) })
                      : say("queue.ago", { ago: duration(now - Date.parse(row.lastSeenAt)) })}
                </span>
              </li>
            );
          })}
        </ul>
      )}
      {good && <StateGlyph state="done">{say("queue.empty-all", { n: sources.length, where })}</StateGlyph>}
      {!good && sources.length > 0 && (
        <StateGlyph state="silent">
          {say("queue.empty-some", { ok: sources.length - silent.length, all: sources.length, where })}
        </StateGlyph>
      )}
      {sources.length === 0 && <Link to="/connect">{say("queue.connect")}</Link>}
      <p className={classes.rule}>{say("queue.empty-rule")}</p>
    </EmptyState>
  );
}
