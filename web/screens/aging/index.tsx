import { Button, Checkbox, NativeSelect } from "@mantine/core";
import { IconCopy, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { type PostingRows, type PostingSide, postingRows, postingSides } from "../../../server/wire/index.ts";
import { useAddress } from "../../app/address.ts";
import { oldSaid } from "../../app/format/old.ts";
import { dayKey, time, when, zoneName } from "../../app/format.ts";
import { type AgingSearch, agingSearch } from "../../app/url.ts";
import { t as frame } from "../../app/words.ts";
import {
  namesOf,
  oldSince,
  setPaused,
  useFreshness,
  useLive,
  useNetwork,
  useNow,
  usePaused,
} from "../../live/index.ts";
import { copyText } from "../../widgets/CodeBlock.tsx";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { Keycap } from "../../widgets/Keycap.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { OldNotice } from "../../widgets/OldNotice.tsx";
import { useWidth } from "../../widgets/Panes.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { toTable } from "../../widgets/tableText.ts";
import { AsOf, Stood } from "./AsOf.tsx";
import classes from "./aging.module.css";
import { Columns } from "./Columns.tsx";
import { DelayedList } from "./Delayed.tsx";
import { Empty } from "./Empty.tsx";
import { Export } from "./Export.tsx";
import { markOf, OpeningProvider } from "./Figure.tsx";
import { addCells, cellOf, faultOf, filterOf, innerFilter, inOrder, placeOf } from "./model.ts";
import { Notes } from "./Notes.tsx";
import { filtersOf, placeName } from "./names.ts";
import { Pivot } from "./Pivot.tsx";
import { Sides } from "./Sides.tsx";
import { TieOut } from "./TieOut.tsx";
import { sideTable } from "./table.ts";
import { useExport } from "./useExport.ts";
import { type Then, useTables } from "./useTables.ts";
import { t } from "./words.ts";

/** No list is open. */
const shut = { list: undefined, row: undefined, sub: undefined, col: undefined, only: undefined, rule: undefined };

/** Postings: how much is not yet in the books, how old it is, and whose it is. */
export function Screen() {
  const [search, change] = useAddress(agingSearch);
  const network = useNetwork();
  const names = useMemo(() => namesOf(network), [network]);
  const { link } = useLive();
  const now = useNow(1000);
  const narrow = useWidth() === "narrow";
  const paused = usePaused();
  const fresh = useFreshness();
  const [copied, setCopied] = useState("");

  const side: PostingSide = search.side ?? "revenue";
  const rows: PostingRows = search.rows ?? "warehouse";
  const then: Then = { at: search.at, known: search.known };
  const place = placeOf(search);
  const tables = useTables(filterOf(search), then);
  const opened = useTables(search.x === undefined ? null : innerFilter(search, search.x), then);
  const listed = useTables(
    place?.sub === undefined || place.row === undefined ? null : innerFilter(search, place.row),
    then,
  );
  const table = tables.of(side);
  const exporting = useExport(search, side, place, then);

  const zone = table?.zone ?? names.zone(null);
  const currency = table?.currency ?? network?.company.currency ?? "";
  const asOf = tables.asOf ?? now;
  const old = then.at === undefined ? oldSince(fresh, now) : null;
  const ordered = table === null ? [] : inOrder(table, rows, network?.warehouses.map((one) => one.id) ?? []);
  const cell = table === null || place === null ? null : cellOf(table, listed.of(side), place);
  const title = place === null || table === null ? null : placeName(table, listed.of(side), rows, place);
  const kept = filtersOf(search, table, rows);

  const choose = (to: PostingSide): void =>
    change({ ...shut, side: to === "revenue" ? undefined : to, x: undefined }, true);
  const toThen = (to: Then): void => change({ ...shut, at: to.at, known: to.known }, true);
  const close = (): void => {
    if (place === null) return;
    const mark = markOf(place);
    change(shut);
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`a[data-place="${CSS.escape(mark)}"]`)?.focus());
  };
  const copy = async (): Promise<void> => {
    if (table === null) return;
    const lines = sideTable(table, ordered, rows);
    await copyText(toTable(lines));
    setCopied(t("aging.copied", { n: lines.length }));
  };
  useEffect(() => {
    if (copied === "") return;
    const timer = setTimeout(() => setCopied(""), 3000);
    return () => clearTimeout(timer);
  }, [copied]);
  useKeys([
    ...postingSides.map((one, at) => ({ key: String(at + 1), label: t("aging.key-side"), run: () => choose(one) })),
    // With a list open the key is the list's.
    ...(place === null ? [{ key: "y", label: t("aging.key-copy"), run: () => void copy() }] : []),
    { key: "p", label: t("aging.key-pause"), run: () => setPaused(paused === null ? link.now() : null) },
  ]);

  const notices = (
    <>
      <OldNotice said={old === null ? null : oldSaid(fresh, now, zone)} />
      <Stood then={then} zone={zone} now={now} onThen={toThen} />
    </>
  );
  const list =
    place === null || title === null ? null : (
      <DelayedList
        ask={{ search, side, place, then, cell }}
        title={title}
        names={names}
        zone={zone}
        now={now}
        narrow={narrow}
        onClose={close}
      />
    );
  if (narrow && list !== null)
    return (
      <div className={classes.scroll}>
        {notices}
        {list}
      </div>
    );

  const forbidden = tables.problem?.status === 403;
  const n =
    table === null
      ? 0
      : place?.rule !== undefined
        ? addCells(table.notBillable.map((one) => one.cell)).count
        : ((place === null ? table.total : cell)?.count ?? 0);
  return (
    <div className={classes.scroll}>
      <div className={classes.page} data-old={old !== null || undefined}>
        <div className={classes.notices}>{notices}</div>
        <header className={classes.head}>
          <div className={classes.titles}>
            <h1>{t("aging.title")}</h1>
            {old === null ? (
              <span className="num">
                {t("aging.as-of", {
                  at: when(then.at ?? asOf, now, zone),
                  zone: zoneName(zone, then.at ?? asOf),
                  currency,
                })}
              </span>
            ) : (
              <span className={classes.asOf}>{frame("old.as-of", { at: time(old, zone) })}</span>
            )}
            <Link to="/finance/close" className="reach">
              {t("aging.to-close")}
            </Link>
          </div>
          <div className={classes.tools}>
            <div className={classes.rows}>
              <label htmlFor="aging-rows">{t("aging.rows")}</label>
              <NativeSelect
                id="aging-rows"
                value={rows}
                onChange={(event) => {
                  const to = postingRows.find((one) => one === event.currentTarget.value);
                  change({ ...shut, x: undefined, rows: to === "warehouse" ? undefined : to }, true);
                }}
                data={postingRows.map((one) => ({ value: one, label: t(`aging.rows.${one}`) }))}
              />
            </div>
            <Columns value={search} onChange={(value) => change({ ...shut, ...value }, true)} />
            <Checkbox
              label={t("aging.share")}
              checked={search.share === true}
              onChange={(event) => change({ share: event.currentTarget.checked || undefined })}
            />
            <AsOf key={search.at ?? ""} then={then} zone={zone} now={now} onThen={toThen} />
            <Button
              variant="default"
              aria-keyshortcuts={place === null ? "y" : undefined}
              disabled={table === null}
              leftSection={<IconCopy size={16} stroke={1.8} aria-hidden="true" />}
              rightSection={place === null ? <Keycap of="y" /> : undefined}
              onClick={() => void copy()}
            >
              <span aria-live="polite">{copied === "" ? frame("do.copy") : copied}</span>
            </Button>
            <Export of={title ?? t(`aging.side.${side}`)} n={n} exporting={exporting} />
          </div>
        </header>
        <p className={classes.said} role="status">
          {exporting.said}
        </p>
        {kept.length > 0 && (
          <div className={classes.chips}>
            {kept.map(({ name, word, of }) => (
              <Button
                key={name}
                variant="default"
                size="xs"
                rightSection={<IconX size={13} stroke={2} aria-hidden="true" />}
                aria-label={`${t("aging.only", { what: word, of })}. ${t("aging.only-clear", { what: of })}`}
                onClick={() => change({ ...shut, [name]: undefined }, true)}
              >
                {t("aging.only", { what: word, of })}
              </Button>
            ))}
          </div>
        )}
        {exporting.failed !== null && (
          <ErrorBar
            title={t("aging.export-failed", { why: exporting.failed.why })}
            onRetry={() => exporting.failed !== null && exporting.save(exporting.failed.form)}
          />
        )}
        {tables.problem !== null && !forbidden && (
          <ErrorBar
            title={t("aging.failed", { why: tables.problem.detail ?? tables.problem.title })}
            id={tables.problem.errorId}
            onRetry={tables.again}
          />
        )}
        {forbidden ? (
          <div className={classes.frame}>
            <EmptyState title={t("aging.forbidden")} why={t("aging.forbidden-why")} />
          </div>
        ) : tables.loading ? (
          <div className={classes.frame}>
            <SkeletonRows rows={9} height={48} />
          </div>
        ) : (
          <OpeningProvider
            value={{ search, currency, total: search.share === true ? (table?.total.value ?? null) : null }}
          >
            <Sides tables={tables.all} front={side} names={names} now={now} onChoose={choose} />
            {table !== null && kept.length === 0 && then.at === undefined && (
              <TieOut key={side} side={side} currency={currency} zone={zone} now={now} />
            )}
            {table !== null && (
              <div className={classes.frame}>
                {table.total.count === 0 ? (
                  <Empty table={table} kept={kept} names={names} at={asOf} now={now}>
                    {kept.length > 0 && (
                      <Link to="/finance/aging" search={cleared(search)}>
                        {t("aging.show-all")}
                      </Link>
                    )}
                  </Empty>
                ) : (
                  <Pivot
                    key={`${side} ${rows}`}
                    table={table}
                    ordered={ordered}
                    rows={rows}
                    opened={search.x ?? null}
                    inner={{
                      table: opened.of(side),
                      failed: opened.problem === null ? null : (opened.problem.detail ?? opened.problem.title),
                    }}
                    place={place}
                    onOpen={(row) => change({ x: row ?? undefined })}
                  />
                )}
                {(table.total.count > 0 || table.notBillable.length > 0) && (
                  <Notes table={table} fault={faultOf(table)} today={dayKey(now, zone)} />
                )}
              </div>
            )}
            {list}
          </OpeningProvider>
        )}
      </div>
    </div>
  );
}

/** The address with all left in again. */
const cleared = (search: AgingSearch): AgingSearch => ({
  ...search,
  ...shut,
  site: undefined,
  entity: undefined,
  kind: undefined,
  partner: undefined,
  why: undefined,
});
