import { Button } from "@mantine/core";
import { IconCopy, IconPrinter } from "@tabler/icons-react";
import { useState } from "react";
import type { HandOverLine, HandOverRow, Problem } from "../../../server/wire/index.ts";
import { heldText } from "../../app/format/held.ts";
import { when, zoneName } from "../../app/format.ts";
import { api, type Names, problemOf } from "../../live/index.ts";
import { copyText } from "../../widgets/CodeBlock.tsx";
import { Keycap } from "../../widgets/Keycap.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { Notice } from "../../widgets/Notice.tsx";
import { Panes, useWidth } from "../../widgets/Panes.tsx";
import { toTable } from "../../widgets/tableText.ts";
import { NotHandedOver, TallyThen } from "./Beside.tsx";
import classes from "./handover.module.css";
import { Line } from "./Line.tsx";
import { bundled, heldUp, partsOf, pressesAt, pressing } from "./model.ts";
import { AskBack, Questions } from "./Questions.tsx";
import { Since } from "./Since.tsx";
import { t } from "./words.ts";

/** One hand-over: what is to be taken over, from whom, and accepting it. */
export function Accept({
  row,
  others,
  names,
  now,
  onOpen,
  onDone,
}: {
  readonly row: HandOverRow;
  readonly others: readonly HandOverRow[];
  readonly names: Names;
  readonly now: number;
  readonly onOpen: (id: string) => void;
  readonly onDone: () => Promise<void>;
}) {
  const width = useWidth();
  const { waiting, told, over } = partsOf(row);
  const open = [...waiting, ...told];
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [accepted, setAccepted] = useState(0);
  const [copied, setCopied] = useState(false);
  const zone = names.zone(open[0]?.exception.warehouse ?? over[0]?.exception.warehouse ?? null);
  const chosen = open.filter(({ exception }) => !left.has(exception.id));
  const causes = bundled(open);
  const whole = causes.filter((bundle) => bundle.every(({ exception }) => !left.has(exception.id)));
  const needs = pressing(open, now);
  const next =
    open
      .map(({ dueAt }) => dueAt)
      .filter((at) => at !== null)
      .sort()[0] ?? null;

  const accept = async (): Promise<void> => {
    if (busy || chosen.length === 0) return;
    setBusy(true);
    setProblem(null);
    const ids = chosen.map(({ exception }) => exception.id);
    await api<HandOverRow>(`/hand-overs/${row.id}/accept`, { body: { ids } }).then(
      () => {
        setAccepted(ids.length);
        setLeft(new Set());
        // It stays in front, with what came of it, also where nothing of it waits any more.
        onOpen(row.id);
      },
      (error: unknown) => setProblem(problemOf(error)),
    );
    await onDone();
    setBusy(false);
  };
  const copy = async (): Promise<void> => {
    await copyText(
      toTable(
        row.lines.map(({ exception, state }) => {
          const at = pressesAt(exception);
          const owner = exception.owner.person ?? names.team(exception.owner.team);
          const value = exception.value?.amount ?? "";
          return [
            exception.id,
            at === null ? "" : `${when(at, now, zone)} ${zoneName(zone, at)}`,
            exception.title,
            exception.object?.id ?? "",
            value,
            owner,
            state,
          ];
        }),
      ),
    );
    setCopied(true);
  };
  useKeys([
    { key: "y", label: t("over.key-copy"), run: () => void copy() },
    { key: "A", label: t("over.key-accept"), run: () => void accept() },
  ]);
  const choose = (ids: readonly string[], on: boolean): void => {
    const next = new Set(left);
    for (const id of ids) {
      if (on) next.delete(id);
      else next.add(id);
    }
    setLeft(next);
  };
  const sum = (lines: readonly HandOverLine[]): string => {
    const { money: sums, unknown } = heldUp(lines);
    const held =
      sums.length === 0 ? t("over.none") : sums.map((one) => `${one.estimate ? "≈ " : ""}${heldText(one)}`).join(", ");
    const parts = bundled(lines).map(({ length }) => length);
    // Sums that can be checked at a glance; a long one says no more than its end.
    const n = parts.length > 1 && parts.length <= 6 ? `${parts.join(" + ")} = ${lines.length}` : `${lines.length}`;
    return unknown === 0 ? t("over.sum", { n, held }) : t("over.sum-unknown", { n, held, unknown });
  };
  const band = (title: string, lines: readonly HandOverLine[], choice: boolean) =>
    lines.length > 0 && (
      <section aria-label={title}>
        <h2 className={classes.band}>
          <span>{title}</span>
          <span className="num">{choice ? sum(lines) : lines.length}</span>
        </h2>
        <ul className={classes.lines}>
          {bundled(lines).map((bundle) => {
            const ids = bundle.map(({ exception }) => exception.id);
            return (
              <Line
                key={ids[0]}
                bundle={bundle}
                names={names}
                now={now}
                {...(choice
                  ? { chosen: ids.every((id) => !left.has(id)), onChoose: (on: boolean) => choose(ids, on) }
                  : {})}
              />
            );
          })}
        </ul>
      </section>
    );
  const card = (
    <div className={classes.from}>
      <h2>{t("over.from", { who: row.by })}</h2>
      <p className={classes.note}>{row.note === null ? t("over.no-note") : `“${row.note}”`}</p>
      <p className={`${classes.small} num`}>
        {t("over.written", { at: `${when(row.at, now, zone)} ${zoneName(zone, row.at)}` })}
      </p>
      <Questions row={row} now={now} zone={zone} onDone={onDone} />
      {problem !== null && (
        <Notice tone="critical" title={t("over.accepting", { why: problem.detail ?? problem.title })} />
      )}
      {accepted > 0 && <Notice tone="plain" title={t("over.accepted", { n: accepted })} />}
      {open.length > 0 && (
        <>
          <Button fullWidth size="md" loading={busy} disabled={chosen.length === 0} onClick={() => void accept()}>
            {chosen.length === open.length
              ? t("over.accept", { n: causes.length })
              : t("over.accept-some", { n: whole.length, of: causes.length })}
          </Button>
          <AskBack row={row} now={now} zone={zone} onDone={onDone} />
          <p className={`${classes.small} num`}>
            {next === null
              ? t("over.until", { who: row.by })
              : t("over.until-next", { who: row.by, at: when(next, now, zone) })}
          </p>
        </>
      )}
    </div>
  );
  const beside = (
    <>
      {others.length > 0 && (
        <section aria-label={t("over.others")}>
          <h2>{t("over.others")}</h2>
          <ul className={classes.others}>
            {others.map((one) => (
              <li key={one.id}>
                <Button variant="subtle" size="xs" onClick={() => onOpen(one.id)}>
                  {t("over.other", {
                    at: when(one.at, now, zone),
                    who: one.by,
                    to: one.to.person ?? names.team(one.to.team),
                    n: one.waiting,
                  })}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Since row={row} names={names} now={now} />
      <NotHandedOver row={row} names={names} />
      <p className={classes.actions}>
        <Button
          variant="default"
          leftSection={<IconCopy size={16} stroke={1.8} aria-hidden="true" />}
          onClick={() => void copy()}
        >
          {t(copied ? "over.copied" : "over.copy")} <Keycap of="y" />
        </Button>
        <Button
          variant="default"
          leftSection={<IconPrinter size={16} stroke={1.8} aria-hidden="true" />}
          onClick={() => window.print()}
        >
          {t("over.print")}
        </Button>
      </p>
    </>
  );
  const narrow = width === "narrow";
  const pane = (
    <aside className={classes.aside}>
      {card}
      {beside}
    </aside>
  );
  return (
    <Panes detail={narrow ? null : pane} detailWidth={396}>
      <div className={classes.page}>
        <header className={classes.head}>
          <p className={`${classes.small} num`}>
            {t("over.sub", {
              from: row.by,
              to: row.to.person ?? names.team(row.to.team),
              at: `${when(row.at, now, zone)} ${zoneName(zone, row.at)}`,
            })}
          </p>
          <h1>
            {t("over.headline", { n: causes.length, held: waiting.length })}
            {needs !== null && <span> {t("over.needs", { at: when(needs, now, zone) })}</span>}
          </h1>
        </header>
        {narrow && <aside className={classes.aside}>{card}</aside>}
        {band(t("over.yours"), waiting, true)}
        {band(t("over.told"), told, true)}
        {band(t("over.over"), over, false)}
        {narrow && <div className={classes.aside}>{beside}</div>}
        <TallyThen row={row} names={names} />
      </div>
    </Panes>
  );
}
