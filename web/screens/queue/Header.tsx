import { ActionIcon, SegmentedControl } from "@mantine/core";
import { IconListCheck } from "@tabler/icons-react";
import { heldSumText } from "../../app/format/held.ts";
import { count } from "../../app/format.ts";
import type { QueueSearch, QueueView } from "../../app/url.ts";
import { type Names, setPaused, useLive, usePaused } from "../../live/index.ts";
import { NewPill } from "../../widgets/NewPill.tsx";
import { FilterChips, OwnerFilter, PauseButton, SeverityFilter, SortMenu } from "./Filters.tsx";
import classes from "./Header.module.css";
import type { Queue } from "./useQueue.ts";
import { ViewMenu } from "./ViewMenu.tsx";
import { say } from "./words.ts";

/** Title, totals, the pill in its reserved space, and the filters. */
export function Header({
  queue,
  search,
  names,
  width,
  choosing,
  onChoosing,
  onChange,
  onShowNew,
}: {
  readonly queue: Queue;
  readonly search: QueueSearch;
  readonly names: Names;
  readonly width: "wide" | "middle" | "narrow";
  readonly choosing: boolean;
  readonly onChoosing: (on: boolean) => void;
  readonly onChange: (change: Partial<QueueSearch>) => void;
  readonly onShowNew: () => void;
}) {
  const { link } = useLive();
  const paused = usePaused();
  const { held, waiting } = queue;
  const narrow = width === "narrow";
  const pill = (
    <NewPill
      count={waiting.ids.length}
      critical={waiting.critical.size}
      onShow={onShowNew}
      {...(narrow ? {} : { hint: "." })}
    />
  );
  return (
    <header className={classes.header} data-width={width}>
      <div className={classes.top}>
        <h1 className={classes.title}>{say("queue.title")}</h1>
        {!queue.loading && <Totals queue={queue} held={held} narrow={narrow} />}
        {!narrow && pill}
      </div>
      <div className={classes.bar}>
        <div className={classes.filters}>
          {width !== "wide" && (
            <ViewMenu
              search={search}
              onView={(view: QueueView) =>
                onChange({ view: view === "due" ? undefined : view, owner: undefined, x: undefined })
              }
            />
          )}
          <SegmentedControl
            value={queue.by}
            onChange={(value) => onChange({ by: value === "order" ? "order" : undefined, cause: undefined })}
            aria-label={say("queue.by")}
            className={classes.by ?? ""}
            data={[
              { value: "cause", label: say("queue.by-cause") },
              { value: "order", label: say("queue.by-order") },
            ]}
          />
          <SeverityFilter search={search} onChange={onChange} />
          {(search.view === undefined || search.view === "due" || search.view === "parked") && (
            <OwnerFilter search={search} names={names} onChange={onChange} />
          )}
          <span className={classes.push} />
          {narrow && (
            <ActionIcon
              variant="default"
              size={32}
              aria-pressed={choosing}
              aria-label={say("select.begin")}
              onClick={() => onChoosing(!choosing)}
            >
              <IconListCheck size={16} stroke={1.8} aria-hidden="true" />
            </ActionIcon>
          )}
          <SortMenu search={search} onChange={onChange} short={width !== "wide"} />
          <PauseButton paused={paused !== null} onToggle={() => setPaused(paused === null ? link.now() : null)} />
        </div>
        {narrow && pill}
      </div>
      <FilterChips
        search={search}
        names={names}
        causeTitle={queue.orders.feed.rows[0]?.title ?? null}
        onChange={onChange}
      />
    </header>
  );
}

/** "9 causes · 73 held up · $563,364": what the bands below add up to. */
function Totals({
  queue,
  held,
  narrow,
}: {
  readonly queue: Queue;
  readonly held: Queue["held"];
  readonly narrow: boolean;
}) {
  const causes = queue.causes.steady.list.latest.length;
  const money = held === null ? "" : heldSumText(held);
  const parts = [
    queue.by === "cause" && !narrow ? say("queue.causes", { n: count(causes) }) : null,
    queue.by === "order" || held === null || held.objects === 0 ? say("queue.open", { n: count(queue.total) }) : null,
    held !== null && held.objects > 0 ? say("queue.held", { n: count(held.objects) }) : null,
  ].filter((one) => one !== null);
  return (
    <p className={`${classes.totals} num`}>
      {parts.join(" · ")}
      {money !== "" && (
        <>
          {" · "}
          <b>{money}</b>
        </>
      )}
    </p>
  );
}
