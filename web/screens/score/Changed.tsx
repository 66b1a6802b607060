import type { KpiRow } from "../../../server/wire/index.ts";
import { dayName } from "../../app/format/days.ts";
import { problemOf } from "../../live/index.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { movedText, valueText } from "./model.ts";
import classes from "./score.module.css";
import { type KpiFilter, useKpi } from "./useKpis.ts";
import { t } from "./words.ts";

/** What moved the share that left on time since the period before, site by site: the parts add up to the change. */
export function Changed({
  filter,
  onTime,
  today,
}: {
  readonly filter: KpiFilter;
  readonly onTime: KpiRow;
  readonly today: string;
}) {
  const asked = useKpi("on-time-shipment", "warehouse", filter);
  const detail = asked.data;
  if (detail === undefined)
    return (
      <section className={classes.panel} aria-busy={asked.isPending}>
        {asked.isError ? (
          <ErrorBar
            title={t("score.changed-failed", { why: problemOf(asked.error).detail ?? problemOf(asked.error).title })}
            onRetry={() => void asked.refetch()}
          />
        ) : (
          <SkeletonRows rows={5} height={32} />
        )}
      </section>
    );
  const { moved, row } = detail;
  const { previous } = row;
  return (
    <section className={classes.panel} aria-labelledby="changed" aria-busy={asked.isPlaceholderData}>
      <h2 id="changed" className={classes.section}>
        {t("score.changed")} <small>{t("score.changed-unit")}</small>
      </h2>
      {moved === null || previous.value === null || row.value === null ? (
        <p className={classes.note}>{t("score.changed-none")}</p>
      ) : (
        <ol className={classes.changes}>
          <li data-whole="true">
            <span className="num">{valueText(previous.value, "share")}</span>
            <span>
              {t("score.changed-before", { from: dayName(previous.from, today), to: dayName(previous.to, today) })}
            </span>
          </li>
          {moved.parts.length === 0 && <li>{t("score.changed-still")}</li>}
          {moved.parts.map((part) => (
            <li key={part.key ?? ""}>
              <span className="num" data-worse={part.rate + part.mix < 0}>
                {movedText(part.rate + part.mix, moved.grain, "share")}
              </span>
              <span>
                {part.key ?? t("score.not-told")} {part.name}
                {part.mix !== 0 && part.rate !== 0 && (
                  <small> {t("score.mix", { points: movedText(part.mix, moved.grain, "share") })}</small>
                )}
              </span>
            </li>
          ))}
          <li data-whole="true">
            <span className="num">{valueText(row.value, "share")}</span>
            <span>
              {t("score.changed-before", { from: dayName(onTime.from, today), to: dayName(onTime.to, today) })}
            </span>
          </li>
        </ol>
      )}
      {!onTime.ended && moved !== null && (
        <p className={classes.note}>
          {t("score.changed-open", { from: dayName(onTime.from, today), to: dayName(onTime.to, today) })}
        </p>
      )}
    </section>
  );
}
