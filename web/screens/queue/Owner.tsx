import { Button } from "@mantine/core";
import type { ExceptionRow } from "../../../server/wire/index.ts";
import { when } from "../../app/format.ts";
import { t } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { Keycap } from "../../widgets/Keycap.tsx";
import { TeamTile } from "../../widgets/TeamTile.tsx";
import { tell } from "./detailWords.ts";
import classes from "./Owner.module.css";
import type { Actions } from "./useActions.ts";
import { say } from "./words.ts";

/** Whose it is, and the way to take it. */
export function Owner({
  row,
  now,
  zone,
  names,
  me,
  actions,
}: {
  readonly row: ExceptionRow;
  readonly now: number;
  readonly zone: string;
  readonly names: Names;
  readonly me: string;
  readonly actions: Actions;
}) {
  const team = names.team(row.owner.team);
  const { person } = row.owner;
  const nobody = person === null && row.acknowledgedAt === null;
  const mine = person === me && row.state === "acknowledged";
  const taken = row.acknowledgedAt === null ? null : when(row.acknowledgedAt, now, zone);
  return (
    <section className={classes.owner} aria-label={tell("x.owner")} data-nobody={nobody || undefined}>
      <TeamTile name={nobody ? null : team} size={34} />
      <div className={classes.whose}>
        <b>{nobody ? t("owner.nobody") : mine ? tell("x.owner-you") : (person ?? team)}</b>
        <p>
          {nobody
            ? tell("x.owner-team", { team })
            : taken === null
              ? tell("x.owner-given", { team })
              : tell("x.owner-taken", { at: taken, team })}
        </p>
      </div>
      {!mine && row.state !== "resolved" && (
        <Button
          aria-keyshortcuts="a"
          disabled={!actions.allowed}
          onClick={() => actions.send(row, { action: "acknowledge" })}
          rightSection={<Keycap of="a" onAccent />}
        >
          {say("do.take")}
        </Button>
      )}
    </section>
  );
}
