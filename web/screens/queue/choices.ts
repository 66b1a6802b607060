import type { CloseReason } from "../../../server/wire/index.ts";
import { zonedInstant } from "../../app/format/zoned.ts";
import { dayKey } from "../../app/format.ts";

/** The reasons with which a person may close, the most usual first. */
export const closeReasonsInOrder: readonly CloseReason[] = [
  "done-outside",
  "cancelled",
  "timing",
  "duplicate",
  "accepted-loss",
  "not-real",
];

export { zonedInstant };

/** Times until which one usually parks. */
export interface ParkChoice {
  readonly word: "park.hour" | "park.three" | "park.morning" | "park.monday";
  readonly at: number;
}

/** One hour, three hours, the next morning at eight, next Monday at eight: in the calendar of a zone. */
export function parkChoices(now: number, zone: string): readonly ParkChoice[] {
  const hour = 3_600_000;
  const minute = Math.ceil(now / 60_000) * 60_000;
  const morning = (days: number): number => {
    const [year = 0, month = 1, day = 1] = dayKey(now, zone).split("-").map(Number);
    const key = new Date(Date.UTC(year, month - 1, day + days, 12)).toISOString().slice(0, 10);
    return zonedInstant(`${key}T08:00`, zone) ?? now;
  };
  const weekday = new Date(`${dayKey(now, zone)}T12:00:00Z`).getUTCDay();
  const toMonday = (8 - weekday) % 7 || 7;
  return [
    { word: "park.hour", at: minute + hour },
    { word: "park.three", at: minute + 3 * hour },
    { word: "park.morning", at: morning(1) },
    ...(toMonday > 1 ? [{ word: "park.monday" as const, at: morning(toMonday) }] : []),
  ];
}
