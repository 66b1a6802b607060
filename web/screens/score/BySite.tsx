import { Link } from "@tanstack/react-router";
import type { HeldRow, KpiPart, KpiRow } from "../../../server/wire/index.ts";
import { heldText } from "../../app/format/held.ts";
import { count, duration } from "../../app/format.ts";
import { problemOf } from "../../live/index.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { Bar } from "./Bar.tsx";
import { isDoubtful, shownValue, valueText } from "./model.ts";
import classes from "./score.module.css";
import sheet from "./Table.module.css";
import { type KpiFilter, useHeldBySite, useKpi } from "./useKpis.ts";
import { t } from "./words.ts";

/** Every site by one definition: what left on time, floor time apart from message time, and what is held up now. */
export function BySite({ filter, onTime }: { readonly filter: KpiFilter; readonly onTime: KpiRow }) {
  const asked = useKpi("on-time-shipment", "warehouse", filter);
  const lasted = useKpi("order-to-ship-less-waiting", "warehouse", filter);
  const holding = useHeldBySite();
  const shipped = asked.data;
  const took = lasted.data;
  const failed = asked.error ?? lasted.error ?? holding.error;
  if (shipped === undefined)
    return (
      <section className={classes.panel} aria-busy={asked.isPending}>
        {failed === null ? <SkeletonRows rows={8} height={36} /> : <Failed error={failed} again={asked.refetch} />}
      </section>
    );
  const heldAt = (key: string | null): HeldRow | null =>
    holding.data?.items.find(({ warehouse }) => warehouse === key)?.held ?? null;
  const timeOf = (key: string | null) => took?.parts.find((one) => one.key === key)?.split ?? null;
  return (
    <section
      className={classes.panel}
      aria-labelledby="by-site"
      aria-busy={lasted.isPending || holding.isPending || asked.isPlaceholderData}
    >
      <h2 id="by-site" className={classes.section}>
        {t("score.sites")}
        {onTime.target !== null && (
          <small>{t("score.target-line", { target: valueText(onTime.target, onTime.unit) })}</small>
        )}
      </h2>
      {failed !== null && (
        <Failed error={failed} again={() => Promise.all([asked, lasted, holding].map((one) => one.refetch()))} />
      )}
      <div className={sheet.frame}>
        <table className={sheet.table}>
          <caption className={sheet.hidden}>{t("score.sites")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("score.col-site")}</th>
              <th scope="col" className={sheet.right}>
                {t("score.col-on-time")}
              </th>
              <td className={sheet.barCell} />
              <th scope="col" className={sheet.right}>
                {t("score.col-orders")}
              </th>
              <th scope="col" className={sheet.right}>
                {t("score.col-floor")}
              </th>
              <th scope="col" className={sheet.right}>
                {t("score.col-message")}
              </th>
              <th scope="col" className={sheet.right}>
                {t("score.col-held")}
              </th>
              <th scope="col" className={`${sheet.right} ${sheet.sums}`}>
                {t("score.col-held-money")}
              </th>
            </tr>
          </thead>
          <tbody>
            {shipped.parts.map((part) => (
              <Row
                key={part.key ?? ""}
                part={part}
                split={timeOf(part.key)}
                held={heldAt(part.key)}
                target={onTime.target}
              />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t("score.all")}</th>
              <td className={`${sheet.right} num`}>{shownValue(shipped.row, "share")}</td>
              <td className={sheet.barCell}>
                <Bar row={shipped.row} />
              </td>
              <td className={`${sheet.right} num`}>{count(shipped.row.denominator)}</td>
              <Split split={took?.row.split ?? null} />
              <Held
                held={filter.warehouse === undefined ? (holding.data?.all ?? null) : heldAt(filter.warehouse)}
                site={filter.warehouse}
              />
            </tr>
          </tfoot>
        </table>
      </div>
    </section>
  );
}

function Row({
  part,
  split,
  held,
  target,
}: {
  readonly part: KpiPart;
  readonly split: KpiPart["split"];
  readonly held: HeldRow | null;
  readonly target: number | null;
}) {
  return (
    <tr>
      <th scope="row">
        {part.key === null ? (
          t("score.not-told")
        ) : (
          <Link to="/queue" className="reach" search={{ site: part.key }}>
            <b>{part.key}</b> {part.name}
          </Link>
        )}
      </th>
      <td className={`${sheet.right} num`} data-doubt={isDoubtful(part)}>
        {shownValue(part, "share")}
      </td>
      <td className={sheet.barCell}>
        <Bar row={{ ...part, target }} />
      </td>
      <td className={`${sheet.right} num`}>{count(part.denominator)}</td>
      <Split split={split} />
      <Held held={held} site={part.key ?? undefined} />
    </tr>
  );
}

/** What is held up there now, into the queue of it. */
function Held({ held, site }: { readonly held: HeldRow | null; readonly site: string | undefined }) {
  if (held === null || held.objects === 0)
    return (
      <>
        <td className={`${sheet.right} num`}>–</td>
        <td className={`${sheet.right} num`}>–</td>
      </>
    );
  const money = [
    ...held.money.map((one) => heldText(one)),
    ...(held.unknown > 0 ? [t("score.amount-unknown-n", { n: held.unknown })] : []),
  ];
  return (
    <>
      <td className={`${sheet.right} num`}>
        <Link
          to="/queue"
          className="reach"
          search={site === undefined ? {} : { site }}
          aria-label={t("score.held-label", { n: held.objects, site: site ?? t("score.all") })}
        >
          {count(held.objects)}
        </Link>
      </td>
      <td className={`${sheet.right} ${sheet.sums} num`}>
        {money.map((one) => (
          <span key={one}>{one}</span>
        ))}
      </td>
    </>
  );
}

function Failed({ error, again }: { readonly error: Error; readonly again: () => unknown }) {
  const { detail, title, errorId } = problemOf(error);
  return (
    <ErrorBar
      title={t("score.sites-failed", { why: detail ?? title })}
      {...(errorId === undefined ? {} : { id: errorId })}
      onRetry={() => void again()}
    />
  );
}

/** Floor time and message time of one order, on average. */
function Split({ split }: { readonly split: KpiPart["split"] }) {
  const each = (ms: number): string => (split === null ? "–" : duration(ms / split.count));
  return (
    <>
      <td className={`${sheet.right} num`}>{each(split?.floorMs ?? 0)}</td>
      <td className={`${sheet.right} num`}>{each(split?.messageMs ?? 0)}</td>
    </>
  );
}
