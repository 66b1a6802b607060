import { Link } from "@tanstack/react-router";
import type { NetworkRow } from "../../../server/wire/index.ts";
import { duration, full, when, zoneName } from "../../app/format.ts";
import { flowWord, stepWord } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import type { LinkView } from "./links.ts";
import { Silent } from "./Silent.tsx";
import { glyphs, lag, silentFor, why } from "./say.ts";
import classes from "./sync.module.css";
import { t } from "./words.ts";

function Behind({ view, now }: { readonly view: LinkView; readonly now: number }) {
  const { state } = view;
  if (state === "silent") {
    return <Silent>{t("sync.silent", { for: silentFor(view, now) })}</Silent>;
  }
  if (state === "quiet") return <span className={classes.faint}>{t("sync.quiet")}</span>;
  const text = view.behindMs === null ? "" : lag(view.behindMs);
  if (state === "not-judged") {
    return (
      <span className={classes.two}>
        <StateGlyph state="not-judged">{t("sync.not-judged")}</StateGlyph>
        {text !== "" && <span className={`${classes.faint} num`}>{text}</span>}
      </span>
    );
  }
  const glyph = glyphs[state];
  return glyph === null ? (
    <b className="num">{text}</b>
  ) : (
    <StateGlyph state={glyph}>{state === "over" ? t("sync.behind", { by: text }) : text}</StateGlyph>
  );
}

interface LinksProps {
  readonly views: readonly LinkView[];
  readonly network: NetworkRow | undefined;
  readonly names: Names;
  readonly zone: string;
  readonly now: number;
  readonly front: string | null;
  readonly onFront: (id: string) => void;
}

/** All links between systems as one table; each row leads to its queue. */
export function Links({ views, network, names, zone, now, front, onFront }: LinksProps) {
  return (
    <table className={classes.table}>
      <caption className={classes.hidden}>{t("sync.table")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("sync.col-link")}</th>
          <th scope="col">{t("sync.col-ends")}</th>
          <th scope="col">{t("sync.col-site")}</th>
          <th scope="col">{t("sync.col-behind")}</th>
          <th scope="col" className={classes.right}>
            {t("sync.col-usual")}
          </th>
          <th scope="col" className={classes.right}>
            {t("sync.col-target")}
          </th>
          <th scope="col" className={classes.right}>
            {t("sync.col-waiting")}
          </th>
          <th scope="col" className={classes.right}>
            {t("sync.col-late")}
          </th>
          <th scope="col" className={classes.right}>
            {t("sync.col-last", { zone: zoneName(zone, now) })}
          </th>
        </tr>
      </thead>
      <tbody>
        {views.map((view) => {
          const { row } = view;
          const what = stepWord(network?.flows, row.flow, row.step);
          const search = {
            ...(row.warehouse === null ? {} : { site: row.warehouse }),
            policy: `${row.flow}.${row.step}`,
          };
          return (
            <tr
              key={row.id}
              data-state={view.state}
              data-front={row.id === front || undefined}
              title={why(view, names)}
              onFocus={() => onFront(row.id)}
            >
              <th scope="row" className={classes.link}>
                <Link
                  className="reach"
                  to="/queue"
                  search={search}
                  data-link={row.id}
                  aria-label={t("sync.open-queue", { what: `${flowWord(row.flow)}, ${what}` })}
                >
                  {what}
                </Link>
                <small>{flowWord(row.flow)}</small>
              </th>
              <td className={classes.ends}>
                {names.system(row.from)} <span aria-hidden="true">→</span> {names.system(row.to)}
              </td>
              <td className={classes.site}>{row.warehouse ?? ""}</td>
              <td className={classes.behind}>
                <Behind view={view} now={now} />
              </td>
              <td className={`${classes.right} num`} data-label={t("sync.col-usual")}>
                {row.p50Ms === null || row.p95Ms === null ? (
                  <span className={classes.dash}>–</span>
                ) : (
                  <span title={t("sync.within-read", { p50: lag(row.p50Ms), p95: lag(row.p95Ms) })}>
                    {t("sync.within", { p50: lag(row.p50Ms), p95: lag(row.p95Ms) })}
                  </span>
                )}
              </td>
              <td className={`${classes.right} num`} data-label={t("sync.col-target")}>
                {duration(row.policyMs)}
              </td>
              <td className={`${classes.right} num`} data-label={t("sync.col-waiting")}>
                {row.pending === 0 ? (
                  <span className={classes.dash}>–</span>
                ) : view.oldestMs === null ? (
                  row.pending
                ) : (
                  t("sync.waiting", { n: row.pending, age: duration(view.oldestMs) })
                )}
              </td>
              <td className={`${classes.right} num`} data-label={t("sync.col-late")}>
                {row.late === 0 ? <span className={classes.dash}>–</span> : <b className={classes.late}>{row.late}</b>}
              </td>
              <td
                className={`${classes.right} num`}
                data-label={t("sync.col-last", { zone: zoneName(zone, now) })}
                title={row.lastMetAt === null ? undefined : full(row.lastMetAt, zone)}
              >
                {row.lastMetAt === null ? (
                  <span className={classes.faint}>{t("sync.never")}</span>
                ) : (
                  when(row.lastMetAt, now, zone)
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
