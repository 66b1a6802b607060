import type { RuleProposal, RuleRow } from "../../../server/wire/index.ts";
import { duration } from "../../app/format.ts";
import { type WordId, t as word } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { t } from "./words.ts";

/** What a rule matches, in words: `Atlanta, did not come, flow pick-to-ship`. */
export function ruleTitle(match: RuleRow["match"], names: Names): string {
  if (match.length === 0) return t("rules.rest");
  const parts = match.map(({ field, values }) => {
    const said = values.map((value) => valueWord(field, value, names)).join(t("rules.or"));
    switch (field) {
      case "flow":
        return t("rules.flow", { value: said });
      case "step":
        return t("rules.step", { value: said });
      case "partner":
        return t("rules.partner", { value: said });
      case "customerTier":
        return t("rules.tier", { value: said });
      case "causeFamily":
        return t("rules.cause", { value: said });
      case "minValue":
        return t("rules.value", { value: said });
      default:
        return said;
    }
  });
  const text = parts.join(", ");
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function valueWord(field: string, value: string, names: Names): string {
  if (field === "warehouse") return names.site(value);
  if (field === "system") return names.system(value);
  if (field === "kind") return word(`kind.${value}` as WordId).toLowerCase();
  if (field === "severity") return word(`severity.${value}` as WordId).toLowerCase();
  return value;
}

/** The matchers of a proposed rule as a rule of the tree has them. */
export const matchOf = ({ match }: RuleProposal): RuleRow["match"] =>
  Object.entries(match).flatMap(([field, values]) => (values === undefined ? [] : [{ field, values: [...values] }]));

/** How long who has it, and who next. */
export function ladderText({ ladder, acknowledgeMs }: Pick<RuleRow, "ladder" | "acknowledgeMs">, names: Names): string {
  const [first] = ladder;
  if (first === undefined) return t("rules.take", { time: duration(acknowledgeMs) });
  return t("rules.then", {
    time: duration(first.afterMs),
    who: ladder.map((rung) => rung.person ?? names.team(rung.team)).join(", "),
  });
}

/** Who has it: the person, else the team. */
export const ownerText = (
  { team, person }: { readonly team: string; readonly person: string | null },
  names: Names,
): string => (person === null ? names.team(team) : `${person}, ${names.team(team)}`);

/** A sentence of the server with its codes as people say them. */
export const inWords = (text: string): string =>
  text.replace(
    /\b(?:failed|missing|late|duplicate|orphan)-event|(?:quantity|value)-mismatch|out-of-order|contract-violation|authority-conflict|source-silent|undecodable\b/g,
    (code) => word(`kind.${code}` as WordId).toLowerCase(),
  );
