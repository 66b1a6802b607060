import { Checkbox } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { HandOverLine } from "../../../server/wire/index.ts";
import { countdown, duration, full, money, when } from "../../app/format.ts";
import type { Names } from "../../live/index.ts";
import { Severity } from "../../widgets/Severity.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { TeamTile } from "../../widgets/TeamTile.tsx";
import classes from "./handover.module.css";
import { pressesAt } from "./model.ts";
import { t } from "./words.ts";

/** One line of the list: when it presses, what it is, what was done and what is next, what it holds up, whose it is. */
export function Line({
  line,
  names,
  now,
  chosen,
  onChoose,
}: {
  readonly line: HandOverLine;
  readonly names: Names;
  readonly now: number;
  readonly chosen?: boolean;
  readonly onChoose?: (chosen: boolean) => void;
}) {
  const { exception: row } = line;
  const zone = names.zone(row.warehouse);
  const at = pressesAt(row);
  const left = at === null ? null : countdown(at, now);
  const notes = line.done.filter(({ action }) => action === "comment").map(({ text }) => text ?? "");
  const done = line.done.filter(({ action }) => action !== "comment");
  const { told } = row;
  return (
    <li className={classes.line} data-exception={row.id}>
      {onChoose !== undefined && (
        <Checkbox
          className={classes.check}
          aria-label={t("over.choose", { id: row.id })}
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
        <Link to="/x/$id" params={{ id: row.id }}>
          <b>{row.title}</b>
        </Link>
        <p className={classes.facts}>
          <Severity level={row.severity} />
          {row.blocks.orders > 0 && <span className="num">{t("over.orders", { n: row.blocks.orders })}</span>}
          {row.object !== null && <span className="num">{row.object.id}</span>}
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
          {row.value === null || row.value.amount === null || row.value.currency === null
            ? t("over.none")
            : `${row.value.basis === "order-price" ? "≈ " : ""}${money(row.value.amount, row.value.currency)}`}
        </b>
        <span title={full(row.openedAt, zone)}>{duration(now - Date.parse(row.openedAt))}</span>
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
