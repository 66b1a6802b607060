import { Button, Popover, TextInput } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import classes from "./DayChoice.module.css";
import { say } from "./say.ts";

/** The day that a screen shows, the one before and the one after; its name opens a field for any other. */
export function DayChoice({
  day,
  text,
  onStep,
  onDay,
  onToday,
}: {
  /** `2026-11-19`. */
  readonly day: string;
  /** The day as it is written. */
  readonly text: string;
  readonly onStep: (by: 1 | -1) => void;
  /** Hears what was typed, which may be no day. */
  readonly onDay: (day: string) => void;
  readonly onToday: () => void;
}) {
  const [open, setOpen] = useState(false);
  return (
    // biome-ignore lint/a11y/useSemanticElements: three buttons of one choice, no fieldset
    <div className={classes.group} role="group" aria-label={say("day.label")}>
      <Button
        variant="default"
        className={classes.step ?? ""}
        aria-label={say("day.before")}
        aria-keyshortcuts="["
        onClick={() => onStep(-1)}
      >
        <IconChevronLeft size={15} stroke={1.8} aria-hidden="true" />
      </Button>
      <Popover opened={open} onChange={setOpen} position="bottom" trapFocus returnFocus>
        <Popover.Target>
          <Button
            variant="default"
            className={classes.dayName ?? ""}
            aria-label={say("day.shown", { day: text })}
            onClick={() => setOpen((was) => !was)}
          >
            {text}
          </Button>
        </Popover.Target>
        <Popover.Dropdown className={classes.drop ?? ""}>
          <TextInput
            type="date"
            label={say("day.label")}
            defaultValue={day}
            onChange={(event) => onDay(event.currentTarget.value)}
          />
          <Button
            variant="default"
            onClick={() => {
              setOpen(false);
              onToday();
            }}
          >
            {say("day.today")}
          </Button>
        </Popover.Dropdown>
      </Popover>
      <Button
        variant="default"
        className={classes.step ?? ""}
        aria-label={say("day.after")}
        aria-keyshortcuts="]"
        onClick={() => onStep(1)}
      >
        <IconChevronRight size={15} stroke={1.8} aria-hidden="true" />
      </Button>
    </div>
  );
}
