import type { QueueSearch, QueueView } from "../../app/url.ts";
import { type Names, setPaused, useLive, usePaused } from "../../live/index.ts";
import { NewPill } from "../../widgets/NewPill.tsx";
import { FilterChips, OwnerFilter, PauseButton, SeverityFilter, SortMenu } from "./Filters.tsx";
import classes from "./Header.module.css";
import { sumText } from "./List.tsx";
import type { Queue } from "./useQueue.ts";
import { ViewMenu } from "./Views.tsx";
import { say } from "./words.ts";

/** Title, totals, the pill in its reserved space, and the filters. */
export function Header({
  queue,
  search,
  names,
  width,
  onChange,
  onShowNew,
}: {
  readonly queue: Queue;
  readonly search: QueueSearch;
  readonly names: Names;
  readonly width: "wide" | "middle" | "narrow";
  readonly onChange: (change: Partial<QueueSearch>) => void;
  readonly onShowNew: () => void;
}) {
  const { link } = useLive();
  const paused = usePaused();
  const { feed, list } = queue;
  const critical = list.arrivals.filter((id) => list.rows.get(id)?.severity === "critical").length;
  const held = feed.held;
  const money = held === null ? "" : sumText({ money: held.money, unknown: held.unknown });
  const pill = (
    <NewPill
      count={list.arrivals.length}
      critical={critical}
      onShow={onShowNew}
      {...(width === "narrow" ? {} : { hint: "." })}
    />
  );
  return (
    <header className={classes.header} data-width={width}>
      <div className={classes.top}>
        <h1 className={classes.title}>{say("queue.title")}</h1>
        {!queue.loading && (
          <p className={`${classes.totals} num`}>
            {say("queue.open", { n: feed.total })}
            {held !== null && held.objects > 0 && ` · ${say("queue.held", { n: held.objects })}`}
            {money !== "" && (
              <>
                {" · "}
                <b>{money}</b>
              </>
            )}
          </p>
        )}
        {width !== "narrow" && pill}
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
          <SeverityFilter search={search} onChange={onChange} />
          {(search.view === undefined || search.view === "due" || search.view === "parked") && (
            <OwnerFilter search={search} names={names} onChange={onChange} />
          )}
          <span className={classes.push} />
          <SortMenu search={search} onChange={onChange} short={width !== "wide"} />
          <PauseButton paused={paused !== null} onToggle={() => setPaused(paused === null ? link.now() : null)} />
        </div>
        {width === "narrow" && pill}
      </div>
      <FilterChips search={search} names={names} onChange={onChange} />
    </header>
  );
}
