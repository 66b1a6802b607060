import { IconArrowBackUp, IconChevronDown, IconChevronUp, IconCircleCheckFilled, IconSend } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { dayPrefix, time } from "../../app/format.ts";
import { objectCount } from "../../app/words.ts";
import { type Names, useOutbox } from "../../live/index.ts";
import { Severity } from "../../widgets/Severity.tsx";
import shared from "./floor.module.css";
import classes from "./List.module.css";
import { type Group, objectsOf, whoseOf } from "./model.ts";
import { Left } from "./parts.tsx";
import type { Floor } from "./useFloor.ts";
import { t } from "./words.ts";

/** What is held up, by time due, with the way to move in it without scrolling. */
export function List({
  floor,
  warehouse,
  zone,
  now,
  names,
  me,
  team,
  chosen,
  onChoose,
  onWaiting,
  empty,
}: {
  readonly floor: Floor;
  readonly warehouse: string;
  readonly zone: string;
  readonly now: number;
  readonly names: Names;
  readonly me: string;
  readonly team: string | null;
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
  readonly onWaiting: () => void;
  /** What is said where nothing is held up. */
  readonly empty: { readonly title: string; readonly why: string };
}) {
  const { list } = floor.steady;
  const box = useOutbox();
  const at = list.entries.findIndex((entry) => entry.id === chosen);
  const step = (by: 1 | -1): void => {
    const next = list.entries[at + by];
    if (next !== undefined) onChoose(next.id);
  };
  const conflicts = box.filter((entry) => entry.state === "conflict" || entry.state === "refused").length;
  const more = floor.feed.total - floor.feed.rows.length;
  return (
    <section className={classes.list} aria-label={t("floor.list")}>
      <header>
        <h1>{t("floor.held", { n: floor.rows.length, site: warehouse })}</h1>
        <span>{t("floor.by-time")}</span>
      </header>
      {(list.arrivals.length > 0 || list.ghosts.size > 0) && (
        <button type="button" className={shared.second} onClick={floor.steady.showNew}>
          {list.arrivals.length > 0
            ? t("floor.new", { n: list.arrivals.length })
            : t("floor.tidy", { n: list.ghosts.size })}
        </button>
      )}
      <ul className={classes.cards}>
        {list.entries.map(({ id }) => {
          const group = list.rows.get(id);
          return group === undefined ? null : (
            <Card
              key={id}
              group={group}
              ghost={list.ghosts.has(id)}
              chosen={id === chosen}
              zone={zone}
              now={now}
              names={names}
              whose={whoseOf(group.rows, me, team)}
              onChoose={() => onChoose(id)}
            />
          );
        })}
        {list.entries.length === 0 && !floor.feed.loading && (
          <li className={classes.none}>
            <b>{empty.title}</b>
            <span>{empty.why}</span>
          </li>
        )}
        {more > 0 && <li className={classes.none}>{t("floor.more-rows", { n: more })}</li>}
      </ul>
      <footer>
        <button type="button" className={shared.second} disabled={at <= 0} onClick={() => step(-1)}>
          <IconChevronUp size={26} stroke={1.8} aria-hidden="true" />
          {t("floor.earlier")}
        </button>
        <button
          type="button"
          className={shared.second}
          disabled={at < 0 || at >= list.entries.length - 1}
          onClick={() => step(1)}
        >
          <IconChevronDown size={26} stroke={1.8} aria-hidden="true" />
          {t("floor.later")}
        </button>
        {box.length > 0 && (
          <button
            type="button"
            className={shared.second}
            data-wide
            data-conflict={conflicts > 0 || undefined}
            onClick={onWaiting}
          >
            <IconSend size={26} stroke={1.8} aria-hidden="true" />
            {conflicts > 0 ? t("floor.conflicts", { n: conflicts }) : t("floor.waiting", { n: box.length })}
          </button>
        )}
        <button
          type="button"
          className={shared.second}
          data-wide
          disabled={floor.undo === null}
          onClick={() => floor.undo?.run()}
        >
          <IconArrowBackUp size={26} stroke={1.8} aria-hidden="true" />
          <span className={classes.cut}>
            {floor.undo === null ? t("floor.undo-none") : t("floor.undo", { what: floor.undo.what })}
          </span>
        </button>
      </footer>
    </section>
  );
}

function Card({
  group,
  ghost,
  chosen,
  zone,
  now,
  names,
  whose,
  onChoose,
}: {
  readonly group: Group;
  readonly ghost: boolean;
  readonly chosen: boolean;
  readonly zone: string;
  readonly now: number;
  readonly names: Names;
  readonly whose: ReturnType<typeof whoseOf>;
  readonly onChoose: () => void;
}) {
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (chosen) item.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  const { cutoff } = group;
  const prefix = cutoff === null ? null : dayPrefix(cutoff.at, now, zone);
  const [most] = objectsOf(group.rows);
  const [first] = group.rows;
  const who =
    whose === "mine" || whose === "team"
      ? t("floor.yours")
      : whose === "nobody"
        ? t("floor.nobody")
        : (first?.owner.person ?? names.team(first?.owner.team ?? ""));
  return (
    <li ref={item}>
      <button type="button" data-group={group.id} aria-current={chosen ? "true" : undefined} onClick={onChoose}>
        <span className={classes.due}>
          {cutoff === null ? (
            <small>{t("floor.no-cutoff")}</small>
          ) : (
            <>
              <b>
                {prefix !== null && <small>{prefix} </small>}
                {time(cutoff.at, zone)}
              </b>
              <Left at={cutoff.at} now={now} />
            </>
          )}
        </span>
        <span className={classes.what} data-ghost={ghost || undefined}>
          <b>{group.title}</b>
          {ghost ? (
            <span className={classes.cleared}>
              <IconCircleCheckFilled size={22} aria-hidden="true" />
              {t("floor.cleared")}
            </span>
          ) : (
            <span className={classes.bad}>
              <Severity level={group.severity} size={22} />
              <span>
                {[most === undefined ? null : objectCount(most.kind, most.count), who].filter(Boolean).join(", ")}
              </span>
            </span>
          )}
        </span>
      </button>
    </li>
  );
}
