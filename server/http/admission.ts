import type { Fault } from "../../collectors/kit/index.ts";
import { type ByWorth, zeros } from "../pipeline/pace.ts";
import { type Worth, worths } from "../pipeline/worth.ts";
import type { Ahead, Work } from "./ahead.ts";
import { createWorths, type Flow } from "./worths.ts";

/** How the server is doing when a delivery knocks. */
export interface Load {
  /** Bytes of bodies that may be in memory at once, and that are. */
  readonly budget: number;
  readonly held: number;
  /** Those among them that wait to be written or are just coming, of all senders and of this one: a slow sender presses nobody. */
  readonly pressing: number;
  readonly own: number;
  /** Most that this sender may hold before anything of the flow was looked into; null where something was. */
  readonly unheard: number | null;
  /** Bytes a second that left while there was always more to do; null as long as that was never so. */
  readonly rate: number | null;
  /** Milliseconds of work that lie before the engine, of each worth; all of it, and what is this sender's. */
  readonly ahead: Work;
}

/**
 * Bounds of each worth: its part of the budget; for how long what is held may take to be written, so that what is worth
 * more does not wait behind it; what is let in however slow that is; and for how long the engine may be at work on what
 * is worth as much and less, so that it is done soon after the last of a flood, and has room for what is worth more.
 */
const bounds: Readonly<
  Record<Worth, { readonly part: number; readonly waitMs: number; readonly least: number; readonly aheadMs: number }>
> = {
  logs: { part: 1 / 8, waitMs: 200, least: 1 << 21, aheadMs: 5_000 },
  spans: { part: 1 / 4, waitMs: 400, least: 1 << 22, aheadMs: 10_000 },
  errors: { part: 1 / 2, waitMs: 1_000, least: 1 << 23, aheadMs: 30_000 },
  business: { part: 1, waitMs: Number.POSITIVE_INFINITY, least: 0, aheadMs: 60_000 },
};
/** A sender may have so many times what is left free: one alone two thirds, and always leaves room for the next. */
const greed = 2;
/** What one sender holds may take so long to be written, whatever it is worth; so much it may hold however slow that is. */
const ownBounds = { waitMs: 1_000, least: 1 << 23 };

/** Why a delivery is not taken now; null where it is. `share`: this sender has more than its part of what is there. */
export type Shed = "share" | "full" | "behind" | null;

/** The bytes that may be held while something of a worth is let in. */
export function limitOf(worth: Worth, { budget, rate }: Pick<Load, "budget" | "rate">): number {
  const { part, waitMs, least } = bounds[worth];
  const most = Math.floor(budget * part);
  return rate === null ? most : Math.min(most, Math.max(least, (rate * waitMs) / 1_000));
}

/**
 * Whether a body of so many bytes is let in. Pure. What is worth more is let in longer; a sender that holds nothing, and
 * gave the engine nothing, is let in wherever one that has much is not, so that whoever sends ten times its share takes
 * nothing from the others. Where nothing is held, whatever fits is let in for which the engine has room.
 */
export function judge(worth: Worth, bytes: number, load: Load): Shed {
  const { budget, held, pressing, own, ahead } = load;
  const { aheadMs } = bounds[worth];
  const leftMs = aheadMs - upTo(worth, ahead.all);
  if (leftMs < 0) return "behind";
  if (held + bytes > budget) return "full";
  if (upTo(worth, ahead.own) > greed * leftMs) return "share";
  if (held === 0) return null;
  const limit = limitOf(worth, load);
  if (pressing >= limit) return "full";
  // Taking it costs processor time that the engine lacks for what else this sender sent.
  if (upTo("business", ahead.own) > aheadMs) return "share";
  return own === 0 || own + bytes <= Math.min(ownLimitOf(load), greed * (limit - pressing)) ? null : "share";
}

/** What is worth as much as one worth or less, together. */
const upTo = (worth: Worth, ms: ByWorth): number =>
  worths.slice(0, worths.indexOf(worth) + 1).reduce((sum, one) => sum + ms[one], 0);

function ownLimitOf({ budget, rate, unheard }: Load): number {
  if (unheard !== null) return unheard;
  return rate === null ? budget : Math.max(ownBounds.least, (rate * ownBounds.waitMs) / 1_000);
}

/** Milliseconds until the engine has worked off what is too much, if nothing more comes; less than none where it is not. */
function overMs(worth: Worth, why: Exclude<Shed, null>, { all, own }: Work): number {
  const leftMs = bounds[worth].aheadMs - upTo(worth, all);
  return why === "share" ? (upTo(worth, own) - greed * leftMs) / (1 + greed) : -leftMs;
}

/** A delivery that was sent away unread. */
export interface Refusal {
  readonly flow: Flow;
  /** `unknown` where nothing of the flow was looked into yet. */
  readonly worth: Worth | "unknown";
  readonly why: Exclude<Shed, null>;
  /** As far as they were known. */
  readonly bytes: number;
}

/** Bytes of bodies that are in memory at once, by sender and worth: the back-pressure of the doors. */
export interface Admission {
  /** Reserves bytes for one body, or says why not. */
  enter(bytes: number, flow: Flow): Reservation | Refused;
  /** What a delivery of a flow turned out to be worth. */
  learn(flow: Flow, worth: Worth): void;
  readonly bytes: number;
}

/** What one body has reserved. */
interface Reservation {
  readonly kind: "reserved";
  /** Makes the reservation at least this large, or says why not. */
  grow(bytes: number): Fault | null;
  /** The body is whole, and waits to be written. */
  ready(): void;
  release(): void;
}

/** What one body that is not let in hears, after so many milliseconds. */
interface Refused {
  readonly kind: "refused";
  readonly fault: Fault;
  readonly afterMs: number;
}

/** What an admission is made of; what is left out is an engine with nothing to do, the machine's clock and nobody told. */
export interface AdmissionParts {
  readonly ahead?: Ahead["of"];
  readonly refused?: (refusal: Refusal) => void;
  /** Most bytes that a sender holds of which nothing was looked into yet; no bound when left out. */
  readonly unheardBytes?: number;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

const longestRetryMs = 30_000;
/** Whoever comes again before it was to hears so late that it may not: being sent away takes a processor too. */
const impatientMs = 250;
const mostSenders = 10_000;
/** A body that is still not whole after so long comes slowly. */
const slowAfterMs = 250;

interface Held {
  readonly sender: string;
  readonly since: number;
  bytes: number;
  state: "coming" | "slow" | "whole" | "gone";
}

/** An empty admission with a budget in bytes. */
export function createAdmission(budget: number, retryAfterMs: number, parts: AdmissionParts = {}): Admission {
  const ahead = parts.ahead ?? (() => ({ all: zeros(), own: zeros() }));
  const now = parts.now ?? (() => performance.now());
  const pace = paceOfWriting(now);
  const flows = createWorths();
  const bySender = new Map<string, number>();
  /** When senders that were sent away were to come again. */
  const again = new Map<string, number>();
  let coming: Held[] = [];
  let held = 0;
  let pressing = 0;

  function press(sender: string, bytes: number): void {
    pressing += bytes;
    const own = (bySender.get(sender) ?? 0) + bytes;
    if (own > 0) bySender.set(sender, own);
    else bySender.delete(sender);
  }

  function markSlow(): void {
    const young = coming.findIndex(({ since }) => now() - since <= slowAfterMs);
    const old = young < 0 ? coming : coming.slice(0, young);
    coming = young < 0 ? [] : coming.slice(young);
    for (const one of old) {
      if (one.state !== "coming") continue;
      one.state = "slow";
      press(one.sender, -one.bytes);
    }
  }

  function refuse(flow: Flow, worth: Refusal["worth"], why: Exclude<Shed, null>, bytes: number): Fault {
    parts.refused?.({ flow, worth, why, bytes });
    const rate = pace.rate();
    const writeMs = rate === null ? 0 : (pressing / rate) * 1_000;
    const waitMs = Math.max(writeMs, overMs(worth === "unknown" ? "business" : worth, why, ahead(flow.sender)));
    return {
      class: "retryable",
      code: why === "share" ? "rate-limited" : "ingest-full",
      message: reasons[why],
      retryAfterMs: Math.min(longestRetryMs, Math.max(retryAfterMs, Math.ceil(waitMs))),
    };
  }

  /** How long a refusal is held back; it says to wait for `ms`. */
  function putOff(sender: string, ms: number): number {
    const isEarly = now() < (again.get(sender) ?? 0);
    again.delete(sender);
    again.set(sender, now() + ms);
    const [oldest] = again.keys();
    if (again.size > mostSenders && oldest !== undefined) again.delete(oldest);
    return isEarly ? impatientMs : 0;
  }

  function reserved(flow: Flow, worth: Refusal["worth"], bytes: number): Reservation {
    const one: Held = { sender: flow.sender, since: now(), bytes, state: "coming" };
    held += bytes;
    press(one.sender, bytes);
    coming.push(one);
    return {
      kind: "reserved",
      grow(total) {
        const more = total - one.bytes;
        if (more <= 0) return null;
        if (held + more > budget) return refuse(flow, worth, "full", total);
        held += more;
        if (one.state !== "slow") press(one.sender, more);
        one.bytes = total;
        return null;
      },
      ready() {
        if (one.state === "slow") press(one.sender, one.bytes);
        one.state = "whole";
        pace.come(one.bytes);
      },
      release() {
        if (one.state === "gone") return;
        held -= one.bytes;
        if (one.state !== "slow") press(one.sender, -one.bytes);
        if (one.state === "whole") pace.leave(one.bytes);
        one.state = "gone";
      },
    };
  }

  return {
    get bytes() {
      return held;
    },
    learn: (flow, worth) => flows.learn(flow, worth),
    enter(bytes, flow) {
      markSlow();
      const heard = flows.of(flow);
      // It may be business.
      const worth = heard ?? "business";
      const own = bySender.get(flow.sender) ?? 0;
      const unheard = heard === null ? (parts.unheardBytes ?? budget) : null;
      const load: Load = { budget, held, pressing, own, unheard, rate: pace.rate(), ahead: ahead(flow.sender) };
      const shed = judge(worth, bytes, load);
      const told = heard ?? "unknown";
      if (shed === null) return reserved(flow, told, bytes);
      const fault = refuse(flow, told, shed, bytes);
      return { kind: "refused", fault, afterMs: putOff(flow.sender, fault.retryAfterMs ?? retryAfterMs) };
    },
  };
}

const reasons: Readonly<Record<Exclude<Shed, null>, string>> = {
  share: "this sender sends more than its share: send it again later",
  full: "too much is being received at once: send it again later",
  behind: "what was received is still being worked on: send it again later",
};

const paceWindowMs = 250;

/** How fast whole bodies are written while there is always one more: what is written in an idle while tells nothing. */
function paceOfWriting(now: () => number) {
  let rate: number | null = null;
  let waiting = 0;
  let since = 0;
  let written = 0;
  const begin = (): void => {
    since = now();
    written = 0;
  };
  return {
    rate: () => rate,
    come(bytes: number) {
      if (waiting === 0) begin();
      waiting += bytes;
    },
    leave(bytes: number) {
      waiting -= bytes;
      written += bytes;
      const tookMs = now() - since;
      if (tookMs < paceWindowMs || waiting === 0) return;
      const seen = (written / tookMs) * 1_000;
      rate = rate === null ? seen : rate + (seen - rate) / 4;
      begin();
    },
  };
}
