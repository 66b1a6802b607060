import { IconAlertOctagonFilled } from "@tabler/icons-react";
import { useStatus } from "../../live/index.ts";
import { t } from "../words.ts";
import classes from "./Damaged.module.css";

/** Stands over every screen while the journal is damaged: what is shown is of before, and nothing that is done is kept. */
export function Damaged() {
  const damage = useStatus()?.journal.damage ?? null;
  if (damage === null) return null;
  return (
    <div className={classes.bar} role="alert">
      <IconAlertOctagonFilled aria-hidden="true" />
      <div>
        <b>{t("damaged.title")}</b>
        {damage.split("\n").map((line) => (
          <p key={line}>{line}</p>
        ))}
        <p>{t("damaged.what")}</p>
      </div>
    </div>
  );
}
