import { IconChevronDown, IconChevronLeft, IconChevronUp, IconPhone } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { AdviceRow, DepartureRow, ExceptionRow } from "../../../server/wire/index.ts";
import { heldText } from "../../app/format/held.ts";
import { count, when } from "../../app/format.ts";
import { objectName, word } from "../../app/words.ts";
import { api, type Names } from "../../live/index.ts";
import { Severity } from "../../widgets/Severity.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { Value } from "../../widgets/Value.tsx";
import classes from "./Detail.module.css";
import shared from "./floor.module.css";
import { heldOf, objectsOf } from "./model.ts";
import { Left } from "./parts.tsx";
import { nameOf } from "./useFloor.ts";
import { t } from "./words.ts";

/** Members that are shown at first. */
const shownFirst = 3;

/** One card opened: what happened, what it blocks, and the one thing to do. */
export function Detail({
  rows,
  of,
  departure,
  zone,
  now,
  names,
  onOpen,
  onBack,
}: {
  /** What is looked at: a whole card, or one of it. */
  readonly rows: readonly ExceptionRow[];
  /** All of the card. */
  readonly of: readonly ExceptionRow[];
  readonly departure: DepartureRow | null;
  readonly zone: string;
  readonly now: number;
  readonly names: Names;
  readonly onOpen: (id: string) => void;
  readonly onBack: () => void;
}) {
  const [first] = rows;
  const [whole, setWhole] = useState<string | null>(null);
  if (first === undefined) return null;
  const single = rows.length === 1;
  const all = whole === first.causeId;
  const shown = all ? rows : rows.slice(0, shownFirst);
  const taken = rows.every((row) => row.acknowledgedAt !== null);
  return (
    <div className={classes.body}>
      {single && of.length > 1 && (
        <button type="button" className={shared.plain} onClick={onBack}>
          <IconChevronLeft size={26} stroke={1.8} aria-hidden="true" />
          {t("floor.back", { n: of.length })}
        </button>
      )}
      <p className={classes.since}>
        <Severity level={first.severity} size={24} />
        <span>
          {t("floor.since", { at: when(soonest(rows), now, zone) })},{" "}
          {taken
            ? t("floor.with", { who: first.owner.person ?? names.team(first.owner.team) })
            : t("floor.for", { team: names.team(first.owner.team) })}
        </span>
      </p>
      <h2>{first.title}</h2>
      <Facts rows={rows} departure={departure} zone={zone} now={now} />
      <Instruction row={first} />
      {first.told?.lapsedAt === null && single && (
        <p className={classes.toldLine}>
          <IconPhone size={24} stroke={1.8} aria-hidden="true" />
          {t("floor.told", { at: when(first.told.at, now, zone), text: first.told.text })}
        </p>
      )}
      {!single && (
        <>
          <ul className={classes.members} aria-label={t("floor.members")}>
            {shown.map((row) => (
              <li key={row.id}>
                <button type="button" data-row={row.id} onClick={() => onOpen(row.id)}>
                  <b className="id">{nameOf(row)}</b>
                  <span>{row.customer ?? ""}</span>
                  <State row={row} zone={zone} now={now} />
                </button>
              </li>
            ))}
          </ul>
          {rows.length > shownFirst && (
            <button type="button" className={shared.plain} onClick={() => setWhole(all ? null : first.causeId)}>
              {all ? (
                <IconChevronUp size={26} stroke={1.8} aria-hidden="true" />
              ) : (
                <IconChevronDown size={26} stroke={1.8} aria-hidden="true" />
              )}
              {all ? t("floor.show-fewer") : t("floor.show-more", { n: rows.length - shownFirst })}
            </button>
          )}
        </>
      )}
    </div>
  );
}

const soonest = (rows: readonly ExceptionRow[]): string =>
  rows.reduce((least, row) => (row.openedAt < least ? row.openedAt : least), rows[0]?.openedAt ?? "");

/** How one of a card stands: told, taken by whom, or nobody's. */
function State({ row, zone, now }: { readonly row: ExceptionRow; readonly zone: string; readonly now: number }) {
  if (row.told?.lapsedAt === null)
    return (
      <StateGlyph state="told" size={22}>
        {t("floor.tell")} {when(row.told.at, now, zone)}
      </StateGlyph>
    );
  if (row.owner.person !== null) return <span>{row.owner.person}</span>;
  return <StateGlyph state="nobody" size={22} />;
}

/** Three figures: the time left, what is blocked, what it is worth. */
function Facts({
  rows,
  departure,
  zone,
  now,
}: {
  readonly rows: readonly ExceptionRow[];
  readonly departure: DepartureRow | null;
  readonly zone: string;
  readonly now: number;
}) {
  const [first] = rows;
  const cutoff = rows.find((row) => row.cutoff !== null)?.cutoff ?? null;
  const held = heldOf(rows);
  const objects = objectsOf(rows);
  const leaves = departure?.carrier ?? (cutoff === null ? "" : word("cutoff", cutoff.source));
  return (
    <dl className={shared.facts}>
      <div>
        <dt>
          {cutoff === null ? t("floor.no-cutoff") : t("floor.leaves", { what: leaves, at: when(cutoff.at, now, zone) })}
        </dt>
        <dd>{cutoff === null ? "–" : <Left at={cutoff.at} now={now} />}</dd>
      </div>
      {rows.length === 1 && first?.object != null ? (
        <div>
          <dt>{first.customer ?? word("object", first.object.kind)}</dt>
          <dd className="id">{first.object.id}</dd>
        </div>
      ) : (
        <div>
          <dt>{departure === null ? t("floor.blocked") : t("floor.blocked-of", { n: count(departure.orders) })}</dt>
          <dd className="num">{count(objects.reduce((sum, one) => sum + one.count, 0) || rows.length)}</dd>
        </div>
      )}
      <div>
        <dt>{t("floor.worth")}</dt>
        <dd>
          <Value
            text={held.money.length === 0 ? null : held.money.map(heldText).join(" · ")}
            estimate={held.estimate}
            strong
          />
        </dd>
      </div>
    </dl>
  );
}

/** The one thing to do: the runbook's action where one fits, and why. */
function Instruction({ row }: { readonly row: ExceptionRow }) {
  const advice = useQuery({
    queryKey: ["advice", row.id],
    queryFn: ({ signal }) => api<AdviceRow>(`/exceptions/${encodeURIComponent(row.id)}/advice`, { signal }),
    staleTime: 300_000,
    retry: false,
  });
  const title = advice.data?.runbook?.title;
  return (
    <div className={classes.instruction}>
      {title !== undefined && <b>{t("floor.do-this", { what: small(title) })}</b>}
      <span>{row.reason}</span>
    </div>
  );
}

/** Behind a colon a sentence goes on small. */
const small = (text: string): string =>
  /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

/** What a card is called in a heading. */
export const headingOf = (rows: readonly ExceptionRow[]): string => {
  const [first] = rows;
  if (first === undefined) return "";
  if (rows.length > 1) return first.title;
  return first.object === null ? first.id : objectName(first.object);
};
