import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { FlowCounts, FlowRow, FlowStepRow } from "../../../server/wire/index.ts";
import { count, duration, full, when, zoneName } from "../../app/format.ts";
import { flowWord } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { inOrder, type Trouble, troubleStates, troubles } from "./model.ts";
import classes from "./StepsTable.module.css";
import { queueOf, stepName } from "./say.ts";
import { t } from "./words.ts";

const Dash = () => <span className={classes.dash}>–</span>;
const Number_ = ({ n }: { readonly n: number }) => (n === 0 ? <Dash /> : count(n));
const Span = ({ ms }: { readonly ms: number | null }) => (ms === null ? <Dash /> : duration(ms));

/** All that the map shows, and what it has no room for, as a table; with `links`, each step leads to its queue. */
export function StepsTable({
  row,
  names,
  now,
  bySite,
  links,
}: {
  readonly row: FlowRow;
  readonly names: Names;
  readonly now: number;
  readonly bySite: boolean;
  readonly links: boolean;
}) {
  const zone = names.zone(row.warehouse);
  const lead = (step: FlowStepRow, site: string | null, text: string): ReactNode =>
    links ? (
      <Link to="/queue" search={queueOf(row, step, site)} className="reach">
        {text}
      </Link>
    ) : (
      text
    );
  return (
    <table className={classes.table}>
      <caption className={classes.hidden}>{t("flow.table", { flow: flowWord(row.id) })}</caption>
      <thead>
        <tr>
          <th scope="col">{t("flow.col-step")}</th>
          {columns.map((id) => (
            <th key={id} scope="col" className={classes.right}>
              {t(`flow.col-${id}`)}
            </th>
          ))}
          <th scope="col" className={classes.right}>
            {t("flow.col-oldest", { zone: zoneName(zone, now) })}
          </th>
        </tr>
      </thead>
      <tbody>
        {inOrder(row).flatMap((step) => [
          <tr key={step.id} data-step={step.id} data-worst={row.worst === step.id || undefined}>
            <th scope="row" className={classes.step}>
              {lead(step, row.warehouse, stepName(step))}
              <small>
                {row.worst === step.id && <b>{t("flow.here")}</b>}
                {step.silent.map(({ system }) => (
                  <StateGlyph key={system} state="silent" size={13}>
                    {t("flow.node-silent", { system: names.system(system) })}
                  </StateGlyph>
                ))}
                {step.watch && <span>{t("flow.watch")}</span>}
              </small>
            </th>
            <Cells counts={step} limitMs={step.limitMs} zone={zone} now={now} />
          </tr>,
          ...(bySite && step.sites.length > 1
            ? step.sites.map((site) => (
                <tr key={`${step.id} ${site.warehouse}`} className={classes.site}>
                  <th scope="row" className={classes.step}>
                    {site.warehouse === null ? t("flow.no-site") : lead(step, site.warehouse, site.warehouse)}
                  </th>
                  <Cells counts={site} limitMs={step.limitMs} zone={names.zone(site.warehouse)} now={now} />
                </tr>
              ))
            : []),
        ])}
      </tbody>
    </table>
  );
}

const columns = [
  "in-flight",
  "on-hold",
  "late",
  "technical",
  "business",
  "dropped",
  "not-judged",
  "count",
  "came-late",
  "median",
  "p95",
  "limit",
] as const;

function Cells({
  counts,
  limitMs,
  zone,
  now,
}: {
  readonly counts: FlowCounts;
  readonly limitMs: number;
  readonly zone: string;
  readonly now: number;
}) {
  const shown: Readonly<Record<(typeof columns)[number], ReactNode>> = {
    "in-flight": <Number_ n={counts.inFlight} />,
    "on-hold": <Number_ n={counts.onHold} />,
    ...(Object.fromEntries(
      troubles.map((trouble) => [trouble, <Wrong key={trouble} trouble={trouble} n={counts[trouble]} />]),
    ) as Record<Trouble, ReactNode>),
    dropped: <Number_ n={counts.cancelled} />,
    "not-judged":
      counts.notJudged === 0 ? <Dash /> : <StateGlyph state="not-judged">{count(counts.notJudged)}</StateGlyph>,
    count: <Number_ n={counts.count} />,
    "came-late": counts.cameLate === 0 ? <Dash /> : <b className={classes.late}>{count(counts.cameLate)}</b>,
    median: <Span ms={counts.medianMs} />,
    p95:
      counts.p95Ms !== null && counts.p95Ms > limitMs ? (
        <StateGlyph state="late">{duration(counts.p95Ms)}</StateGlyph>
      ) : (
        <Span ms={counts.p95Ms} />
      ),
    limit: duration(limitMs),
  };
  return (
    <>
      {columns.map((id) => (
        <td key={id} className={`${classes.right} num`} data-label={t(`flow.col-${id}`)}>
          {shown[id]}
        </td>
      ))}
      <td
        className={`${classes.right} num`}
        data-label={t("flow.col-oldest", { zone: zoneName(zone, now) })}
        title={counts.oldestAt === null ? undefined : full(counts.oldestAt, zone)}
      >
        {counts.oldestAt === null ? <Dash /> : when(counts.oldestAt, now, zone)}
      </td>
    </>
  );
}

function Wrong({ trouble, n }: { readonly trouble: Trouble; readonly n: number }) {
  return n === 0 ? <Dash /> : <StateGlyph state={troubleStates[trouble]}>{count(n)}</StateGlyph>;
}
