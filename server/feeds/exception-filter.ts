import type { ExceptionKind, ExceptionState, OpsException, Severity } from "../domain/index.ts";
import { causeId, exceptionKinds, numberOfCause, severities } from "../domain/index.ts";
import type { ExceptionFilter } from "../ports/index.ts";
import { exceptionText, isUnseen, policyOf, wordsOfQuery } from "../ports/words.ts";
import { worthOf } from "../ports/worth.ts";
import { numberOfException } from "./exception-rows.ts";

/** Why a filter could not be read: the parameter and a sentence. */
export interface FilterFault {
  readonly path: string;
  readonly message: string;
}

/** Names that a filter of exceptions may have, as query parameters and on the live stream. */
export const exceptionFilterNames = [
  "id",
  "state",
  "kind",
  "severity",
  "warehouse",
  "team",
  "person",
  "flow",
  "policy",
  "system",
  "object",
  "cause",
  "minValue",
  "q",
  "watch",
  "outcome",
] as const;

const states: readonly ExceptionState[] = ["open", "acknowledged", "snoozed", "resolved"];

/**
 * A filter from its words; lists are separated by commas, `object` is `order/SO-1` or `order:SO-1`.
 * Answers the faults where a word is none of those that can be.
 */
export function readExceptionFilter(words: ReadonlyMap<string, string>): {
  readonly filter: ExceptionFilter;
  readonly faults: readonly FilterFault[];
} {
  const faults: FilterFault[] = [];
  const list = (name: string): readonly string[] | undefined => {
    const items = (words.get(name) ?? "").split(",").map((item) => item.trim());
    const given = items.filter((item) => item !== "");
    return given.length === 0 ? undefined : given;
  };
  const oneOf = <T extends string>(name: string, allowed: readonly T[]): readonly T[] | undefined => {
    const given = list(name);
    const wrong = given?.find((item) => !allowed.some((word) => word === item));
    if (wrong !== undefined) faults.push({ path: name, message: `must be of ${allowed.join(", ")}` });
    return given?.flatMap((item) => allowed.find((word) => word === item) ?? []);
  };
  const text = (name: string): string | undefined => words.get(name)?.trim() || undefined;
  const ids = list("id")?.map((id) => ({ id, number: numberOfException(id) }));
  const unreadable = ids?.find(({ number }) => number === null);
  if (unreadable !== undefined) faults.push({ path: "id", message: "must be ids of exceptions, as X-17,X-18" });
  const minValue = text("minValue");
  if (minValue !== undefined && !/^\d{1,12}(\.\d{1,4})?$/.test(minValue)) {
    faults.push({ path: "minValue", message: "must be a decimal amount, as 1240.50" });
  }
  const watch = text("watch");
  if (watch !== undefined && watch !== "1" && watch !== "0") faults.push({ path: "watch", message: "must be 1 or 0" });
  const outcome = text("outcome");
  if (outcome !== undefined && outcome !== "unseen") faults.push({ path: "outcome", message: "must be unseen" });
  const object = text("object");
  const ref = object === undefined ? undefined : refOf(object);
  if (ref === null) faults.push({ path: "object", message: "must be kind and id, as order/SO-1" });
  const cause = text("cause");
  if (cause !== undefined && !/^C-[1-9]\d{0,14}$/.test(cause)) {
    faults.push({ path: "cause", message: "must be a cause's id, as C-17" });
  }
  const parts: Mutable<ExceptionFilter> = {};
  const numbers = ids?.flatMap(({ number }) => number ?? []);
  put(parts, "number", numbers);
  put(parts, "state", oneOf<ExceptionState>("state", states));
  put(parts, "kind", oneOf<ExceptionKind>("kind", exceptionKinds));
  put(parts, "severity", oneOf<Severity>("severity", severities));
  put(parts, "warehouse", list("warehouse"));
  put(parts, "team", list("team"));
  put(parts, "person", text("person"));
  put(parts, "flow", list("flow"));
  put(parts, "policy", text("policy"));
  put(parts, "system", list("system"));
  put(parts, "object", ref ?? undefined);
  put(parts, "cause", cause === undefined ? undefined : numberOfCause(cause));
  put(parts, "minValue", minValue);
  put(parts, "q", text("q"));
  put(parts, "watch", watch === "1" ? true : undefined);
  put(parts, "outcome", outcome === "unseen" ? outcome : undefined);
  return { filter: parts, faults };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function put<K extends keyof ExceptionFilter>(
  filter: Mutable<ExceptionFilter>,
  name: K,
  value: ExceptionFilter[K] | undefined,
): void {
  if (value !== undefined) filter[name] = value as Mutable<ExceptionFilter>[K];
}

/** `order/SO-1` → `order:*:SO-1`; a ref as it stands is kept. */
function refOf(text: string): string | null {
  if (/^[^:/]+:[^:]+:.+$/s.test(text)) return text;
  const match = /^(?:([^@:/]+)@)?([a-z-]+)[/:](.+)$/s.exec(text);
  if (match === null) return null;
  return `${match[1] === undefined ? "" : `${match[1]}@`}${match[2]}:*:${match[3]}`;
}

/** What asks for exceptions: a filter within a scope. */
export interface Asked {
  readonly filter: ExceptionFilter;
  readonly warehouses: readonly string[] | null;
}

/**
 * Whether an exception is among those that are asked for: the same answer as the store's query gives.
 * Words of `q` are all found, in any case, in title, reason, object id or customer.
 */
export function matchesException({ filter, warehouses }: Asked, exception: OpsException): boolean {
  const within = <T>(allowed: readonly T[] | undefined, value: T | null): boolean =>
    allowed === undefined || allowed.length === 0 || (value !== null && allowed.includes(value));
  if (exception.watch && filter.watch !== true) return false;
  if (warehouses !== null && (exception.warehouse === null || !warehouses.includes(exception.warehouse))) return false;
  if (!within(filter.number, exception.number) || !within(filter.state, exception.state)) return false;
  if (!within(filter.kind, exception.kind) || !within(filter.severity, exception.severity)) return false;
  if (!within(filter.warehouse, exception.warehouse) || !within(filter.team, exception.owner.team)) return false;
  if (!within(filter.flow, exception.flow) || !within(filter.system, exception.system)) return false;
  if (filter.person !== undefined && filter.person !== (exception.owner.person ?? "none")) return false;
  if (filter.policy !== undefined && filter.policy !== policyOf(exception)) return false;
  if (filter.object !== undefined && filter.object !== exception.object) return false;
  if (filter.cause !== undefined && exception.causeId !== causeId(filter.cause)) return false;
  if (filter.outcome === "unseen" && !isUnseen(exception)) return false;
  if (filter.minValue !== undefined && !reaches(exception, Number(filter.minValue))) return false;
  if (filter.q === undefined) return true;
  const text = exceptionText(exception);
  return wordsOfQuery(filter.q).every((word) => text.includes(word));
}

/** An amount that is not known reaches nothing. */
const reaches = ({ held }: OpsException, least: number): boolean => {
  const worth = worthOf(held);
  return worth !== null && worth >= least;
};

/** A filter as one text, the same for the same filter: what windows are shared by. */
export const filterKey = (filter: ExceptionFilter): string =>
  JSON.stringify(Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1)));
