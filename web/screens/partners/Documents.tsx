import { NativeSelect } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { PartnerDocument, PartnerLine, PartnerScore, PartnerVerdict } from "../../../server/wire/index.ts";
import type { AddressChange } from "../../app/address.ts";
import { dayName } from "../../app/format/days.ts";
import { count, when } from "../../app/format.ts";
import { type PartnerSearch, partnerSearch } from "../../app/url/partners.ts";
import { type Names, problemOf } from "../../live/index.ts";
import { Choice } from "../../widgets/Choice.tsx";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { countsOf, documentName, outcomeOf } from "./model.ts";
import classes from "./partners.module.css";
import { type DocumentsAsked, documentsAddress, shownDocuments, usePartnerDocuments } from "./usePartners.ts";
import { t } from "./words.ts";

/** What of a line counts so where the address does not say: what was not kept, else what is unknown. */
export function verdictOf(line: PartnerLine, asked: PartnerVerdict | undefined): PartnerVerdict {
  const counts = countsOf(line);
  if (asked !== undefined) return asked;
  return counts["not-kept"] > 0 ? "not-kept" : counts.unknown > 0 ? "unknown" : "kept";
}

/** The documents that one line counts: newest first, by how they count and of which week. */
export function Documents({
  score,
  line,
  search,
  change,
  names,
  now,
  today,
}: {
  readonly score: PartnerScore;
  readonly line: PartnerLine;
  readonly search: PartnerSearch;
  readonly change: (to: AddressChange<PartnerSearch>, push?: boolean) => void;
  readonly names: Names;
  readonly now: number;
  readonly today: string;
}) {
  const { from, to, week } = search;
  const state = verdictOf(line, search.state);
  const asked: DocumentsAsked = { line: line.id, state, from, to, week };
  const found = usePartnerDocuments(score.id, asked);
  const problem = found.isError ? problemOf(found.error) : null;
  const inWeek = line.weeks.find((one) => week !== undefined && one.from <= week && week <= one.to);
  const counts = countsOf(inWeek ?? line);
  const options: readonly { readonly value: PartnerVerdict; readonly label: string }[] = [
    { value: "not-kept", label: t("partners.not-kept-n", { n: count(counts["not-kept"]) }) },
    { value: "unknown", label: t("partners.unknown-tab", { n: count(counts.unknown) }) },
    { value: "kept", label: t("partners.kept-n", { n: count(counts.kept) }) },
  ];
  return (
    <section className={classes.panel} aria-label={t("partners.documents")}>
      <header className={classes.panelHead}>
        <h2>{line.text}</h2>
        <a href={documentsAddress(score.id, asked)} download className="reach">
          {t("partners.as-csv")}
        </a>
      </header>
      <div className={classes.filters}>
        <Choice
          label={t("partners.show")}
          value={state}
          options={options}
          onChange={(next) => change({ state: next, doc: undefined }, true)}
        />
        <NativeSelect
          aria-label={t("partners.week")}
          size="xs"
          value={inWeek?.from ?? ""}
          data={[
            { value: "", label: t("partners.all-weeks") },
            ...line.weeks
              .toReversed()
              .map((one) => ({ value: one.from, label: t("partners.week-of", { day: dayName(one.from, today) }) })),
          ]}
          onChange={(event) => change({ week: event.currentTarget.value || undefined, doc: undefined }, true)}
        />
      </div>
      {problem !== null && (
        <ErrorBar
          title={t("partners.documents-failed", { why: problem.detail ?? problem.title })}
          id={problem.errorId}
          onRetry={() => void found.refetch()}
        />
      )}
      {found.data === undefined ? (
        problem === null && <SkeletonRows rows={5} height={44} />
      ) : found.data.items.length === 0 ? (
        <p className={classes.nothing}>{t("partners.none-so")}</p>
      ) : (
        <ul className={classes.documents}>
          {found.data.items.map((one) => (
            <Row key={one.id} row={one} line={line} chosen={search.doc} names={names} now={now} zone={score.timezone} />
          ))}
        </ul>
      )}
      {found.data !== undefined && found.data.total > shownDocuments && (
        <p className={classes.nothing}>
          {t("partners.more", { n: count(shownDocuments), total: count(found.data.total) })}
        </p>
      )}
    </section>
  );
}

function Row({
  row,
  line,
  chosen,
  names,
  now,
  zone,
}: {
  readonly row: PartnerDocument;
  readonly line: PartnerLine;
  readonly chosen: string | undefined;
  readonly names: Names;
  readonly now: number;
  readonly zone: string;
}) {
  const { object, dueAt } = row;
  const doc = object === null ? null : `${object.kind}/${object.id}`;
  const { sign, text } = outcomeOf(row, line);
  const name = documentName(row, names.system);
  return (
    <li className={classes.document} data-chosen={(doc !== null && doc === chosen) || undefined}>
      <span className={`${classes.quiet} num`}>{when(dueAt, now, zone)}</span>
      {doc === null ? (
        <span className={classes.plain}>{name}</span>
      ) : (
        <Link
          to="."
          search={(old) => partnerSearch({ ...old, line: line.id, doc })}
          className={classes.name}
          aria-current={doc === chosen ? "true" : undefined}
        >
          {name}
        </Link>
      )}
      <StateGlyph state={sign}>{text}</StateGlyph>
    </li>
  );
}
