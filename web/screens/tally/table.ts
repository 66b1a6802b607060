import type { TallyDocument, TallyRow } from "../../../server/wire/index.ts";
import { full } from "../../app/format.ts";
import type { TallyGoods } from "../../app/url.ts";
import { eventWord, word } from "../../app/words.ts";
import { addLevels, type LevelView, levelsOf, unknownWhy } from "./model.ts";
import { t } from "./words.ts";

/** The table of all buildings for mail, chat or a sheet: figures without separators, words where nothing can be known. */
export function sitesTable(rows: readonly TallyRow[], goods: TallyGoods): readonly (readonly string[])[] {
  const each = rows.map((row) => ({ row, levels: levelsOf(row, goods) }));
  const all = addLevels(each.map((one) => one.levels));
  const orders = goods === "orders";
  const whole = t(orders ? "tally.col.total" : "tally.col.total-in");
  const head = [
    t("tally.col.site"),
    whole,
    ...(orders ? [t("tally.col.released"), t("tally.col.carried")] : []),
    ...all.flatMap((level, depth) =>
      level.parts.map((part) => (depth === 0 ? part.column : `${level.word}: ${part.word}`)),
    ),
  ];
  const line = (name: string, levels: readonly LevelView[], made: readonly number[], row: TallyRow | null) => [
    name,
    String(levels[0]?.of ?? 0),
    ...(orders ? made.map(String) : []),
    ...all.flatMap((shape) =>
      shape.parts.map((part, at) => {
        const unknown = row === null ? null : unknownWhy(row, part.part);
        if (unknown !== null) return t(`tally.${unknown}`);
        return String(levels.find((one) => one.id === shape.id)?.parts[at]?.count ?? 0);
      }),
    ),
  ];
  const sum = (of: (row: TallyRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  return [
    head,
    ...each.map(({ row, levels }) =>
      line(
        row.name === row.warehouse ? row.warehouse : `${row.warehouse} ${row.name}`,
        levels,
        [row.orders.released, row.orders.carried],
        row,
      ),
    ),
    line(t("tally.all"), all, [sum((row) => row.orders.released), sum((row) => row.orders.carried)], null),
  ];
}

/** A list of documents for mail, chat or a sheet; instants in the zone of each building. */
export function documentsTable(
  documents: readonly TallyDocument[],
  zoneOf: (warehouse: string) => string,
): readonly (readonly string[])[] {
  return [
    [
      t("tally.doc.kind"),
      t("tally.doc.id"),
      t("tally.doc.site"),
      t("tally.doc.customer"),
      t("tally.doc.last"),
      t("tally.doc.at"),
      t("tally.doc.exception"),
      t("tally.doc.cutoff"),
      t("tally.doc.carried"),
    ],
    ...documents.map((one) => [
      word("object", one.kind),
      one.id,
      one.warehouse,
      one.customer ?? "",
      one.milestone === null ? "" : eventWord(one.milestone),
      one.lastAt === null ? "" : full(one.lastAt, zoneOf(one.warehouse)),
      one.exceptions.join(" "),
      one.cutoffAt === null ? "" : full(one.cutoffAt, zoneOf(one.warehouse)),
      one.carried ? t("tally.doc.yes") : "",
    ]),
  ];
}
