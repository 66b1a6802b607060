import { type OpsException, partsOf, type TraceState } from "../domain/index.ts";

const separators = /[-_./#\s]+/g;
/** Zeros that lead a run of digits, at the start or after a letter. */
const leadingZeros = /(^|[^0-9])0+(?=[0-9])/g;

/** A number as it is compared in a search: lower case, without separators, leading zeros of each digit run left out. */
export const plainNumber = (value: string): string =>
  value.toLowerCase().replace(separators, "").replace(leadingZeros, "$1");

/** What a number is found by: its whole text, or the part from some digit run on. */
export interface SearchTerm {
  readonly term: string;
  readonly whole: boolean;
}

/** Parts that begin within one number, at most. */
const partsKept = 4;

/** Terms of a number: `SO-0010431` is found by `so10431` and by `10431`. */
export function searchTerms(value: string): readonly SearchTerm[] {
  const whole = plainNumber(value);
  if (whole === "") return [];
  const terms: SearchTerm[] = [{ term: whole, whole: true }];
  const seen = new Set([whole]);
  for (const { index } of value.matchAll(/(?<![0-9])[0-9]/g)) {
    const term = plainNumber(value.slice(index));
    if (seen.has(term)) continue;
    seen.add(term);
    terms.push({ term, whole: false });
    if (terms.length > partsKept) break;
  }
  return terms;
}

/** The words of a filter's `q`, lower-cased; each must be found. */
export const wordsOfQuery = (q: string): readonly string[] =>
  q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");

/** Text that an exception's words are looked for in: title, reason, object id, customer. */
export const exceptionText = (exception: OpsException): string => {
  const id = exception.object === null ? "" : partsOf(exception.object).value;
  return [exception.title, exception.reason, id, exception.customer ?? ""].join("\n").toLowerCase();
};

/** Text that a trace's words are looked for in, besides its id: name, values of its keys. */
export const traceWords = (trace: TraceState): string =>
  [trace.name, ...trace.keys.map((key) => partsOf(key).value)].join("\n").toLowerCase();

/** `<flow>.<step>`; null where no step is concerned. */
export const policyOf = ({ flow, step }: Pick<OpsException, "flow" | "step">): string | null =>
  flow === null || step === null ? null : `${flow}.${step}`;

/** Closed by a person, with an outcome that is still to be seen. */
export const isUnseen = ({ state, resolution }: Pick<OpsException, "state" | "resolution">): boolean =>
  state === "resolved" && resolution?.outcomeSeenAt === null;

/** Number of the exception that a merged one was joined to; null for any other. */
export function mergedInto(exception: Pick<OpsException, "resolution">): number | null {
  if (exception.resolution?.reason !== "merged") return null;
  const number = /^X-(\d{1,15})$/.exec(exception.resolution.text ?? "")?.[1];
  return number === undefined ? null : Number(number);
}

/** Merges that are followed from one exception to the one that answers for it, at most. */
export const mergesFollowed = 50;
