/** An object that this person looked at: enough to find it again, and nothing about it. */
export interface Looked {
  readonly kind: string;
  readonly id: string;
  readonly environment: string;
}

const stored = "tallyman.looked";
const most = 12;

const isLooked = (value: unknown): value is Looked =>
  typeof value === "object" &&
  value !== null &&
  "kind" in value &&
  typeof value.kind === "string" &&
  "id" in value &&
  typeof value.id === "string" &&
  "environment" in value &&
  typeof value.environment === "string";

/** What was looked at last on this device, newest first; empty where storage is refused. */
export function readLooked(): readonly Looked[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(stored) ?? "[]");
    return Array.isArray(value) ? value.filter(isLooked).slice(0, most) : [];
  } catch {
    return [];
  }
}

/** Remembers an object as the last one looked at, on this device. */
export function rememberLooked(object: Looked): void {
  const others = readLooked().filter(
    (one) => one.kind !== object.kind || one.id !== object.id || one.environment !== object.environment,
  );
  const kept = [{ kind: object.kind, id: object.id, environment: object.environment }, ...others].slice(0, most);
  try {
    localStorage.setItem(stored, JSON.stringify(kept));
  } catch {
    // Refused storage: nothing is remembered.
  }
}

/** Forgets all of it. */
export function forgetLooked(): void {
  try {
    localStorage.removeItem(stored);
  } catch {
    // Refused storage: there is nothing to forget.
  }
}
