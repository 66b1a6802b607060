import { IconAlertOctagonFilled, IconAlertTriangleFilled, IconHelpHexagon } from "@tabler/icons-react";
import type { DepartureRow } from "../../../server/wire/index.ts";
import { count, time } from "../../app/format.ts";
import { Gate } from "../../widgets/Gate.tsx";
import { strokesOf, worthFor } from "../../widgets/strokes.ts";
import classes from "./Departures.module.css";
import { laneOf, partsOf } from "./model.ts";
import { leftOf } from "./say.ts";
import { t } from "./words.ts";

/** Room of the strokes, at the size that the wall is drawn for. CSS pixels. */
const room = 376;
const pitch = 7.6;

/** The next departures: when each leaves, what is loaded, and what blocks it. Null: not read yet. */
export function Departures({
  rows,
  zone,
  now,
}: {
  readonly rows: readonly DepartureRow[] | null;
  readonly zone: string;
  readonly now: number;
}) {
  const worth = worthFor(Math.max(1, ...(rows ?? []).map((row) => row.orders)), room, pitch);
  return (
    <section className={classes.lanes}>
      <div className={classes.columns}>
        <span>{t("wall.col.leaves")}</span>
        <span>{t("wall.col.who")}</span>
        <span>{rows !== null && rows.length > 0 && t("wall.col.stroke", { n: worth })}</span>
        <span>{t("wall.col.loaded")}</span>
        <span>{t("wall.col.floor")}</span>
        <span>{t("wall.col.blocked")}</span>
        <span>{t("wall.col.left")}</span>
      </div>
      {rows?.length === 0 && <p className={classes.nothing}>{t("wall.none")}</p>}
      {rows?.map((row) => (
        <Lane key={row.id} row={row} worth={worth} zone={zone} now={now} />
      ))}
    </section>
  );
}

function Lane({
  row,
  worth,
  zone,
  now,
}: {
  readonly row: DepartureRow;
  readonly worth: number;
  readonly zone: string;
  readonly now: number;
}) {
  const parts = partsOf(row);
  const [runs = []] = strokesOf([{ parts, of: row.orders, explains: null }], worth);
  const lane = laneOf(row, now);
  return (
    <div className={classes.lane} data-lane={lane}>
      <b className={classes.time}>{time(row.at, zone)}</b>
      <span className={classes.who}>
        <b>{row.carrier ?? t("wall.no-carrier")}</b>
        <span>{placeOf(row, zone)}</span>
      </span>
      <span className={classes.strokes}>
        {row.orders > 0 && (
          <Gate
            runs={runs}
            height={60}
            pitch={pitch}
            label={t("wall.read", {
              loaded: count(row.loaded),
              floor: count(row.floor),
              blocked: count(row.blocked),
              unknown: count(row.notKnown),
            })}
          />
        )}
      </span>
      <Figure n={row.loaded} />
      <Figure n={row.floor} />
      <span className={classes.blocked}>
        {row.blocked > 0 ? (
          <>
            {lane === "critical" ? (
              <IconAlertOctagonFilled aria-hidden="true" />
            ) : (
              <IconAlertTriangleFilled aria-hidden="true" />
            )}
            <b>{count(row.blocked)}</b>
          </>
        ) : row.notKnown > 0 ? (
          <small>
            <IconHelpHexagon aria-hidden="true" />
            {t("wall.unknown", { n: count(row.notKnown) })}
          </small>
        ) : (
          <i>–</i>
        )}
      </span>
      <b className={classes.left}>{leftOf(row.at, now)}</b>
    </div>
  );
}

/** A figure; zero is a faint dash. */
const Figure = ({ n }: { readonly n: number }) => (
  <span className={classes.figure}>{n === 0 ? <i>–</i> : <b>{count(n)}</b>}</span>
);

function placeOf(row: DepartureRow, zone: string): string {
  const numbers = row.doors.map(Number);
  const inRow = numbers.length > 2 && numbers.every((one, at) => one === (numbers[0] ?? 0) + at);
  const doors = inRow ? `${row.doors[0]}–${row.doors.at(-1)}` : row.doors.join(", ");
  return [
    row.service,
    ...(row.doors.length > 0 ? [t("wall.door", { n: row.doors.length, doors })] : []),
    ...(row.appointmentAt === null ? [] : [t("wall.appointment", { at: time(row.appointmentAt, zone) })]),
  ]
    .filter(Boolean)
    .join(", ");
}
