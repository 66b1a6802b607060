import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { heldSumText } from "../../app/format/held.ts";
import type { QueueSearch } from "../../app/url.ts";
import { t } from "../../app/words.ts";
import { type Freshness, namesOf, useLooking, useNetwork, useOthers } from "../../live/index.ts";
import { runShortcut } from "../../widgets/keys.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { Panes, useWidth } from "../../widgets/Panes.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import type { VirtualRowsHandle } from "../../widgets/VirtualRows.tsx";
import { CauseDetail } from "./CauseDetail.tsx";
import { Detail, NothingChosen, useOpened } from "./Detail.tsx";
import type { DialogKind } from "./Dialogs.tsx";
import { excess, sumOfCauses, unfiltered } from "./filter.ts";
import { Header } from "./Header.tsx";
import { Legend } from "./Legend.tsx";
import { List } from "./List.tsx";
import { causeOfMore } from "./lines.ts";
import { ManyBar } from "./ManyBar.tsx";
import { ManyDialog } from "./ManyDialog.tsx";
import { picked as pickedOf } from "./many.ts";
import classes from "./Queue.module.css";
import { Spoken } from "./Spoken.tsx";
import { EmptyQueue, FreshnessNotice } from "./States.tsx";
import { noSelection } from "./selection.ts";
import { useActions } from "./useActions.ts";
import { useChoice } from "./useChoice.ts";
import { useLayout } from "./useLayout.ts";
import { useMany } from "./useMany.ts";
import { useQueue } from "./useQueue.ts";
import { useQueueKeys } from "./useQueueKeys.ts";
import { useSettled } from "./useSettled.ts";
import { Views } from "./Views.tsx";
import { say } from "./words.ts";

/** What is stuck, what is worst, who has it. */
export function Screen() {
  const search: QueueSearch = useSearch({ from: "/frame/queue" });
  const navigate = useNavigate({ from: "/queue" });
  const network = useNetwork();
  const names = namesOf(network);
  const width = useWidth();
  const narrow = width === "narrow";
  const selected = narrow ? null : (search.x ?? null);
  const queue = useQueue(search, selected);
  const layout = useLayout(queue, narrow);
  const [active, setActive] = useState<string | null>(selected);
  const rows = useRef<VirtualRowsHandle>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const choice = useChoice(queue, layout, rows);
  useLooking(selected);
  const peopleAt = useOthers(selected);

  const change = (part: Partial<QueueSearch>): void => void navigate({ search: { ...search, x: undefined, ...part } });
  const select = (id: string | null): void =>
    void navigate({ search: { ...search, x: id ?? undefined }, replace: true });
  const go = (id: string | null): void => {
    setActive(id);
    if (!narrow) select(id !== null && causeOfMore(id) !== null ? null : id);
    if (id !== null) requestAnimationFrame(() => rows.current?.focus(id));
  };
  const open = (id: string): void => {
    setActive(id);
    const others = causeOfMore(id);
    if (queue.cause(id) !== undefined) queue.causes.toggle(id, true);
    if (others !== null) change({ cause: others });
    else if (narrow) void navigate({ to: "/x/$id", params: { id }, search: { ...search, x: undefined } });
    else select(id);
  };
  /** By the keyboard one goes on reading: the focus follows into the detail. */
  const enter = (id: string): void => {
    open(id);
    if (!narrow) requestAnimationFrame(() => heading.current?.focus());
  };
  /** What left took the focus along: it goes to the next that stays. */
  const onLeft = (left: ReadonlySet<string>): void => {
    choice.drop(left);
    const at = selected ?? active;
    if (at === null || !left.has(at)) return;
    // One that was opened from its cause, and stands in no line of its own, leads back there.
    const listed = layout.place(at) !== null;
    go(listed ? layout.staying(at, left) : (opened?.causeId ?? null));
  };
  const here = selected ?? active;
  const listed = here === null ? undefined : queue.row(here);
  const opened = useOpened(selected, selected === here ? listed : undefined);
  const row = selected === here ? opened : listed;
  const cause = here === null ? undefined : queue.cause(here);
  const team = row?.owner.team ?? cause?.owners[0]?.team ?? network?.teams[0]?.id ?? "";
  const actions = useActions(queue, onLeft);
  const many = useMany(queue, team, (left) => {
    choice.set(noSelection);
    onLeft(left);
  });
  /** Work goes on where one stands: what the form was opened from may have left. */
  const closeMany = (): void => {
    many.close();
    if (here !== null) requestAnimationFrame(() => rows.current?.focus(here));
  };
  const chosen = choice.size > 0;
  const shownSeq = (queue.by === "order" ? queue.orders : queue.causes).steady.shownSeq;
  /** To a whole cause, whatever else is chosen. */
  const performOn = (id: string, kind: DialogKind, wanted?: string): void => {
    const alone = { ids: new Set([id]), anchor: null, all: null };
    many.open(kind, pickedOf(alone, queue.filter, shownSeq, queue.row, queue.cause), wanted);
  };
  const picked = useMemo(
    () => pickedOf(choice.selection, queue.filter, shownSeq, queue.row, queue.cause),
    [choice.selection, queue.filter, shownSeq, queue.row, queue.cause],
  );
  /** To what is chosen, else to the row or cause that one is on. */
  const perform = (kind: DialogKind): void => {
    if (chosen) many.open(kind, picked);
    else if (here === null || queue.isGhost(here)) return;
    else if (cause !== undefined) performOn(cause.id, kind);
    else if (row === undefined) return;
    else if (kind === "take") actions.send(row, { action: "acknowledge" });
    else if (narrow) open(row.id);
    else {
      if (selected === null) select(row.id);
      actions.open(kind);
    }
  };
  useQueueKeys({
    here,
    step: (by) => {
      const next = layout.step(here, by);
      if (next !== null) go(next);
    },
    read: () => {
      if (here === null) return;
      if (narrow || causeOfMore(here) !== null) open(here);
      else heading.current?.focus();
    },
    perform,
    check: (range) => here !== null && choice.check(here, range),
    clear: chosen ? () => choice.set(noSelection) : null,
    toggle: (value) => here !== null && queue.cause(here) !== undefined && queue.causes.toggle(here, value),
    showNew: queue.showNew,
  });

  const { feed, held } = queue;
  const twice = useSettled(
    queue.by === "cause" && held !== null ? excess(sumOfCauses(queue.causes.steady.list.latest), held) : null,
  );
  const empty = layout.lines.length === 0;
  return (
    <Panes
      side={width === "wide" ? <Views search={search} onHelp={() => runShortcut("?")} /> : undefined}
      detailWidth={width === "wide" ? 456 : 392}
      detail={
        narrow ? undefined : selected === null ? (
          empty ? (
            <span />
          ) : (
            <NothingChosen />
          )
        ) : selected.startsWith("C-") ? (
          <CauseDetail
            id={selected}
            row={queue.cause(selected)}
            search={search}
            filter={queue.filter}
            names={names}
            zone={queue.zone}
            place={layout.place(selected)}
            people={peopleAt(selected)}
            allowed={actions.allowed}
            onStep={(by) => go(layout.step(selected, by) ?? selected)}
            onDo={(kind, wanted) => performOn(selected, kind, wanted)}
            heading={heading}
          />
        ) : (
          <Detail
            id={selected}
            row={queue.row(selected)}
            names={names}
            place={layout.place(selected)}
            actions={actions}
            conflict={queue.conflicts.get(selected)}
            people={peopleAt(selected)}
            onSeen={() => queue.seen(selected)}
            onStep={(by) => go(layout.step(selected, by) ?? selected)}
            technical={search.tech === true}
            onTechnical={(on) => change({ x: selected, tech: on || undefined })}
            heading={heading}
          />
        )
      }
    >
      <Header
        queue={queue}
        search={search}
        names={names}
        width={width}
        choosing={choice.choosing}
        onChoosing={choice.setChoosing}
        onChange={change}
        onShowNew={queue.showNew}
      />
      <FreshnessNotice fresh={feed.freshness} zone={queue.zone} />
      {feed.error !== null && (
        <ErrorBar title={feed.error.detail ?? t("error.title")} id={feed.error.errorId} onRetry={feed.again} />
      )}
      {queue.loading ? (
        <SkeletonRows rows={9} height={narrow ? 100 : 62} />
      ) : empty && feed.error === null ? (
        <div className={classes.empty}>
          <EmptyQueue search={search} zone={queue.zone} names={names} onClear={() => change(unfiltered(search))} />
        </div>
      ) : (
        <List
          queue={queue}
          layout={layout}
          names={names}
          narrow={narrow}
          active={active}
          selected={selected}
          checked={choice.selection.ids}
          choosing={choice.choosing}
          page={choice.page}
          peopleAt={peopleAt}
          onActive={setActive}
          onOpen={choice.choosing ? (id) => choice.check(id, false) : open}
          onEnter={enter}
          onCheck={choice.check}
          onPage={choice.checkPage}
          asOf={asOfOf(feed.freshness)}
          handle={rows}
          foot={twice === null ? null : say("queue.twice", { n: twice.rows, what: heldSumText(twice) })}
        />
      )}
      {chosen ? (
        <ManyBar
          selection={choice.selection}
          picked={picked}
          total={choice.offered}
          allowed={actions.allowed}
          narrow={narrow}
          onAll={choice.checkAll}
          onClear={() => choice.set(noSelection)}
          onDo={perform}
        />
      ) : (
        width === "wide" && <Legend />
      )}
      <ManyDialog many={{ ...many, close: closeMany }} queue={queue} team={team} />
      <Spoken waiting={queue.waiting} />
    </Panes>
  );
}

/** As of when rows are, where that is not now. */
function asOfOf(fresh: Freshness): number | null {
  switch (fresh.kind) {
    case "offline":
    case "paused":
      return fresh.since;
    case "stale":
      return fresh.lastAt;
    default:
      return null;
  }
}
