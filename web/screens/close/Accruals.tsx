import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { AccrualRow, CloseRow } from "../../../server/wire/index.ts";
import { dayName } from "../../app/format/days.ts";
import { count, dayKey, exact, whole } from "../../app/format.ts";
import { problemOf } from "../../live/index.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { useMedia } from "../../widgets/Panes.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import classes from "./Accruals.module.css";
import { isNought } from "./model.ts";
import { Nothing, Panel } from "./Panel.tsx";
import table from "./Table.module.css";
import { type CloseOf, type ExportForm, useAccruals, useExport } from "./useClose.ts";
import { t } from "./words.ts";

/** Rows that stand before the rest is asked for, and at most on the page. */
const [first, most] = [5, 500];
const forms: readonly ExportForm[] = ["csv", "xlsx"];

/** What is accrued into the period and taken back on the first day of the next. */
export function Accruals({ of, row, now }: { readonly of: CloseOf; readonly row: CloseRow; readonly now: number }) {
  const [all, setAll] = useState(false);
  const asked = useAccruals(of, true);
  const exporting = useExport(of);
  const rows = asked.data?.items ?? [];
  // On paper there is nothing to press: the list is whole.
  const printed = useMedia("print");
  const shown = rows.slice(0, all || printed ? most : first);
  return (
    <Panel
      title={t("close.accruals")}
      sub={t(row.signing.state === "open" ? "close.accruals-now" : "close.accruals-signed")}
      right={
        <>
          {rows.length > first && (
            <button type="button" className={classes.more} aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? t("close.fewer") : t("close.more", { n: rows.length - first })}
            </button>
          )}
          <Menu position="bottom-end" width={280} withinPortal>
            <Menu.Target>
              <Button
                variant="default"
                size="xs"
                disabled={rows.length === 0}
                loading={exporting.busy}
                className={classes.export ?? ""}
                leftSection={<IconDownload size={15} stroke={1.8} aria-hidden="true" />}
              >
                {t("close.export", { n: count(asked.data?.total ?? 0) })}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {forms.map((form) => (
                <Menu.Item key={form} onClick={() => exporting.save(form)}>
                  {t(`close.export-${form}`)}
                  <span className={classes.what}>{t(`close.export-${form}-what`)}</span>
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </>
      }
    >
      <Totals row={row} />
      <p className={classes.said} role="status">
        {exporting.said}
      </p>
      {exporting.failed !== "" && <ErrorBar title={exporting.failed} onRetry={() => exporting.save("csv")} />}
      {asked.isError ? (
        <ErrorBar
          title={t("close.accruals-failed", { why: problemOf(asked.error).detail ?? problemOf(asked.error).title })}
          onRetry={() => void asked.refetch()}
        />
      ) : asked.isPending ? (
        <SkeletonRows rows={3} height={27} />
      ) : rows.length === 0 ? (
        <Nothing>{t("close.accruals-none")}</Nothing>
      ) : (
        <div className={table.wrap}>
          <table className={`${table.table} num`}>
            <thead>
              <tr>
                <th scope="col">{t("close.col.order")}</th>
                <th scope="col">{t("close.col.customer")}</th>
                <th scope="col" className={table.number}>
                  {t("close.col.units")}
                </th>
                <th scope="col" className={table.number}>
                  {t("close.col.revenue")}
                </th>
                <th scope="col" className={table.number}>
                  {t("close.col.cost")}
                </th>
                <th scope="col">{t("close.col.account")}</th>
                <th scope="col">{t("close.col.entity")}</th>
                <th scope="col">{t("close.col.reversal")}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((one) => (
                <Line key={one.id} line={one} currency={row.currency} today={dayKey(now, row.zone)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function Totals({ row }: { readonly row: CloseRow }) {
  const { revenue, goods, inventory, payables } = row.totals;
  const other = (["inventory", "payables"] as const).filter((side) => ({ inventory, payables })[side].valued > 0);
  return (
    <p className={`${classes.totals} num`}>
      {row.signing.state === "open" ? (
        <>
          <span>
            {t("close.accruals-exact", { n: revenue.valued })} <b>{exact(revenue.value)}</b>
          </span>
          {revenue.estimated > 0 && (
            <span>
              {t("close.accruals-estimate", { n: revenue.estimated })}{" "}
              <b className={table.estimate}>≈ {whole(revenue.estimate)}</b>
            </span>
          )}
          {revenue.unknown > 0 && <span>{t("close.unknown", { n: revenue.unknown })}</span>}
          {goods.valued > 0 && (
            <span>
              {t("close.accruals-cost", { n: goods.valued })} <b>{exact(goods.value)}</b>
            </span>
          )}
          {goods.unknown > 0 && <span>{t("close.accruals-cost-unknown", { n: goods.unknown })}</span>}
          {other.map((side) => (
            <span key={side}>{t(`close.accruals-${side}`, { amount: exact(row.totals[side].value) })}</span>
          ))}
        </>
      ) : (
        <span>{t("close.accruals-lines", { n: row.signing.lines ?? 0 })}</span>
      )}
    </p>
  );
}

function Line({
  line,
  currency,
  today,
}: {
  readonly line: AccrualRow;
  readonly currency: string;
  readonly today: string;
}) {
  const money = (value: AccrualRow["cost"], estimate = false): string | null =>
    value === null
      ? null
      : `${value.currency === currency ? "" : `${value.currency} `}${estimate ? `≈ ${whole(value.amount)}` : exact(value.amount)}`;
  const revenue = money(line.revenue, line.estimate);
  const cost = money(line.cost);
  return (
    <tr>
      <th scope="row">
        <Link to="/o/$kind/$id" className="reach" params={line.object} title={t(`close.what.${line.kind}`)}>
          {line.orders[0] ?? line.object.id}
        </Link>
      </th>
      <td>{line.customer ?? t("close.not-told")}</td>
      <td className={table.number}>
        {line.units === null ? (
          <span className={table.quiet}>{t("close.not-told")}</span>
        ) : (
          `${exact(line.units)} ${line.uom ?? ""}`
        )}
      </td>
      <td className={table.number}>
        {line.side !== "revenue" ? (
          <span className={table.quiet}>{t("close.no-revenue")}</span>
        ) : revenue === null ? (
          <span className={table.estimate}>{t("close.cost-unknown")}</span>
        ) : (
          <span
            className={line.estimate ? table.estimate : isNought(line.revenue?.amount ?? "") ? undefined : table.strong}
          >
            {revenue}
          </span>
        )}
      </td>
      <td className={table.number}>{cost ?? <span className={table.estimate}>{t("close.cost-unknown")}</span>}</td>
      <td>
        {line.account === null ? (
          <span className={table.wrong}>{t("close.no-account")}</span>
        ) : (
          t("close.account", line.account)
        )}
        {line.warehouse !== null && <span className={table.quiet}>, {line.warehouse}</span>}
      </td>
      <td>{line.entity ?? t("close.not-told")}</td>
      <td>{dayName(line.reversal, today)}</td>
    </tr>
  );
}
