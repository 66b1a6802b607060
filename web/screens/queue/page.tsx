import { IconChevronLeft } from "@tabler/icons-react";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useRef } from "react";
import type { QueueSearch } from "../../app/url.ts";
import { namesOf, useNetwork } from "../../live/index.ts";
import { useKeys } from "../../widgets/keys.ts";
import { Detail, Steps } from "./Detail.tsx";
import { tell } from "./detailWords.ts";
import classes from "./Queue.module.css";
import { FreshnessNotice } from "./States.tsx";
import { useActions } from "./useActions.ts";
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
  const { entries } = queue.list;
  const at = entries.findIndex((entry) => entry.id === id);
  const go = (next: string | null): void => {
    if (next === null) void navigate({ to: "/queue", search });
    else
      void navigate({ to: "/x/$id", params: { id: next }, search, replace: true }).then(() => heading.current?.focus());
  };
  const actions = useActions(queue, go);
  const step = (by: 1 | -1): void => {
    const next = at < 0 ? undefined : entries[at + by];
    if (next !== undefined) go(next.id);
  };
  const row = queue.list.rows.get(id);
  useKeys([
    {
      key: "a",
      label: say("do.take"),
      run: () => row !== undefined && void actions.send(row, { action: "acknowledge" }),
    },
    { key: "A", label: say("do.hand-over"), run: () => actions.open("over") },
    { key: "h", label: say("do.park"), run: () => actions.open("park") },
    { key: "c", label: say("do.note"), run: () => actions.open("note") },
    { key: "e", label: say("do.close"), run: () => actions.open("close") },
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
        {at >= 0 && <Steps place={{ index: at, of: entries.length }} onStep={step} />}
      </div>
      <div className={classes.body}>
        <Detail
          id={id}
          row={row}
          names={names}
          place={null}
          actions={actions}
          conflict={queue.conflicts.get(id)}
          onSeen={() => queue.seen(id)}
          onStep={step}
          technical={search.tech === true}
          onTechnical={(on) => void navigate({ search: { ...search, tech: on || undefined }, replace: true })}
          heading={heading}
        />
      </div>
    </div>
  );
}
