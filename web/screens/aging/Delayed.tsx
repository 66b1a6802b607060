import { Button } from "@mantine/core";
import { IconChevronLeft, IconX } from "@tabler/icons-react";
import { useEffect, useMemo, useRef } from "react";
import type { PostingDocument } from "../../../server/wire/index.ts";
import { count, zoneName } from "../../app/format.ts";
import type { Names } from "../../live/index.ts";
import { CopyTable } from "../../widgets/CopyTable.tsx";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { toHtml, toTable } from "../../widgets/tableText.ts";
import classes from "./Delayed.module.css";
import { DocumentLine } from "./DocumentLine.tsx";
import { sinceWord, zoneOf } from "./names.ts";
import { documentsTable } from "./table.ts";
import { type DelayedAsk, useDelayed } from "./useDelayed.ts";
import { t } from "./words.ts";

/** The documents behind a place of the table, and whether they tie to it to the cent. */
export function DelayedList({
  ask,
  title,
  names,
  zone,
  now,
  narrow,
  onClose,
}: {
  readonly ask: DelayedAsk;
  /** The place, in words. */
  readonly title: string;
  readonly names: Names;
  /** The ledger's. */
  readonly zone: string;
  readonly now: number;
  readonly narrow: boolean;
  readonly onClose: () => void;
}) {
  const list = useDelayed(ask);
  const heading = useRef<HTMLHeadingElement>(null);
  const { items, total, read } = list;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place has a list of its own
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.closest("section")?.scrollIntoView({ block: "nearest" });
  }, [title]);
  useKeys([{ key: "Escape", label: t("aging.key-close"), run: onClose }]);
  const { side } = ask;
  const currency = list.currency ?? "";
  // Each second the page is drawn again, and the lines of a long list only with the minute.
  const minute = Math.floor(now / 60_000) * 60_000;
  const table = useMemo(() => {
    const told = zoneOf(items, names, zone);
    const varies = (of: (one: PostingDocument) => string | null): boolean => new Set(items.map(of)).size > 1;
    const mixed = { kinds: varies((one) => one.kind), sites: varies((one) => one.warehouse) };
    const head = [
      t("aging.doc.document"),
      t(`aging.doc.partner.${side}`),
      t("aging.doc.since", { what: sinceWord(items), zone: zoneName(told, minute) }),
      t("aging.doc.why"),
      t("aging.doc.due", { zone: zoneName(zone, minute) }),
      t("aging.doc.ledger"),
      t("aging.doc.basis"),
    ];
    return (
      <table className={classes.table}>
        <thead>
          <tr>
            {head.map((word) => (
              <th key={word} scope="col">
                {word}
              </th>
            ))}
            <th scope="col" className={classes.right}>
              {t("aging.doc.amount", { currency })}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <DocumentLine
              key={one.id}
              document={one}
              mixed={mixed}
              head={head}
              currency={currency}
              names={names}
              zone={told}
              ledger={zone}
              now={minute}
            />
          ))}
        </tbody>
      </table>
    );
  }, [items, names, zone, side, currency, minute]);
  return (
    <section className={classes.list} aria-labelledby="delayed">
      <header className={classes.head}>
        {narrow && (
          <Button
            variant="subtle"
            leftSection={<IconChevronLeft size={16} stroke={1.8} aria-hidden="true" />}
            onClick={onClose}
          >
            {t("aging.list-back")}
          </Button>
        )}
        <h2 id="delayed" tabIndex={-1} ref={heading}>
          {title}
        </h2>
        {total !== null && <span className={`${classes.faint} num`}>{t("aging.docs", { n: total })}</span>}
        {read !== null && (
          <span className={`${classes.faint} num`} role="status">
            {t("aging.list-reading", { shown: count(read.shown), all: count(read.all) })}
          </span>
        )}
        <div className={classes.tie} role="status">
          <TieSaid tie={list.tie} started={!list.loading && list.problem === null} />
        </div>
        <CopyTable
          label={t("aging.copy")}
          shortcut="y"
          load={async () => {
            const rows = documentsTable(items, side, names, zone);
            return { html: toHtml(rows), text: toTable(rows) };
          }}
        />
        {!narrow && (
          <Button
            variant="subtle"
            className={classes.close ?? ""}
            aria-label={t("aging.list-close")}
            aria-keyshortcuts="Escape"
            onClick={onClose}
          >
            <IconX size={17} stroke={1.8} aria-hidden="true" />
          </Button>
        )}
      </header>
      {list.problem !== null && (
        <ErrorBar
          title={t("aging.list-failed", { why: list.problem.detail ?? list.problem.title })}
          id={list.problem.errorId}
          onRetry={list.again}
        />
      )}
      {list.loading ? (
        <SkeletonRows rows={5} height={33} />
      ) : items.length === 0 ? (
        list.problem === null &&
        read === null && <EmptyState title={t("aging.list-empty")} why={t("aging.list-empty-why")} />
      ) : (
        <div className={classes.frame}>{table}</div>
      )}
      {list.more !== null && total !== null && (
        <Button variant="subtle" className={classes.more ?? ""} loading={list.busy} onClick={list.more}>
          {t("aging.list-more", { shown: count(items.length), all: count(total) })}
        </Button>
      )}
    </section>
  );
}

function TieSaid({ tie, started }: { readonly tie: ReturnType<typeof useDelayed>["tie"]; readonly started: boolean }) {
  if (tie === null) return started ? <StateGlyph state="waiting">{t("aging.ties-wait")}</StateGlyph> : null;
  switch (tie.kind) {
    case "ties":
      return <StateGlyph state="done">{t("aging.ties", { amount: tie.text })}</StateGlyph>;
    case "gone":
      return <StateGlyph state="not-known">{t("aging.ties-gone")}</StateGlyph>;
    case "off":
      return <StateGlyph state="failed">{tie.why}</StateGlyph>;
  }
}
