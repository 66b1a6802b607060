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

/** What people call a failed event: `shipment.labelled` is "Carrier label refused"; an unknown one is its word, refused. */
export const refusedWord = (type: string): string =>
  word("refused", type, t("refused.other", { what: eventWord(type) }));

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

/** A flow's id as words. */
export const flowWord = (flow: string): string => sentence(flow);

/** What a step's outcome is called: its event's word where the flows are known, else its id as words. */
export function stepWord(
  flows:
    | readonly { readonly id: string; readonly steps: readonly { readonly id: string; readonly expect: string }[] }[]
    | undefined,
  flow: string,
  step: string,
): string {
  const found = flows?.find((one) => one.id === flow)?.steps.find((one) => one.id === step);
  return found ? eventWord(found.expect) : sentence(step);
}
