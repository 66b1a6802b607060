import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { DryRunRow, RuleProposal } from "../../../server/wire/index.ts";
import { count, when } from "../../app/format.ts";
import type { Names } from "../../live/index.ts";
import { copyText } from "../../widgets/CodeBlock.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { toTable } from "../../widgets/tableText.ts";
import classes from "./DryRun.module.css";
import shared from "./routing.module.css";
import type { useDryRun } from "./useRouting.ts";
import { t } from "./words.ts";

/** Who would have got what of the last 30 days by the draft: every move with its count, adding up to all that was looked at. */
export function DryRun({
  draft,
  trial,
  names,
  zone,
  now,
}: {
  readonly draft: RuleProposal | null;
  readonly trial: ReturnType<typeof useDryRun>;
  readonly names: Names;
  readonly zone: string;
  readonly now: number;
}) {
  const { run, problem } = trial;
  return (
    <section className={shared.cover} aria-label={t("try.title")}>
      <header>
        <h2>{t("try.title")}</h2>
      </header>
      {draft === null && run === null && <p className={shared.faint}>{t("try.none")}</p>}
      {problem !== null && (
        <Notice tone="critical" title={t("try.refused", { why: problem.detail ?? problem.title })} />
      )}
      {run !== null && <Result run={run} names={names} zone={zone} now={now} />}
      {draft !== null && (
        <p className={shared.actions}>
          {run?.state === "running" ? (
            <Button variant="default" onClick={() => void trial.stop()}>
              {t("try.stop")}
            </Button>
          ) : (
            <Button onClick={() => void trial.start(draft)}>{t(run === null ? "try.start" : "try.again")}</Button>
          )}
        </p>
      )}
    </section>
  );
}

function Result({
  run,
  names,
  zone,
  now,
}: {
  readonly run: DryRunRow;
  readonly names: Names;
  readonly zone: string;
  readonly now: number;
}) {
  const [copied, setCopied] = useState(false);
  const moved = run.moves.reduce((sum, move) => sum + move.count, 0);
  const by = ({ team, rule }: DryRunRow["moves"][number]["from"]): string =>
    t("try.rule", { team: names.team(team), rule });
  const copy = async (): Promise<void> => {
    const lines = run.moves.map((move) => [String(move.count), by(move.from), by(move.to)]);
    await copyText(toTable(lines));
    setCopied(true);
  };
  return (
    <>
      <p className="num" role="status">
        {run.state === "running"
          ? t("try.running", { n: count(run.looked), of: count(run.of) })
          : run.state === "cancelled"
            ? t("try.cancelled", { n: count(run.looked) })
            : run.state === "failed"
              ? t("try.failed", { n: count(run.looked) })
              : null}
      </p>
      <ul className={classes.moves}>
        {run.moves.map((move) => (
          <li key={`${move.from.team} ${move.from.rule} ${move.to.team} ${move.to.rule}`}>
            <b className="num">{count(move.count)}</b>
            <span>
              {by(move.from)}
              <span className={shared.goes}>→ {names.team(move.to.team)}</span>
            </span>
          </li>
        ))}
        <li data-quiet="true">
          <b className="num">{count(run.unchanged)}</b>
          <span>{t("try.unchanged")}</span>
        </li>
      </ul>
      <p className={`${classes.sum} num`}>
        <span>
          {[...run.moves.map((move) => count(move.count)), count(run.unchanged)].join(" + ")} = {count(run.looked)}
        </span>
        {moved + run.unchanged === run.looked && (
          <span className={classes.adds}>
            <StateGlyph state="done">{t("try.adds")}</StateGlyph>
          </span>
        )}
      </p>
      {run.offShift.draft > 0 && (
        <p className={shared.small}>{t("try.off", { n: run.offShift.draft, live: run.offShift.live })}</p>
      )}
      {run.cut && <p className={shared.small}>{t("try.cut")}</p>}
      {moved > 0 && (
        <>
          <h3 className={shared.sub}>{t("try.examples", { n: count(moved) })}</h3>
          <ul className={shared.examples}>
            {run.moves
              .flatMap((move) => move.examples.slice(0, 2))
              .slice(0, 6)
              .map((one) => (
                <li key={one.id}>
                  <span className="num">{when(one.openedAt, now, names.zone(one.warehouse) ?? zone)}</span>
                  <Link to="/x/$id" params={{ id: one.id }} className="reach">
                    {one.title}
                  </Link>
                </li>
              ))}
          </ul>
          <Button variant="default" size="xs" onClick={() => void copy()}>
            {copied ? t("try.copied") : t("try.copy", { n: run.moves.length })}
          </Button>
        </>
      )}
    </>
  );
}
