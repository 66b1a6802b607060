import { Button } from "@mantine/core";
import { IconArrowLeft, IconDownload } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { type KpiDetail, type KpiDimension, kpiDimensions } from "../../../server/wire/index.ts";
import { dayName } from "../../app/format/days.ts";
import { count, dayKey, when } from "../../app/format.ts";
import { type Names, problemOf } from "../../live/index.ts";
import { Choice } from "../../widgets/Choice.tsx";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { Bar } from "./Bar.tsx";
import { before } from "./Cards.tsx";
import own from "./Detail.module.css";
import { isDoubtful, madeOf, movedText, shownValue, valueText } from "./model.ts";
import classes from "./score.module.css";
import sheet from "./Table.module.css";
import { type KpiFilter, useKpi } from "./useKpis.ts";
import { t } from "./words.ts";

/** One key figure: what it means, its parts, what moved it, its weeks, and the documents that it is made of. */
export function Detail({
  id,
  by,
  filter,
  names,
  zone,
  now,
  onBy,
  onClose,
}: {
  readonly id: string;
  readonly by: KpiDimension;
  readonly filter: KpiFilter;
  readonly names: Names;
  readonly zone: string;
  readonly now: number;
  readonly onBy: (by: KpiDimension) => void;
  readonly onClose: () => void;
}) {
  const asked = useKpi(id, by, filter);
  const head = useRef<HTMLHeadingElement>(null);
  const detail = asked.data?.row.id === id ? asked.data : undefined;
  const shown = detail !== undefined;
  // Whoever opened it by keyboard goes on reading here.
  useEffect(() => {
    if (shown) head.current?.focus();
  }, [shown]);
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        className={own.backTo}
        leftSection={<IconArrowLeft size={15} aria-hidden="true" />}
        onClick={onClose}
      >
        {t("score.back")}
      </Button>
      {asked.isError && (
        <ErrorBar
          title={t("score.failed", { why: problemOf(asked.error).detail ?? problemOf(asked.error).title })}
          onRetry={() => void asked.refetch()}
        />
      )}
      {detail === undefined ? (
        !asked.isError && <SkeletonRows rows={6} height={40} />
      ) : (
        <article className={classes.panel}>
          <h2 ref={head} tabIndex={-1} className={classes.section}>
            {detail.row.name}
          </h2>
          <p className={`${classes.value} num`}>{shownValue(detail.row, detail.row.unit)}</p>
          <p className={classes.note}>
            {madeOf(detail.row, detail.row)} · {before(detail.row)}
          </p>
          <Meaning detail={detail} names={names} zone={zone} now={now} />
          <Parts detail={detail} by={by} onBy={onBy} zone={zone} now={now} />
          <WeekTable detail={detail} />
          <p>
            <Button
              component="a"
              variant="default"
              size="sm"
              leftSection={<IconDownload size={15} aria-hidden="true" />}
              href={`/api/v1/kpis/${encodeURIComponent(id)}/documents?${new URLSearchParams({ ...filter, format: "csv" })}`}
              download
            >
              {t("score.documents")}
            </Button>
          </p>
        </article>
      )}
    </>
  );
}

function Meaning({
  detail: { definition, row },
  names,
  zone,
  now,
}: {
  readonly detail: KpiDetail;
  readonly names: Names;
  readonly zone: string;
  readonly now: number;
}) {
  const { formula, clock, counts, exclusions, benchmark, version } = definition;
  return (
    <dl className={own.meaning}>
      <dt>{t("score.formula")}</dt>
      <dd>
        {formula} <small>{t("score.version", { n: version })}</small>
      </dd>
      {clock !== null && (
        <>
          <dt>{t("score.clock")}</dt>
          <dd>{t("score.clock-text", clock)}</dd>
        </>
      )}
      <dt>{t("score.counts")}</dt>
      <dd>{counts}</dd>
      <dt>{t("score.left-out")}</dt>
      <dd>
        {exclusions.join("; ")}. {t("score.left-out-n", { n: row.leftOut })}
      </dd>
      {benchmark !== null && (
        <>
          <dt>{t("score.benchmark")}</dt>
          <dd>
            {benchmark.year === null
              ? `${benchmark.text} (${benchmark.source})`
              : `${benchmark.text} (${benchmark.source}, ${benchmark.year})`}
          </dd>
        </>
      )}
      <dt>{t("score.col-heard")}</dt>
      <dd>
        {row.notMeasured ?? t("score.heard", { n: row.coverage.heard, of: row.coverage.of })}
        {row.coverage.lowered.length > 0 && (
          <ul className={own.lowered}>
            {row.coverage.lowered.map(({ system, why }) => (
              <li key={system}>
                {t("score.lowered", {
                  system: names.system(system),
                  why: why.map((one) => t(`score.why-${one}`)).join(", "),
                })}
              </li>
            ))}
          </ul>
        )}
      </dd>
      {row.freshness !== null && (
        <>
          <dt>{t("score.fresh")}</dt>
          <dd>{when(row.freshness, now, zone)}</dd>
        </>
      )}
    </dl>
  );
}

function Parts({
  detail,
  by,
  onBy,
  zone,
  now,
}: {
  readonly detail: KpiDetail;
  readonly by: KpiDimension;
  readonly onBy: (by: KpiDimension) => void;
  readonly zone: string;
  readonly now: number;
}) {
  const { row, parts, moved } = detail;
  const today = dayKey(now, zone);
  const movedBy = new Map(moved?.parts.map((part) => [part.key, part.rate + part.mix]));
  const nameOf = (key: string | null, name: string | null): string =>
    key === null ? t(by === "cause" ? "score.no-cause" : "score.not-told") : (name ?? key);
  return (
    <>
      <h3 className={classes.section}>{t("score.parts")}</h3>
      <Choice
        label={t("score.by")}
        value={by}
        onChange={(value) => onBy(value as KpiDimension)}
        options={kpiDimensions.map((one) => ({ value: one, label: t(`score.by-${one}`) }))}
      />
      <div className={sheet.frame}>
        <table className={sheet.table}>
          <caption className={sheet.hidden}>{t("score.parts")}</caption>
          <thead>
            <tr>
              <th scope="col">{t(`score.by-${by}`)}</th>
              <th scope="col" className={sheet.right}>
                {t("score.col-value")}
              </th>
              {row.unit === "share" && <td className={sheet.barCell} />}
              <th scope="col" className={sheet.right}>
                {t("score.col-share")}
              </th>
              <th scope="col" className={sheet.right}>
                {t("score.col-moved")}
              </th>
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => {
              const by_ = movedBy.get(part.key);
              return (
                <tr key={part.key ?? ""}>
                  <th scope="row">{nameOf(part.key, part.name)}</th>
                  <td className={`${sheet.right} num`} data-doubt={isDoubtful(part)}>
                    {shownValue(part, row.unit)}
                  </td>
                  {row.unit === "share" && (
                    <td className={sheet.barCell}>
                      <Bar row={{ ...part, target: row.target }} />
                    </td>
                  )}
                  <td className={`${sheet.right} num`}>{madeOf(part, row)}</td>
                  <td className={`${sheet.right} num`}>
                    {by_ === undefined || moved === null ? "–" : movedText(by_, moved.grain, row.unit)}
                  </td>
                </tr>
              );
            })}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t("score.all")}</th>
              <td className={`${sheet.right} num`}>{shownValue(row, row.unit)}</td>
              {row.unit === "share" && <td className={sheet.barCell} />}
              <td className={`${sheet.right} num`}>{madeOf(row, row)}</td>
              <td className={`${sheet.right} num`}>
                {moved === null ? "–" : movedText(moved.change, moved.grain, row.unit)}
              </td>
            </tr>
          </tfoot>
        </table>
      </div>
      {moved !== null && (
        <p className={classes.note}>
          {t("score.moved", {
            change: movedText(moved.change, moved.grain, row.unit),
            from: dayName(row.previous.from, today),
            to: dayName(row.previous.to, today),
          })}
        </p>
      )}
    </>
  );
}

function WeekTable({ detail: { row } }: { readonly detail: KpiDetail }) {
  return (
    <>
      <h3 className={classes.section}>{t("score.weeks")}</h3>
      <div className={sheet.frame}>
        <table className={sheet.table}>
          <caption className={sheet.hidden}>{t("score.weeks")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("score.col-week")}</th>
              <th scope="col" className={sheet.right}>
                {t("score.col-value")}
              </th>
              <th scope="col" className={sheet.right}>
                {t("score.col-made")}
              </th>
            </tr>
          </thead>
          <tbody>
            {row.series.map((week) => (
              <tr key={week.from}>
                <th scope="row">
                  {dayName(week.from, row.to)}
                  {!week.ended && <small> {t("score.not-ended")}</small>}
                </th>
                <td className={`${sheet.right} num`}>{week.value === null ? "–" : valueText(week.value, row.unit)}</td>
                <td className={`${sheet.right} num`}>{week.denominator === 0 ? count(0) : madeOf(week, row)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
