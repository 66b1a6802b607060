import type { ReactNode } from "react";
import type { DepartureRow, TallyRow } from "../../../server/wire/index.ts";
import { count, time } from "../../app/format.ts";
import type { TallyGoods } from "../../app/url.ts";
import { EquationRow, type Term } from "../../widgets/EquationRow.tsx";
import { Gate, useRoom } from "../../widgets/Gate.tsx";
import { gateWidth, pitchFor, type Run, strokesOf, worthFor } from "../../widgets/strokes.ts";
import classes from "./Building.module.css";
import shared from "./Figure.module.css";
import { Figure } from "./Figure.tsx";
import { gateOf, type LevelView, levelsOf, type PartView, unknownWhy } from "./model.ts";
import { t } from "./words.ts";

/** Strokes stand no closer than this in front, CSS pixels. */
const closest = 3.7;
const widest = 5;

/** The building in front: what there is, what became of it, and what became of that; each level as wide as what it explains. */
export function Building({
  row,
  goods,
  departures,
  today,
}: {
  readonly row: TallyRow;
  readonly goods: TallyGoods;
  /** Of this building and day, where they are known. */
  readonly departures: readonly DepartureRow[];
  readonly today: boolean;
}) {
  const [room, width] = useRoom();
  const levels = levelsOf(row, goods);
  const [front, ...below] = levels;
  if (front === undefined) return null;
  const worth = worthFor(front.of, width, closest);
  const runs = strokesOf(gateOf(levels), worth);
  const strokes = (runs[0] ?? []).reduce((sum, run) => sum + run.strokes, 0);
  const pitch = pitchFor(strokes, width, 2.6, widest);
  const site = row.name === row.warehouse ? row.warehouse : `${row.warehouse} ${row.name}`;
  return (
    <section className={classes.building} aria-labelledby="building">
      <div className={classes.lead}>
        <h2 id="building" className={classes.whole}>
          <span className={`${classes.big} num`}>
            {front.of === 0 ? (
              "0"
            ) : (
              <Figure count={front.of} part={front.part} warehouse={row.warehouse} label={front.word} />
            )}
          </span>{" "}
          <span className={classes.wholeWord}>{t(`tally.whole.${goods}`, { site })}</span>
        </h2>
        {goods === "orders" ? (
          <Made row={row} today={today} />
        ) : (
          <p className={classes.faint}>{t(`tally.basis.${goods}`)}</p>
        )}
        {front.of > 0 && (
          <p className={classes.faint}>
            {t("tally.stroke", { n: count(worth), goods: t(`tally.things.${goods}`, { n: worth }) })}
          </p>
        )}
      </div>
      <div className={classes.room} ref={room}>
        {front.of === 0 && front.parts.every((part) => part.count === 0) ? (
          <p className={classes.none}>{t(`tally.none.${goods}`, { site })}</p>
        ) : (
          <>
            <Gate
              runs={runs[0] ?? []}
              height={58}
              pitch={pitch}
              label={readLevel(front, t(`tally.whole.${goods}`, { site }))}
            />
            <EquationRow
              terms={termsOf(front, row, (part) => noteOf(part, row, departures))}
              total={front.of}
              figure={count(front.of)}
              label={readLevel(front, t(`tally.whole.${goods}`, { site }))}
            />
          </>
        )}
      </div>
      {below.length > 0 && front.of > 0 && <hr className={classes.rule} />}
      {front.of > 0 &&
        below.map((level, at) => (
          <Level key={level.id} level={level} row={row} runs={runs[at + 1] ?? []} pitch={pitch} room={width} />
        ))}
    </section>
  );
}

/** Released and carried over: the two ways in which an order is of this day. */
function Made({ row, today }: { readonly row: TallyRow; readonly today: boolean }) {
  const { released, carried } = row.orders;
  const figure = (n: number, part: string, word: string) => (
    <>
      <Figure count={n} part={part} warehouse={row.warehouse} label={word} /> {word}
    </>
  );
  return (
    <p className={`${classes.made} num`}>
      <span>{figure(released, "orders:released", t(today ? "tally.released" : "tally.released-then"))}</span>{" "}
      <span>+ {figure(carried, "orders:carried", t("tally.carried"))}</span>
    </p>
  );
}

function Level({
  level,
  row,
  runs,
  pitch,
  room,
}: {
  readonly level: LevelView;
  readonly row: TallyRow;
  readonly runs: readonly Run[];
  readonly pitch: number;
  readonly room: number;
}) {
  const strokes = runs.reduce((sum, run) => sum + run.strokes, 0);
  const beside = room - gateWidth(strokes, pitch) > 360;
  return (
    <>
      <div className={classes.levelLead}>
        <b className="num">
          {level.of === 0 ? (
            <span className={shared.dash}>–</span>
          ) : (
            <Figure count={level.of} part={level.part} warehouse={row.warehouse} label={level.word} />
          )}
        </b>{" "}
        {level.word}
      </div>
      <div className={classes.level} data-beside={beside || undefined}>
        {strokes > 0 && <Gate runs={runs} height={30} pitch={pitch} label={readLevel(level, level.word)} />}
        <EquationRow
          size="level"
          terms={termsOf(level, row, () => null)}
          total={level.of}
          figure={count(level.of)}
          label={readLevel(level, level.word)}
        />
      </div>
    </>
  );
}

/** Parts that stand in a sum only where they are not zero: most days know nothing of them. */
const seldom: ReadonlySet<string> = new Set(["orders:not-known", "billed:bill-late"]);

/** The parts as terms of a sum. */
function termsOf(level: LevelView, row: TallyRow, noteOf: (part: PartView) => ReactNode): readonly Term[] {
  return level.parts
    .filter((part) => part.count > 0 || !seldom.has(part.part))
    .map((part) => ({
      id: part.part,
      form: part.form,
      count: part.count,
      figure: (
        <Figure
          count={part.count}
          part={part.part}
          warehouse={row.warehouse}
          label={part.word}
          unknown={unknownWhy(row, part.part)}
        />
      ),
      word: part.word,
      note: noteOf(part),
    }));
}

/** What else is known of a part, in a few words; its figures open their documents too. */
function noteOf(part: PartView, row: TallyRow, departures: readonly DepartureRow[]): ReactNode {
  const { orders, warehouse } = row;
  switch (part.part) {
    case "orders:shipped":
      return t("tally.note.left", { n: row.departuresLeft });
    case "orders:floor": {
      const word = t("tally.note.loaded");
      return part.count === 0 ? null : (
        <>
          <Figure count={orders.loaded} part="orders:loaded" warehouse={warehouse} label={word} /> {word}
        </>
      );
    }
    case "orders:blocked":
      return departures
        .filter((one) => one.blocked > 0 && !one.left)
        .slice(0, 2)
        .map((one) => t("tally.note.blocked-at", { n: count(one.blocked), at: time(one.at, row.zone) }))
        .join(", ");
    case "orders:not-in-wms": {
      if (part.count === 0) return unknownWhy(row, part.part) === null ? t("tally.note.wms-agree") : null;
      const word = t("tally.note.wms-late");
      return (
        <>
          <Figure count={orders.notInWmsLate} part="orders:not-in-wms-late" warehouse={warehouse} label={word} /> {word}
        </>
      );
    }
    case "orders:not-known":
      return row.silent === null
        ? null
        : row.silent.lastSeenAt === null
          ? t("tally.note.never")
          : t("tally.note.heard", { at: time(row.silent.lastSeenAt, row.zone) });
    case "orders:on-hold":
      return orders.holds.slice(0, 2).map((hold, at) => {
        const reason = hold.reason ?? t("tally.note.no-reason");
        return (
          <span key={reason}>
            {at > 0 && ", "}
            {reason}{" "}
            <Figure
              count={hold.count}
              part={`orders:on-hold:${hold.reason ?? ""}`}
              warehouse={warehouse}
              label={`${part.word}, ${reason}`}
            />
          </span>
        );
      });
    default:
      return null;
  }
}

/** A level as one sentence, for those who listen. */
export const readLevel = (level: LevelView, whole: string): string =>
  t("tally.read-gate", {
    n: count(level.of),
    whole,
    parts: level.parts
      .filter((part) => part.count > 0)
      .map((part) => t("tally.read", { n: count(part.count), word: part.word }))
      .join(", "),
  });
