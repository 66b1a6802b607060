import { IconDoor } from "@tabler/icons-react";
import type { DepartureRow } from "../../../server/wire/index.ts";
import { count, countdown, dayKey, full, time, weekday, when } from "../../app/format.ts";
import { Countdown } from "../../widgets/Countdown.tsx";
import { Sum } from "../../widgets/EquationRow.tsx";
import { Gate } from "../../widgets/Gate.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { strokesOf } from "../../widgets/strokes.ts";
import { missingOf, partsOf, type Verdict, verdictOf } from "./model.ts";
import classes from "./Row.module.css";
import { t } from "./words.ts";

/** Strokes of a truck are this far apart, CSS pixels. */
export const pitch = 5;

/** One truck: when it leaves, who takes it where, what is loaded, and whether it can leave full. */
export function Row({
  row,
  worth,
  zone,
  day,
  now,
  chosen,
  reachable,
  onChoose,
}: {
  readonly row: DepartureRow;
  /** Orders a stroke, the same for all rows. */
  readonly worth: number;
  readonly zone: string;
  /** The day that is shown: a truck of another one says which. */
  readonly day: string;
  readonly now: number;
  readonly chosen: boolean;
  /** The one that the Tab key reaches. */
  readonly reachable: boolean;
  readonly onChoose: (byKey: boolean) => void;
}) {
  const parts = partsOf(row);
  const [runs = []] = strokesOf([{ parts, of: row.orders, explains: null }], worth);
  const verdict = verdictOf(row, now);
  const left = countdown(row.at, now);
  const off = missingOf(row);
  const service = [row.service].filter(Boolean).join(", ");
  return (
    <li className={classes.row} data-chosen={chosen || undefined}>
      <div className={classes.when}>
        <button
          type="button"
          className={`${classes.choose} num`}
          data-departure={row.id}
          aria-current={chosen ? "true" : undefined}
          tabIndex={reachable ? 0 : -1}
          aria-label={readRow(row, verdict, zone, now)}
          onClick={(event) => onChoose(event.detail === 0)}
        >
          {dayKey(row.at, zone) !== day && <small>{weekday(row.at, zone)}</small>}
          {time(row.at, zone)}
        </button>
        <Countdown text={left.text} near={verdict.kind === "short" ? left.near : "later"} title={full(row.at, zone)} />
      </div>
      <div className={classes.who}>
        <b>{row.carrier ?? t("dep.no-carrier")}</b>
        {service !== "" && <span>{service}</span>}
        <Place row={row} zone={zone} />
      </div>
      <div className={classes.load}>
        {row.orders > 0 && (
          <Gate
            runs={runs}
            height={30}
            pitch={pitch}
            label={t("dep.read", {
              orders: count(row.orders),
              parts: parts
                .filter((part) => part.count > 0)
                .map((part) => t("dep.read-part", { n: count(part.count), word: t(`dep.${part.word}`) }))
                .join(", "),
            })}
          />
        )}
        <Parts row={row} near={verdict.kind !== "short" || verdict.near} />
        {off !== 0 && <Sum off={off} />}
      </div>
      <div className={classes.verdict}>
        <Said verdict={verdict} />
      </div>
    </li>
  );
}

/** Door and appointment, where they are known. */
export function Place({ row, zone }: { readonly row: DepartureRow; readonly zone: string }) {
  const texts = [
    ...(row.doors.length > 0 ? [t("dep.door", { n: row.doors.length, doors: doorsText(row.doors) })] : []),
    ...(row.appointmentAt === null ? [] : [t("dep.appointment", { at: time(row.appointmentAt, zone) })]),
  ];
  return texts.length === 0 ? null : (
    <span className={classes.door}>
      <IconDoor size={14} stroke={1.8} aria-hidden="true" />
      {texts.join(" · ")}
    </span>
  );
}

/** Doors as they are said: `4–6` for three and more in a row, else one by one. */
export function doorsText(doors: readonly string[]): string {
  const numbers = doors.map(Number);
  const first = numbers[0] ?? Number.NaN;
  const row = doors.length > 2 && numbers.every((one, at) => one === first + at);
  return row ? `${doors[0]}–${doors.at(-1)}` : doors.join(", ");
}

/** Orders of a truck as a sum. */
function Parts({ row, near }: { readonly row: DepartureRow; readonly near: boolean }) {
  return (
    <p className={`${classes.parts} num`}>
      <span>
        <b>{count(row.orders)}</b> {t("dep.orders", { n: row.orders })}
      </span>
      {partsOf(row).map((part, at) => (
        <span
          key={part.word}
          data-form={part.count === 0 ? undefined : part.form === "blocked" && !near ? "late" : part.form}
        >
          <i aria-hidden="true">{at === 0 ? "=" : "+"}</i>
          {part.count === 0 ? <span className={classes.dash}>–</span> : <b>{count(part.count)}</b>}{" "}
          {t(`dep.${part.word}`)}
        </span>
      ))}
    </p>
  );
}

/** A verdict in its colour, with its cause. */
export function Said({ verdict }: { readonly verdict: Verdict }) {
  switch (verdict.kind) {
    case "short":
      return (
        <>
          <b className={classes.short} data-near={verdict.near}>
            {t("dep.verdict-short", { n: count(verdict.n) })}
          </b>
          {verdict.title !== "" && (
            <StateGlyph state={verdict.near ? "failed" : "late"}>
              <span className={classes.cause}>
                {verdict.others === 0
                  ? verdict.title
                  : t("dep.verdict-more", { title: verdict.title, n: verdict.others })}
              </span>
            </StateGlyph>
          )}
        </>
      );
    case "not-known":
      return <StateGlyph state="silent">{t("dep.verdict-unknown", { n: count(verdict.n) })}</StateGlyph>;
    case "full":
      return (
        <>
          <StateGlyph state="done">{t("dep.verdict-full")}</StateGlyph>
          <small>
            {verdict.toLoad === 0 ? t("dep.verdict-loaded") : t("dep.verdict-floor", { n: count(verdict.toLoad) })}
          </small>
        </>
      );
    case "empty":
      return <small>{t("dep.verdict-empty")}</small>;
    case "behind":
      return <StateGlyph state="late">{t("dep.verdict-behind", { n: count(verdict.n) })}</StateGlyph>;
    case "gone":
      return <StateGlyph state="done">{t("dep.verdict-gone")}</StateGlyph>;
  }
}

/** A verdict as plain words. */
export function verdictText(verdict: Verdict): string {
  switch (verdict.kind) {
    case "short":
      return t("dep.verdict-short", { n: count(verdict.n) });
    case "not-known":
      return t("dep.verdict-unknown", { n: count(verdict.n) });
    case "full":
      return t("dep.verdict-full");
    case "empty":
      return t("dep.verdict-empty");
    case "behind":
      return t("dep.verdict-behind", { n: count(verdict.n) });
    case "gone":
      return t("dep.verdict-gone");
  }
}

const readRow = (row: DepartureRow, verdict: Verdict, zone: string, now: number): string =>
  [when(row.at, now, zone), row.carrier ?? t("dep.no-carrier"), row.service, verdictText(verdict)]
    .filter(Boolean)
    .join(", ");
