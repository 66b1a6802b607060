import { Button } from "@mantine/core";
import { IconDownload, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { KpiDocument } from "../../../server/wire/index.ts";
import { dayName } from "../../app/format/days.ts";
import { objectName } from "../../app/words.ts";
import { type Names, problemOf } from "../../live/index.ts";
import { CopyTable } from "../../widgets/CopyTable.tsx";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { toHtml, toTable } from "../../widgets/tableText.ts";
import classes from "./Documents.module.css";
import { countsAs, rangeText } from "./model.ts";
import { allDocuments, documentsPath, type SideOf, useDocuments } from "./useWorth.ts";
import { t } from "./words.ts";
import frame from "./worth.module.css";

/** The documents that one side of a line counts. */
export function Documents({
  of,
  names,
  today,
  onClose,
}: {
  readonly of: SideOf;
  readonly names: Names;
  readonly today: string;
  readonly onClose: () => void;
}) {
  const asked = useDocuments(of);
  const head = useRef<HTMLHeadingElement>(null);
  const opened = documentsPath(of, {});
  // Whoever opened it goes on reading here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each list that is opened is gone to once
  useEffect(() => head.current?.focus(), [opened]);
  const rows = asked.data?.pages.flatMap(({ items }) => items) ?? [];
  const total = asked.data?.pages[0]?.total;
  const problem = asked.isError ? problemOf(asked.error) : null;
  const cells = (one: KpiDocument): readonly string[] => [
    nameOf(one),
    dayName(one.date, today),
    one.warehouse ?? "",
    countsAs(one, of.row),
  ];
  const load = async () => {
    const all = [headings(), ...(await allDocuments(of)).map(cells)];
    return { html: toHtml(all), text: toTable(all) };
  };
  return (
    <section className={`${frame.panel} ${classes.list}`} aria-labelledby="documents">
      <header className={classes.listHead}>
        <h2 id="documents" ref={head} tabIndex={-1} className={frame.section}>
          {t("worth.list", { line: t(`worth.line-${of.row.id}`), days: rangeText(of.period, today) })}
          {total !== undefined && <small>{t("worth.list-of", { n: total })}</small>}
        </h2>
        <div className={frame.tools}>
          <CopyTable label={t("worth.list-copy")} shortcut="y" load={load} />
          <Button
            component="a"
            variant="default"
            leftSection={<IconDownload size={15} aria-hidden="true" />}
            href={`/api/v1${documentsPath(of, { format: "csv" })}`}
            download
          >
            {t("worth.list-csv")}
          </Button>
          <Button variant="default" leftSection={<IconX size={15} aria-hidden="true" />} onClick={onClose}>
            {t("worth.list-close")}
          </Button>
        </div>
      </header>
      {problem !== null && (
        <ErrorBar
          title={t("worth.list-failed", { why: problem.detail ?? problem.title })}
          id={problem.errorId}
          onRetry={() => void asked.refetch()}
        />
      )}
      {asked.isPending ? (
        <SkeletonRows rows={4} height={32} />
      ) : (
        rows.length > 0 && (
          <table className={classes.documents}>
            <caption className={frame.hidden}>{t("worth.list-of", { n: total ?? 0 })}</caption>
            <thead>
              <tr>
                {headings().map((one) => (
                  <th key={one} scope="col">
                    {one}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <tr key={one.id} data-document={one.id}>
                  <th scope="row">
                    <Opens one={one} />
                  </th>
                  <td>{dayName(one.date, today)}</td>
                  <td>{one.warehouse === null ? "" : names.site(one.warehouse)}</td>
                  <td className="num">{countsAs(one, of.row)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )
      )}
      {asked.hasNextPage && (
        <Button variant="default" loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
          {t("worth.list-more")}
        </Button>
      )}
    </section>
  );
}

const headings = (): readonly string[] =>
  (["document", "day", "site", "value"] as const).map((one) => t(`worth.list-${one}`));

const nameOf = ({ id, object }: KpiDocument): string => (object === null ? id : objectName(object));

function Opens({ one }: { readonly one: KpiDocument }) {
  if (one.object === null)
    return (
      <Link to="/x/$id" params={{ id: one.id }} className="reach">
        {one.id}
      </Link>
    );
  return (
    <Link to="/o/$kind/$id" params={one.object} className="reach">
      {objectName(one.object)}
    </Link>
  );
}
