import { Link } from "@tanstack/react-router";
import type { SourceRow } from "../../../server/wire/index.ts";
import { countdown, duration, full, percent, when, zoneName } from "../../app/format.ts";
import { word } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { sortSources } from "./links.ts";
import classes from "./sync.module.css";
import { t } from "./words.ts";

function State({ source }: { readonly source: SourceRow }) {
  if (source.lastSeenAt === null) return <span className={classes.faint}>{t("sync.not-heard")}</span>;
  if (source.silent) return <StateGlyph state="silent">{t("sync.source-silent")}</StateGlyph>;
  return <StateGlyph state="done">{t("sync.heard")}</StateGlyph>;
}

/** Each source and when it was last heard: silence, which is not lag. */
export function Silence({
  sources,
  names,
  zone,
  now,
}: {
  readonly sources: readonly SourceRow[];
  readonly names: Names;
  readonly zone: string;
  readonly now: number;
}) {
  return (
    <table className={`${classes.table} ${classes.sources}`}>
      <caption className={classes.hidden}>{t("sync.sources-table")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("sync.col-source")}</th>
          <th scope="col">{t("sync.col-site")}</th>
          <th scope="col">{t("sync.col-state")}</th>
          <th scope="col" className={classes.right}>
            {t("sync.col-ago")}
          </th>
          <th scope="col" className={classes.right}>
            {t("sync.col-heard", { zone: zoneName(zone, now) })}
          </th>
          <th scope="col" className={classes.right}>
            {t("sync.col-next")}
          </th>
          <th scope="col">{t("sync.col-sends")}</th>
        </tr>
      </thead>
      <tbody>
        {sortSources(sources).map((source) => {
          const key = source.system;
          return (
            <tr key={key}>
              <th scope="row" className={classes.link}>
                <Link to="/connect" search={{ system: key }} className="reach">
                  {source.name === "" ? names.system(source.system) : source.name}
                </Link>
                {source.environment !== "" && <small>{t("sync.apart", { environment: source.environment })}</small>}
              </th>
              <td className={classes.site}>{source.warehouse ?? ""}</td>
              <td className={classes.behind}>
                <State source={source} />
              </td>
              <td className={`${classes.right} num`} data-label={t("sync.col-ago")}>
                {source.lastSeenAt === null ? (
                  <span className={classes.dash}>–</span>
                ) : (
                  duration(now - Date.parse(source.lastSeenAt))
                )}
              </td>
              <td
                className={`${classes.right} num`}
                data-label={t("sync.col-heard", { zone: zoneName(zone, now) })}
                title={source.lastSeenAt === null ? undefined : full(source.lastSeenAt, zone)}
              >
                {source.lastSeenAt === null ? "" : when(source.lastSeenAt, now, zone)}
              </td>
              <td className={`${classes.right} num`} data-label={t("sync.col-next")}>
                {source.nextFileAt !== null &&
                  (Date.parse(source.nextFileAt) < now ? (
                    <StateGlyph state="late">
                      {t("sync.next-missed", { at: when(source.nextFileAt, now, zone) })}
                    </StateGlyph>
                  ) : (
                    <StateGlyph state="batch">
                      {t("sync.next", {
                        at: when(source.nextFileAt, now, zone),
                        left: countdown(source.nextFileAt, now).text,
                      })}
                    </StateGlyph>
                  ))}
              </td>
              <td className={classes.sends}>
                {source.presence === "complete" ? (
                  <span className={classes.faint}>{word("presence", "complete")}</span>
                ) : (
                  <StateGlyph state="not-judged">{word("presence", source.presence)}</StateGlyph>
                )}
                {source.share !== null && source.presence === "sampled" && (
                  <span className={classes.faint}> {t("sync.share", { share: percent(source.share, 0) })}</span>
                )}
                {source.clockDoubted && <span className={classes.faint}> · {t("sync.clock")}</span>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
