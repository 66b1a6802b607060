import { Button, Modal } from "@mantine/core";
import { deedsKeptMs, namesOf, undoDeed, useDeeds, useNetwork, useNow } from "../../live/index.ts";
import { time } from "../format.ts";
import { t } from "../words.ts";
import classes from "./Recent.module.css";
import { canUndo, deedText } from "./UndoBar.tsx";

/** What this person did in the last half hour, each with its undo: no time limit of the bar traps anyone. */
export function Recent({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const deeds = useDeeds();
  const now = useNow(10_000);
  const zone = namesOf(useNetwork()).zone(null);
  const young = deeds.filter((deed) => now - deed.at < deedsKeptMs);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("person.recent")}
      closeButtonProps={{ "aria-label": t("do.close") }}
      size={520}
    >
      <p className={classes.why}>{young.length === 0 ? t("person.recent-none") : t("person.recent-why")}</p>
      <ul className={classes.list}>
        {young.map((deed) => (
          <li key={deed.key}>
            <time className="num" dateTime={new Date(deed.at).toISOString()}>
              {time(deed.at, zone)}
            </time>
            <span>{deedText(deed)}</span>
            {canUndo(deed) && (
              <Button size="sm" variant="default" onClick={() => void undoDeed(deed.key)}>
                {t("undo.do")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Modal>
  );
}
