import type { RotaRow, RouteAnswer, RuleRow, ShiftRow } from "../../../server/wire/index.ts";
import { dayKey } from "../../app/format.ts";

/** How a rule came out for one exception. */
export interface WhyLine {
  readonly rule: RuleRow;
  readonly state: "matched" | "missed" | "not-asked";
  /** It decides whose it is. */
  readonly decides: boolean;
  /** The server's sentence; null where it was not asked. */
  readonly why: string | null;
  /** Where it was not asked: the number of the rule that kept it from being asked, and how. */
  readonly because: { readonly number: string; readonly how: "has-it" | "above-missed" } | null;
}

const parentOf = (number: string): string | null => {
  const cut = number.lastIndexOf(".");
  return cut < 0 ? null : number.slice(0, cut);
};

/** Every rule in order with what became of it. The last rule takes what is left: it matches where no other does. */
export function whyLines(rules: readonly RuleRow[], answer: Pick<RouteAnswer, "path" | "rule">): readonly WhyLine[] {
  const asked = new Map(answer.path.map((one) => [one.number, one]));
  const last = rules.at(-1)?.number ?? "";
  const winner = (level: string | null): string | null =>
    rules.find(({ number }) => number !== last && parentOf(number) === level && asked.get(number)?.matched === true)
      ?.number ?? null;
  return rules.map((rule): WhyLine => {
    const { number } = rule;
    const decides = number === answer.rule;
    if (number === last) {
      const first = winner(null);
      if (first === null) return { rule, state: "matched", decides, why: null, because: null };
      return { rule, state: "not-asked", decides, why: null, because: { number: first, how: "has-it" } };
    }
    const found = asked.get(number);
    if (found !== undefined)
      return { rule, state: found.matched ? "matched" : "missed", decides, why: found.why, because: null };
    const parent = parentOf(number);
    const above = parent === null ? true : (asked.get(parent)?.matched ?? false);
    const because = above
      ? { number: winner(parent) ?? answer.rule, how: "has-it" as const }
      : { number: parent ?? "", how: "above-missed" as const };
    return { rule, state: "not-asked", decides, why: null, because };
  });
}

const day = 86_400_000;

/** Seven days of a zone from the one of an instant on, as `2026-11-19`; a day of 23 or 25 hours is a day. */
export function weekFrom(at: number, zone: string): readonly string[] {
  const days: string[] = [];
  // Noon is far from every change of the hour.
  const noon = Date.parse(`${dayKey(at, zone)}T12:00:00Z`);
  for (let index = 0; index < 7; index++) days.push(new Date(noon + index * day).toISOString().slice(0, 10));
  return days;
}

/** Shifts of a team by the day on which they begin on its clock; each day is there, also an empty one. */
export function shiftsByDay(
  team: Pick<RotaRow, "shifts" | "timezone">,
  days: readonly string[],
): ReadonlyMap<string, readonly ShiftRow[]> {
  const zone = team.timezone ?? "UTC";
  const found = new Map<string, ShiftRow[]>(days.map((one) => [one, []]));
  for (const shift of team.shifts) found.get(dayKey(shift.from, zone))?.push(shift);
  return found;
}

/** Share of a part; null where there is nothing to share. */
export const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
