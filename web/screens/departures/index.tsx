import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { DepartureRow } from "../../../server/wire/index.ts";
import { useAddress } from "../../app/address.ts";
import { dayAfter, dayName, isDay } from "../../app/format/days.ts";
import { oldSaid } from "../../app/format/old.ts";
import { count, dayKey, time, when, zoneName } from "../../app/format.ts";
import { departuresSearch } from "../../app/url.ts";
import { t as frame } from "../../app/words.ts";
import { namesOf, oldSince, useFeed, useNetwork, useNow } from "../../live/index.ts";
import { Choice } from "../../widgets/Choice.tsx";
import { copyText } from "../../widgets/CodeBlock.tsx";
import { DayChoice } from "../../widgets/DayChoice.tsx";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { useRoom } from "../../widgets/Gate.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { OldNotice } from "../../widgets/OldNotice.tsx";
import { Panes, useWidth } from "../../widgets/Panes.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { worthFor } from "../../widgets/strokes.ts";
import { toTable } from "../../widgets/tableText.ts";
import { Detail } from "./Detail.tsx";
import classes from "./departures.module.css";
import { laterName } from "./Later.tsx";
import { Foot, Left } from "./Left.tsx";
import { blockedOrders, type Headline, headlineOf } from "./model.ts";
import { pitch, Row } from "./Row.tsx";
import { useMove } from "./useMove.ts";
import { t } from "./words.ts";

/** Departures: which truck leaves short. */
export function Screen() {
  const [search, change] = useAddress(departuresSearch);
  const params = useParams({ strict: false });
  const navigate = useNavigate();
  const network = useNetwork();
  const names = namesOf(network);
  const now = useNow(1000);
  const narrow = useWidth() === "narrow";
  const warehouse = search.site ?? params.warehouse ?? network?.warehouses[0]?.id ?? null;
  // The address names the building that is shown: the scope of the frame wins.
  useEffect(() => {
    if (warehouse !== null && warehouse !== params.warehouse)
      void navigate({ to: "/departures/$warehouse", params: { warehouse }, search, replace: true });
  });
  const zone = names.zone(warehouse);
  const today = dayKey(now, zone);
  const day = search.day ?? today;
  const enabled = warehouse !== null;
  const feed = useFeed("departures", { warehouse: warehouse ?? "", day }, { limit: 500, enabled });
  const tally = useFeed("tally", { warehouse: warehouse ?? "", day }, { enabled });
  const move = useMove(warehouse ?? "", (n, to) => t("dep.deed", { n, on: laterName(to, zone, now) }));
  const [focused, setFocused] = useState<string | null>(null);
  const [copied, setCopied] = useState("");
  const heading = useRef<HTMLHeadingElement>(null);
  const [room, width] = useRoom();

  const rows = [...feed.rows].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1));
  const open = rows.filter((row) => !row.left);
  const left = rows.filter((row) => row.left);
  const listed = search.show === "all" ? rows : open;
  const chosen = rows.find((row) => row.id === search.d) ?? (narrow || search.d === "none" ? null : (open[0] ?? null));
  const at = listed.findIndex((row) => row.id === chosen?.id);
  const worth = worthFor(
    Math.max(0, ...listed.map((row) => row.orders)),
    Math.min(310, Math.max(200, width - 40)),
    pitch,
  );
  const stop = listed.some((row) => row.id === focused) ? focused : (chosen?.id ?? listed[0]?.id ?? null);
  const offline = feed.freshness.kind === "offline";
  const old = oldSince(feed.freshness, now);

  const focusRow = (id: string): void => {
    setFocused(id);
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-departure="${CSS.escape(id)}"]`)?.focus());
  };
  const choose = (row: DepartureRow): void => {
    setCopied("");
    if (row.id !== chosen?.id) move.forget();
    change({ d: row.id }, narrow);
  };
  const step = (by: number): void => {
    const from = listed.findIndex((row) => row.id === stop);
    const inside = document.activeElement?.closest("[data-departure]") != null;
    const next = listed[Math.max(0, Math.min(listed.length - 1, inside ? from + by : from))];
    if (next === undefined) return;
    if (!narrow) choose(next);
    focusRow(next.id);
  };
  const walk = (by: 1 | -1): void => {
    const next = listed[at + by];
    if (next !== undefined) choose(next);
  };
  const close = (): void => {
    change({ d: narrow ? undefined : "none" });
    if (chosen !== null) focusRow(chosen.id);
  };
  const toDay = (by: number): void => {
    const to = dayAfter(day, by);
    change({ day: to === today ? undefined : to, d: undefined }, true);
  };
  const copy = async (): Promise<void> => {
    if (chosen === null) return;
    const orders = blockedOrders(chosen);
    const head = [t("dep.col.order"), t("dep.col.cause"), t("dep.col.exception"), t("dep.col.leaves")];
    const lines = orders.map((one) => [
      one.id,
      one.title,
      one.exception ?? "",
      `${when(chosen.at, now, zone)} ${zoneName(zone, chosen.at)}`,
    ]);
    await copyText(toTable([head, ...lines]));
    setCopied(t("dep.copied", { n: lines.length }));
  };
  useKeys([
    { key: "j", label: t("dep.key-move"), run: () => step(1) },
    { key: "k", label: t("dep.key-move"), run: () => step(-1) },
    { key: "ArrowDown", label: t("dep.key-move"), run: () => step(1) },
    { key: "ArrowUp", label: t("dep.key-move"), run: () => step(-1) },
    { key: "Enter", label: t("dep.key-open"), run: () => heading.current?.focus() },
    { key: "Escape", label: t("dep.key-close"), run: close },
    { key: "y", label: t("dep.key-copy"), run: () => void copy() },
    { key: "[", label: t("dep.key-day"), run: () => toDay(-1) },
    { key: "]", label: t("dep.key-day"), run: () => toDay(1) },
  ]);

  const detail =
    chosen === null || warehouse === null ? null : (
      <Detail
        row={chosen}
        day={day}
        place={at < 0 ? null : { index: at, of: listed.length }}
        names={names}
        zone={zone}
        now={now}
        move={move}
        offline={offline}
        narrow={narrow}
        copied={copied}
        onStep={walk}
        onClose={close}
        onCopy={() => void copy()}
        heading={heading}
      />
    );
  const notice = <OldNotice said={oldSaid(feed.freshness, now, zone)} />;
  if (narrow && detail !== null)
    return (
      <div className={classes.only}>
        {notice}
        {detail}
      </div>
    );
  if (network !== undefined && warehouse === null)
    return (
      <div className={classes.page}>
        <header className={classes.head}>
          <div className={classes.titles}>
            <h1>{t("dep.title-none")}</h1>
          </div>
        </header>
        <EmptyState title={t("dep.no-site")} why={t("dep.no-site-why")}>
          <Link to="/connect">{t("dep.connect")}</Link>
        </EmptyState>
      </div>
    );
  return (
    <Panes detail={detail ?? undefined} detailWidth={420}>
      <div className={classes.page} ref={room} data-old={old !== null || undefined}>
        {notice}
        <header className={classes.head}>
          <div className={classes.titles}>
            <h1>{t("dep.title", { site: warehouse ?? "" })}</h1>
            <span className="num">
              {t("dep.sub", { day: dayName(day, today), zone: zoneName(zone, now), n: worth })}
            </span>
            {old !== null && <span className={classes.asOf}>{frame("old.as-of", { at: time(old, zone) })}</span>}
          </div>
          <div className={classes.tools}>
            <DayChoice
              day={day}
              text={dayName(day, today)}
              onStep={toDay}
              onDay={(to) => isDay(to) && change({ day: to === today ? undefined : to, d: undefined }, true)}
              onToday={() => change({ day: undefined, d: undefined }, true)}
            />
            <Choice
              label={t("dep.show")}
              value={search.show ?? "to-come"}
              onChange={(value) => change({ show: value === "all" ? "all" : undefined })}
              options={[
                { value: "to-come", label: t("dep.to-come") },
                { value: "all", label: t("dep.whole-day") },
              ]}
            />
          </div>
          {rows.length > 0 && <Sentence said={headlineOf(rows, now)} zone={zone} now={now} />}
        </header>
        {feed.error !== null && (
          <ErrorBar
            title={t("dep.failed", { why: feed.error.detail ?? feed.error.title })}
            id={feed.error.errorId}
            onRetry={feed.again}
          />
        )}
        {feed.loading || warehouse === null ? (
          <SkeletonRows rows={5} height={106} />
        ) : rows.length === 0 ? (
          feed.error === null && (
            <EmptyState title={t("dep.empty")} why={t("dep.empty-why")}>
              <Link
                to="/tally/$warehouse"
                params={{ warehouse }}
                search={search.day === undefined ? {} : { day: search.day }}
              >
                {t("dep.tally")}
              </Link>
            </EmptyState>
          )
        ) : (
          <>
            <ol className={classes.list} aria-label={t("dep.list")}>
              {listed.map((row) => (
                <Row
                  key={row.id}
                  row={row}
                  worth={worth}
                  zone={zone}
                  day={day}
                  now={now}
                  chosen={row.id === chosen?.id}
                  reachable={row.id === stop}
                  onChoose={(byKey) => {
                    setFocused(row.id);
                    choose(row);
                    // By the keyboard one goes on reading: the focus follows into the panel.
                    if (byKey) requestAnimationFrame(() => heading.current?.focus());
                  }}
                />
              ))}
            </ol>
            {search.show !== "all" && <Left rows={left} zone={zone} now={now} today={day === today} />}
            <Foot rows={rows} tally={tally.rows[0] ?? null} warehouse={warehouse} day={day} />
          </>
        )}
      </div>
    </Panes>
  );
}

/** Which truck leaves short, in one sentence. */
function Sentence({ said, zone, now }: { readonly said: Headline; readonly zone: string; readonly now: number }) {
  return (
    <p className={classes.sentence}>
      {said.short.slice(0, 3).map((one, at) => (
        <span key={one.id}>
          {at > 0 && t("dep.then")}
          <b data-near={one.near}>{t("dep.short", { at: when(one.at, now, zone), n: count(one.n) })}</b>
        </span>
      ))}
      {said.short.length > 0 && `${t("dep.stop")} `}
      {said.toCome === 0
        ? `${t("dep.none-left")} `
        : said.short.length === 0 && said.notKnown === 0
          ? t("dep.all-full", { n: said.full })
          : said.full > 0 && `${t("dep.full", { n: said.full })} `}
      {said.notKnown > 0 && <b data-form="not-known">{t("dep.unsure", { n: said.notKnown })}</b>}
      {said.toCome === 0 && said.behind > 0 && t("dep.left-behind", { n: said.behind })}
    </p>
  );
}
