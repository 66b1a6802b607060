import { Link } from "@tanstack/react-router";
import type { SearchHitRow } from "../../../server/wire/index.ts";
import { when } from "../../app/format.ts";
import { eventWord, word } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { StateGlyph, type StateName } from "../../widgets/StateGlyph.tsx";
import { TeamTile } from "../../widgets/TeamTile.tsx";
import classes from "./find.module.css";
import { t } from "./words.ts";

/** What cells are read by: now, and what things are called. */
export interface Reading {
  readonly now: number;
  readonly names: Names;
}

const states: Readonly<Record<SearchHitRow["status"], StateName>> = {
  open: "waiting",
  waiting: "on-hold",
  failed: "failed",
  done: "done",
  cancelled: "skipped",
};

/** Where an object stands, in words: its exception, else the last thing that happened. */
export function standing(hit: SearchHitRow): { readonly state: StateName; readonly text: string } {
  if (hit.exception)
    return {
      state: hit.strokes.includes("missed") && !hit.strokes.includes("failed") ? "missed" : "failed",
      text: hit.exception.title,
    };
  if (hit.waitsFor?.state === "missed")
    return { state: "missed", text: t("find.missed", { what: eventWord(hit.waitsFor.expects) }) };
  if (hit.milestone === null || hit.status === "cancelled")
    return { state: states[hit.status], text: word("status", hit.status) };
  return { state: states[hit.status], text: eventWord(hit.milestone) };
}

/** What an object waits for, in words. */
export function waiting(hit: SearchHitRow, { now, names }: Reading): string {
  const wait = hit.waitsFor;
  if (!wait) return hit.status === "open" || hit.status === "failed" ? "" : t("find.waits-none");
  const what = eventWord(wait.expects);
  if (wait.state === "paused") return t("find.waits-paused", { what });
  if (wait.state === "not-judged") return t("find.waits-unjudged", { what });
  const values = {
    what,
    at: wait.dueAt === null ? "" : when(wait.dueAt, now, names.zone(null)),
    system: names.system(wait.system),
  };
  return t(wait.state === "missed" ? "find.waits-missed" : "find.waits", values);
}

/** Whose it is, in words; null: nobody is needed. */
export function ownerText(hit: SearchHitRow, names: Names): string | null {
  return hit.owner === null ? null : [names.team(hit.owner.team), hit.owner.person].filter(Boolean).join(", ");
}

export function Standing({ hit }: { readonly hit: SearchHitRow }) {
  const { state, text } = standing(hit);
  return (
    <span className={classes.standing}>
      <StateGlyph state={state}>{text}</StateGlyph>
    </span>
  );
}

export function Owner({ hit, names }: { readonly hit: SearchHitRow; readonly names: Names }) {
  const text = ownerText(hit, names);
  if (text === null) {
    return hit.exception || hit.status === "failed" ? (
      <span className={classes.owner}>
        <TeamTile name={null} size={24} />
        <b className={classes.nobody}>{word("state", "nobody")}</b>
      </span>
    ) : (
      <span className={classes.faint}>{t("find.owner-none")}</span>
    );
  }
  return (
    <span className={classes.owner}>
      <TeamTile name={names.team(hit.owner?.team ?? "")} size={24} />
      <span>{text}</span>
    </span>
  );
}

/** An object's number as a link to it, with whose it is and where. */
export function ObjectLink({ hit, remark = true }: { readonly hit: SearchHitRow; readonly remark?: boolean }) {
  return (
    <span>
      <Link
        to="/o/$kind/$id"
        params={{ kind: hit.kind, id: hit.id }}
        search={hit.environment === "" ? {} : { environment: hit.environment }}
        className="id"
      >
        {hit.id}
      </Link>
      {remark && (
        <span className={classes.remark}>
          {[hit.customer, hit.warehouse, hit.environment].filter(Boolean).join(", ")}
        </span>
      )}
    </span>
  );
}

/** What the matched number is: the object's kind, or the paper's own. */
export const kindText = (hit: SearchHitRow): string => word("object", hit.matched.kind, word("object", hit.kind));
