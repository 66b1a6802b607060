import { type PostingSide, type PostingTable, postingSides } from "../../../server/wire/index.ts";
import { count, exact, exactMoney, when, whole } from "../../app/format.ts";
import type { Names } from "../../live/index.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { kindWord } from "./names.ts";
import classes from "./Sides.module.css";
import { t } from "./words.ts";

/** The three sides, side by side and never added to each other; the one in front fills the table. */
export function Sides({
  tables,
  front,
  names,
  now,
  onChoose,
}: {
  readonly tables: readonly PostingTable[];
  readonly front: PostingSide;
  readonly names: Names;
  readonly now: number;
  readonly onChoose: (side: PostingSide) => void;
}) {
  return (
    <section className={classes.sides} aria-label={t("aging.sides")}>
      {postingSides.map((side) => {
        const table = tables.find((one) => one.id === side);
        return table === undefined ? null : (
          <Side key={side} table={table} front={side === front} names={names} now={now} onChoose={onChoose} />
        );
      })}
    </section>
  );
}

function Side({
  table,
  front,
  names,
  now,
  onChoose,
}: {
  readonly table: PostingTable;
  readonly front: boolean;
  readonly names: Names;
  readonly now: number;
  readonly onChoose: (side: PostingSide) => void;
}) {
  const { id, total, currency, kinds, silent } = table;
  const apart = [
    ...(total.estimated > 0
      ? [
          <span key="estimate" className={classes.piece}>
            <b>≈ {whole(total.estimate)}</b> {t("aging.card-estimates", { n: total.estimated })}
          </span>,
        ]
      : []),
    ...(total.unknown > 0
      ? [
          <b key="unknown" className={classes.piece}>
            {t("aging.card-unknown", { n: total.unknown })}
          </b>,
        ]
      : []),
    ...(total.unconverted > 0
      ? [
          <b key="rate" className={classes.piece}>
            {t("aging.card-no-rate", { n: total.unconverted })}
          </b>,
        ]
      : []),
  ];
  return (
    <article className={classes.side} data-front={front || undefined} data-side={id}>
      <h2>
        <button
          type="button"
          className={classes.choose}
          aria-pressed={front}
          aria-describedby={`side-${id}`}
          onClick={() => onChoose(id)}
        >
          {t(`aging.side.${id}`)}
        </button>
        <span className={classes.price}>{t(`aging.price.${id}`)}</span>
      </h2>
      <p className={classes.value} id={`side-${id}`}>
        <b className="num">{exactMoney(total.value, currency)}</b>{" "}
        <span className="num">{t("aging.card-docs", { n: total.valued })}</span>
      </p>
      {apart.length > 0 && (
        <p className={`${classes.apart} num`}>
          {t("aging.card-apart")} {apart}
        </p>
      )}
      <ul className={`${classes.kinds} num`}>
        {kinds.map(({ kind, cell }) => (
          <li key={kind}>
            <span>{kindWord(kind)}</span>
            <span className={classes.piece}>
              {cell.count === 0 && t("aging.card-none")}
              {cell.valued > 0 && exact(cell.value)}
              {cell.estimated > 0 && (
                <span className={classes.estimate}>
                  {cell.valued > 0 && " "}≈ {whole(cell.estimate)}
                </span>
              )}
              {cell.count > 0 && ` (${count(cell.count)})`}
            </span>
          </li>
        ))}
      </ul>
      {silent.map(({ system, lastSeenAt }) => (
        <p key={system} className={classes.silent}>
          <StateGlyph state="silent">
            {lastSeenAt === null
              ? t("aging.silent-never", { system: names.system(system) })
              : t("aging.silent", { system: names.system(system), at: when(lastSeenAt, now, table.zone) })}
          </StateGlyph>
        </p>
      ))}
    </article>
  );
}
