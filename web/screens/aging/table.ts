import type { PostingDocument, PostingRows, PostingSide, PostingTable } from "../../../server/wire/index.ts";
import { full } from "../../app/format.ts";
import type { Names } from "../../live/index.ts";
import { columnWord } from "./model.ts";
import { kindWord, ownerText, rowName, ruleWord, whyWord } from "./names.ts";
import { t } from "./words.ts";

/** A side for mail, chat or a sheet: amounts without separators, and each with its documents. */
export function sideTable(
  table: PostingTable,
  ordered: PostingTable["rows"],
  rows: PostingRows,
): readonly (readonly string[])[] {
  const docs = t("aging.col.docs");
  const total = t("aging.col.total");
  const line = (name: string, { cells, total: all }: Pick<PostingTable["rows"][number], "cells" | "total">) => [
    name,
    ...[...cells, all].flatMap((cell) => [cell.valued > 0 ? cell.value : "", String(cell.valued)]),
    all.estimated > 0 ? all.estimate.replace(/\..*$/, "") : "",
    String(all.estimated),
    String(all.unknown),
    String(all.unconverted),
  ];
  return [
    [
      t(`aging.rows.${rows}`),
      ...[...table.columns.map(columnWord), total].flatMap((word) => [`${word} ${table.currency}`, `${word}, ${docs}`]),
      `≈ ${t("aging.col.estimate")} ${table.currency}`,
      `${t("aging.col.estimate")}, ${docs}`,
      t("aging.col.unknown"),
      t("aging.col.no-rate"),
    ],
    ...ordered.map((row) => line(rowName(row, rows).text, row)),
    line(t("aging.total"), { cells: table.footer, total: table.total }),
  ];
}

/** A list of documents for mail, chat or a sheet; instants in the zone of each building, due times in the ledger's. */
export function documentsTable(
  documents: readonly PostingDocument[],
  side: PostingSide,
  names: Names,
  ledger: string,
): readonly (readonly string[])[] {
  return [
    [
      t("aging.doc.document"),
      t("aging.doc.kind"),
      t("aging.doc.site"),
      t("aging.doc.entity"),
      t(`aging.doc.partner.${side}`),
      t("aging.since.mixed"),
      t("aging.rows.why"),
      t("aging.doc.cause"),
      t("aging.doc.owner"),
      t("aging.doc.due", { zone: ledger }),
      t("aging.doc.ledger"),
      t("aging.doc.basis"),
      t("aging.doc.told"),
      t("aging.col.total"),
    ],
    ...documents.map((one) => [
      one.object.id,
      kindWord(one.kind),
      one.warehouse ?? "",
      one.entity ?? "",
      one.partner ?? "",
      one.sinceIsDay ? one.sinceDay : full(one.since, one.warehouse === null ? ledger : names.zone(one.warehouse)),
      one.notBillable === null ? whyWord(one.why) : ruleWord(one.notBillable),
      one.cause === null ? "" : `${one.cause.id} ${one.cause.title}`,
      ownerText(one.owner, names) ?? "",
      one.dueAt === null ? "" : full(one.dueAt, ledger),
      [one.ledger.object?.id, one.ledger.date, one.ledger.period].filter(Boolean).join(" "),
      t(`aging.basis.${one.basis}`),
      one.amount === null ? t("aging.basis.unknown") : `${one.currency ?? ""} ${moneyText(one.amount, one.estimate)}`,
      one.value === null ? "" : moneyText(one.value, one.estimate),
    ]),
  ];
}

/** Estimates never leave with cents. */
const moneyText = (amount: string, estimate: boolean): string =>
  estimate ? `≈ ${amount.replace(/\..*$/, "")}` : amount;
