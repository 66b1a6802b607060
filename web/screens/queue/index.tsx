import { useNavigate, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import type { ExceptionRow } from "../../../server/wire/index.ts";
import type { QueueSearch } from "../../app/url.ts";
import { t } from "../../app/words.ts";
import { namesOf, setPaused, useLive, useNetwork, usePaused } from "../../live/index.ts";
import { runShortcut, useKeys } from "../../widgets/keys.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { Panes, useWidth } from "../../widgets/Panes.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import type { VirtualRowsHandle } from "../../widgets/VirtualRows.tsx";
import { Detail, NothingChosen } from "./Detail.tsx";
import { Header } from "./Header.tsx";
import { Legend } from "./Legend.tsx";
import { List } from "./List.tsx";
import classes from "./Queue.module.css";
import { Spoken } from "./Spoken.tsx";
import { EmptyQueue, FreshnessNotice } from "./States.tsx";
import { useActions } from "./useActions.ts";
import { useQueue } from "./useQueue.ts";
import { Views } from "./Views.tsx";
import { say } from "./words.ts";

/** What is stuck, what is worst, who has it. */
export function Screen() {
  const search: QueueSearch = useSearch({ from: "/frame/queue" });
  const navigate = useNavigate({ from: "/queue" });
  const names = namesOf(useNetwork());
  const { link } = useLive();
  const paused = usePaused();
  const width = useWidth();
  const narrow = width === "narrow";
  const selected = narrow ? null : (search.x ?? null);
  const queue = useQueue(search, selected);
  const [active, setActive] = useState<string | null>(selected);
  const rows = useRef<VirtualRowsHandle>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const zone = names.zone(search.site);
  const { entries } = queue.list;

  const change = (part: Partial<QueueSearch>): void => void navigate({ search: { ...search, x: undefined, ...part } });
  const select = (id: string | null): void =>
    void navigate({ search: { ...search, x: id ?? undefined }, replace: true });
  const open = (id: string): void => {
    setActive(id);
    if (narrow) void navigate({ to: "/x/$id", params: { id }, search: { ...search, x: undefined } });
    else select(id);
  };
  /** By the keyboard one goes on reading: the focus follows into the detail. */
  const enter = (id: string): void => {
    open(id);
    if (!narrow) requestAnimationFrame(() => heading.current?.focus());
  };
  const go = (id: string | null): void => {
    setActive(id);
    if (!narrow) select(id);
    if (id !== null) requestAnimationFrame(() => rows.current?.focus(id));
  };
  const actions = useActions(queue, go);
  const here = selected ?? active;
  const at = entries.findIndex((entry) => entry.id === here);
  const step = (by: 1 | -1): void => {
    const next = entries[Math.max(0, Math.min(entries.length - 1, at < 0 ? 0 : at + by))];
    if (next !== undefined) go(next.id);
  };
  const row = here === null ? undefined : queue.list.rows.get(here);
  const onRow = (run: (row: ExceptionRow) => void) => (): void => {
    if (row !== undefined && !queue.list.ghosts.has(row.id)) run(row);
  };
  const form = (kind: "close" | "over" | "park" | "note") =>
    onRow((one) => {
      if (narrow) open(one.id);
      else {
        if (selected === null) select(one.id);
        actions.open(kind);
      }
    });
  const showNew = (): void => queue.showNew();
  useKeys([
    { key: "j", label: say("do.first-down"), run: () => step(1) },
    { key: "k", label: say("do.first-up"), run: () => step(-1) },
    {
      key: "Enter",
      label: say("do.open"),
      run: () => (here === null ? undefined : narrow ? open(here) : heading.current?.focus()),
    },
    { key: "a", label: say("do.take"), run: onRow((one) => void actions.send(one, { action: "acknowledge" })) },
    { key: "A", label: say("do.hand-over"), run: form("over") },
    { key: "h", label: say("do.park"), run: form("park") },
    { key: "c", label: say("do.note"), run: form("note") },
    { key: "e", label: say("do.close"), run: form("close") },
    { key: "[", label: say("do.previous"), run: () => step(-1) },
    { key: "]", label: say("do.next"), run: () => step(1) },
    { key: ".", label: say("do.show-new"), run: showNew },
    { key: "p", label: say("do.pause"), run: () => setPaused(paused === null ? link.now() : null) },
  ]);

  const { feed } = queue;
  const asOf =
    feed.freshness.kind === "offline"
      ? feed.freshness.since
      : feed.freshness.kind === "stale"
        ? feed.freshness.lastAt
        : feed.freshness.kind === "paused"
          ? feed.freshness.since
          : null;
  return (
    <Panes
      side={width === "wide" ? <Views search={search} onHelp={() => runShortcut("?")} /> : undefined}
      detailWidth={width === "wide" ? 456 : 392}
      detail={
        narrow ? undefined : selected === null ? (
          entries.length === 0 ? (
            <span />
          ) : (
            <NothingChosen />
          )
        ) : (
          <Detail
            id={selected}
            row={queue.list.rows.get(selected)}
            names={names}
            place={at < 0 ? null : { index: at, of: entries.length }}
            actions={actions}
            conflict={queue.conflicts.get(selected)}
            onSeen={() => queue.seen(selected)}
            onStep={step}
            technical={search.tech === true}
            onTechnical={(on) => change({ x: selected, tech: on || undefined })}
            heading={heading}
          />
        )
      }
    >
      <Header queue={queue} search={search} names={names} width={width} onChange={change} onShowNew={showNew} />
      <FreshnessNotice fresh={feed.freshness} zone={zone} />
      {feed.error !== null && (
        <ErrorBar title={feed.error.detail ?? t("error.title")} id={feed.error.errorId} onRetry={feed.again} />
      )}
      {queue.loading ? (
        <SkeletonRows rows={9} height={narrow ? 100 : 62} />
      ) : entries.length === 0 && feed.error === null ? (
        <div className={classes.empty}>
          <EmptyQueue
            search={search}
            zone={zone}
            names={names}
            onClear={() =>
              change({
                severity: undefined,
                owner: undefined,
                team: undefined,
                kind: undefined,
                system: undefined,
                flow: undefined,
                policy: undefined,
                q: undefined,
              })
            }
          />
        </div>
      ) : (
        <List
          queue={queue}
          zone={zone}
          names={names}
          narrow={narrow}
          active={active}
          selected={selected}
          onActive={setActive}
          onOpen={open}
          onEnter={enter}
          asOf={asOf}
          handle={rows}
        />
      )}
      {width === "wide" && <Legend />}
      <Spoken list={queue.list} />
    </Panes>
  );
}
