import { Button, Popover, TextInput } from "@mantine/core";
import { IconClock, IconHistory } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { wallInstant } from "../../app/format/days.ts";
import { time, zoneName } from "../../app/format.ts";
import classes from "./When.module.css";
import { t } from "./words.ts";

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
