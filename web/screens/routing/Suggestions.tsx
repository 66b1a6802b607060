import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { RuleProposal, SuggestionRow } from "../../../server/wire/index.ts";
import { when } from "../../app/format.ts";
import { type Names, problemOf } from "../../live/index.ts";
import { CodeBlock } from "../../widgets/CodeBlock.tsx";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { matchOf, ruleTitle } from "./names.ts";
import classes from "./routing.module.css";
import type { useSuggestions } from "./useRouting.ts";
import { t } from "./words.ts";

/** Rules that would have spared people from giving things back as not theirs. */
export function Suggestions({
  asked,
  names,
  zone,
  now,
  onTry,
}: {
  readonly asked: ReturnType<typeof useSuggestions>;
  readonly names: Names;
  readonly zone: string;
  readonly now: number;
  readonly onTry: (rule: RuleProposal) => void;
}) {
  return (
    <section className={classes.pane} aria-label={t("sugg.title")}>
      <p className={classes.faint}>{t("sugg.lead")}</p>
      {asked.error !== null && (
        <ErrorBar
          title={problemOf(asked.error).title}
          id={problemOf(asked.error).errorId}
          onRetry={() => void asked.refetch()}
        />
      )}
      {asked.data === undefined ? (
        asked.error === null && <SkeletonRows rows={3} height={90} />
      ) : asked.data.items.length === 0 ? (
        <p className={classes.faint}>{t("sugg.none")}</p>
      ) : (
        <ul className={classes.cards}>
          {asked.data.items.map((row) => (
            <Card key={row.id} row={row} names={names} zone={zone} now={now} onTry={onTry} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Card({
  row,
  names,
  zone,
  now,
  onTry,
}: {
  readonly row: SuggestionRow;
  readonly names: Names;
  readonly zone: string;
  readonly now: number;
  readonly onTry: (rule: RuleProposal) => void;
}) {
  return (
    <li className={classes.card}>
      <h3>{ruleTitle(matchOf(row.rule), names)}</h3>
      <p>
        {names.team(row.from)} <span className={classes.goes}>→ {names.team(row.to)}</span>
      </p>
      <p className={`${classes.small} num`}>
        {t("sugg.line", { n: row.count, people: row.people, at: when(row.lastAt, now, zone) })}
      </p>
      {row.reasons.length > 0 && (
        <p className={classes.small}>{t("sugg.said", { reasons: row.reasons.map((one) => `“${one}”`).join(", ") })}</p>
      )}
      <ul className={classes.examples}>
        {row.examples.map((one) => (
          <li key={one.id}>
            <span className="num">{when(one.openedAt, now, names.zone(one.warehouse))}</span>
            <Link to="/x/$id" params={{ id: one.id }} className="reach">
              {one.title}
            </Link>
          </li>
        ))}
      </ul>
      {row.change !== null && <CodeBlock text={row.change.diff} label={t("draft.change", { file: row.change.file })} />}
      <p className={classes.actions}>
        <Button variant="default" onClick={() => onTry(row.rule)}>
          {t("sugg.use")}
        </Button>
      </p>
    </li>
  );
}
