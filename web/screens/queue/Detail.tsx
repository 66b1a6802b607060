import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type Ref, useEffect } from "react";
import type { ExceptionDetail, ExceptionRow } from "../../../server/wire/index.ts";
import { full, when } from "../../app/format.ts";
import { t, word } from "../../app/words.ts";
import { api, type Names, problemOf, useFeed, useMe, useNow } from "../../live/index.ts";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { Keycap } from "../../widgets/Keycap.tsx";
import { ErrorBar, Notice } from "../../widgets/Notice.tsx";
import { Severity } from "../../widgets/Severity.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { Payload, Recommended, Similar, useAdvice } from "./Advice.tsx";
import { ConflictNotice } from "./ConflictNotice.tsx";
import { Presence } from "./cells.tsx";
import classes from "./Detail.module.css";
import { ActDialog } from "./Dialogs.tsx";
import { tell } from "./detailWords.ts";
import { Facts } from "./Facts.tsx";
import { nameOf } from "./nameOf.ts";
import { Owner } from "./Owner.tsx";
import { Steps } from "./Steps.tsx";
import { Story } from "./Story.tsx";
import type { Actions } from "./useActions.ts";
import type { Conflict } from "./useQueue.ts";
import { say } from "./words.ts";

/** One exception with all that explains it; asked again when the row in the queue has a newer version. */
export function useException(id: string, version: number | undefined, enabled = true) {
  const query = useQuery({
    queryKey: ["exception", id],
    enabled,
    queryFn: ({ signal }) => api<ExceptionDetail>(`/exceptions/${encodeURIComponent(id)}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: version === undefined ? 10_000 : false,
  });
  const { data, refetch } = query;
  useEffect(() => {
    if (version !== undefined && data?.id === id && data.version < version) void refetch();
  }, [version, data, id, refetch]);
  return query;
}

/** The exception that is opened: as the list has it, or live on its own where the list does not have it. */
export function useOpened(id: string | null, row: ExceptionRow | undefined): ExceptionRow | undefined {
  const own = id?.startsWith("X-") === true;
  const alone = useFeed("exceptions", { id: id ?? "", watch: "1" }, { limit: 1, enabled: own && row === undefined });
  const live = row ?? alone.rows.find((one) => one.id === id);
  const { data } = useException(id ?? "", live?.version, own);
  return live ?? (own && data?.id === id ? data : undefined);
}

/** What the detail needs. */
export interface DetailProps {
  readonly id: string;
  /** The row as the queue has it, newer than what was fetched or the same. */
  readonly row: ExceptionRow | undefined;
  readonly names: Names;
  readonly place: { readonly index: number; readonly of: number } | null;
  readonly actions: Actions;
  readonly conflict: Conflict | undefined;
  /** Who else looks at it now. */
  readonly people: readonly string[];
  readonly onSeen: () => void;
  readonly onStep: (by: 1 | -1) => void;
  readonly technical: boolean;
  readonly onTechnical: (on: boolean) => void;
  readonly heading?: Ref<HTMLHeadingElement>;
}

/** What happened, what it blocks, until when, whose it is, and what one can do about it. */
export function Detail({
  id,
  row,
  names,
  place,
  actions,
  conflict,
  people,
  onSeen,
  onStep,
  technical,
  onTechnical,
  heading,
}: DetailProps) {
  const { data, error, refetch } = useException(id, row?.version);
  const advice = useAdvice(id, row?.version).data;
  const now = useNow(1000);
  const me = useMe()?.name ?? "";
  const fetched = data?.id === id ? data : undefined;
  const current: ExceptionRow | undefined =
    row === undefined || (fetched !== undefined && fetched.version >= row.version) ? fetched : row;
  if (current === undefined) {
    if (error === null) return <SkeletonRows rows={6} />;
    const problem = problemOf(error);
    return problem.status === 404 ? (
      <EmptyState title={tell("x.not-found", { id })} why={tell("x.not-found-why")} />
    ) : (
      <ErrorBar title={problem.detail ?? problem.title} id={problem.errorId} onRetry={() => void refetch()} />
    );
  }
  const zone = names.zone(current.warehouse);
  const said = actions.said(current);
  return (
    <article className={classes.detail} aria-labelledby="x-title">
      <div className={classes.scroll}>
        <header className={classes.head}>
          <div className={classes.line}>
            <Severity level={current.severity} size={15} />
            <span className={classes.quiet}>
              {current.warehouse !== null && `${current.warehouse} · `}
              <time dateTime={current.openedAt} title={full(current.openedAt, zone)}>
                {tell("x.first-seen", { at: when(current.openedAt, now, zone) })}
              </time>
            </span>
            <Presence people={people} />
            {place !== null && <Steps place={place} onStep={onStep} />}
          </div>
          <h2 id="x-title" className={classes.title} tabIndex={-1} ref={heading}>
            {current.title}
          </h2>
        </header>
        {conflict !== undefined && (
          <ConflictNotice conflict={conflict} history={fetched?.history} names={names} zone={zone} onSeen={onSeen} />
        )}
        {error !== null && fetched !== undefined && (
          <ErrorBar title={problemOf(error).title} id={problemOf(error).errorId} onRetry={() => void refetch()} />
        )}
        {current.state === "resolved" && current.resolution !== null && current.resolvedAt !== null && (
          <Notice
            tone="plain"
            title={tell("x.closed", {
              at: when(current.resolvedAt, now, zone),
              who: current.resolution.by === "rule" ? tell("x.rules") : current.resolution.by,
              reason: word("reason", current.resolution.reason),
            })}
          >
            {current.resolution.by === "rule"
              ? current.resolution.text
              : [current.resolution.text, tell("x.closed-unseen")].filter(Boolean).join(" ")}
          </Notice>
        )}
        {current.state === "snoozed" && current.snoozedUntil !== null && (
          <Notice tone="plain" title={tell("x.parked", { at: when(current.snoozedUntil, now, zone) })} />
        )}
        {current.told !== null && (
          <Notice
            tone="waiting"
            title={tell("x.told", {
              at: when(current.told.at, now, zone),
              who: current.told.by,
              text: current.told.text,
            })}
          >
            {current.told.expectedAt === null
              ? undefined
              : tell("x.told-expected", { at: when(current.told.expectedAt, now, zone) })}
          </Notice>
        )}
        <Facts row={current} now={now} zone={zone} names={names} />
        {advice?.runbook && current.state !== "resolved" && (
          <Recommended
            runbook={advice.runbook}
            concern={{
              about: { ids: [current.id] },
              count: null,
              warehouse: current.warehouse,
              allowed: actions.allowed,
              perform: (kind, team) =>
                kind === "take" ? actions.send(current, { action: "acknowledge" }) : actions.open(kind, team),
            }}
          />
        )}
        <Owner row={current} now={now} zone={zone} names={names} me={me} actions={actions} />
        <Story
          row={current}
          detail={fetched}
          now={now}
          zone={zone}
          names={names}
          technical={technical}
          onTechnical={onTechnical}
        />
        {advice && <Similar cases={advice.similar} now={now} zone={zone} />}
        {advice?.payload && technical && <Payload payload={advice.payload} names={names} now={now} zone={zone} />}
      </div>
      <footer className={classes.actions}>
        <Buttons row={current} me={me} actions={actions} />
        <span className={classes.said} role="status" data-failed={said.failed || undefined}>
          {actions.allowed ? said.text : say("queue.offline-actions")}
        </span>
      </footer>
      <ActDialog
        kind={actions.dialog}
        subject={{
          what: nameOf(current),
          zone: names.zone(current.warehouse),
          team: actions.team ?? current.owner.team,
          named: actions.team !== null,
          count: null,
        }}
        busy={false}
        able={actions.allowed}
        {...(actions.allowed ? {} : { before: <Notice tone="critical" title={say("queue.offline-actions")} /> })}
        send={(what) => actions.send(current, what)}
        onClose={() => actions.open(null)}
        key={current.id}
      />
    </article>
  );
}

function Buttons({ row, me, actions }: { readonly row: ExceptionRow; readonly me: string; readonly actions: Actions }) {
  const off = !actions.allowed;
  const button = (label: string, key: string, run: () => void, primary = false) => (
    <Button
      key={key}
      variant={primary ? "filled" : "default"}
      aria-keyshortcuts={key}
      disabled={off}
      onClick={run}
      rightSection={<Keycap of={key} onAccent={primary} />}
    >
      {label}
    </Button>
  );
  if (row.state === "resolved") {
    return (
      <Button disabled={off} onClick={() => actions.open("reopen")}>
        {say("do.reopen")}
      </Button>
    );
  }
  const mine = row.owner.person === me && row.state === "acknowledged";
  return (
    <>
      {button(say("do.hand-over"), "A", () => actions.open("over"))}
      {button(say("do.park"), "h", () => actions.open("park"))}
      {button(say("do.note"), "c", () => actions.open("note"))}
      <span className={classes.push} />
      {button(say("do.close"), "e", () => actions.open("close"), mine)}
    </>
  );
}

/** What stands in the pane while nothing is chosen. */
export function NothingChosen() {
  return (
    <EmptyState title={say("queue.none-picked")} why={say("queue.none-picked-why")}>
      <span className={classes.keys} aria-hidden="true">
        <Keycap of="j" />
        <Keycap of="k" />
      </span>
      <span className={classes.read}>{t("keys.here")}</span>
    </EmptyState>
  );
}
