import { Button, FileButton, Modal, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { PostingSide } from "../../../server/wire/index.ts";
import { wallInstant } from "../../app/format/days.ts";
import { dayKey, time, zoneName } from "../../app/format.ts";
import { t as frame } from "../../app/words.ts";
import { problemOf } from "../../live/index.ts";
import { Notice } from "../../widgets/Notice.tsx";
import classes from "./Stating.module.css";
import { amountFrom, bodyOf, listFrom } from "./stated.ts";
import { useStating } from "./useTieOut.ts";
import { t } from "./words.ts";

interface StatingProps {
  readonly side: PostingSide;
  readonly currency: string;
  /** The ledger's zone. */
  readonly zone: string;
  readonly now: number;
  readonly onClose: () => void;
}

/** Takes down the ERP's own total for a side, and its list of documents where there is one. */
export function Stating(props: StatingProps & { readonly opened: boolean }) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t("aging.state", { side: t(`aging.side.${props.side}`) })}
      closeButtonProps={{ "aria-label": frame("do.close") }}
      size={520}
    >
      <Fields {...props} />
    </Modal>
  );
}

function Fields({ side, currency, zone, now, onClose }: StatingProps) {
  const [total, setTotal] = useState("");
  const [day, setDay] = useState(dayKey(now, zone));
  const [wall, setWall] = useState(time(now, zone));
  const [entity, setEntity] = useState("");
  const [period, setPeriod] = useState("");
  const [list, setList] = useState("");
  const [tried, setTried] = useState(false);
  const stating = useStating(side);
  const read = listFrom(list);
  const amount = amountFrom(total);
  const at = wallInstant(day, wall, zone);
  const ahead = at === null || at > now;
  const [first] = read.wrong;
  const keep = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (amount === null || at === null || ahead || first !== undefined) return;
    const said = { side, at, total: amount, currency, entity, period, documents: read.documents };
    stating.mutate(bodyOf(said), { onSuccess: onClose });
  };
  const problem = stating.isError ? problemOf(stating.error) : null;
  return (
    <form className={classes.form} onSubmit={keep} noValidate>
      <p className={classes.what}>{t("aging.state-what")}</p>
      <div className={classes.pair}>
        <TextInput
          data-autofocus
          label={t("aging.state-total", { currency })}
          inputMode="decimal"
          value={total}
          error={tried && amount === null ? t("aging.state-no-amount") : undefined}
          onChange={(event) => setTotal(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t("aging.state-day")}
          value={day}
          max={dayKey(now, zone)}
          error={tried && ahead ? t("aging.state-ahead") : undefined}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <TextInput
          type="time"
          label={t("aging.at-time", { zone: zoneName(zone, now) })}
          value={wall}
          onChange={(event) => setWall(event.currentTarget.value)}
        />
        <TextInput
          label={t("aging.state-entity")}
          placeholder={t("aging.state-all")}
          value={entity}
          onChange={(event) => setEntity(event.currentTarget.value)}
        />
        <TextInput
          label={t("aging.state-period")}
          placeholder={t("aging.state-any")}
          value={period}
          onChange={(event) => setPeriod(event.currentTarget.value)}
        />
      </div>
      <Textarea
        label={t("aging.state-list")}
        description={t("aging.state-list-hint")}
        minRows={4}
        maxRows={10}
        autosize
        value={list}
        error={
          first === undefined ? undefined : t("aging.state-wrong", { line: first.line, text: first.text.slice(0, 40) })
        }
        onChange={(event) => setList(event.currentTarget.value)}
      />
      <div className={classes.row}>
        <FileButton
          accept=".csv,.txt,.tsv,text/csv,text/plain"
          onChange={(file) => void file?.text().then((text) => setList(text))}
        >
          {(button) => (
            <Button variant="default" size="xs" {...button}>
              {t("aging.state-file")}
            </Button>
          )}
        </FileButton>
        <span className="num" role="status">
          {read.documents.length > 0 && t("aging.docs", { n: read.documents.length })}
        </span>
      </div>
      {problem !== null && (
        <Notice tone="critical" title={t("aging.state-failed", { why: problem.detail ?? problem.title })} />
      )}
      <Button type="submit" loading={stating.isPending}>
        {t("aging.state-go")}
      </Button>
    </form>
  );
}
