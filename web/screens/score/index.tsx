import { Button } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconMail } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import type { KpiRow } from "../../../server/wire/index.ts";
import { useAddress } from "../../app/address.ts";
import { dayName } from "../../app/format/days.ts";
import { oldSaid } from "../../app/format/old.ts";
import { clock, dayKey, when, zoneName } from "../../app/format.ts";
import { type ScoreSearch, scoreSearch, worthSearch } from "../../app/url.ts";
import { namesOf, useFeed, useFreshness, useNetwork, useNow, useSources } from "../../live/index.ts";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { OldNotice } from "../../widgets/OldNotice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { BySite } from "./BySite.tsx";
import { Cards } from "./Cards.tsx";
import { Changed } from "./Changed.tsx";
import { Detail } from "./Detail.tsx";
import { Figures } from "./Figures.tsx";
import { headline, reporting, weekOff } from "./model.ts";
import { Promises } from "./Promises.tsx";
import classes from "./score.module.css";
import type { KpiFilter } from "./useKpis.ts";
import { t } from "./words.ts";

const Digest = lazy(() => import("./Digest.tsx").then(({ Digest }) => ({ default: Digest })));

/** Scorecard: are we fine, what changed, and can the number be said aloud. */
export function Screen() {
  const [search, change] = useAddress(scoreSearch);
  const network = useNetwork();
  const names = useMemo(() => namesOf(network), [network]);
  const now = useNow(1000);
  const fresh = useFreshness();
  const filter = filterOf(search);
  const feed = useFeed("kpis", filter, { limit: 100 });
  const sources = useSources();
  const zone = names.zone(search.site ?? null);
  const row = (id: string): KpiRow | null => feed.rows.find((one) => one.id === id) ?? null;
  const onTime = row("on-time-shipment");
  const trust = reporting(
    sources.rows.filter(
      ({ warehouse }) => search.site === undefined || warehouse === null || warehouse === search.site,
    ),
  );
  const said =
    onTime === null
      ? null
      : headline(
          onTime,
          trust.silent.map(({ name, lastSeenAt }) => ({
            name,
            at: lastSeenAt === null ? "" : when(lastSeenAt, now, zone),
          })),
        );
  const today = dayKey(now, zone);
  return (
    <div className={classes.page} data-screen="score" data-told={onTime !== null || undefined}>
      <OldNotice said={oldSaid(fresh, now, zone)} />
      <header className={classes.head}>
        <h1 className={classes.title}>
          {said === null ? (
            t("score.title")
          ) : (
            <>
              {said.main}
              {said.rest === null ? "." : <span className={classes.rest}>; {said.rest}.</span>}
            </>
          )}
        </h1>
        <div className={classes.days}>
          {onTime !== null && (
            <p>
              {t("score.days", { from: dayName(onTime.from, today), to: dayName(onTime.to, today) })}
              {!onTime.ended && `, ${t("score.not-ended")}`}
              {search.site !== undefined && ` · ${t("score.site", { site: names.site(search.site) })}`}
            </p>
          )}
          <p className={classes.paper}>
            {t("score.paper", {
              company: network?.company.name ?? "",
              at: `${clock(now, zone)} ${zoneName(zone, now)}`,
            })}
          </p>
          <div className={classes.weeks}>
            <Link to="/partners" className="reach">
              {t("score.to-partners")}
            </Link>
            <Link
              to="/exec/worth"
              className={`${classes.worth} reach`}
              search={() => worthSearch({ site: search.site })}
            >
              {t("score.worth")}
            </Link>
            {onTime !== null && <Weeks row={onTime} search={search} change={change} today={today} />}
            <Button
              variant="default"
              size="xs"
              leftSection={<IconMail size={14} aria-hidden="true" />}
              onClick={() => change({ digest: "open" })}
            >
              {t("score.digest")}
            </Button>
          </div>
        </div>
      </header>
      {feed.error && (
        <ErrorBar
          title={t("score.failed", { why: feed.error.detail ?? feed.error.title })}
          id={feed.error.errorId}
          onRetry={feed.again}
        />
      )}
      {feed.loading ? (
        <SkeletonRows rows={8} height={48} />
      ) : onTime === null ? (
        feed.error === null && <EmptyState title={t("score.empty")} why={t("score.empty-why")} />
      ) : search.x !== undefined ? (
        <Detail
          id={search.x}
          by={search.by ?? "warehouse"}
          filter={filter}
          names={names}
          zone={zone}
          now={now}
          onBy={(by) => change({ by: by === "warehouse" ? undefined : by })}
          onClose={() => change({ x: undefined, by: undefined })}
        />
      ) : (
        <>
          <Cards
            onTime={onTime}
            saved={row("saved-before-cutoff")}
            trust={trust}
            site={search.site}
            zone={zone}
            now={now}
          />
          <div className={classes.columns}>
            <BySite filter={filter} onTime={onTime} />
            <div className={classes.side}>
              <Changed filter={filter} onTime={onTime} today={today} />
              <Promises network={network} names={names} zone={names.zone(null)} today={today} />
            </div>
          </div>
          <Figures rows={feed.rows} names={names} />
        </>
      )}
      {search.digest === "open" && (
        <Suspense>
          <Digest onClose={() => change({ digest: undefined })} />
        </Suspense>
      )}
    </div>
  );
}

/** What figures are asked for: the days and the building of the address. */
function filterOf({ from, to, site }: ScoreSearch): KpiFilter {
  return {
    ...(from === undefined || to === undefined ? {} : { from, to }),
    ...(site === undefined ? {} : { warehouse: site }),
  };
}

function Weeks({
  row,
  search,
  change,
  today,
}: {
  readonly row: KpiRow;
  readonly search: ScoreSearch;
  readonly change: (to: Partial<ScoreSearch>, push?: boolean) => void;
  readonly today: string;
}) {
  const [before, after] = [weekOff(row, -1), weekOff(row, 1)];
  return (
    <nav className={classes.weeks} aria-label={t("score.week")}>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconChevronLeft size={14} aria-hidden="true" />}
        onClick={() => change(before, true)}
      >
        {t("score.week-before")}
      </Button>
      {search.from !== undefined && (
        <Button variant="default" size="xs" onClick={() => change({ from: undefined, to: undefined }, true)}>
          {t("score.week-this")}
        </Button>
      )}
      {after.from <= today && (
        <Button
          variant="default"
          size="xs"
          rightSection={<IconChevronRight size={14} aria-hidden="true" />}
          onClick={() => change(after, true)}
        >
          {t("score.week-after")}
        </Button>
      )}
    </nav>
  );
}
