import { Button, Popover, TextInput } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconClock, IconHistory } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { dayAfter, dayName, isDay, wallInstant } from "../../app/format/days.ts";
import { time, zoneName } from "../../app/format.ts";
import classes from "./tally.module.css";
import { t } from "./words.ts";

/** The day that is counted, the one before and the one after. */
export function DayChoice({
  day,
  today,
  onDay,
}: {
  readonly day: string;
  readonly today: string;
  /** Undefined: today, whatever day that becomes. */
  readonly onDay: (day: string | undefined) => void;
}) {
  const [open, setOpen] = useState(false);
  const go = (to: string): void => {
    setOpen(false);
    onDay(to === today ? undefined : to);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: three buttons of one choice, no fieldset
    <div className={classes.group} role="group" aria-label={t("tally.day")}>
      <Button
        variant="default"
        className={classes.step ?? ""}
        aria-label={t("tally.before")}
        aria-keyshortcuts="["
        onClick={() => go(dayAfter(day, -1))}
      >
        <IconChevronLeft size={15} stroke={1.8} aria-hidden="true" />
      </Button>
      <Popover opened={open} onChange={setOpen} position="bottom" trapFocus returnFocus>
        <Popover.Target>
          <Button
            variant="default"
            className={classes.dayName ?? ""}
            aria-label={t("tally.day-label", { day: dayName(day, today) })}
            onClick={() => setOpen((was) => !was)}
          >
            {dayName(day, today)}
          </Button>
        </Popover.Target>
        <Popover.Dropdown className={classes.drop ?? ""}>
          <TextInput
            type="date"
            label={t("tally.day")}
            defaultValue={day}
            onChange={(event) => isDay(event.currentTarget.value) && onDay(event.currentTarget.value)}
          />
          <Button variant="default" onClick={() => go(today)}>
            {t("tally.today")}
          </Button>
        </Popover.Dropdown>
      </Popover>
      <Button
        variant="default"
        className={classes.step ?? ""}
        aria-label={t("tally.after")}
        aria-keyshortcuts="]"
        onClick={() => go(dayAfter(day, 1))}
      >
        <IconChevronRight size={15} stroke={1.8} aria-hidden="true" />
      </Button>
    </div>
  );
}

/** Now, or the minute of the day as of which it is counted; wall times are those of the building's zone. */
export function TimeChoice({
  at,
  day,
  zone,
  now,
  onAt,
}: {
  /** ISO 8601 instant; undefined: now. */
  readonly at: string | undefined;
  readonly day: string;
  readonly zone: string;
  readonly now: number;
  readonly onAt: (at: string | undefined) => void;
}) {
  const [open, setOpen] = useState(false);
  const [wall, setWall] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const shown = at === undefined ? t("tally.now") : t("tally.at", { at: time(at, zone) });
  const value = wall ?? time(at ?? now, zone);
  const show = (event: FormEvent): void => {
    event.preventDefault();
    const instant = wallInstant(day, value, zone);
    if (instant === null || instant > now) {
      setWrong(true);
      return;
    }
    setOpen(false);
    setWall(null);
    onAt(new Date(instant).toISOString());
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          aria-label={t("tally.time-label", { what: shown })}
          leftSection={
            at === undefined ? (
              <IconClock size={16} stroke={1.8} aria-hidden="true" />
            ) : (
              <IconHistory size={16} stroke={1.8} aria-hidden="true" />
            )
          }
          onClick={() => setOpen((was) => !was)}
        >
          {shown}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.drop ?? ""}>
        <form onSubmit={show} className={classes.form}>
          <TextInput
            type="time"
            label={t("tally.at-field", { zone: zoneName(zone, now) })}
            value={value}
            error={wrong ? t("tally.at-wrong") : undefined}
            onChange={(event) => {
              setWrong(false);
              setWall(event.currentTarget.value);
            }}
          />
          <Button type="submit">{t("tally.at-go")}</Button>
        </form>
        {at !== undefined && (
          <Button
            variant="default"
            onClick={() => {
              setOpen(false);
              onAt(undefined);
            }}
          >
            {t("tally.now")}
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
