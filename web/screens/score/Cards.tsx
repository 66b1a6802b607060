import { Link } from "@tanstack/react-router";
import { type ReactNode, useId } from "react";
import { heldSaid, savedSaid, standingOf, unbilledSaid } from "../../../server/wire/headline.ts";
import type { KpiRow } from "../../../server/wire/index.ts";
import { heldText } from "../../app/format/held.ts";
import { count, money, percent, when } from "../../app/format.ts";
import { useAnyHeard, useFeed } from "../../live/index.ts";
import { StateGlyph, type StateName } from "../../widgets/StateGlyph.tsx";
import { TallyCount, type TallyPart, worthOf } from "../../widgets/TallyCount.tsx";
import { Bar } from "./Bar.tsx";
import own from "./Cards.module.css";
import { FigureLink } from "./FigureLink.tsx";
import { gapOf, gapText, type Reporting, valueText } from "./model.ts";
import { Parts } from "./Parts.tsx";
import classes from "./score.module.css";
import { useTie } from "./useKpis.ts";
import { t } from "./words.ts";

/** The five numbers that are said aloud. */
export function Cards({
  onTime,
  saved,
  trust,
  site,
  zone,
  now,
}: {
  readonly onTime: KpiRow;
  readonly saved: KpiRow | null;
  readonly trust: Reporting;
  readonly site: string | undefined;
  readonly zone: string;
  readonly now: number;
}) {
  const silent = trust.silent.map(({ name }) => name).join(", ");
  return (
    <div className={own.cards}>
      <OnTime row={onTime} />
      <HeldUp site={site} silent={silent} />
      <Unbilled site={site} silent={silent} zone={zone} now={now} />
      <Saved row={saved} />
      <Trust trust={trust} zone={zone} now={now} />
    </div>
  );
}

/** One number with its word: what it says, below it what else is known, and last what it is compared with. */
function Card({
  title,
  value,
  state,
  word,
  picture,
  children,
  foot,
  busy = false,
}: {
  readonly title: ReactNode;
  readonly value: ReactNode;
  readonly state?: StateName;
  readonly word?: string;
  /** The same to be seen; it says nothing that is not said. */
  readonly picture?: ReactNode;
  readonly children?: ReactNode;
  readonly foot?: ReactNode;
  readonly busy?: boolean;
}) {
  const id = useId();
  return (
    <section className={own.card} aria-labelledby={id} aria-busy={busy}>
      <h2 id={id} className={own.cardTitle}>
        {title}
      </h2>
      <p className={`${own.number} num`}>{value}</p>
      <p className={own.word}>{state !== undefined && <StateGlyph state={state}>{word}</StateGlyph>}</p>
      <div className={own.picture}>{picture}</div>
      <div className={own.below}>{children}</div>
      {foot !== undefined && <p className={own.foot}>{foot}</p>}
    </section>
  );
}

/** What the period before was, where both are whole. */
export function before(row: KpiRow): string {
  if (!row.ended) return t("score.not-compared");
  if (row.previous.value === null) return t("score.before-none");
  return t("score.before", { value: valueText(row.previous.value, row.unit) });
}

function OnTime({ row }: { readonly row: KpiRow }) {
  const { target, unit } = row;
  return (
    <Card
      title={<FigureLink id={row.id}>{t("score.on-time")}</FigureLink>}
      value={row.value === null ? "–" : valueText(row.value, unit)}
      {...wordOf(row, target)}
      foot={before(row)}
      picture={<Bar row={row} />}
    >
      <p>{t("score.of", { n: row.denominator })}</p>
      {row.unknown > 0 && <p className={classes.unknown}>{unknownText(row)}</p>}
      {row.state === "incomplete" && (
        <p className={classes.unknown}>{t("score.partly", { n: row.coverage.heard, of: row.coverage.of })}</p>
      )}
      {row.unknown > 0 && row.bounds === null && <p className={classes.unknown}>{t("score.no-bounds")}</p>}
    </Card>
  );
}

/** How it stands to its target. */
function wordOf(row: KpiRow, target: number | null): { readonly state?: StateName; readonly word?: string } {
  switch (standingOf(row)) {
    case "not-measured":
      return { state: "not-known", word: row.notMeasured ?? t("score.not-measured") };
    case "met":
      return { state: "done", word: t("score.met", { target: valueText(target ?? 0, row.unit) }) };
    case "missed":
      return {
        state: "off-target",
        word: t("score.missed", { gap: gapText(gapOf(row) ?? 0, row.unit), target: valueText(target ?? 0, row.unit) }),
      };
    case "open":
      return target === null || row.value === null
        ? {}
        : { state: "not-known", word: t("score.target-open", { target: valueText(target, row.unit) }) };
  }
}

const unknownText = ({ unknown, bounds, unit }: KpiRow): string =>
  bounds === null
    ? t("score.unknown-bare", { n: count(unknown) })
    : t("score.unknown", {
        n: count(unknown),
        low: valueText(bounds.low, unit),
        high: valueText(bounds.high, unit),
      });

/** Nothing to count, where nothing could have told of it. */
const unheard = { state: "not-known" as const, word: t("score.unheard") };

function HeldUp({ site, silent }: { readonly site: string | undefined; readonly silent: string }) {
  const filter = site === undefined ? {} : { warehouse: site };
  const all = useFeed("exceptions", { state: "open,acknowledged,snoozed", ...filter }, { limit: 1 });
  const causes = useFeed("causes", { state: "open,acknowledged,snoozed", ...filter }, { limit: 2000 });
  const isHeard = useAnyHeard();
  const { objects, top, share } = heldSaid(
    all.held ?? { objects: 0 },
    causes.rows.map(({ held }) => held.objects),
  );
  const isUnknown = objects === 0 && !isHeard;
  return (
    <Card
      title={
        <Link to="/queue" className="reach" search={site === undefined ? {} : { site }}>
          {t("score.held")}
        </Link>
      }
      busy={all.loading || causes.loading}
      value={all.loading ? "…" : isUnknown ? "–" : count(objects)}
      {...(isUnknown ? unheard : {})}
      foot={(all.held?.money ?? []).map((one) => heldText(one)).join(" · ") || undefined}
      picture={objects > 0 && <Parts parts={top} of={objects} />}
    >
      {objects === 0 ? (
        isHeard && <p>{t(silent === "" ? "score.held-none" : "score.held-none-heard")}</p>
      ) : (
        <>
          <p>{t("score.held-orders", { n: objects })}</p>
          <p>{t("score.held-causes", { n: top.length, share: percent(share, 0) })}</p>
          {(all.held?.unknown ?? 0) > 0 && <p>{t("score.amount-unknown-n", { n: all.held?.unknown ?? 0 })}</p>}
        </>
      )}
      {silent !== "" && <p className={classes.unknown}>{t("score.held-silent", { who: silent })}</p>}
    </Card>
  );
}

function Unbilled({
  site,
  silent,
  zone,
  now,
}: {
  readonly site: string | undefined;
  readonly silent: string;
  readonly zone: string;
  readonly now: number;
}) {
  const filter = { kind: "shipped-not-billed", ...(site === undefined ? {} : { warehouse: site }) };
  const feed = useFeed("postings", filter, { limit: 3 });
  const tie = useTie();
  const revenue = feed.rows.find(({ id }) => id === "revenue");
  const said = revenue === undefined ? null : unbilledSaid(revenue);
  const newest = tie.data?.items[0];
  const tied = newest !== undefined && Number(newest.unexplained) === 0;
  const isUnknown = !useAnyHeard() && newest === undefined && (said?.documents ?? 0) === 0;
  return (
    <Card
      title={
        <Link
          to="/finance/aging"
          className="reach"
          search={{ kind: "shipped-not-billed", ...(site === undefined ? {} : { site }) }}
        >
          {t("score.unbilled")}
        </Link>
      }
      busy={feed.loading || tie.isPending}
      value={
        feed.loading
          ? "…"
          : said === null || isUnknown
            ? "–"
            : said.amount === null
              ? t("score.amount-unknown")
              : money(said.amount, said.currency)
      }
      {...(newest === undefined
        ? isUnknown
          ? unheard
          : {}
        : {
            state: tied ? ("done" as const) : ("off-target" as const),
            word: t(tied ? "score.tied" : "score.untied", {
              at: when(newest.statement.at, now, zone),
              money: money(newest.unexplained, newest.currency),
            }),
          })}
      foot={newest === undefined ? t("score.no-tie") : undefined}
    >
      {said !== null && !isUnknown && (
        <>
          <p>{t("score.unbilled-of", { n: said.documents })}</p>
          {said.unvalued > 0 && said.amount !== null && <p>{t("score.amount-unknown-n", { n: said.unvalued })}</p>}
          {said.estimate !== 0 && (
            <p>≈ {t("score.unbilled-estimate", { money: money(said.estimate, said.currency) })}</p>
          )}
          {silent !== "" && <p className={classes.unknown}>{t("score.unbilled-silent", { who: silent })}</p>}
        </>
      )}
    </Card>
  );
}

function Saved({ row }: { readonly row: KpiRow | null }) {
  const said = savedSaid(row);
  const strokes: readonly TallyPart[] =
    said === null
      ? []
      : [
          { form: "good", n: said.saved },
          { form: "missed", n: said.missed },
        ];
  const worth = worthOf(strokes);
  return (
    <Card
      title={<FigureLink id="saved-before-cutoff">{t("score.saved")}</FigureLink>}
      value={
        said === null ? (
          "–"
        ) : (
          <>
            {count(said.saved)} <small>{t("score.missed-n", { n: count(said.missed) })}</small>
          </>
        )
      }
      foot={
        row === null || !row.ended
          ? t("score.not-compared")
          : t("score.before", {
              value: `${t("score.saved-n", { n: count(row.previous.numerator) })}, ${t("score.missed-n", { n: count(row.previous.denominator - row.previous.numerator) })}`,
            })
      }
      picture={<TallyCount parts={strokes} crossed />}
    >
      <p>
        {worth > 1 && `${t("score.stroke-worth", { n: count(worth) })} · `}
        {t("score.saved-why")}
      </p>
      {row !== null && said !== null && said.unknown > 0 && <p className={classes.unknown}>{unknownText(row)}</p>}
      {row?.state === "incomplete" && (
        <p className={classes.unknown}>{t("score.partly", { n: row.coverage.heard, of: row.coverage.of })}</p>
      )}
    </Card>
  );
}

/** Sources with a stroke each, at most: a stroke for several would hide one that is silent. */
const mostSources = 40;

function Trust({ trust, zone, now }: { readonly trust: Reporting; readonly zone: string; readonly now: number }) {
  const { heard, of, silent, sampled, dated } = trust;
  const first = silent[0];
  return (
    <Card
      title={
        <Link to="/sync" className="reach">
          {t("score.trust")}
        </Link>
      }
      value={
        <>
          {count(heard)} <small>{t("score.trust-of", { n: of })}</small>
        </>
      }
      {...(first === undefined
        ? of === 0
          ? { state: "not-known" as const, word: t("score.trust-none") }
          : heard === of
            ? { state: "done" as const, word: t("score.trust-all") }
            : {}
        : {
            state: "silent" as const,
            word: t("score.trust-silent", {
              who: silent.map(({ name }) => name).join(", "),
              at: first.lastSeenAt === null ? "" : when(first.lastSeenAt, now, zone),
            }),
          })}
      picture={
        of <= mostSources && (
          <TallyCount
            parts={[
              { form: "good", n: heard },
              { form: "silent", n: of - heard },
            ]}
          />
        )
      }
    >
      {sampled.length > 0 && (
        <p>{t("score.trust-sampled", { who: sampled.map(({ name }) => name).join(", "), n: sampled.length })}</p>
      )}
      {dated.length > 0 && (
        <p>{t("score.trust-dated", { who: dated.map(({ name }) => name).join(", "), n: dated.length })}</p>
      )}
    </Card>
  );
}
