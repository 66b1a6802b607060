import { Button } from "@mantine/core";
import { IconArrowLeft, IconChevronLeft, IconChevronRight, IconDownload, IconPrinter } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { GainsPage } from "../../../server/wire/index.ts";
import { useAddress } from "../../app/address.ts";
import { oldSaid } from "../../app/format/old.ts";
import { clock, dayKey, zoneName } from "../../app/format.ts";
import { scoreSearch, type WorthSearch, worthSearch } from "../../app/url.ts";
import { namesOf, problemOf, useFreshness, useNetwork, useNow } from "../../live/index.ts";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { OldNotice } from "../../widgets/OldNotice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { Documents } from "./Documents.tsx";
import { Lines } from "./Lines.tsx";
import { Method } from "./Method.tsx";
import { headline, quarterOff, rangeText } from "./model.ts";
import { askedOf, type SideOf, useWorth } from "./useWorth.ts";
import { t } from "./words.ts";
import classes from "./worth.module.css";

/** Worth: once a quarter, what it was worth against the first month. */
export function Screen() {
  const [search, change] = useAddress(worthSearch);
  const network = useNetwork();
  const names = useMemo(() => namesOf(network), [network]);
  const now = useNow(1000);
  const fresh = useFreshness();
  const asked = useWorth(search);
  const page = asked.data ?? null;
  const problem = asked.isError ? problemOf(asked.error) : null;
  const zone = names.zone(search.site ?? null);
  const today = dayKey(now, zone);
  const said = page === null ? null : headline(page, today);
  const opened = page === null ? null : openedIn(page, search);
  return (
    <div className={classes.page}>
      <OldNotice said={oldSaid(fresh, now, zone)} />
      <header className={classes.head}>
        <Link to="/exec" className={`${classes.back} reach`} search={() => scoreSearch({ site: search.site })}>
          <IconArrowLeft size={15} aria-hidden="true" />
          {t("worth.back")}
        </Link>
        <h1 className={classes.title}>
          {said === null ? (
            t("worth.title")
          ) : (
            <>
              {said.main}
              {said.rest === null ? "." : <span className={classes.rest}>; {said.rest}.</span>}
            </>
          )}
        </h1>
        {page !== null && page.first !== null && (
          <div className={classes.days}>
            <p>
              {page.now === null
                ? t("worth.days-first", { first: rangeText(page.first, today) })
                : t("worth.days", { now: rangeText(page.now, today), first: rangeText(page.first, today) })}
              {search.site !== undefined && ` · ${t("worth.site", { site: names.site(search.site) })}`}
            </p>
            <Tools page={page} search={search} change={change} />
          </div>
        )}
      </header>
      {problem !== null && (
        <ErrorBar
          title={t("worth.failed", { why: problem.detail ?? problem.title })}
          id={problem.errorId}
          onRetry={() => void asked.refetch()}
        />
      )}
      {page === null ? (
        problem === null && <SkeletonRows rows={7} height={64} />
      ) : page.first === null ? (
        <EmptyState title={t("worth.empty")} why={t("worth.empty-why")} />
      ) : (
        <>
          <Lines page={page} names={names} today={today} />
          {opened !== null && (
            <Documents
              of={opened}
              names={names}
              today={today}
              onClose={() => change({ x: undefined, of: undefined })}
            />
          )}
          <Method page={page} today={today} />
          <p className={classes.asOf}>
            {t("worth.as-of", {
              company: names.company,
              at: clock(page.asOf, zone),
              zone: zoneName(zone, Date.parse(page.asOf)),
            })}
          </p>
        </>
      )}
    </div>
  );
}

/** The list that the address asks for; null where there is none of it. */
function openedIn({ items, first, now, joined }: GainsPage, { x, of, site }: WorthSearch): SideOf | null {
  const row = items.find(({ id }) => id === x);
  const period = of === "first" ? first : now;
  if (row === undefined || period === null) return null;
  return { row, period, site, without: joined.map(({ warehouse }) => warehouse) };
}

function Tools({
  page,
  search,
  change,
}: {
  readonly page: GainsPage;
  readonly search: WorthSearch;
  readonly change: (to: Partial<WorthSearch>, push?: boolean) => void;
}) {
  const [before, after] = [quarterOff(page, -1), search.from === undefined ? null : quarterOff(page, 1)];
  const sheet = (format: string) => `/api/v1/worth?${new URLSearchParams({ ...askedOf(search), format })}`;
  return (
    <div className={classes.tools}>
      <nav className={classes.tools} aria-label={t("worth.quarter")}>
        {before !== null && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconChevronLeft size={14} aria-hidden="true" />}
            onClick={() => change(before, true)}
          >
            {t("worth.quarter-before")}
          </Button>
        )}
        {search.from !== undefined && (
          <Button variant="default" size="xs" onClick={() => change({ from: undefined, to: undefined }, true)}>
            {t("worth.quarter-last")}
          </Button>
        )}
        {after !== null && Date.parse(after.to) < Date.parse(page.asOf) && (
          <Button
            variant="default"
            size="xs"
            rightSection={<IconChevronRight size={14} aria-hidden="true" />}
            onClick={() => change(after, true)}
          >
            {t("worth.quarter-after")}
          </Button>
        )}
      </nav>
      {(["csv", "xlsx"] as const).map((format) => (
        <Button
          key={format}
          component="a"
          variant="default"
          size="xs"
          leftSection={<IconDownload size={14} aria-hidden="true" />}
          href={sheet(format)}
          download
        >
          {t(`worth.${format}`)}
        </Button>
      ))}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPrinter size={14} aria-hidden="true" />}
        onClick={() => window.print()}
      >
        {t("worth.print")}
      </Button>
    </div>
  );
}
