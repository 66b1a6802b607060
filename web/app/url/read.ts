/** How single values of an address are read: unknown or broken ones fall away. */
import { isDay } from "../format/days.ts";

/** An address as it came. */
export type Raw = Record<string, unknown>;

/** Text that is not empty; a number as text. */
export const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;
/** True where it is set. */
export const flag = (value: unknown): true | undefined =>
  value === true || value === "1" || value === 1 ? true : undefined;
/** One of these words. */
export const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find((one) => one === value);

/** A day, as `2026-11-16`. */
export const dayText = (value: unknown): string | undefined => {
  const found = text(value);
  return found !== undefined && isDay(found) ? found : undefined;
};
/** An instant in ISO 8601. */
export const instantText = (value: unknown): string | undefined => {
  const found = text(value);
  const at = found === undefined ? Number.NaN : Date.parse(found);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
};

/** Leaves out what is undefined, so that addresses stay short. */
export function kept<T extends object>(search: T): T {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as T;
}

/** Carried by every page: the warehouse in scope; none is the whole company. */
export interface ScopeSearch {
  readonly site?: string | undefined;
}
