import {
  IconAlertOctagonFilled,
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconClockPause,
  IconHelpHexagon,
} from "@tabler/icons-react";
import { count, date, duration, time, weekday, zoneName } from "../../app/format.ts";
import { useFeed, useSources } from "../../live/index.ts";
import { Mark } from "../../widgets/Mark.tsx";
import classes from "./Board.module.css";
import { Cards } from "./Cards.tsx";
import { cardsOf, sumOf } from "./cards.ts";
import { Departures } from "./Departures.tsx";
import { Feeds, Line } from "./Foot.tsx";
import { type Banner, bannerOf, nextOf, sourcesFor, type Trust } from "./model.ts";
import { Said } from "./Said.tsx";
import { leftOf } from "./say.ts";
import shared from "./wall.module.css";
import { t } from "./words.ts";

/** Departures that fit. */
const most = 3;

/** One building. It keeps its figures also while another one is shown. */
export function Board({
  warehouse,
  place,
  shown,
  trust,
  now,
}: {
  readonly warehouse: string;
  /** Which of several it is, in words; null where it is the only one. */
  readonly place: string | null;
  readonly shown: boolean;
  readonly trust: Exclude<Trust, { kind: "refused" }>;
  readonly now: number;
}) {
  const tallies = useFeed("tally", { warehouse });
  const tally = tallies.rows.find((row) => row.warehouse === warehouse) ?? null;
  const departures = useFeed(
    "departures",
    { warehouse, day: tally?.day ?? "" },
    { enabled: tally !== null, limit: 500 },
  );
  const exceptions = useFeed("exceptions", { warehouse, state: "open,acknowledged" }, { limit: 2000 });
  const all = useSources();
  if (!shown) return null;
  const failed = tallies.error ?? departures.error;
  const zone = tally?.zone ?? "UTC";
  const sources = sourcesFor(all.rows, warehouse);
  const cards = cardsOf({
    tally,
    exceptions: exceptions.loading || exceptions.error !== null ? null : exceptions,
    sources: all.loading || all.error !== null ? null : sources,
  });
  if (tally === null && !tallies.loading && failed === null && trust.kind !== "waiting")
    return <Said title={t("wall.no-site", { site: warehouse })} why={t("wall.no-site-why")} />;
  const next = nextOf(departures.rows, most);
  const read = tally !== null && !departures.loading && departures.error === null;
  return (
    <>
      <header className={shared.head}>
        <Mark size={76} />
        <h1>
          {warehouse} {tally !== null && tally.name !== warehouse && tally.name}
        </h1>
        {place !== null && <span className={classes.place}>{place}</span>}
        <span className={classes.end}>
          <Chip trust={trust} />
          {tally !== null && (
            <>
              <span className={classes.date}>
                {t("wall.date", { day: `${weekday(now, zone)} ${date(now, zone)}`, zone: zoneName(zone, now) })}
              </span>
              <time className={classes.clock}>{time(now, zone)}</time>
            </>
          )}
        </span>
      </header>
      {trust.kind === "old" ? (
        <Old trust={trust} zone={zone} />
      ) : failed !== null ? (
        <div className={classes.banner} data-kind="not-known">
          <IconHelpHexagon aria-hidden="true" />
          <p>{t("wall.failed", { why: failed.detail ?? failed.title })}</p>
        </div>
      ) : (
        read && (
          <Top
            said={bannerOf(tally, departures.rows, sources, sumOf(cards), now)}
            next={next[0]?.at ?? null}
            zone={zone}
            now={now}
          />
        )
      )}
      <Departures rows={read ? next : null} zone={zone} now={now} />
      <Cards cards={cards} now={now} />
      <footer className={classes.foot}>
        <Line tally={tally} known={cards[0]?.count === 0} />
        <Feeds sources={sources} warehouse={warehouse} loading={all.loading} now={now} />
      </footer>
    </>
  );
}

/** How fresh the figures are. */
function Chip({ trust }: { readonly trust: Exclude<Trust, { kind: "refused" }> }) {
  switch (trust.kind) {
    case "waiting":
      return (
        <span className={classes.chip} data-kind="waiting">
          <b>{t("wall.waiting")}</b>
        </span>
      );
    case "live":
      return (
        <span className={classes.chip} data-kind="live">
          <i aria-hidden="true" />
          <b>{t("wall.live")}</b> {duration(trust.ageMs)}
        </span>
      );
    case "stale":
    case "old":
      return (
        <span className={classes.chip} data-kind="stale">
          <IconClockPause aria-hidden="true" />
          <b>{t("wall.stale")}</b>
          <span>
            {t(trust.why === "silent" ? "wall.stale-silent" : "wall.stale-behind", { age: duration(trust.ageMs) })}
          </span>
        </span>
      );
  }
}

/** Figures that are not of now: their time, large, in place of what they said. */
function Old({ trust, zone }: { readonly trust: Extract<Trust, { kind: "stale" | "old" }>; readonly zone: string }) {
  return (
    <div className={shared.old} role="status">
      <time className="num">{time(trust.asOf, zone)}</time>
      <p>
        <b>{t("wall.old", { at: time(trust.asOf, zone) })}</b>
        <span>{t(trust.why === "silent" ? "wall.old-silent" : "wall.old-behind", { age: duration(trust.ageMs) })}</span>
      </p>
    </div>
  );
}

const glyphs = {
  critical: IconAlertOctagonFilled,
  high: IconAlertTriangleFilled,
  "not-known": IconHelpHexagon,
  clear: IconCircleCheckFilled,
} as const;

/** The one sentence, and the next cutoff. */
function Top({
  said,
  next,
  zone,
  now,
}: {
  readonly said: Banner;
  readonly next: string | null;
  readonly zone: string;
  readonly now: number;
}) {
  const { kind, text } = sentenceOf(said, next !== null, zone);
  const Glyph = glyphs[kind];
  const at = said.kind === "short" ? said.row.at : next;
  return (
    <div className={classes.banner} data-kind={kind}>
      <Glyph aria-hidden="true" />
      <p>{text}</p>
      {at !== null && (
        <span>
          {said.kind === "short" ? t("wall.leaves-in") : t("wall.next", { at: time(at, zone) })}
          <b className="num">{leftOf(at, now)}</b>
        </span>
      )}
    </div>
  );
}

function sentenceOf(
  said: Banner,
  more: boolean,
  zone: string,
): { readonly kind: keyof typeof glyphs; readonly text: string } {
  switch (said.kind) {
    case "short": {
      const values = { at: time(said.row.at, zone), n: count(said.row.blocked), title: lower(said.title) };
      const text = said.title === "" ? t("wall.short-plain", values) : t("wall.short", values);
      return { kind: said.near ? "critical" : "high", text };
    }
    case "off":
      return { kind: "critical", text: t("wall.off", { n: Math.abs(said.by) }) };
    case "silent": {
      const what =
        said.sinceMs === null
          ? t("wall.silent-never", { name: said.name })
          : t("wall.silent", { name: said.name, since: duration(said.sinceMs) });
      return {
        kind: "not-known",
        text: said.orders === 0 ? what : t("wall.silent-orders", { what, n: said.orders }),
      };
    }
    case "not-known":
      return { kind: "not-known", text: t("wall.not-known", { n: said.orders }) };
    case "blocked":
      return { kind: "high", text: t("wall.blocked", { n: said.orders }) };
    case "cards":
      return { kind: "high", text: t("wall.open", { n: said.open }) };
    case "not-judged":
      return { kind: "not-known", text: t("wall.not-judged") };
    case "clear":
      return { kind: "clear", text: more ? t("wall.clear") : t("wall.clear-none") };
  }
}

/** Behind a colon a sentence goes on small; a name of capitals stays. */
const lower = (text: string): string =>
  /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
