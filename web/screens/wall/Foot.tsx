import { IconAccessPointOff, IconCircleCheckFilled, IconCircleDashed } from "@tabler/icons-react";
import type { SourceRow, TallyRow } from "../../../server/wire/index.ts";
import { count, duration } from "../../app/format.ts";
import { t as frame } from "../../app/words.ts";
import classes from "./Foot.module.css";
import { lineOf } from "./model.ts";
import { t } from "./words.ts";

/** Feeds that fit; those that are silent come first. */
const mostFeeds = 6;

/** The day as a sum; `known`: whether it can be told that the WMS has every order. */
export function Line({ tally, known }: { readonly tally: TallyRow | null; readonly known: boolean }) {
  if (tally === null) return <p className={classes.line} />;
  const { parts, off } = lineOf(tally);
  return (
    <p className={classes.line}>
      <span>
        <b>{count(tally.orders.total)}</b> {t("wall.to-ship")}
      </span>
      {parts.map(({ part, count: n }, at) => (
        <span key={part} data-part={n === 0 ? undefined : part}>
          <i aria-hidden="true">{at === 0 ? "=" : "+"}</i>
          <b>{n === 0 ? "–" : count(n)}</b> {t(`wall.part.${part}`)}
        </span>
      ))}
      <em data-kind={off !== 0 ? "off" : tally.wmsJudged ? undefined : "not-judged"}>
        {off !== 0
          ? frame(off > 0 ? "sum.lacks" : "sum.over", { n: Math.abs(off) })
          : !tally.wmsJudged
            ? t("wall.wms-not-judged")
            : known
              ? t("wall.all-in-wms")
              : ""}
      </em>
    </p>
  );
}

/** The sources of the building, and when each was last heard. */
export function Feeds({
  sources,
  warehouse,
  loading,
  now,
}: {
  readonly sources: readonly SourceRow[];
  readonly warehouse: string;
  readonly loading: boolean;
  readonly now: number;
}) {
  const well = sources.filter((row) => !row.silent && row.lastSeenAt !== null).length;
  const all = sources.length;
  return (
    <p className={classes.feeds}>
      <b>
        {loading
          ? ""
          : all === 0
            ? t("wall.no-feeds", { site: warehouse })
            : well === all
              ? t("wall.feeds", { n: all, site: warehouse })
              : t("wall.feeds-some", { n: well, all, site: warehouse })}
      </b>
      {sources.slice(0, mostFeeds).map((row) => (
        <span key={row.system} data-silent={row.silent || row.lastSeenAt === null || undefined}>
          {row.silent ? (
            <IconAccessPointOff aria-hidden="true" />
          ) : row.lastSeenAt === null ? (
            <IconCircleDashed aria-hidden="true" />
          ) : (
            <IconCircleCheckFilled aria-hidden="true" />
          )}
          <b>{row.name}</b> {heardOf(row, now)}
        </span>
      ))}
      {all > mostFeeds && <span>{t("wall.feeds-more", { n: all - mostFeeds })}</span>}
    </p>
  );
}

function heardOf(row: SourceRow, now: number): string {
  if (row.lastSeenAt === null) return t("wall.feed-never");
  const since = duration(now - Date.parse(row.lastSeenAt));
  return row.silent ? t("wall.feed-silent", { since }) : since;
}
