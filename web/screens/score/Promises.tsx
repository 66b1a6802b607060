import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { NetworkRow, PledgeRow } from "../../../server/wire/index.ts";
import { dayAfter, dayName, isDay } from "../../app/format/days.ts";
import { dayKey } from "../../app/format.ts";
import { type Names, problemOf } from "../../live/index.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { StateGlyph, type StateName } from "../../widgets/StateGlyph.tsx";
import { TeamTile } from "../../widgets/TeamTile.tsx";
import own from "./Promises.module.css";
import classes from "./score.module.css";
import { usePromises, usePromising } from "./usePromises.ts";
import { t } from "./words.ts";

/** What was promised when the figures were looked at, by whom and until when: carried until it is closed. */
export function Promises({
  network,
  names,
  zone,
  today,
}: {
  readonly network: NetworkRow | undefined;
  readonly names: Names;
  readonly zone: string;
  readonly today: string;
}) {
  const asked = usePromises();
  const { add, close } = usePromising();
  const [adding, setAdding] = useState(false);
  const items = asked.data?.items ?? [];
  return (
    <section className={classes.panel} aria-labelledby="promised" aria-busy={asked.isPending}>
      <h2 id="promised" className={classes.section}>
        {t("score.promised")} <small>{t("score.promised-why")}</small>
      </h2>
      {asked.isError && (
        <ErrorBar
          title={t("score.promised-failed", { why: problemOf(asked.error).detail ?? problemOf(asked.error).title })}
          onRetry={() => void asked.refetch()}
        />
      )}
      {close.isError && (
        <p role="alert" className={classes.unknown}>
          {t("score.promise-not", { why: problemOf(close.error).detail ?? problemOf(close.error).title })}
        </p>
      )}
      {asked.isPending && <SkeletonRows rows={3} height={32} />}
      {asked.isSuccess && items.length === 0 && <p className={classes.note}>{t("score.promised-none")}</p>}
      <ul className={own.promises}>
        {items.map((row) => (
          <Line
            key={row.id}
            row={row}
            names={names}
            zone={zone}
            today={today}
            busy={close.isPending}
            onEnd={(end) => close.mutate({ id: row.id, end })}
          />
        ))}
      </ul>
      {adding ? (
        <Form
          network={network}
          today={today}
          busy={add.isPending}
          fault={add.isError ? (problemOf(add.error).detail ?? problemOf(add.error).title) : null}
          onAdd={(promise) => add.mutate(promise, { onSuccess: () => setAdding(false) })}
          onCancel={() => setAdding(false)}
        />
      ) : (
        <Button variant="default" size="xs" className={own.add} onClick={() => setAdding(true)}>
          {t("score.promise-add")}
        </Button>
      )}
    </section>
  );
}

function Line({
  row,
  names,
  zone,
  today,
  busy,
  onEnd,
}: {
  readonly row: PledgeRow;
  readonly names: Names;
  readonly zone: string;
  readonly today: string;
  readonly busy: boolean;
  readonly onEnd: (end: "kept" | "dropped" | null) => void;
}) {
  const { text, owner, closed } = row;
  const who = owner.person ?? names.team(owner.team);
  const [state, said] = stateOf(row, zone, today);
  return (
    <li>
      <span>
        {text} <StateGlyph state={state}>{said}</StateGlyph>
      </span>
      <span className={own.who}>
        <TeamTile name={who} size={24} /> {who}
      </span>
      <span className={own.ends}>
        {closed === null ? (
          <>
            <Button
              variant="default"
              size="compact-xs"
              disabled={busy}
              aria-label={t("score.promise-keep-label", { text })}
              onClick={() => onEnd("kept")}
            >
              {t("score.promise-keep")}
            </Button>
            <Button
              variant="subtle"
              size="compact-xs"
              disabled={busy}
              aria-label={t("score.promise-drop-label", { text })}
              onClick={() => onEnd("dropped")}
            >
              {t("score.promise-drop")}
            </Button>
          </>
        ) : (
          <Button
            variant="subtle"
            size="compact-xs"
            disabled={busy}
            aria-label={t("score.promise-undo-label", { text })}
            onClick={() => onEnd(null)}
          >
            {t("score.promise-undo")}
          </Button>
        )}
      </span>
    </li>
  );
}

function stateOf({ closed, over, dueOn }: PledgeRow, zone: string, today: string): readonly [StateName, string] {
  if (closed === null)
    return over
      ? ["late", t("score.promise-over", { day: dayName(dueOn, today) })]
      : ["waiting", t("score.promise-open", { day: dayName(dueOn, today) })];
  const said = { day: dayName(dayKey(closed.at, zone), today), by: closed.by };
  return closed.end === "kept"
    ? ["done", t("score.promise-kept", said)]
    : ["skipped", t("score.promise-dropped", said)];
}

function Form({
  network,
  today,
  busy,
  fault,
  onAdd,
  onCancel,
}: {
  readonly network: NetworkRow | undefined;
  readonly today: string;
  readonly busy: boolean;
  readonly fault: string | null;
  readonly onAdd: (promise: {
    readonly text: string;
    readonly team: string;
    readonly person: string | null;
    readonly dueOn: string;
  }) => void;
  readonly onCancel: () => void;
}) {
  const teams = network?.teams ?? [];
  const [text, setText] = useState("");
  const [team, setTeam] = useState(teams[0]?.id ?? "");
  const [person, setPerson] = useState("");
  const [dueOn, setDueOn] = useState(dayAfter(today, 7));
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const able = text.trim() !== "" && team !== "" && isDay(dueOn);
  return (
    <form
      className={own.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (able) onAdd({ text: text.trim(), team, person: person.trim() === "" ? null : person.trim(), dueOn });
      }}
    >
      <TextInput
        label={t("score.promise-what")}
        value={text}
        maxLength={500}
        ref={first}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={own.fields}>
        <NativeSelect
          label={t("score.promise-team")}
          value={team}
          data={teams.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => setTeam(event.currentTarget.value)}
        />
        <TextInput
          label={t("score.promise-person")}
          value={person}
          maxLength={120}
          onChange={(event) => setPerson(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t("score.promise-due")}
          value={dueOn}
          onChange={(event) => setDueOn(event.currentTarget.value)}
        />
      </div>
      {fault !== null && (
        <p role="alert" className={classes.unknown}>
          {t("score.promise-not", { why: fault })}
        </p>
      )}
      <div className={own.ends}>
        <Button type="submit" size="xs" disabled={!able || busy} loading={busy}>
          {t("score.promise-go")}
        </Button>
        <Button variant="default" size="xs" onClick={onCancel}>
          {t("score.promise-cancel")}
        </Button>
      </div>
    </form>
  );
}
