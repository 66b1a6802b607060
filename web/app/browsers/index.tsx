import { Button, Modal } from "@mantine/core";
import { useId, useRef } from "react";
import { namesOf, problemOf, useLink, useNetwork } from "../../live/index.ts";
import { date, time } from "../format.ts";
import { t } from "../words.ts";
import classes from "./browsers.module.css";
import { type Line, linesOf } from "./lines.ts";
import { standingOf, surroundings } from "./standing.ts";
import { useBrowsers } from "./useBrowsers.ts";
import { say } from "./words.ts";

/** Has this browser told what a team is told, and lists the browsers that are. */
export function Browsers({ onClose }: { readonly onClose: () => void }) {
  const names = namesOf(useNetwork());
  const { page, told, error, said, start, stop, busy } = useBrowsers();
  const around = surroundings(useLink().phase !== "lost");
  const standing = standingOf(around, page === undefined ? null : page.teams.length);
  const title = useId();
  const list = useRef<HTMLUListElement>(null);
  const zone = names.zone(null);
  const since = ({ createdAt }: { readonly createdAt: string }): string =>
    `${date(createdAt, zone, Date.now())} ${time(createdAt, zone)}`;
  const lines = page === undefined ? [] : linesOf(page, told ?? [], names.team);
  const shown = lines.filter(({ row }) => row !== null || standing === "ready");
  const press = (line: Line): void => {
    // Not disabled meanwhile: the focus would be lost.
    if (busy) return;
    if (line.row === null) start.mutate(line);
    // Another's line goes, and the focus would go with it.
    else stop.mutate(line, { onSuccess: () => void (line.here || list.current?.focus()) });
  };
  const failure = error === null ? null : (problemOf(error).detail ?? problemOf(error).title);
  return (
    <Modal
      opened
      onClose={onClose}
      title={say("browsers.title")}
      closeButtonProps={{ "aria-label": t("do.close") }}
      size={560}
    >
      <p className={classes.why}>{say("browsers.why")}</p>
      {standing !== "ready" && <p className={classes.note}>{say(`browsers.${standing}`)}</p>}
      {failure !== null && standing !== "offline" && <p role="alert">{say("browsers.failed", { why: failure })}</p>}
      {shown.length > 0 && (
        <>
          <h3 id={title} className={classes.head}>
            {say("browsers.list")}
          </h3>
          <ul ref={list} className={classes.list} tabIndex={-1} aria-labelledby={title}>
            {shown.map((line) => (
              <li key={line.key}>
                <b>{line.team.name}</b>
                <span>
                  {line.row === null
                    ? say("browsers.not-yet")
                    : say("browsers.since", { who: line.row.person, at: since(line.row) })}
                  {line.here && line.row !== null && <em> · {say("browsers.this")}</em>}
                  {!line.pushed && <> · {say("browsers.no-push", { team: line.team.name })}</>}
                </span>
                <Button
                  size="sm"
                  variant={line.row === null ? "filled" : "default"}
                  aria-label={labelOf(line, since)}
                  onClick={() => press(line)}
                >
                  {say(line.row === null ? "browsers.on" : "browsers.off")}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
      <p role={said?.failed === true ? "alert" : "status"}>{said?.text}</p>
    </Modal>
  );
}

function labelOf({ row, here, team }: Line, since: (row: { readonly createdAt: string }) => string): string {
  if (row === null) return say("browsers.on-label", { team: team.name });
  if (here) return say("browsers.off-label", { team: team.name });
  return say("browsers.off-other", { who: row.person, team: team.name, at: since(row) });
}
