/**
 * Tells a scanner that types from a person who types. A scanner's keys come in one fast run that ends with Enter; what a
 * person had typed and left there before it is no part of the code. Pure; instants in milliseconds of one clock.
 */

/** Half of a scanner's keys, and more, come at most this far apart: nobody types so fast. */
export const scanGapMs = 50;
/** What comes after a pause so long begins anew. A scanner may stumble, and never for so long: no code is cut in two. */
export const scanPauseMs = 600;
/** A scanner's Enter comes at most so long after its last key. */
export const scanEndMs = 300;
/** Fewer keys are no code: two of a person's can come close together. */
export const scanLeast = 4;
/** Keys that are remembered; no code is longer. */
const most = 512;

/** The keys since the last Enter, with when each was pressed. */
export type Keys = readonly { readonly key: string; readonly at: number }[];

/** What was written once Enter came. `typed`: by a person, and the field knows best what. */
export type Written = { readonly by: "scanner"; readonly text: string } | { readonly by: "person" };

/** The keys after one more. A key that writes nothing, as Shift, changes nothing. */
export function press(keys: Keys, key: string, at: number): Keys {
  if (key === "Backspace") return keys.slice(0, -1);
  if (key === "Escape" || key === "Enter") return [];
  return [...key].length === 1 ? [...keys, { key, at }].slice(-most) : keys;
}

/** Who wrote what stands before an Enter at an instant. */
export function readEnter(keys: Keys, at: number): Written {
  const last = keys.at(-1);
  if (last === undefined || at - last.at > scanEndMs) return { by: "person" };
  const gaps = keys.map((one, index) => one.at - (keys[index - 1]?.at ?? Number.NEGATIVE_INFINITY));
  const first = gaps.findLastIndex((gap) => gap >= scanPauseMs);
  const run = keys.slice(first);
  const fast = gaps.slice(first + 1).filter((gap) => gap <= scanGapMs).length;
  return run.length < scanLeast || 2 * fast < run.length - 1
    ? { by: "person" }
    : { by: "scanner", text: run.map(({ key }) => key).join("") };
}
