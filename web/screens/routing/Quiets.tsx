import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { NetworkRow, QuietRow } from "../../../server/wire/index.ts";
import { when, zoneName } from "../../app/format.ts";
import { type Names, problemOf } from "../../live/index.ts";
import { ErrorBar, Notice } from "../../widgets/Notice.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import classes from "./routing.module.css";
import { useQuiets } from "./useRouting.ts";
import { t } from "./words.ts";

const looks = { running: "on-hold", planned: "waiting", over: "done" } as const;

/** Planned quiet of sources: what is declared, and declaring one. */
export function Quiets({
  network,
  names,
  zone,
  now,
}: {
  readonly network: NetworkRow | undefined;
  readonly names: Names;
  readonly zone: string;
  readonly now: number;
}) {
  const quiets = useQuiets();
  const items = quiets.asked.data?.items ?? [];
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <section className={classes.pane} aria-label={t("quiet.title")}>
      <p className={classes.faint}>{t("quiet.lead")}</p>
      {quiets.asked.error !== null && (
        <ErrorBar title={problemOf(quiets.asked.error).title} onRetry={() => void quiets.asked.refetch()} />
      )}
      {quiets.problem !== null && (
        <Notice tone="critical" title={t("quiet.failed", { why: quiets.problem.detail ?? quiets.problem.title })} />
      )}
      <Declare network={network} here={here} now={now} declare={quiets.declare} />
      {quiets.asked.data !== undefined && items.length === 0 && <p className={classes.faint}>{t("quiet.none")}</p>}
      <ul className={classes.cards} aria-label={t("quiet.list")}>
        {[...items].reverse().map((row) => (
          <Card key={row.id} row={row} names={names} zone={zone} now={now} onEnd={() => void quiets.end(row.id)} />
        ))}
      </ul>
    </section>
  );
}

/** A local time as a field of the browser has it. */
const fieldTime = (at: number): string => {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

function Declare({
  network,
  here,
  now,
  declare,
}: {
  readonly network: NetworkRow | undefined;
  readonly here: string;
  readonly now: number;
  readonly declare: ReturnType<typeof useQuiets>["declare"];
}) {
  const [system, setSystem] = useState("");
  const [from, setFrom] = useState(() => fieldTime(now));
  const [to, setTo] = useState(() => fieldTime(now + 2 * 3_600_000));
  const [why, setWhy] = useState("");
  const systems = network?.systems ?? [];
  const chosen = system === "" ? (systems[0]?.id ?? "") : system;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void declare({ system: chosen, from: new Date(from).toISOString(), to: new Date(to).toISOString(), why }).then(
      (done) => done && setWhy(""),
    );
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <NativeSelect
        label={t("quiet.system")}
        value={chosen}
        data={systems.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(event) => setSystem(event.currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        label={t("quiet.from")}
        required
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        label={t("quiet.to")}
        required
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <TextInput
        label={t("quiet.why")}
        placeholder={t("quiet.why-hint")}
        description={t("quiet.zone", { zone: zoneName(here, now) })}
        inputWrapperOrder={["label", "input", "description"]}
        required
        maxLength={500}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      <Button type="submit" disabled={why.trim() === "" || chosen === ""}>
        {t("quiet.declare")}
      </Button>
    </form>
  );
}

function Card({
  row,
  names,
  zone,
  now,
  onEnd,
}: {
  readonly row: QuietRow;
  readonly names: Names;
  readonly zone: string;
  readonly now: number;
  readonly onEnd: () => void;
}) {
  return (
    <li className={classes.card}>
      <h3>
        {names.system(row.system)} <StateGlyph state={looks[row.state]}>{t(`quiet.${row.state}`)}</StateGlyph>
      </h3>
      <p className="num">
        {when(row.from, now, zone)} – {when(row.to, now, zone)} {zoneName(zone, row.from)}
      </p>
      <p className={classes.small}>{t("quiet.by", { who: row.by, why: row.why })}</p>
      {row.endedAt !== null && (
        <p className={classes.small}>
          {t("quiet.ended", { at: when(row.endedAt, now, zone), who: row.endedBy ?? "" })}
        </p>
      )}
      {row.state !== "over" && (
        <p className={classes.actions}>
          <Button variant="default" size="xs" onClick={onEnd}>
            {t(row.state === "running" ? "quiet.end" : "quiet.drop")}
          </Button>
        </p>
      )}
    </li>
  );
}
