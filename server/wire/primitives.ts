/** The small schemas that the others are made of. */
import * as z from "zod/mini";
import { objectKindWords, severityWords } from "./vocabulary.ts";

// The content policy of our pages forbids code made from text, which schemas would else be compiled to.
z.config({ jitless: true });

/** Text. */
export const s = z.string();

/** True or false. */
export const b = z.boolean();

/** A number. */
export const n = z.number();

/** A whole number. */
export const int = z.int();

/** Or null. */
export const no = z.nullable;

/** Many of one. */
export const list = z.array;

/** ISO 8601 UTC with milliseconds. */
export const instant = z.iso.datetime({ precision: 3 });
/** Schema of `DroppedRecords`. */
export const droppedRecords = z.object({ at: instant, upTo: instant });

/** Kind of object. */
export const kind = z.enum(objectKindWords);

/** How bad. */
export const severity = z.enum(severityWords);

/** How far absence may be judged. */
export const presence = z.enum(["complete", "sampled", "unknown"]);

/** An object by kind and id. */
export const object = z.object({ kind, id: s });

/** Whose it is. */
export const owner = z.object({ team: s, person: no(s) });

/** Decimal text and its currency. */
export const money = z.object({ amount: s.check(z.regex(/^-?\d+(\.\d+)?$/)), currency: s });

/** Attributes by the names that came. */
export const attributes = z.record(s, z.unknown());
