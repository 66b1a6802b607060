// biome-ignore-all lint/a11y/useSemanticElements: cells of a grid of placed rows.
// biome-ignore-all lint/a11y/useFocusableInteractive: cells are read; the row takes the focus.
import { Button } from "@mantine/core";
import { IconChevronLeft, IconCopy, IconX } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import type { TallyDocument } from "../../../server/wire/index.ts";
import { count, full, when } from "../../app/format.ts";
import { eventWord, word } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { copyText } from "../../widgets/CodeBlock.tsx";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { Keycap } from "../../widgets/Keycap.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { toTable } from "../../widgets/tableText.ts";
import { VirtualRows, type VirtualRowsHandle } from "../../widgets/VirtualRows.tsx";
import classes from "./Documents.module.css";
import { partName } from "./model.ts";
import { documentsTable } from "./table.ts";
import { type DocumentsAsk, useDocuments } from "./useDocuments.ts";
import { t } from "./words.ts";

const keyOf = (one: TallyDocument): string => `${one.kind}:${one.id}`;

/** The documents that a number counts: where each stands, whose trouble it is, until when; copied with one key. */
export function Documents({
  ask,
  part,
  where,
  names,
  now,
  narrow,
  onClose,
}: {
  readonly ask: DocumentsAsk;
  /** The number that was opened. */
  readonly part: string;
  /** Building and day, in words. */
  readonly where: string;
  readonly names: Names;
  readonly now: number;
  readonly narrow: boolean;
  readonly onClose: () => void;
}) {
  const documents = useDocuments(ask);
  const navigate = useNavigate();
  const [active, setActive] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const heading = useRef<HTMLHeadingElement>(null);
  const rows = useRef<VirtualRowsHandle>(null);
  const scale = useMemo(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another number has a list of its own
  useEffect(() => {
    heading.current?.focus();
    setActive(null);
    setSaid("");
  }, [part, where]);

  const { items, total } = documents;
  const open = (key: string): void => {
    const found = items.find((one) => keyOf(one) === key);
    if (found !== undefined) void navigate({ to: "/o/$kind/$id", params: { kind: found.kind, id: found.id } });
  };
  const copy = async (): Promise<void> => {
    try {
      const all = await documents.all();
      await copyText(toTable(documentsTable(all, names.zone)));
      setSaid(t("tally.copied", { n: all.length }));
    } catch (error) {
      setSaid(t("tally.docs-failed", { why: error instanceof Error ? error.message : String(error) }));
    }
  };
  const step = (by: number): void => {
    const at = items.findIndex((one) => keyOf(one) === active);
    const next = items[Math.max(0, Math.min(items.length - 1, active === null ? 0 : at + by))];
    if (next === undefined) return;
    setActive(keyOf(next));
    rows.current?.focus(keyOf(next));
  };
  useKeys([
    { key: "j", label: t("tally.key-move"), run: () => step(1) },
    { key: "k", label: t("tally.key-move"), run: () => step(-1) },
    { key: "y", label: t("tally.key-copy"), run: () => void copy() },
    { key: "Escape", label: t("tally.key-close"), run: onClose },
  ]);
  const off = total !== null && ask.expected !== null && total !== ask.expected;
  return (
    <section className={classes.panel} aria-labelledby="documents">
      <header className={classes.head}>
        {narrow ? (
          <Button
            variant="subtle"
            leftSection={<IconChevronLeft size={16} stroke={1.8} aria-hidden="true" />}
            onClick={onClose}
          >
            {t("tally.docs-back")}
          </Button>
        ) : (
          <Button
            variant="subtle"
            className={classes.close ?? ""}
            aria-label={t("tally.docs-close")}
            aria-keyshortcuts="Escape"
            onClick={onClose}
          >
            <IconX size={17} stroke={1.8} aria-hidden="true" />
          </Button>
        )}
        <h2 id="documents" className={classes.title} tabIndex={-1} ref={heading}>
          <span className="num">{total === null ? "" : count(total)}</span> {partName(part)}
        </h2>
        <p className={classes.where}>{where}</p>
        <div className={classes.tools}>
          <Button
            variant="default"
            aria-keyshortcuts="y"
            disabled={items.length === 0}
            leftSection={<IconCopy size={16} stroke={1.8} aria-hidden="true" />}
            rightSection={<Keycap of="y" />}
            onClick={() => void copy()}
          >
            {t("tally.docs-copy")}
          </Button>
          <span role="status" className={classes.said}>
            {off ? t("tally.docs-off", { n: count(ask.expected ?? 0) }) : said}
          </span>
        </div>
      </header>
      {documents.problem !== null && (
        <ErrorBar
          title={t("tally.docs-failed", { why: documents.problem.detail ?? documents.problem.title })}
          id={documents.problem.errorId}
          onRetry={documents.again}
        />
      )}
      {documents.loading ? (
        <SkeletonRows rows={8} height={56} />
      ) : items.length === 0 ? (
        documents.problem === null && <EmptyState title={t("tally.docs-empty")} why={t("tally.docs-empty-why")} />
      ) : (
        <VirtualRows
          label={t("tally.docs-list", { n: total ?? items.length })}
          items={items.map((one) => ({ id: keyOf(one), kind: "row" as const, height: 56 * scale }))}
          active={active}
          onActive={setActive}
          onOpen={open}
          handle={rows}
          onScrolled={(top) => {
            const scroller = rows.current?.scroller;
            if (scroller != null && top + scroller.clientHeight > scroller.scrollHeight - 4_000) documents.more();
          }}
          render={(item) => {
            const one = items.find((document) => keyOf(document) === item.id);
            return one === undefined ? null : (
              <Line document={one} zone={names.zone(one.warehouse)} now={now} reachable={item.id === active} />
            );
          }}
        />
      )}
    </section>
  );
}

function Line({
  document: one,
  zone,
  now,
  reachable,
}: {
  readonly document: TallyDocument;
  readonly zone: string;
  readonly now: number;
  readonly reachable: boolean;
}) {
  const [worst, ...others] = one.exceptions;
  return (
    <>
      <div role="gridcell" className={classes.what}>
        <span className={classes.name}>
          {one.kind !== "order" && `${word("object", one.kind)} `}
          <Link
            to="/o/$kind/$id"
            params={{ kind: one.kind, id: one.id }}
            className="id"
            tabIndex={reachable ? 0 : -1}
            onClick={(event) => event.stopPropagation()}
          >
            {one.id}
          </Link>
          {one.customer !== null && <span className={classes.faint}>{one.customer}</span>}
        </span>
        <span className={classes.fact}>
          {one.milestone === null ? t("tally.docs-no-fact") : eventWord(one.milestone)}
          {one.lastAt !== null && (
            <time dateTime={one.lastAt} title={full(one.lastAt, zone)} className="num">
              {when(one.lastAt, now, zone)}
            </time>
          )}
          {one.carried && <span>{t("tally.docs-carried")}</span>}
        </span>
      </div>
      <div role="gridcell" className={classes.due}>
        {one.cutoffAt !== null && (
          <time dateTime={one.cutoffAt} title={full(one.cutoffAt, zone)} className={`${classes.clock} num`}>
            {when(one.cutoffAt, now, zone)}
          </time>
        )}
        {worst !== undefined && (
          <Link
            to="/x/$id"
            params={{ id: worst }}
            tabIndex={reachable ? 0 : -1}
            aria-label={t("tally.doc.open-exception", { id: worst })}
            onClick={(event) => event.stopPropagation()}
          >
            <StateGlyph state="failed" size={13}>
              {worst}
            </StateGlyph>
            {others.length > 0 && <span className={classes.faint}> {t("tally.docs-more", { n: others.length })}</span>}
          </Link>
        )}
      </div>
    </>
  );
}
