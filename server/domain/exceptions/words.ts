import { eventOf } from "../events/index.ts";
import { masked } from "../masked.ts";
import type { Network, Step } from "../network.ts";
import type { CanonicalEvent, Millis } from "../types.ts";

const longest = 80;

/** What a failure is called: thing, what happened, colon, reason. */
export function failureTitle(face: CanonicalEvent): string {
  const what = face.type === null ? `${masked(face.title)} failed` : (eventOf(face.type)?.failed ?? face.title);
  const reason = firstClause(face.error?.message ?? "");
  return cut(reason === "" ? what : `${what}: ${reason}`);
}

/** The sentence under it: who said what. */
export function failureReason(face: CanonicalEvent, network: Network): string {
  const who = systemName(network, face.system);
  const message = face.error?.message.trim() ?? "";
  return message === "" ? `${who} reported a failure and gave no reason.` : `${who} said: ${message.slice(0, 500)}`;
}

/** What a miss is called, by what did not happen and who owes it. */
export function missTitle(step: Step, system: string, network: Network): string {
  const what = eventOf(step.expect)?.missing ?? `${step.expect} did not come`;
  return cut(`${what}: nothing from ${systemName(network, system)}`);
}

/** Why it was expected. */
export function missReason(step: Step, system: string, network: Network): string {
  const after = eventOf(step.after)?.title ?? step.after;
  const expected = eventOf(step.expect)?.title ?? step.expect;
  const clock = step.calendar === null ? "" : ` of ${step.calendar.id}`;
  return `After “${after}”, “${expected}” was due from ${systemName(network, system)} within ${spanText(step.within)}${clock} and did not come.`;
}

/** What a late one is called. */
export function lateTitle(step: Step, system: string, network: Network): string {
  return cut(`${eventOf(step.expect)?.title ?? step.expect}, late: ${systemName(network, system)} took too long`);
}

/** A system's name as its operator calls it. */
export const systemName = (network: Network, system: string): string => network.systems.get(system)?.name ?? system;

/** A duration in words: `4 h`, `1 h 30 min`, `15 min`, `2 s`. */
export function spanText(span: Millis): string {
  if (span < 60_000) return `${span / 1000} s`;
  const minutes = Math.round(span / 60_000);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

const firstClause = (message: string): string => (message.split(/[\r\n]/)[0] ?? "").replace(/\s+/g, " ").trim();

const cut = (title: string): string => (title.length <= longest ? title : `${title.slice(0, longest - 1).trimEnd()}…`);
