import { IconChevronLeft } from "@tabler/icons-react";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useRef } from "react";
import type { QueueSearch } from "../../app/url.ts";
import { namesOf, neighbour, useLooking, useNetwork, useOthers } from "../../live/index.ts";
import { useKeys } from "../../widgets/keys.ts";
import { CauseDetail } from "./CauseDetail.tsx";
import { Detail, useOpened } from "./Detail.tsx";
import type { DialogKind } from "./Dialogs.tsx";
import { tell } from "./detailWords.ts";
import { causeOfMore } from "./lines.ts";
import { ManyDialog } from "./ManyDialog.tsx";
import { picked } from "./many.ts";
import classes from "./Queue.module.css";
import { FreshnessNotice } from "./States.tsx";
import { Steps } from "./Steps.tsx";
import { useActions } from "./useActions.ts";
import { useLayout } from "./useLayout.ts";
import { useMany } from "./useMany.ts";
import { useQueue } from "./useQueue.ts";
import { say } from "./words.ts";

/** One exception as a page of its own: what a phone shows, and what a link in a mail opens. */
export function Screen() {
  const { id } = useParams({ from: "/frame/x/$id" });
  const search: QueueSearch = useSearch({ from: "/frame/x/$id" });
  const navigate = useNavigate({ from: "/x/$id" });
  const names = namesOf(useNetwork());
  const queue = useQueue(search, id);
  const heading = useRef<HTMLHeadingElement>(null);
  const layout = useLayout(queue, true);
  const place = layout.place(id);
  useLooking(id);
  const peopleAt = useOthers(id);
  const go = (next: string | null): void => {
    if (next === null) void navigate({ to: "/queue", search });
    else
      void navigate({ to: "/x/$id", params: { id: next }, search, replace: true }).then(() => heading.current?.focus());
  };
  const onLeft = (left: ReadonlySet<string>): void =>
    go(
      neighbour(
        layout.order.filter((one) => causeOfMore(one) === null),
        left,
      ),
    );
  const actions = useActions(queue, onLeft);
  const row = useOpened(id, queue.row(id));
  const cause = queue.cause(id);
  const team = row?.owner.team ?? cause?.owners[0]?.team ?? "";
  const many = useMany(queue, team, onLeft);
  const step = (by: 1 | -1): void => {
    let next = layout.step(id, by);
    while (next !== null && causeOfMore(next) !== null) next = layout.step(next, by);
    if (place !== null && next !== null) go(next);
  };
  const perform = (kind: DialogKind, wanted?: string): void => {
    if (cause !== undefined) {
      const selection = { ids: new Set([id]), anchor: null, all: null };
      many.open(kind, picked(selection, queue.filter, queue.causes.steady.shownSeq, queue.row, queue.cause), wanted);
    } else if (kind !== "take") actions.open(kind, wanted);
    else if (row !== undefined) actions.send(row, { action: "acknowledge" });
  };
  useKeys([
    { key: "a", label: say("do.take"), run: () => perform("take") },
    { key: "A", label: say("do.hand-over"), run: () => perform("over") },
    { key: "h", label: say("do.park"), run: () => perform("park") },
    { key: "c", label: say("do.note"), run: () => perform("note") },
    { key: "e", label: say("do.close"), run: () => perform("close") },
    { key: "[", label: say("do.previous"), run: () => step(-1) },
    { key: "]", label: say("do.next"), run: () => step(1) },
  ]);
  return (
    <div className={classes.page}>
      <FreshnessNotice fresh={queue.feed.freshness} zone={names.zone(search.site)} />
      <div className={classes.back}>
        <Link to="/queue" search={search}>
          <IconChevronLeft size={16} stroke={1.8} aria-hidden="true" />
          {tell("x.back")}
        </Link>
        {place !== null && <Steps place={place} onStep={step} />}
      </div>
      <div className={classes.body}>
        {id.startsWith("C-") ? (
          <CauseDetail
            id={id}
            row={cause}
            search={search}
            filter={queue.filter}
            names={names}
            zone={queue.zone}
            place={null}
            people={peopleAt(id)}
            allowed={actions.allowed}
            onStep={step}
            onDo={perform}
            heading={heading}
          />
        ) : (
          <Detail
            id={id}
            row={row}
            names={names}
            place={null}
            actions={actions}
            conflict={queue.conflicts.get(id)}
            people={peopleAt(id)}
            onSeen={() => queue.seen(id)}
            onStep={step}
            technical={search.tech === true}
            onTechnical={(on) => void navigate({ search: { ...search, tech: on || undefined }, replace: true })}
            heading={heading}
          />
        )}
      </div>
      <ManyDialog many={many} queue={queue} team={team} />
    </div>
  );
}
