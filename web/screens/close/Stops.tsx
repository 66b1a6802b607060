import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import type { CloseRow, CloseStop } from "../../../server/wire/index.ts";
import { count, when } from "../../app/format.ts";
import { objectName } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { CountStrokes } from "../../widgets/CountStrokes.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { TeamTile } from "../../widgets/TeamTile.tsx";
import { causeWords, formOf, ownerName, sumParts } from "./model.ts";
import { Nothing, Panel } from "./Panel.tsx";
import classes from "./Stops.module.css";
import { t } from "./words.ts";

/** What keeps a period open, by cause and owner: each count opens the documents that it counts. */
export function Stops({
  row,
  heard,
  names,
  now,
}: {
  readonly row: CloseRow;
  /** False: no source ever was. */
  readonly heard: boolean;
  readonly names: Names;
  readonly now: number;
}) {
  const parts = row.stops.map(({ sum }) => sum.count);
  const sum = parts.reduce((all, one) => all + one, 0);
  const notes = [t("close.stops-waiting", { n: row.waiting }), t("close.stops-road", { n: row.onTheRoad })].filter(
    Boolean,
  );
  return (
    <Panel
      title={t("close.stops")}
      sub={t("close.stops-how")}
      right={
        sum > 0 && (
          <>
            <span className="num">
              {t("close.stops-sum", { parts: parts.map(count).join(" + "), n: count(row.total) })}
            </span>
            {sum === row.total && <StateGlyph state="done">{t("close.adds-up")}</StateGlyph>}
          </>
        )
      }
    >
      {row.stops.length === 0 ? (
        <Nothing>
          {heard ? (
            t("close.stops-none", { period: row.period.id })
          ) : (
            <>
              {t("close.stops-unheard", { period: row.period.id })}{" "}
              <Link to="/connect" className="reach">
                {t("close.connect")}
              </Link>
            </>
          )}
        </Nothing>
      ) : (
        <ul className={classes.list}>
          {row.stops.map((stop) => (
            <Stop key={stop.id} stop={stop} row={row} names={names} now={now} />
          ))}
        </ul>
      )}
      {notes.length > 0 && <p className={classes.notes}>{notes.join(" ")}</p>}
    </Panel>
  );
}

function Stop({
  stop,
  row,
  names,
  now,
}: {
  readonly stop: CloseStop;
  readonly row: CloseRow;
  readonly names: Names;
  readonly now: number;
}) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const { name, more } = causeWords(stop, row.dates, now, row.zone);
  const parts = sumParts(stop.sum);
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <li className={classes.stop}>
      <button
        type="button"
        className={classes.row}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={
          open ? t("close.shut-stop", { what: name }) : t("close.open-stop", { n: stop.sum.count, what: name })
        }
        onClick={() => setOpen(!open)}
      >
        <span className={`${classes.count} num`}>{count(stop.sum.count)}</span>
        <Chevron className={classes.chevron} size={15} stroke={2} aria-hidden="true" />
      </button>
      <span className={classes.what}>
        <b>{name}</b>
        {more !== "" && <span>{more}</span>}
      </span>
      <span className={classes.strokes}>
        <CountStrokes n={stop.sum.count} form={formOf(stop)} />
      </span>
      <span className={`${classes.money} num`}>
        {parts.map(({ kind, text }) => (
          <b key={kind + text} data-kind={kind}>
            {text}
          </b>
        ))}
        <span>
          {stop.sum.valued === 0 && stop.sum.estimated > 0 ? t("close.basis.estimate") : t(`close.basis.${stop.side}`)}
        </span>
      </span>
      <span className={classes.owner}>
        <TeamTile name={stop.owner === null ? null : ownerName(stop, names)} size={26} />
        <span className={classes.what}>
          <b data-nobody={stop.owner === null || undefined}>{ownerName(stop, names)}</b>
          {stop.owner !== null && (
            <span>
              {stop.takenAt === null
                ? t("close.not-taken")
                : t("close.taken", { at: when(stop.takenAt, now, row.zone) })}
            </span>
          )}
        </span>
      </span>
      {open && (
        <div id={id} className={classes.documents}>
          {stop.documents.map((one) => (
            <Link key={`${one.kind}/${one.id}`} to="/o/$kind/$id" params={one} title={objectName(one)}>
              {one.id}
            </Link>
          ))}
          {stop.sum.count > stop.documents.length && (
            <span>{t("close.first", { n: stop.documents.length, all: count(stop.sum.count) })}</span>
          )}
          {stop.cause.kind === "owed" && (
            <Link
              to="/finance/aging"
              search={{ side: stop.side, why: stop.cause.why, kind: stop.cause.owed, list: true }}
              className={classes.all}
            >
              {t("close.in-postings")}
            </Link>
          )}
        </div>
      )}
    </li>
  );
}
