import type { RuleProposal, RuleRow } from "../../../server/wire/index.ts";
import type { Names } from "../../live/index.ts";
import { TeamTile } from "../../widgets/TeamTile.tsx";
import { ladderText, matchOf, ruleTitle } from "./names.ts";
import classes from "./Rules.module.css";
import { t } from "./words.ts";

/** The rules as a tree, in the order in which they are tried; a draft stands before all others. */
export function Rules({
  rules,
  draft,
  names,
}: {
  readonly rules: readonly RuleRow[];
  readonly draft: RuleProposal | null;
  readonly names: Names;
}) {
  return (
    <ol className={classes.rules} aria-label={t("rules.list")}>
      {draft !== null && (
        <li className={classes.rule} data-new="true">
          <span className={classes.text}>
            <b>
              {ruleTitle(matchOf(draft), names)} <span className={classes.new}>{t("rules.new")}</span>
            </b>
            <span>{names.team(draft.to)}</span>
          </span>
          <TeamTile name={names.team(draft.to)} />
        </li>
      )}
      {rules.map((rule) => (
        <li key={rule.number} className={classes.rule} style={{ marginInlineStart: rule.depth * 28 }}>
          <span className={`${classes.number} num`}>{rule.number}</span>
          <span className={classes.text}>
            <b>{ruleTitle(rule.match, names)}</b>
            <span>{rule.match.length === 0 ? t("rules.rest-why") : ladderText(rule, names)}</span>
            <span>{names.team(rule.team)}</span>
          </span>
          <TeamTile name={names.team(rule.team)} />
        </li>
      ))}
    </ol>
  );
}
