import { type BusinessKey, type KeyText, type ObjectKind, objectKinds } from "./types.ts";

const kinds: ReadonlySet<string> = new Set(objectKinds);

/** True for kinds whose keys name an object of a flow; others (warehouse, item, wave, …) are dimensions or mentions. */
export const isObjectKind = (kind: string): kind is ObjectKind => kinds.has(kind);

/** Text of a key: `order:*:SO-1`, in an environment kept apart `qa@order:*:SO-1`. Kinds, issuers and environments hold no `:` or `@`. */
export const keyText = (environment: string, key: BusinessKey): KeyText =>
  `${environment === "" ? "" : `${environment}@`}${key.kind}:${key.issuer}:${key.value}`;

/** What stands in the text of a key, or of an object's ref. */
export interface KeyParts extends BusinessKey {
  readonly environment: string;
}

/** Reads the text of a key or ref again. */
export function partsOf(text: KeyText): KeyParts {
  const colon = text.indexOf(":");
  const head = text.slice(0, colon);
  const at = head.indexOf("@");
  const second = text.indexOf(":", colon + 1);
  return {
    environment: at < 0 ? "" : head.slice(0, at),
    kind: head.slice(at + 1),
    issuer: text.slice(colon + 1, second),
    value: text.slice(second + 1),
  };
}

/** Order of keys within one object: issuer `*` first, then issuer, then value. The least one gives the object its id. */
export function compareKeys(a: BusinessKey, b: BusinessKey): number {
  if (a.issuer !== b.issuer) return a.issuer === "*" ? -1 : b.issuer === "*" ? 1 : a.issuer < b.issuer ? -1 : 1;
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}

/** Text of a trace in its environment. */
export const traceText = (environment: string, traceId: string): string =>
  environment === "" ? traceId : `${environment}@${traceId}`;

/** Text of a system in its environment. */
export const sourceText = (environment: string, system: string): string =>
  environment === "" ? system : `${environment}@${system}`;
