/** Thursday 19 November 2026, 14:32 EST: the moment of the pictures. */
export const moment: number = Date.parse("2026-11-19T19:32:00.000Z");
/** Milliseconds. */
export const minute = 60_000;
/** Milliseconds. */
export const hour: number = 60 * minute;
/** ISO 8601 of Unix milliseconds. */
export const iso = (at: number): string => new Date(at).toISOString();
/** A local time in Atlanta in November 2026, as an instant. */
export const est = (text: string, day = 19): number => Date.parse(`2026-11-${day}T${text}:00.000-05:00`);
