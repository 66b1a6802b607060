import { Button, Checkbox, NativeSelect, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { HandOverRow, NetworkRow } from "../../../server/wire/index.ts";
import { when } from "../../app/format.ts";
import { api, type Names, problemOf, useFeed, useMe } from "../../live/index.ts";
import { Notice } from "../../widgets/Notice.tsx";
import { Severity } from "../../widgets/Severity.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import classes from "./handover.module.css";
import { pressesAt } from "./model.ts";
import { t } from "./words.ts";

const most = 500;

/** Handing over what is open: whose, to whom, with a note. */
export function Give({
  network,
  names,
  now,
  team,
  onTeam,
  onDone,
}: {
  readonly network: NetworkRow | undefined;
  readonly names: Names;
  readonly now: number;
  readonly team: string | undefined;
  readonly onTeam: (team: string | undefined) => void;
  readonly onDone: () => Promise<void>;
}) {
  const me = useMe();
  const filter: Readonly<Record<string, string>> =
    team === undefined
      ? { state: "open,acknowledged,snoozed", person: me?.name ?? "" }
      : { state: "open,acknowledged,snoozed", team };
  const feed = useFeed("exceptions", filter, { sort: "cutoff", limit: most, enabled: me !== undefined });
  const teams = network?.teams ?? [];
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ readonly ok: boolean; readonly text: string } | null>(null);
  const chosen = feed.rows.filter(({ id }) => !left.has(id));
  const target = to === "" ? (teams[0]?.id ?? "") : to;

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const body = {
      to: { team: target },
      note: note.trim() === "" ? null : note,
      ids: chosen.map(({ id, version }) => ({ id, version })),
    };
    await api<HandOverRow>("/hand-overs", { body }).then(
      (row) => {
        setSaid({ ok: true, text: t("give.done", { n: row.lines.length, team: names.team(target) }) });
        setNote("");
      },
      (error: unknown) =>
        setSaid({ ok: false, text: t("give.failed", { why: problemOf(error).detail ?? problemOf(error).title }) }),
    );
    await onDone();
    setBusy(false);
  };
  return (
    <form className={classes.give} onSubmit={(event) => void submit(event)}>
      <h1>{t("give.title")}</h1>
      <div className={classes.form}>
        <NativeSelect
          label={t("give.whose")}
          value={team ?? ""}
          data={[
            { value: "", label: t("give.mine") },
            ...teams.map(({ id, name }) => ({ value: id, label: t("give.team", { team: name }) })),
          ]}
          onChange={(event) => {
            setLeft(new Set());
            onTeam(event.currentTarget.value === "" ? undefined : event.currentTarget.value);
          }}
        />
        <NativeSelect
          label={t("give.to")}
          value={target}
          data={teams.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
      </div>
      <Textarea
        label={t("give.note")}
        placeholder={t("give.note-hint")}
        autosize
        minRows={2}
        maxLength={4000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {said !== null && <Notice tone={said.ok ? "plain" : "critical"} title={said.text} />}
      {feed.loading || me === undefined ? (
        <SkeletonRows rows={4} height={44} />
      ) : feed.rows.length === 0 ? (
        <p className={classes.small}>{t("give.none")}</p>
      ) : (
        <fieldset className={classes.list}>
          <legend>{t("give.list")}</legend>
          <Checkbox
            label={`${t("give.all")} · ${t("give.count", { n: chosen.length, of: feed.rows.length })}`}
            checked={left.size === 0}
            indeterminate={chosen.length > 0 && left.size > 0}
            onChange={(event) =>
              setLeft(event.currentTarget.checked ? new Set() : new Set(feed.rows.map(({ id }) => id)))
            }
          />
          {feed.total > feed.rows.length && (
            <p className={classes.small}>{t("give.more", { n: feed.rows.length, of: feed.total })}</p>
          )}
          <ul className={classes.choices}>
            {feed.rows.map((row) => {
              const at = pressesAt(row);
              return (
                <li key={row.id}>
                  <Checkbox
                    checked={!left.has(row.id)}
                    onChange={(event) => {
                      const next = new Set(left);
                      if (event.currentTarget.checked) next.delete(row.id);
                      else next.add(row.id);
                      setLeft(next);
                    }}
                    label={
                      <span className={classes.choice}>
                        <span className="num">
                          {at === null ? t("over.none") : when(at, now, names.zone(row.warehouse))}
                        </span>
                        <b>{row.title}</b>
                        <Severity level={row.severity} />
                        <span className="num">{row.object?.id}</span>
                      </span>
                    }
                  />
                </li>
              );
            })}
          </ul>
        </fieldset>
      )}
      <p className={classes.actions}>
        <Button type="submit" loading={busy} disabled={chosen.length === 0 || target === ""}>
          {t("give.do", { n: chosen.length })}
        </Button>
      </p>
    </form>
  );
}
