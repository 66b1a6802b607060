import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, useRef, useState } from "react";
import type { TallyRow } from "../../../server/wire/index.ts";
import { count, when } from "../../app/format.ts";
import type { TallyGoods, TallySearch } from "../../app/url.ts";
import type { Names } from "../../live/index.ts";
import { Sum } from "../../widgets/EquationRow.tsx";
import { Gate } from "../../widgets/Gate.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { strokesOf, worthFor } from "../../widgets/strokes.ts";
import { readLevel } from "./Building.tsx";
import { Figure } from "./Figure.tsx";
import { addLevels, gateOf, type LevelView, levelsOf, offBy, type PartView, unknownWhy } from "./model.ts";
import table from "./Sites.module.css";
import { t } from "./words.ts";

/** Of the small gates: their room and pitch in CSS pixels, the same in each line so that they compare by eye. */
const room = 156;
const pitch = 3.4;

interface SitesProps {
  readonly rows: readonly TallyRow[];
  readonly goods: TallyGoods;
  /** The building in front. */
  readonly front: string | null;
  readonly search: TallySearch;
  readonly names: Names;
  readonly now: number;
  /** Whether the keys j and k are this table's: with a list open they are the list's. */
  readonly keys: boolean;
}

/** All buildings, one line each, and what they come to; each figure opens its documents. */
export function Sites({ rows, goods, front, search, names, now, keys }: SitesProps) {
  const body = useRef<HTMLTableElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const each = rows.map((row) => ({ row, levels: levelsOf(row, goods) }));
  const all = addLevels(each.map((one) => one.levels));
  const [first, ...rest] = all;
  const worth = worthFor(Math.max(0, ...each.map((one) => one.levels[0]?.of ?? 0)), room, pitch);
  const stop = rows.some((row) => row.id === active) || active === "all" ? active : (front ?? rows[0]?.id ?? null);

  const lines = [...rows.map((row) => row.id), "all"];
  const linksOf = (id: string): readonly HTMLElement[] => [
    ...(body.current?.querySelectorAll<HTMLElement>(`[data-line="${CSS.escape(id)}"] a`) ?? []),
  ];
  const move = (by: number, column = 0): void => {
    const at = lines.indexOf(stop ?? "");
    const next = lines[Math.max(0, Math.min(lines.length - 1, at + by))];
    if (next === undefined) return;
    setActive(next);
    const links = linksOf(next);
    links[Math.min(column, links.length - 1)]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!(event.target instanceof HTMLElement) || stop === null) return;
    const links = linksOf(stop);
    const at = links.indexOf(event.target);
    const steps: Record<string, () => void> = {
      ArrowDown: () => move(1, at),
      ArrowUp: () => move(-1, at),
      ArrowRight: () => links[Math.min(links.length - 1, at + 1)]?.focus(),
      ArrowLeft: () => links[Math.max(0, at - 1)]?.focus(),
      Home: () => links[0]?.focus(),
      End: () => links.at(-1)?.focus(),
    };
    const step = steps[event.key];
    if (step === undefined || at < 0) return;
    event.preventDefault();
    step();
  };
  useKeys(
    keys
      ? [
          {
            key: "j",
            label: t("tally.key-move"),
            run: () => move(document.activeElement?.closest("[data-line]") ? 1 : 0),
          },
          {
            key: "k",
            label: t("tally.key-move"),
            run: () => move(document.activeElement?.closest("[data-line]") ? -1 : 0),
          },
          { key: "Enter", label: t("tally.key-open"), run: () => stop !== null && linksOf(stop)[0]?.click() },
        ]
      : [],
  );

  if (first === undefined) return null;
  const cells = (levels: readonly LevelView[], row: TallyRow | null, tab: number) =>
    all.flatMap((shape, depth) => {
      const level = levels.find((one) => one.id === shape.id);
      return shape.parts.map((part, at) => (
        <Cell
          key={part.part}
          part={{ ...part, count: level?.parts[at]?.count ?? 0 }}
          row={row}
          names={names}
          now={now}
          edge={depth > 0 && at === 0}
          second={depth > 0 && at > 0}
          tabIndex={tab}
        />
      ));
    });
  return (
    <table className={table.table} ref={body} onKeyDown={onKeyDown} data-goods={goods}>
      <caption className={table.hidden}>{t("tally.table", { goods: t(`tally.goods.${goods}`) })}</caption>
      <Head first={first} rest={rest} goods={goods} />
      <tbody>
        {each.map(({ row, levels }) => {
          const tab = row.id === stop ? 0 : -1;
          const runs = strokesOf(gateOf(levels.slice(0, 1)), worth)[0] ?? [];
          const [top] = levels;
          return (
            <tr
              key={row.id}
              data-line={row.id}
              data-front={row.id === front || undefined}
              onFocus={() => setActive(row.id)}
            >
              <th scope="row" className={table.site}>
                <Link
                  to="/tally/$warehouse"
                  params={{ warehouse: row.warehouse }}
                  search={{ ...search, part: undefined, of: undefined }}
                  tabIndex={tab}
                  aria-current={row.id === front ? "true" : undefined}
                >
                  <b>{row.warehouse}</b>
                  {row.name !== row.warehouse && ` ${row.name}`}
                </Link>
                {offBy(levels) > 0 && <Sum off={offBy(levels)} />}
              </th>
              <td className={table.total} data-label={t(goods === "orders" ? "tally.col.total" : "tally.col.total-in")}>
                <Figure
                  count={top?.of ?? 0}
                  part={first.part}
                  warehouse={row.warehouse}
                  label={`${first.word}, ${row.warehouse}`}
                  tabIndex={tab}
                />
              </td>
              {goods === "orders" && (
                <td className={`${table.made} num`}>
                  {count(row.orders.released)} + <span>{count(row.orders.carried)}</span>
                </td>
              )}
              <td className={table.gate}>
                {top !== undefined && (
                  <Gate
                    runs={runs}
                    height={18}
                    pitch={pitch}
                    label={readLevel(top, `${first.word}, ${row.warehouse}`)}
                  />
                )}
              </td>
              {cells(levels, row, tab)}
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        <tr data-line="all" onFocus={() => setActive("all")}>
          <th scope="row" className={table.site}>
            {t("tally.all")}
          </th>
          <td className={table.total} data-label={t(goods === "orders" ? "tally.col.total" : "tally.col.total-in")}>
            <Figure
              count={first.of}
              part={first.part}
              warehouse={null}
              label={`${first.word}, ${t("tally.all")}`}
              tabIndex={stop === "all" ? 0 : -1}
            />
          </td>
          {goods === "orders" && (
            <td className={`${table.made} num`}>
              {count(rows.reduce((sum, row) => sum + row.orders.released, 0))} +{" "}
              <span>{count(rows.reduce((sum, row) => sum + row.orders.carried, 0))}</span>
            </td>
          )}
          <td className={table.gate}>{t("tally.stroke-short", { n: count(worth) })}</td>
          {cells(all, null, stop === "all" ? 0 : -1)}
        </tr>
      </tfoot>
    </table>
  );
}

function Head({
  first,
  rest,
  goods,
}: {
  readonly first: LevelView;
  readonly rest: readonly LevelView[];
  readonly goods: TallyGoods;
}) {
  const heads: Readonly<Record<string, string>> = { shipped: t("tally.head.shipped"), billed: t("tally.head.billed") };
  const over = (level: LevelView): string =>
    heads[level.id] ?? (level.explains === 0 ? t("tally.head.received") : t("tally.head.then", { step: level.word }));
  return (
    <thead>
      <tr className={table.groups}>
        <td />
        {goods === "orders" ? (
          <th scope="colgroup" colSpan={2} className={table.right}>
            {t("tally.col.made")}
          </th>
        ) : (
          <td />
        )}
        <th scope="colgroup" colSpan={first.parts.length + 1} className={table.edge}>
          {t("tally.head.of-these")}
        </th>
        {rest.map((level) => (
          <th key={level.id} scope="colgroup" colSpan={level.parts.length} className={table.edge}>
            {over(level)}
          </th>
        ))}
      </tr>
      <tr>
        <th scope="col">{t("tally.col.site")}</th>
        <th scope="col" className={table.right}>
          {t(goods === "orders" ? "tally.col.total" : "tally.col.total-in")}
        </th>
        {goods === "orders" && <td className={table.made} />}
        <td className={`${table.edge} ${table.gate}`} />
        {[first, ...rest].flatMap((level, depth) =>
          level.parts.map((part, at) => (
            <th
              key={part.part}
              scope="col"
              className={`${table.right} ${depth > 0 && at === 0 ? `${table.edge} ${table.later}` : ""} ${depth > 0 && at > 0 ? table.second : ""}`}
            >
              {part.column}
            </th>
          )),
        )}
      </tr>
    </thead>
  );
}

function Cell({
  part,
  row,
  names,
  now,
  edge,
  second,
  tabIndex,
}: {
  readonly part: PartView;
  /** Null on the total line. */
  readonly row: TallyRow | null;
  readonly names: Names;
  readonly now: number;
  readonly edge: boolean;
  readonly second: boolean;
  readonly tabIndex: number;
}) {
  const unknown = row === null ? null : unknownWhy(row, part.part);
  return (
    <td
      className={`${table.figure} num ${edge ? `${table.edge} ${table.later}` : ""} ${second ? table.second : ""}`}
      data-label={part.word.charAt(0).toUpperCase() + part.word.slice(1)}
      data-zero={(part.count === 0 && unknown === null) || undefined}
    >
      <Figure
        count={part.count}
        part={part.part}
        warehouse={row?.warehouse ?? null}
        label={`${part.word}, ${row?.warehouse ?? t("tally.all")}`}
        form={part.form}
        glyph
        unknown={unknown}
        why={row === null || unknown === null ? undefined : whyText(row, unknown, names, now)}
        tabIndex={tabIndex}
      />
    </td>
  );
}

/** Why a number of a building cannot be known, in a sentence. */
function whyText(row: TallyRow, unknown: "unknown" | "not-judged", names: Names, now: number): string {
  if (unknown === "not-judged") return t("tally.not-judged-why", { site: row.warehouse });
  const system = names.system(row.silent?.system ?? row.warehouse);
  return row.silent?.lastSeenAt == null
    ? t("tally.unknown-never", { system })
    : t("tally.unknown-why", { system, at: when(row.silent.lastSeenAt, now, row.zone) });
}
