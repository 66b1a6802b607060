import { Button } from "@mantine/core";
import { IconCopy, IconHistory } from "@tabler/icons-react";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { TallyRow } from "../../../server/wire/index.ts";
import { useAddress } from "../../app/address.ts";
import { dayAfter, dayName, isDay } from "../../app/format/days.ts";
import { oldSaid } from "../../app/format/old.ts";
import { dayKey, time, when, zoneName } from "../../app/format.ts";
import { tallyGoods, tallySearch } from "../../app/url.ts";
import { t as frame } from "../../app/words.ts";
import { namesOf, oldSince, setPaused, useFeed, useLive, useNetwork, useNow, usePaused } from "../../live/index.ts";
import { Choice } from "../../widgets/Choice.tsx";
import { copyText } from "../../widgets/CodeBlock.tsx";
import { DayChoice } from "../../widgets/DayChoice.tsx";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { Keycap } from "../../widgets/Keycap.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { ErrorBar, Notice } from "../../widgets/Notice.tsx";
import { OldNotice } from "../../widgets/OldNotice.tsx";
import { Panes, useWidth } from "../../widgets/Panes.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { toTable } from "../../widgets/tableText.ts";
import { Building } from "./Building.tsx";
import { Cards } from "./Cards.tsx";
import { Documents } from "./Documents.tsx";
import { OpeningProvider } from "./Figure.tsx";
import { Headline } from "./Headline.tsx";
import { countOf, headlineOf } from "./model.ts";
import { Sites } from "./Sites.tsx";
import { sitesTable } from "./table.ts";
import classes from "./tally.module.css";
import { TimeChoice } from "./When.tsx";
import { t } from "./words.ts";

/** Tally: does the day add up, and if not, which does not. */
export function Screen() {
  const [search, change] = useAddress(tallySearch);
  const { warehouse } = useParams({ strict: false });
  const navigate = useNavigate();
  const network = useNetwork();
  const names = namesOf(network);
  const { link } = useLive();
  const now = useNow(1000);
  const narrow = useWidth() === "narrow";
  const goods = search.goods ?? "orders";
  const feed = useFeed(
    "tally",
    {
      ...(search.site === undefined ? {} : { warehouse: search.site }),
      ...(search.day === undefined ? {} : { day: search.day }),
      ...(search.at === undefined ? {} : { at: search.at }),
    },
    { limit: 500 },
  );
  const [copied, setCopied] = useState("");

  // Paused: the figures stay as they were then, however the day goes on.
  const paused = usePaused();
  const asked = JSON.stringify([search.site, search.day, search.at]);
  const held = useRef({ asked, rows: feed.rows });
  if (paused === null || held.current.asked !== asked || held.current.rows.length === 0)
    held.current = { asked, rows: feed.rows };

  const order = new Map(network?.warehouses.map((one, at) => [one.id, at]));
  const place = (row: TallyRow): number => order.get(row.warehouse) ?? order.size;
  const rows = [...held.current.rows].sort((a, b) => place(a) - place(b) || (a.id < b.id ? -1 : 1));
  const front = rows.find((row) => row.warehouse === warehouse) ?? rows[0] ?? null;
  // The scope of the frame wins: an address that names another building follows it.
  const strayed = search.site !== undefined && warehouse !== undefined && warehouse !== search.site;
  useEffect(() => {
    if (strayed && search.site !== undefined)
      void navigate({
        to: "/tally/$warehouse",
        params: { warehouse: search.site },
        search: { ...search, part: undefined },
        replace: true,
      });
  });

  const zone = front?.zone ?? names.zone(search.site ?? warehouse);
  const today = dayKey(now, zone);
  const day = search.day ?? front?.day ?? today;
  const departures = useFeed(
    "departures",
    { warehouse: front?.warehouse ?? "", day },
    { enabled: front !== null && goods === "orders" && search.at === undefined },
  );
  const toDay = (to: string | undefined): void => change({ day: to, at: undefined }, true);
  /** A minute is one of its day: the address names both, so that it says the same tomorrow. */
  const toMinute = (at: string | undefined): void =>
    change({ at, day: at === undefined && day === today ? undefined : day }, true);
  const step = (by: number): void => {
    const to = dayAfter(day, by);
    toDay(to === today ? undefined : to);
  };
  const copy = async (): Promise<void> => {
    await copyText(toTable(sitesTable(rows, goods)));
    setCopied(t("tally.copied", { n: rows.length + 1 }));
  };
  useEffect(() => {
    if (copied === "") return;
    const timer = setTimeout(() => setCopied(""), 3000);
    return () => clearTimeout(timer);
  }, [copied]);
  useKeys([
    // With a list open the key is the list's.
    ...(search.part === undefined ? [{ key: "y", label: t("tally.key-copy"), run: () => void copy() }] : []),
    { key: "p", label: t("tally.key-pause"), run: () => setPaused(paused === null ? link.now() : null) },
    { key: "[", label: t("tally.key-day"), run: () => step(-1) },
    {
      key: "]",
      label: t("tally.key-day"),
      run: () => step(1),
    },
  ]);

  const fresh = feed.freshness;
  const old = search.at === undefined ? oldSince(fresh, now) : null;
  const shownOf = search.of === "all" ? rows : front === null ? [] : [front];
  const close = (): void => {
    const part = search.part;
    change({ part: undefined, of: undefined });
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`a[data-part="${CSS.escape(part ?? "")}"]`)?.focus(),
    );
  };
  const documents =
    search.part === undefined || front === null ? null : (
      <Documents
        ask={{
          warehouse: search.of === "all" ? search.site : front.warehouse,
          day: search.of === "all" ? search.day : front.day,
          at: search.at,
          part: search.part,
          expected: countOf(shownOf, search.part),
        }}
        part={search.part}
        where={t("tally.docs-of", {
          site: search.of === "all" ? t("tally.all") : front.warehouse,
          day: dayName(day, today),
        })}
        names={names}
        now={now}
        narrow={narrow}
        onClose={close}
      />
    );

  const notices = (
    <>
      <OldNotice said={old === null ? null : oldSaid(fresh, now, zone)} />
      {search.at !== undefined && (
        <Notice
          tone="waiting"
          icon={<IconHistory size={17} stroke={1.8} aria-hidden="true" />}
          title={t("tally.stood", { at: when(search.at, now, zone), zone: zoneName(zone, search.at) })}
          action={
            <Button variant="default" size="xs" onClick={() => toMinute(undefined)}>
              {t("tally.to-now")}
            </Button>
          }
        >
          {t("tally.stood-why")}
        </Notice>
      )}
    </>
  );
  if (narrow && documents !== null)
    return (
      <div className={classes.only}>
        {notices}
        {documents}
      </div>
    );
  const body = (
    <div className={classes.page} data-old={old !== null || undefined}>
      <div className={classes.notices}>{notices}</div>
      <header className={classes.head}>
        <h1 className={classes.title}>{t("tally.title")}</h1>
        <Choice
          label={t("tally.goods")}
          value={goods}
          onChange={(value) =>
            change({ goods: value === "orders" ? undefined : value, part: undefined, of: undefined })
          }
          options={tallyGoods.map((one) => ({ value: one, label: t(`tally.goods.${one}`) }))}
        />
        {rows.length > 0 && (
          <Headline
            said={headlineOf(rows, goods)}
            goods={goods}
            site={search.site ?? null}
            zone={names.zone(null)}
            now={now}
          />
        )}
        {old !== null && <span className={classes.asOf}>{frame("old.as-of", { at: time(old, zone) })}</span>}
        <div className={classes.tools}>
          <DayChoice
            day={day}
            text={dayName(day, today)}
            onStep={step}
            onDay={(to) => isDay(to) && toDay(to === today ? undefined : to)}
            onToday={() => toDay(undefined)}
          />
          <TimeChoice at={search.at} day={day} zone={zone} now={now} onAt={(at) => toMinute(at)} />
          <Button
            variant="default"
            aria-keyshortcuts="y"
            disabled={rows.length === 0}
            leftSection={<IconCopy size={16} stroke={1.8} aria-hidden="true" />}
            rightSection={<Keycap of="y" />}
            onClick={() => void copy()}
          >
            <span aria-live="polite">{copied === "" ? (narrow ? frame("do.copy") : t("tally.copy")) : copied}</span>
          </Button>
        </div>
      </header>
      {feed.error !== null && (
        <ErrorBar
          title={t("tally.failed", { why: feed.error.detail ?? feed.error.title })}
          id={feed.error.errorId}
          onRetry={feed.again}
        />
      )}
      {feed.loading ? (
        <div className={classes.frame}>
          <SkeletonRows rows={9} height={48} />
        </div>
      ) : front === null ? (
        feed.error === null && <Empty site={search.site} />
      ) : (
        <OpeningProvider value={{ search, warehouse: warehouse ?? null }}>
          <Building
            key={`${front.id} ${goods} ${day} ${search.at}`}
            row={front}
            goods={goods}
            departures={departures.rows}
            today={day === today}
          />
          <div className={classes.frame}>
            <Sites
              key={`${goods} ${search.day} ${search.at}`}
              rows={rows}
              goods={goods}
              front={front.id}
              search={search}
              names={names}
              now={now}
              keys={search.part === undefined}
            />
          </div>
          {goods === "orders" && <Cards key={`${front.id} ${day} ${search.at}`} row={front} search={search} />}
        </OpeningProvider>
      )}
    </div>
  );
  return (
    <Panes detail={documents ?? undefined} detailWidth={400}>
      <div className={classes.scroll}>{body}</div>
    </Panes>
  );
}

/** Why there is nothing to count. */
function Empty({ site }: { readonly site: string | undefined }) {
  return site === undefined ? (
    <EmptyState title={t("tally.empty")} why={t("tally.empty-why")}>
      <Link to="/connect">{t("tally.connect")}</Link>
    </EmptyState>
  ) : (
    <EmptyState title={t("tally.empty-site", { site })} why={t("tally.empty-site-why")}>
      <Link to="/tally" search={{ site: undefined }}>
        {t("tally.show-all")}
      </Link>
    </EmptyState>
  );
}
