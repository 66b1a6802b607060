// biome-ignore-all lint/a11y/useSemanticElements: cells of a grid of placed rows.
// biome-ignore-all lint/a11y/useFocusableInteractive: the row takes the focus, its cells do not.
import { memo } from "react";
import type { ExceptionRow } from "../../../server/wire/index.ts";
import { age, countdown, dayPrefix, full, money, time, when } from "../../app/format.ts";
import { objectName, t, word } from "../../app/words.ts";
import type { InPlace, Names } from "../../live/index.ts";
import { Countdown } from "../../widgets/Countdown.tsx";
import { Severity } from "../../widgets/Severity.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { TeamTile } from "../../widgets/TeamTile.tsx";
import { Value } from "../../widgets/Value.tsx";
import classes from "./Row.module.css";
import { say } from "./words.ts";

/** What a row needs beside itself. */
export interface RowProps {
  readonly row: ExceptionRow;
  readonly now: number;
  readonly zone: string;
  readonly names: Names;
  readonly me: string;
  readonly ghost: boolean;
  readonly conflict: boolean;
  readonly changed: InPlace<ExceptionRow> | undefined;
  /** As of when the row is, where that is not now; else null. */
  readonly asOf: number | null;
  readonly narrow: boolean;
}

const markMs = 4000;

/** One exception: when it is due, what went wrong, what it holds up, who has it. */
export const Row = memo(function Row({ row, now, zone, names, me, ghost, conflict, changed, asOf, narrow }: RowProps) {
  const fresh = changed !== undefined && now - changed.at < markMs ? changed.before : null;
  const mark = (differs: (before: ExceptionRow) => boolean): true | undefined =>
    fresh !== null && differs(fresh) ? true : undefined;
  return (
    <div className={classes.row} data-narrow={narrow} data-ghost={ghost || undefined}>
      <div role="gridcell" className={classes.due} data-changed={mark((was) => was.cutoff?.at !== row.cutoff?.at)}>
        <Due row={row} now={now} zone={zone} asOf={asOf} />
      </div>
      <div
        role="gridcell"
        className={classes.cause}
        data-changed={mark(
          (was) =>
            was.title !== row.title ||
            was.severity !== row.severity ||
            was.occurrences !== row.occurrences ||
            was.told !== row.told,
        )}
      >
        <div className={classes.title} title={row.title}>
          {row.title}
        </div>
        <div className={classes.second}>
          {conflict ? (
            <span className={classes.conflict}>{say("conflict.row")}</span>
          ) : ghost ? (
            <>
              <StateGlyph state="skipped" size={14}>
                {say("queue.gone")}
              </StateGlyph>
              <span>{say("queue.gone-why")}</span>
            </>
          ) : (
            <Facts row={row} now={now} zone={zone} narrow={narrow} />
          )}
        </div>
      </div>
      {!narrow && (
        <div
          role="gridcell"
          className={classes.held}
          data-changed={mark((was) => was.value?.amount !== row.value?.amount)}
        >
          <div className={classes.amount}>
            <Held row={row} />
          </div>
          <div className={`${classes.age} num`} title={full(row.openedAt, zone)}>
            {age(row.openedAt, now)}
          </div>
        </div>
      )}
      <div
        role="gridcell"
        className={classes.owner}
        data-changed={mark(
          (was) =>
            was.owner.person !== row.owner.person || was.owner.team !== row.owner.team || was.state !== row.state,
        )}
      >
        <Owner row={row} now={now} zone={zone} names={names} me={me} narrow={narrow} />
      </div>
    </div>
  );
});

function Due({
  row,
  now,
  zone,
  asOf,
}: {
  readonly row: ExceptionRow;
  readonly now: number;
  readonly zone: string;
  readonly asOf: number | null;
}) {
  if (row.cutoff === null) return <span className={classes.age}>{say("queue.no-cutoff")}</span>;
  const prefix = dayPrefix(row.cutoff.at, now, zone);
  const left = countdown(row.cutoff.at, now);
  return (
    <>
      <div className={`${classes.clock} num`}>
        {prefix !== null && <small>{prefix}</small>}
        {time(row.cutoff.at, zone)}
      </div>
      {asOf === null ? (
        <Countdown text={left.text} near={left.near} title={full(row.cutoff.at, zone)} />
      ) : (
        <span className={`${classes.age} num`}>{say("queue.as-of", { at: time(asOf, zone) })}</span>
      )}
    </>
  );
}

function Facts({
  row,
  now,
  zone,
  narrow,
}: {
  readonly row: ExceptionRow;
  readonly now: number;
  readonly zone: string;
  readonly narrow: boolean;
}) {
  return (
    <>
      <Severity level={row.severity} />
      {row.object !== null && <span className="id">{narrow ? row.object.id : objectName(row.object)}</span>}
      {row.warehouse !== null && <span>{row.warehouse}</span>}
      {narrow && (
        <b>
          <Held row={row} />
        </b>
      )}
      {row.told !== null && (
        <StateGlyph state="told" size={14}>
          {say("queue.told", { at: when(row.told.at, now, zone) })}
        </StateGlyph>
      )}
      {!narrow && row.cutoff !== null && <span className={classes.leaves}>{word("cutoff", row.cutoff.source)}</span>}
    </>
  );
}

/** What a row holds up: an estimate with its sign, unknown as the word, nothing where nothing is held. */
function Held({ row }: { readonly row: ExceptionRow }) {
  if (row.value === null) return <span style={{ color: "var(--ink-3)" }}>{t("value.none")}</span>;
  const { amount, currency, basis } = row.value;
  return (
    <Value
      text={amount === null || currency === null ? null : money(amount, currency)}
      estimate={basis === "order-price"}
    />
  );
}

function Owner({
  row,
  now,
  zone,
  names,
  me,
  narrow,
}: Pick<RowProps, "row" | "now" | "zone" | "names" | "me" | "narrow">) {
  const team = names.team(row.owner.team);
  const nobody = row.owner.person === null && row.acknowledgedAt === null;
  if (narrow) {
    return (
      <>
        <TeamTile name={nobody ? null : team} />
        <span className={nobody ? classes.nobody : classes.read}>{nobody ? t("owner.nobody") : team}</span>
      </>
    );
  }
  const at = row.acknowledgedAt === null ? null : when(row.acknowledgedAt, now, zone);
  const below =
    row.state === "snoozed" && row.snoozedUntil !== null
      ? say("queue.parked", { at: when(row.snoozedUntil, now, zone) })
      : nobody
        ? say("queue.for", { team })
        : at === null
          ? (row.owner.person ?? "")
          : row.owner.person === me
            ? say("queue.you", { at })
            : say("queue.taken", { at });
  return (
    <>
      <span title={nobody ? say("queue.for", { team }) : team}>
        <TeamTile name={nobody ? null : team} />
      </span>
      <span className={classes.who}>
        <span className={nobody ? classes.nobody : classes.team}>{nobody ? t("owner.nobody") : team}</span>
        <span className={classes.below} title={row.owner.person ?? undefined}>
          {below}
        </span>
      </span>
    </>
  );
}
