import {
  behindDigits,
  behindText,
  behindValue,
  byteAt,
  items,
  members,
  namesOf,
  plainEnd,
  wordAt,
  wordOf,
} from "./jsonBytes.ts";
import { behindPair, behindPlain, pair, storedPair, TEXT, TRUTH } from "./jsonPair.ts";
import { dateLog, most, scanned } from "./raw.ts";

const QUOTE = 0x22;
/** Severities from here on are errors, which are looked at. */
const ERROR = 17;

/** What has been found of the record: a bit for each name that may be there once. */
let met = 0;
/** The id that was read last says that there is none. */
let isNone = false;
/** Number that was read last by `smallNumber`, and by `nanos` in halves. */
let number = 0;
let hi = 0;
let lo = 0;
let observedHi = 0;
let observedLo = 0;

const SPAN = [
  ...["traceId", "spanId", "parentSpanId", "traceState", "flags", "name", "kind"],
  ...["startTimeUnixNano", "endTimeUnixNano", "attributes", "events", "links", "status"],
  ...["droppedAttributesCount", "droppedEventsCount", "droppedLinksCount"],
];
const LOG = [
  ...["traceId", "spanId", "timeUnixNano", "observedTimeUnixNano", "severityNumber", "severityText"],
  ...["body", "attributes", "flags", "eventName", "droppedAttributesCount"],
];
const inSpan = namesOf(SPAN);
const inLog = namesOf(LOG);
const inEvent = namesOf(["timeUnixNano", "name", "attributes"]);
const inStatus = namesOf(["code", "message"]);

/**
 * Finds the fields of the span that begins at an offset of the body that is walked, and puts its attributes at `first`
 * of `at`. Gives where it ends; -1 where anything about it is out of the ordinary: what the scan of protobuf leaves to
 * the decoder, and what JSON has besides: nulls, names twice, numbers and ids in another form, escapes in a name.
 */
export function scanJsonSpan(from: number, at: Int32Array, first: number): number {
  begin(at, first);
  const to = members(from, inSpan, spanField);
  if (to < 0 || to - from > most.record || scanned.trace < 0 || scanned.span < 0) return -1;
  if (scanned.endHi < scanned.startHi || (scanned.endHi === scanned.startHi && scanned.endLo < scanned.startLo))
    return -1;
  return to;
}

/** As `scanJsonSpan`, of a log record. */
export function scanJsonLog(from: number, at: Int32Array, first: number): number {
  begin(at, first);
  observedHi = observedLo = 0;
  const to = members(from, inLog, logField);
  if (to < 0 || to - from > most.record) return -1;
  dateLog(observedHi, observedLo);
  return to;
}

function begin(at: Int32Array, first: number): void {
  met = 0;
  scanned.trace = scanned.span = scanned.parent = scanned.bodyFrom = -1;
  scanned.nameFrom = scanned.nameTo = 0;
  scanned.startHi = scanned.startLo = scanned.endHi = scanned.endLo = 0;
  scanned.attributes = 0;
  scanned.first = first;
  scanned.at = at;
}

/** Whether a field is there for the second time. */
function isThere(field: number): boolean {
  const bit = 1 << field;
  const twice = (met & bit) !== 0;
  met |= bit;
  return twice;
}

function spanField(field: number, at: number): number {
  if (field < 0) return behindValue(at);
  if (isThere(field)) return -1;
  switch (field) {
    case 0:
      scanned.trace = at + 1;
      return isId(at, 32) ? at + 34 : -1;
    case 1:
      scanned.span = at + 1;
      return isId(at, 16) ? at + 18 : -1;
    case 2: {
      const to = behindId(at, 16);
      if (!isNone) scanned.parent = at + 1;
      return to;
    }
    case 3:
      return behindState(at);
    case 5:
      return behindName(at);
    case 7: {
      const to = nanos(at);
      scanned.startHi = hi;
      scanned.startLo = lo;
      return to;
    }
    case 8: {
      const to = nanos(at);
      scanned.endHi = hi;
      scanned.endLo = lo;
      return to;
    }
    case 9:
      return items(at, storedPair);
    case 10:
      return items(at, plainEvent);
    case 11:
      return items(at, none);
    case 12:
      return members(at, inStatus, statusField);
    default:
      return smallNumber(at);
  }
}

function logField(field: number, at: number): number {
  if (field < 0) return behindValue(at);
  if (isThere(field)) return -1;
  switch (field) {
    case 0: {
      const to = behindId(at, 32);
      if (!isNone) scanned.trace = at + 1;
      return to;
    }
    case 1:
      return behindId(at, 16);
    case 2: {
      const to = nanos(at);
      scanned.endHi = hi;
      scanned.endLo = lo;
      return to;
    }
    case 3: {
      const to = nanos(at);
      observedHi = hi;
      observedLo = lo;
      return to;
    }
    case 4: {
      const to = smallNumber(at);
      return number < ERROR ? to : -1;
    }
    case 5:
      return behindText(at);
    case 6:
      return behindBody(at);
    case 7:
      return items(at, storedPair);
    case 9:
      return behindName(at);
    default:
      return smallNumber(at);
  }
}

const none = (): number => -1;

function behindName(at: number): number {
  const to = behindText(at);
  if (to < 0 || to - at > most.text) return -1;
  scanned.nameFrom = at + 1;
  scanned.nameTo = to - 1;
  return to;
}

const ZEROS = wordOf("0000");
/** Every byte of an ASCII word is 0 to 9 or a to f. */
function isHex(word: number): boolean {
  const digits = (word + 0x50505050) & ~(word + 0x46464646);
  const letters = (word + 0x1f1f1f1f) & ~(word + 0x19191919);
  return ((digits | letters) & ~word & 0x80808080) === (0x80808080 | 0);
}

/** An id in lower-case hex, in quotes; `isNone` where it is empty or all zeros. */
function behindId(at: number, digits: number): number {
  if (byteAt(at) !== QUOTE) return -1;
  isNone = true;
  if (byteAt(at + 1) === QUOTE) return at + 2;
  const to = at + 1 + digits;
  for (let pos = at + 1; pos < to; pos += 4) {
    const word = wordAt(pos);
    if (word === ZEROS) continue;
    isNone = false;
    if (!isHex(word)) return -1;
  }
  return byteAt(to) === QUOTE ? to + 1 : -1;
}

const isId = (at: number, digits: number): boolean => behindId(at, digits) >= 0 && !isNone;

/** A trace state in which no sampling can be told. */
function behindState(at: number): number {
  const quote = byteAt(at) === QUOTE ? plainEnd(at + 1) : -1;
  for (let pos = at + 1; pos + 2 < quote; pos++)
    if (byteAt(pos) === 0x6f && byteAt(pos + 1) === 0x74 && byteAt(pos + 2) === 0x3d) return -1;
  return quote < 0 ? -1 : quote + 1;
}

/** A number of at most nine digits. */
function smallNumber(at: number): number {
  const to = behindDigits(at);
  if (to === at || to - at > 9 || (to - at > 1 && byteAt(at) === 0x30)) return -1;
  number = 0;
  for (let pos = at; pos < to; pos++) number = number * 10 + byteAt(pos) - 0x30;
  return to;
}

const powers = Array.from({ length: 10 }, (_, power) => 10 ** power);

/** Nanoseconds of at most 19 digits, in quotes or not. */
function nanos(at: number): number {
  const quoted = byteAt(at) === QUOTE;
  const from = quoted ? at + 1 : at;
  // 19 digits are what every instant since 2001 has; the last word begins a digit before the three that are left.
  if (quoted && byteAt(from + 19) === QUOTE) {
    const [one, two, three, four] = [wordAt(from), wordAt(from + 4), wordAt(from + 8), wordAt(from + 12)];
    const last = wordAt(from + 15);
    if (isDigits(one) && isDigits(two) && isDigits(three) && isDigits(four) && isDigits(last)) {
      const middle = numberIn(three);
      const hundreds = Math.floor(middle / 100);
      const front = numberIn(one) * 1_000_000 + numberIn(two) * 100 + hundreds;
      const back = (middle - hundreds * 100) * 10_000_000 + numberIn(four) * 1_000 + (numberIn(last) % 1_000);
      intoHalves(front, 1_000_000_000, back);
      return from + 20;
    }
  }
  const to = behindDigits(from);
  const digits = to - from;
  if (digits === 0 || digits > 19) return -1;
  if (quoted ? byteAt(to) !== QUOTE : digits > 1 && byteAt(from) === 0x30) return -1;
  const parted = Math.min(to, from + 10);
  let front = 0;
  let back = 0;
  for (let pos = from; pos < parted; pos++) front = front * 10 + byteAt(pos) - 0x30;
  for (let pos = parted; pos < to; pos++) back = back * 10 + byteAt(pos) - 0x30;
  intoHalves(front, powers[to - parted] ?? 1, back);
  return quoted ? to + 1 : to;
}

/** Of at most ten digits, a power of ten, and as many digits as it has zeros, at most nine: all steps are exact. */
function intoHalves(front: number, power: number, back: number): void {
  const upper = Math.floor(front / 65_536);
  const raised = upper * power;
  const carried = Math.floor(raised / 65_536);
  const lower = (raised - carried * 65_536) * 65_536 + (front - upper * 65_536) * power + back;
  const over = Math.floor(lower / 4_294_967_296);
  hi = carried + over;
  lo = lower - over * 4_294_967_296;
}

/** Whether the bytes of a word are all 0 to 9. */
const isDigits = (word: number): boolean =>
  ((word + 0x50505050) & ~(word + 0x46464646) & ~word & 0x80808080) === (0x80808080 | 0);

/** The number that four digits say. */
function numberIn(word: number): number {
  const digits = word & 0x0f0f0f0f;
  const pairs = digits * 10 + (digits >>> 8);
  return (pairs & 0xff) * 100 + ((pairs >>> 16) & 0xff);
}

function statusField(field: number, at: number): number {
  if (field === 1) return behindText(at);
  if (field < 0) return behindValue(at);
  const to = smallNumber(at);
  // OK and unset; every other code is looked at.
  return number <= 1 ? to : -1;
}

/** An event that would be read without complaint; nothing of it is looked at. */
const plainEvent = (at: number): number => members(at, inEvent, eventField);

function eventField(field: number, at: number): number {
  switch (field) {
    case 0:
      return nanos(at);
    case 1:
      return behindText(at);
    case 2:
      return items(at, behindPair);
    default:
      return behindValue(at);
  }
}

function behindBody(at: number): number {
  const to = behindPlain(at);
  // A number may be told as a text, where it is not exact or none at all.
  if (to < 0 || (pair.kind !== TEXT && pair.kind !== TRUTH)) return -1;
  if (pair.kind === TRUTH) return to;
  scanned.bodyFrom = pair.value;
  scanned.bodyTo = pair.valueTo - 1;
  return to;
}
