import { Button, CopyButton, Group } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { ActionResult, ActionsPreview } from "../../../server/wire/index.ts";
import { count } from "../../app/format.ts";
import { t, word } from "../../app/words.ts";
import { Notice } from "../../widgets/Notice.tsx";
import { StateIcon } from "../../widgets/StateGlyph.tsx";
import { ActDialog } from "./Dialogs.tsx";
import classes from "./Many.module.css";
import { sortedResults } from "./many.ts";
import { nameOf } from "./nameOf.ts";
import type { Many, Outcome } from "./useMany.ts";
import type { Queue } from "./useQueue.ts";
import { say } from "./words.ts";

/** Results that are listed, at most; the copied table has all of them. */
const listed = 200;

/** An action on many: what would happen, the form, and what came of each. */
export function ManyDialog({
  many,
  queue,
  team,
}: {
  readonly many: Many;
  readonly queue: Queue;
  readonly team: string;
}) {
  const would = many.preview?.preview.would;
  return (
    <ActDialog
      kind={many.kind}
      subject={{
        what: say("many.what", { n: many.picked?.count ?? 0 }),
        zone: queue.zone,
        team: many.team ?? team,
        named: many.team !== null,
        count: would ?? many.picked?.count ?? 0,
      }}
      busy={many.busy}
      able={many.allowed && many.failed === null && would !== 0}
      before={
        many.allowed ? (
          <Preview preview={many.preview} failed={many.failed} />
        ) : (
          <Notice tone="critical" title={say("queue.offline-actions")} />
        )
      }
      {...(many.outcome === null
        ? {}
        : { instead: <Results outcome={many.outcome} queue={queue} onClose={many.close} /> })}
      send={many.send}
      onClose={many.close}
    />
  );
}

/** What would happen, by count and reason, before anything is done. */
function Preview({
  preview,
  failed,
}: {
  readonly preview: ActionsPreview | undefined;
  readonly failed: string | null;
}) {
  if (failed !== null) return <Notice tone="critical" title={failed} />;
  if (preview === undefined) return <p className={classes.line}>{say("many.counting")}</p>;
  const { asked, would, refused, fromOthers } = preview.preview;
  return (
    <ul className={classes.preview} aria-label={say("many.preview")}>
      <li>
        <StateIcon state={would === 0 ? "skipped" : "done"} />
        <span>
          <b className="num">{count(would)}</b> {say("many.would", { asked: count(asked) })}
        </span>
      </li>
      {refused.map((one) => (
        <li key={one.code}>
          <StateIcon state="skipped" />
          <span>
            <b className="num">{count(one.count)}</b> {refusedText(one)}
          </span>
        </li>
      ))}
      {fromOthers.length > 0 && (
        <li>
          <StateIcon state="waiting" />
          <span>
            {say("many.from-others", {
              who: fromOthers.map(({ person, count: n }) => `${person} ${count(n)}`).join(", "),
            })}
          </span>
        </li>
      )}
      {preview.joinedLater > 0 && (
        <li>
          <StateIcon state="waiting" />
          <span>{say("many.joined-later", { n: preview.joinedLater })}</span>
        </li>
      )}
    </ul>
  );
}

const refusals = ["stale-version", "closed", "not-closed", "nothing-to-undo", "not-found"] as const;

/** Why some would be left alone; what has no word here says it in the server's. */
function refusedText({ code, detail }: { readonly code: string; readonly detail: string }): string {
  const known = refusals.find((one) => one === code);
  return known === undefined ? detail : say(`many.refused.${known}`);
}

/** What each answered, what was not done first; all of it can be copied as a table. */
function Results({
  outcome,
  queue,
  onClose,
}: {
  readonly outcome: Outcome;
  readonly queue: Queue;
  readonly onClose: () => void;
}) {
  const way = useRef<HTMLButtonElement>(null);
  // The form that had the focus is gone: without this the keys would act on nothing.
  useEffect(() => way.current?.focus(), []);
  const all = sortedResults(outcome.results);
  const done = all.filter(({ ok }) => ok).length;
  const shown = all.slice(0, listed);
  const nameIn = (one: ActionResult): string => {
    const row = one.exception ?? one.seen ?? queue.row(one.id);
    return row === undefined ? one.id : nameOf(row);
  };
  const table = [
    ["id", "what", "result"].join("\t"),
    ...all.map((one) => [one.id, nameIn(one), one.ok ? say("many.done") : refusedIn(one)].join("\t")),
  ].join("\n");
  return (
    <div>
      <p className={classes.line} role="status">
        <b className="num">{count(done)}</b> {say("many.were-done")}
        {done < all.length && (
          <>
            {" · "}
            <b className="num">{count(all.length - done)}</b> {say("many.were-not")}
          </>
        )}
        {outcome.joinedLater > 0 && ` · ${say("many.joined-later", { n: outcome.joinedLater })}`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <ul className={classes.results} tabIndex={0} aria-label={say("many.results")}>
        {shown.map((one) => (
          <li key={one.id}>
            <StateIcon state={one.ok ? "done" : "skipped"} />
            <span className="id">{nameIn(one)}</span>
            <span className={classes.why}>{one.ok ? say("many.done") : refusedIn(one)}</span>
          </li>
        ))}
      </ul>
      {all.length > shown.length && (
        <p className={classes.line}>{say("many.rest", { n: all.length - shown.length })}</p>
      )}
      <Group justify="flex-end" gap={8} mt={14}>
        <CopyButton value={table}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? t("do.copied") : say("many.copy")}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onClose} ref={way}>
          {t("do.close")}
        </Button>
      </Group>
    </div>
  );
}

/** Why one was left alone, with both values where it had changed. */
function refusedIn({ error, exception, seen }: ActionResult): string {
  if (error === undefined) return "";
  if (error.code === "stale-version" && exception !== undefined) {
    const who = exception.resolution?.by ?? exception.owner.person;
    const now = word("exception", exception.state);
    const was = seen === undefined ? null : word("exception", seen.state);
    return was === null || was === now
      ? say("many.changed", { now: who === null ? now : `${now}, ${who}` })
      : say("many.changed-from", { was, now: who === null ? now : `${now}, ${who}` });
  }
  return refusedText({ code: error.code, detail: error.detail ?? error.title });
}
