import { permanent, retryable } from "../../../collectors/kit/index.ts";
import type { EgressAnswer, Exchanged } from "../../egress/index.ts";
import type { Told } from "../../ports/index.ts";

/** Least and most that a receiver may ask us to wait. */
const waits = { least: 1_000, most: 3_600_000, usual: 60_000 };

/**
 * How a receiver's answer is understood. 2xx: taken. 429 and 503: not now. 408, 425 and other 5xx: perhaps taken,
 * perhaps not. All else: never.
 */
export function toldOf(exchanged: Exchanged, receiver: string, now: number): Told {
  if (!exchanged.ok) return exchanged;
  const { status } = exchanged.value;
  if (status >= 200 && status < 300) return { ok: true, said: String(status) };
  if (status === 429 || status === 503) {
    const busy = retryable("receiver-busy", `${receiver} answered ${status}.`, waitOf(exchanged.value, now));
    return { ...busy, taken: "no" };
  }
  if (status === 408 || status === 425 || status >= 500) {
    const failed = retryable("receiver-failed", `${receiver} answered ${status}.`, waitOf(exchanged.value, now));
    return { ...failed, taken: status === 425 ? "no" : "unknown" };
  }
  const gone = status === 404 || status === 410;
  const refused = permanent(gone ? "receiver-gone" : "receiver-refused", `${receiver} answered ${status}.`);
  return { ...refused, taken: "no" };
}

/** `Retry-After` in seconds or as a date, between a second and an hour. */
function waitOf(answer: EgressAnswer, now: number): number {
  const told = answer.headers.get("retry-after")?.trim() ?? "";
  const wait = /^\d{1,9}$/.test(told) ? Number(told) * 1_000 : Date.parse(told) - now;
  return Number.isFinite(wait) ? Math.min(waits.most, Math.max(waits.least, wait)) : waits.usual;
}
