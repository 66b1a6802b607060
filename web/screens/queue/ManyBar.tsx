import { ActionIcon, Button, UnstyledButton } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { heldSumText } from "../../app/format/held.ts";
import { count } from "../../app/format.ts";
import { Keycap } from "../../widgets/Keycap.tsx";
import type { DialogKind } from "./Dialogs.tsx";
import { sumOf } from "./filter.ts";
import classes from "./Many.module.css";
import type { Picked } from "./many.ts";
import type { Selection } from "./selection.ts";
import { say } from "./words.ts";

const deeds: readonly (readonly [
  DialogKind,
  string,
  "do.take" | "do.hand-over" | "do.park" | "do.note" | "do.close",
])[] = [
  ["take", "a", "do.take"],
  ["over", "A", "do.hand-over"],
  ["park", "h", "do.park"],
  ["note", "c", "do.note"],
  ["close", "e", "do.close"],
];

/** What is chosen, how to choose all that match, and what can be done to it. */
export function ManyBar({
  selection,
  picked,
  total,
  allowed,
  narrow,
  onAll,
  onClear,
  onDo,
}: {
  readonly selection: Selection;
  readonly picked: Picked;
  /** All that match, where they can be chosen at once; null where they are. */
  readonly total: number | null;
  readonly allowed: boolean;
  readonly narrow: boolean;
  readonly onAll: () => void;
  readonly onClear: () => void;
  readonly onDo: (kind: DialogKind) => void;
}) {
  const known = selection.all === null && picked.causes.length === 0 ? heldSumText(sumOf(picked.rows)) : "";
  return (
    <section className={classes.bar} aria-label={say("select.bar")}>
      <div className={classes.chosen} role="status">
        <b className="num">
          {selection.all === null
            ? say("select.some", { n: count(picked.count) })
            : say("select.all-chosen", { n: count(selection.all.total) })}
        </b>
        {known !== "" && <span className="num">{known}</span>}
        {total !== null && (
          <UnstyledButton className={classes.all} onClick={onAll}>
            {say("select.all", { n: count(total) })}
          </UnstyledButton>
        )}
      </div>
      <span className={classes.push} />
      {deeds.map(([kind, key, word]) => (
        <Button
          key={kind}
          size="sm"
          variant="default"
          disabled={!allowed || picked.count === 0}
          aria-keyshortcuts={key}
          onClick={() => onDo(kind)}
          rightSection={narrow ? undefined : <Keycap of={key} />}
        >
          {say(word)}
        </Button>
      ))}
      <ActionIcon variant="default" size={32} aria-label={say("select.clear")} onClick={onClear}>
        <IconX size={15} stroke={1.8} aria-hidden="true" />
      </ActionIcon>
    </section>
  );
}
