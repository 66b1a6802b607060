import { Checkbox } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ExceptionRow } from "../../../server/wire/index.ts";
import { heldText } from "../../app/format/held.ts";
import { countdown, duration, full, when } from "../../app/format.ts";
import { objectCount } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { Severity } from "../../widgets/Severity.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { TeamTile } from "../../widgets/TeamTile.tsx";
import classes from "./handover.module.css";
import { type Bundle, doneWithAll, heldUp, pressesAt } from "./model.ts";
import { t } from "./words.ts";

/** One line of the list, of one or more of a cause: when it presses, what it is, what was done and is next, what it holds up, whose it is. */
export function Line({
  bundle,
  names,
  now,
  chosen,
  onChoose,
}: {
  readonly bundle: Bundle;
  readonly names: Names;
  readonly now: number;
  readonly chosen?: boolean;
  readonly onChoose?: (chosen: boolean) => void;
}) {
  const [line] = bundle;
  const { exception: row } = line;
  const all = bundle.map(({ exception }) => exception);
  const oldest = Math.min(...all.map(({ openedAt }) => Date.parse(openedAt)));
  const worst = severities.find((level) => all.some(({ severity }) => severity === level)) ?? row.severity;
  const whole = doneWithAll(bundle);
  const zone = names.zone(row.warehouse);
  const at = pressesAt(row);
  const left = at === null ? null : countdown(at, now);
  const notes = whole.filter(({ action }) => action === "comment").map(({ text }) => text ?? "");
  const done = whole.filter(({ action }) => action !== "comment");
  const { told } = row;
  const { money: held } = heldUp(bundle);
  return (
    <li className={classes.line} data-exception={row.id}>
      {onChoose !== undefined && (
        <Checkbox
          className={classes.check}
          aria-label={t("over.choose", { id: all.map(({ id }) => id).join(", ") })}
          checked={chosen === true}
          onChange={(event) => onChoose(event.currentTarget.checked)}
        />
      )}
      <div className={classes.due}>
        {at === null ? (
          <span>{t("over.none")}</span>
        ) : (
          <>
            <b className="num" title={full(at, zone)}>
              {when(at, now, zone)}
            </b>
            <span className="num" data-near={left?.near}>
              {left?.text}
            </span>
          </>
        )}
      </div>
      <div className={classes.what}>
        <Link to="/x/$id" params={{ id: row.id }} className="reach">
          <b>{row.title}</b>
        </Link>
        <p className={classes.facts}>
          <Severity level={worst} />
          {all.length > 1 ? (
            <span className="num">{objectCount(row.object?.kind ?? "", all.length)}</span>
          ) : (
            row.blocks.orders > 0 && <span className="num">{t("over.orders", { n: row.blocks.orders })}</span>
          )}
          {row.object !== null && (
            <span className="num">
              {all.length > idsShown
                ? t("over.ids", { ids: idsOf(all.slice(0, idsShown)), n: all.length - idsShown })
                : idsOf(all)}
            </span>
          )}
          {row.warehouse !== null && <span>{names.site(row.warehouse)}</span>}
          {line.state === "accepted" && (
            <span>
              <StateGlyph state="done">
                {t("over.state-accepted", {
                  at: line.acceptedAt === null ? "" : when(line.acceptedAt, now, zone),
                  who: line.acceptedBy ?? "",
                })}
              </StateGlyph>
            </span>
          )}
          {line.state === "ended" && <span>{t("over.state-ended")}</span>}
        </p>
        <dl className={classes.says}>
          {done.length > 0 && (
            <div>
              <dt>{t("over.done")}</dt>
              <dd className="num">
                {done.map((entry) => `${doneWord(entry.action)} ${when(entry.at, now, zone)}`).join("; ")}
              </dd>
            </div>
          )}
          {notes.map((text) => (
            <div key={text}>
              <dt>{t("over.note")}</dt>
              <dd>{text}</dd>
            </div>
          ))}
          {told !== null && (
            <div>
              <dt>
                <StateGlyph state="told" />
              </dt>
              <dd>{t("over.told-line", { text: told.text, who: told.by, at: when(told.at, now, zone) })}</dd>
            </div>
          )}
          {line.state === "waiting" && row.dueAt !== null && (
            <div>
              <dt>{t("over.next")}</dt>
              <dd>
                <b className="num">
                  {told?.expectedAt != null
                    ? t("over.next-told", { at: when(told.expectedAt, now, zone), text: told.text })
                    : t(Date.parse(row.dueAt) > now ? "over.next-close" : "over.next-late", {
                        at: when(row.dueAt, now, zone),
                      })}
                </b>
              </dd>
            </div>
          )}
        </dl>
      </div>
      <div className={`${classes.held} num`}>
        <b>
          {held.length === 0
            ? t("over.none")
            : held.map((one) => `${one.estimate ? "≈ " : ""}${heldText(one)}`).join(" · ")}
        </b>
        <span title={full(oldest, zone)}>{duration(now - oldest)}</span>
      </div>
      <div className={classes.owner}>
        <TeamTile name={names.team(row.owner.team)} />
        <span>
          <b>{row.owner.person ?? names.team(row.owner.team)}</b>
          {row.acknowledgedAt !== null && (
            <span className="num">{t("over.taken", { at: when(row.acknowledgedAt, now, zone) })}</span>
          )}
        </span>
      </div>
    </li>
  );
}

/** Numbers named of a bundle, at most. */
const idsShown = 4;

const idsOf = (rows: readonly ExceptionRow[]): string => rows.map(({ id, object }) => object?.id ?? id).join(", ");

const severities = ["critical", "high", "medium", "low"] as const;

const did = [
  "acknowledge",
  "accept",
  "assign",
  "not-mine",
  "snooze",
  "tell",
  "resolve",
  "reopen",
  "undo",
  "quieted",
] as const;

/** What somebody did, in a word; an action that is newer than this page has none of its own. */
const doneWord = (action: string): string => t(`over.did-${did.find((one) => one === action) ?? "other"}`);
