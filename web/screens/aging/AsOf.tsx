import { Button, Popover, Radio, TextInput } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { dayAfter, wallInstant } from "../../app/format/days.ts";
import { dayKey, time, when, zoneName } from "../../app/format.ts";
import { Notice } from "../../widgets/Notice.tsx";
import classes from "./Tools.module.css";
import type { Then } from "./useTables.ts";
import { t } from "./words.ts";

interface AsOfProps {
  readonly then: Then;
  /** The ledger's zone: days and times are told in it. */
  readonly zone: string;
  readonly now: number;
  readonly onThen: (then: Then) => void;
}

/** A past day and time, and by which knowledge it is shown. */
export function AsOf({ then, zone, now, onThen }: AsOfProps) {
  const [open, setOpen] = useState(false);
  const shown = then.at === undefined ? t("aging.at-now") : when(then.at, now, zone);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          aria-label={t("aging.at-label", { at: shown })}
          leftSection={<IconHistory size={16} stroke={1.8} aria-hidden="true" />}
          onClick={() => setOpen((was) => !was)}
        >
          {t("aging.at")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <AsOfForm
          then={then}
          zone={zone}
          now={now}
          onThen={(next) => {
            setOpen(false);
            onThen(next);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Where nothing is chosen yet: the end of yesterday's work. */
const usual = "18:00";

function AsOfForm({ then, zone, now, onThen }: AsOfProps) {
  const [day, setDay] = useState(then.at === undefined ? dayAfter(dayKey(now, zone), -1) : dayKey(then.at, zone));
  const [wall, setWall] = useState(then.at === undefined ? usual : time(then.at, zone));
  const [known, setKnown] = useState<"now" | "then">(then.known ?? "now");
  const [wrong, setWrong] = useState(false);
  const show = (event: FormEvent): void => {
    event.preventDefault();
    const at = wallInstant(day, wall, zone);
    if (at === null || at >= now) {
      setWrong(true);
      return;
    }
    onThen({ at: new Date(at).toISOString(), known: known === "then" ? "then" : undefined });
  };
  return (
    <form className={classes.form} onSubmit={show} noValidate>
      <div className={classes.pair}>
        <TextInput
          type="date"
          label={t("aging.at-day")}
          value={day}
          max={dayKey(now, zone)}
          aria-invalid={wrong || undefined}
          onChange={(event) => {
            setWrong(false);
            setDay(event.currentTarget.value);
          }}
        />
        <TextInput
          type="time"
          label={t("aging.at-time", { zone: zoneName(zone, now) })}
          value={wall}
          aria-invalid={wrong || undefined}
          onChange={(event) => {
            setWrong(false);
            setWall(event.currentTarget.value);
          }}
        />
      </div>
      {wrong && (
        <p role="alert" className={classes.wrong}>
          {t("aging.at-wrong")}
        </p>
      )}
      <Radio.Group
        label={t("aging.known")}
        value={known}
        onChange={(value) => setKnown(value === "then" ? "then" : "now")}
      >
        <div className={classes.radios}>
          <Radio value="now" label={t("aging.known-now")} />
          <Radio value="then" label={t("aging.known-then")} />
        </div>
      </Radio.Group>
      <Button type="submit">{t("aging.at-go")}</Button>
    </form>
  );
}

/** Says that a past state is shown and by which knowledge, with the other one, and the way back to now. */
export function Stood({ then, zone, now, onThen }: AsOfProps) {
  if (then.at === undefined) return null;
  const { at, known } = then;
  return (
    <Notice
      tone="waiting"
      icon={<IconHistory size={17} stroke={1.8} aria-hidden="true" />}
      title={t("aging.stood", { at: when(at, now, zone), zone: zoneName(zone, at) })}
      action={
        <div className={classes.actions}>
          <Button
            variant="default"
            size="xs"
            onClick={() => onThen({ at, known: known === undefined ? "then" : undefined })}
          >
            {t(known === undefined ? "aging.stood-as-then" : "aging.stood-as-now")}
          </Button>
          <Button variant="default" size="xs" onClick={() => onThen({ at: undefined, known: undefined })}>
            {t("aging.to-now")}
          </Button>
        </div>
      }
    >
      {t(known === undefined ? "aging.stood-now" : "aging.stood-then")}
    </Notice>
  );
}
