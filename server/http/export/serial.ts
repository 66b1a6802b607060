const hour = 3_600_000;
const day = 24 * hour;
/** Zones change their clocks at whole quarters of an hour of UTC. */
const quarter = hour / 4;
/** Serial number of 1 January 1970. */
const epoch = 25_569;
/** From 1 March 1900: before it, sheets count a day that never was. */
const first = 61;
/** Behind 31 December 9999. */
const behind = 2_958_466;
/** Offsets that are kept. */
const mostKept = 20_000;

/** Answers the clock of a zone: how far it is ahead of UTC at an instant, in milliseconds. Throws a RangeError where there is no such zone. */
export function clockOf(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const known = new Map<number, number>();
  const read = (at: number): number => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
    const told = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
    return told - Math.floor(at / 1_000) * 1_000;
  };
  return (at) => {
    const slot = Math.floor(at / quarter);
    const kept = known.get(slot);
    if (kept !== undefined) return kept;
    if (known.size >= mostKept) known.clear();
    const offset = read(slot * quarter);
    known.set(slot, offset);
    return offset;
  };
}

/** An instant as a sheet counts it, in days on a clock; null where a sheet has no such day. */
export function serialOf(at: number, ahead: (at: number) => number): string | null {
  const serial = (at + ahead(at)) / day + epoch;
  return serial >= first && serial < behind ? String(serial) : null;
}

/** A date as 2026-11-30 as a sheet counts it; null where it is none. */
export function serialOfDay(date: string): string | null {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at) ? null : serialOf(at, () => 0);
}
