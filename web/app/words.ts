import { domainWords } from "./words/domain.ts";
import { eventWords } from "./words/events.ts";
import { frameWords } from "./words/frame.ts";
import { catalogue, type Say } from "./words/say.ts";

export { catalogue, type Say, type Values } from "./words/say.ts";

const entries = { ...frameWords, ...domainWords, ...eventWords } as const;
/** An id of the shared part of the catalogue. */
export type WordId = keyof typeof entries;

/** Reads the shared part of the catalogue: frame, widgets and what the core decides. */
export const t: Say<WordId> = catalogue(entries);

const known = new Set<string>(Object.keys(entries));

/** Text of an id put together from a code, or the fallback where the catalogue has none. */
export function word(prefix: string, code: string, fallback: string = code): string {
  const id = `${prefix}.${code}`;
  return known.has(id) ? t(id as WordId) : fallback;
}

/** What people call an event type: `shipment.confirmed` is "Left the dock"; an unknown one is its own words. */
export const eventWord = (type: string): string => word("event", type, sentence(type));

/** `label.requested` or `LabelRequest` as "Label requested". */
function sentence(code: string): string {
  const words = code
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[._\-\s]+/)
    .filter(Boolean)
    .join(" ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `Order SO-10423`: an object by what it is and its number. */
export const objectName = (object: { readonly kind: string; readonly id: string }): string =>
  `${word("object", object.kind, sentence(object.kind))} ${object.id}`;

/** `14 orders`. */
export const objectCount = (kind: string, n: number): string =>
  known.has(`objects.${kind}`) ? t(`objects.${kind}` as WordId, { n }) : `${n} ${kind}`;
