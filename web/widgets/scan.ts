/**
 * Tells a scanner that types from a person who types. A scanner's keys come in one fast run that ends with Enter; what a
 * person had typed before it is no part of the code. Pure; instants in milliseconds of one clock.
 */

/** Keys of a scanner come at most this far apart: nobody types so fast. */
export const scanGapMs = 50;
/** Its Enter comes at most so long after its last key. */
export const scanEndMs = 120;
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
  let first = keys.length - 1;
  while (first > 0 && (keys[first]?.at ?? 0) - (keys[first - 1]?.at ?? 0) <= scanGapMs) first -= 1;
  const run = keys.slice(first);
  return run.length < scanLeast ? { by: "person" } : { by: "scanner", text: run.map(({ key }) => key).join("") };
}
