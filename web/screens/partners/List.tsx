import { Link } from "@tanstack/react-router";
import type { PartnerHalf, PartnerRow } from "../../../server/wire/index.ts";
import { oldSaid } from "../../app/format/old.ts";
import { when } from "../../app/format.ts";
import { problemOf, useFreshness, useNow } from "../../live/index.ts";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { OldNotice } from "../../widgets/OldNotice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { halfRest, halfText } from "./model.ts";
import classes from "./partners.module.css";
import { usePartners } from "./usePartners.ts";
import { t } from "./words.ts";

/** Every partner with both halves in one look. */
export function List() {
  const now = useNow(1000);
  const fresh = useFreshness();
  const asked = usePartners(true);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const problem = asked.isError ? problemOf(asked.error) : null;
  return (
    <div className={classes.scroll}>
      <div className={classes.page}>
        <OldNotice said={oldSaid(fresh, now, zone)} />
        {problem !== null && (
          <ErrorBar
            title={t("partners.failed", { why: problem.detail ?? problem.title })}
            id={problem.errorId}
            onRetry={() => void asked.refetch()}
          />
        )}
        <header className={classes.head}>
          <div>
            <h1 className={classes.title}>
              <b>{t("partners.title")}</b>
            </h1>
            <p className={classes.quiet}>{t("partners.weeks")}</p>
          </div>
          <nav className={classes.tools}>
            <Link to="/exec" className="reach">
              {t("partners.to-score")}
            </Link>
          </nav>
        </header>
        <section className={classes.panel} aria-label={t("partners.list")}>
          {asked.data === undefined ? (
            problem === null && <SkeletonRows rows={4} height={56} />
          ) : asked.data.items.length === 0 ? (
            <EmptyState title={t("partners.none")} why={t("partners.none-why")} />
          ) : (
            <div className={classes.wrap}>
              <table className={`${classes.table} ${classes.list}`}>
                <thead>
                  <tr>
                    <th scope="col">{t("partners.col-partner")}</th>
                    <th scope="col">{t("partners.col-theirs")}</th>
                    <th scope="col">{t("partners.col-ours")}</th>
                    <th scope="col">{t("partners.col-heard")}</th>
                  </tr>
                </thead>
                <tbody>
                  {asked.data.items.map((row) => (
                    <Row key={row.id} row={row} now={now} />
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </section>
      </div>
    </div>
  );
}

function Row({ row, now }: { readonly row: PartnerRow; readonly now: number }) {
  return (
    <tr data-partner={row.id}>
      <th scope="row">
        <Link to="/partners/$partner" params={{ partner: row.id }} className={classes.name}>
          {row.name}
        </Link>
        <span className={classes.sub}>{[...row.systems, ...row.warehouses].join(", ")}</span>
      </th>
      <td>
        <Half half={row.theirs} />
      </td>
      <td>
        <Half half={row.ours} />
      </td>
      <td>
        {row.silent.length === 0 ? (
          <span className={classes.quiet}>{t("partners.heard")}</span>
        ) : (
          row.silent.map(({ system, name, since }) => (
            <StateGlyph key={system} state="silent">
              {t("partners.silent", { name, at: when(since, now, row.timezone) })}
            </StateGlyph>
          ))
        )}
      </td>
    </tr>
  );
}

function Half({ half }: { readonly half: PartnerHalf }) {
  const rest = halfRest(half);
  return (
    <>
      <b className="num">{halfText(half)}</b>
      {rest !== "" && <span className={classes.sub}>{rest}</span>}
    </>
  );
}
