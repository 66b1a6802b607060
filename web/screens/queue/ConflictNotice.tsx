import { Button } from "@mantine/core";
import type { HistoryRow } from "../../../server/wire/index.ts";
import { when } from "../../app/format.ts";
import { word } from "../../app/words.ts";
import { type Names, useLive } from "../../live/index.ts";
import { Notice } from "../../widgets/Notice.tsx";
import classes from "./ConflictNotice.module.css";
import { type Difference, differences } from "./conflict.ts";
import type { Conflict } from "./useQueue.ts";
import { say } from "./words.ts";

/** "Changed by Ben while you acted", with what the person saw and what is. */
export function ConflictNotice({
  conflict,
  history,
  names,
  zone,
  onSeen,
}: {
  readonly conflict: Conflict;
  readonly history: readonly HistoryRow[] | undefined;
  readonly names: Names;
  readonly zone: string;
  readonly onSeen: () => void;
}) {
  const { link } = useLive();
  const last = history?.at(-1)?.by;
  const who = last === undefined ? say("conflict.somebody") : last === "rule" ? say("conflict.rules") : last;
  const shown = (field: Difference["field"], value: string | null): string => {
    if (value === null) return "–";
    switch (field) {
      case "state":
        return word("exception", value);
      case "severity":
        return word("severity", value);
      case "reason":
        return word("reason", value);
      case "parked":
        return when(value, link.now(), zone);
      case "owner": {
        const [team = "", person] = value.split("/");
        return person === undefined ? names.team(team) : `${person}, ${names.team(team)}`;
      }
      case "title-field":
        return value;
    }
  };
  return (
    <Notice
      tone="medium"
      title={say("conflict.title", { who })}
      action={
        <Button size="xs" variant="default" onClick={onSeen}>
          {say("conflict.seen")}
        </Button>
      }
    >
      {say("conflict.none")}
      <ul className={classes.differences}>
        {differences(conflict.was, conflict.now).map(({ field, was, now }) => (
          <li key={field}>
            {say("conflict.field", { field: say(`conflict.${field}`), was: shown(field, was), now: shown(field, now) })}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
