import {
  alike,
  behindColon,
  behindDigits,
  behindNumber,
  behindValue,
  byteAt,
  namesOf,
  plainEnd,
  spaced,
  textEnd,
  wordAt,
  wordOf,
} from "./jsonBytes.ts";
import { most, scanned } from "./raw.ts";

const QUOTE = 0x22;
const MINUS = 0x2d;

/** What `behindPair` and `behindPlain` found; a text begins behind its quote. */
export const pair = { nameFrom: 0, nameTo: 0, valueFrom: 0, valueTo: 0, value: 0, kind: 0 };

/**
 * The attribute that stood at each place in the record before: from its brace the bytes to its value, and all of it.
 * What is the same is not read again, and has the offsets of the one before, by which it is told for the same.
 */
const before = {
  known: 0,
  start: new Int32Array(most.attributes),
  toValue: new Int32Array(most.attributes),
  length: new Int32Array(most.attributes),
  kind: new Int8Array(most.attributes),
  nameFrom: new Int32Array(most.attributes),
  nameTo: new Int32Array(most.attributes),
  valueFrom: new Int32Array(most.attributes),
  valueTo: new Int32Array(most.attributes),
};

/** Begins another body: nothing stood before. */
export function beginPairs(): void {
  before.known = 0;
}

/** Takes up an attribute of the record that is scanned; gives where it ends, -1 where it is not plain or one too many. */
export function storedPair(at: number): number {
  const place = scanned.attributes;
  if (place >= most.attributes) return -1;
  let to = -1;
  if (place < before.known) {
    const length = before.length[place] ?? 0;
    const toValue = before.toValue[place] ?? 0;
    const same = alike(at, before.start[place] ?? 0, length);
    if (same >= length) to = at + length;
    else if (same >= toValue) {
      pair.valueFrom = at + (before.valueFrom[place] ?? 0) - (before.start[place] ?? 0);
      pair.kind = before.kind[place] ?? 0;
      pair.value = at + toValue;
      to = behindKind();
      if (to >= 0) to = behindBraces(to);
      if (to < 0) return -1;
      before.start[place] = at;
      before.length[place] = to - at;
      before.valueFrom[place] = pair.valueFrom;
      before.valueTo[place] = pair.valueTo;
    }
  }
  if (to < 0) {
    to = behindPair(at);
    if (to < 0) return -1;
    if (place === before.known) before.known += 1;
    before.start[place] = at;
    before.toValue[place] = pair.value - at;
    before.length[place] = to - at;
    before.kind[place] = pair.kind;
    before.nameFrom[place] = pair.nameFrom;
    before.nameTo[place] = pair.nameTo;
    before.valueFrom[place] = pair.valueFrom;
    before.valueTo[place] = pair.valueTo;
  }
  const slot = scanned.first + place * 4;
  scanned.at[slot] = before.nameFrom[place] ?? 0;
  scanned.at[slot + 1] = before.nameTo[place] ?? 0;
  scanned.at[slot + 2] = before.valueFrom[place] ?? 0;
  scanned.at[slot + 3] = before.valueTo[place] ?? 0;
  scanned.attributes += 1;
  return to;
}

/** Where an attribute ends whose value does at an offset. */
function behindBraces(at: number): number {
  const one = spaced(at);
  if (byteAt(one) !== 0x7d) return -1;
  const two = spaced(one + 1);
  return byteAt(two) === 0x7d ? two + 1 : -1;
}

const [KEY_1, KEY_2, KEY] = [wordOf('{"ke'), wordOf('y":"'), wordOf('"key')];
const [VALUE_1, VALUE_2, VALUE_3] = [wordOf('","v'), wordOf("alue"), wordOf('":{"')];
const [VALUE_4, VALUE_5] = [wordOf('"val'), wordOf('lue"')];

/** A name and behind it a plain value, and nothing else. What emitters write is tried first, then any spacing. */
export function behindPair(at: number): number {
  let pos = at + 7;
  if (wordAt(at) !== KEY_1 || wordAt(at + 4) !== KEY_2) {
    const key = byteAt(at) === 0x7b ? spaced(at + 1) : -1;
    if (key < 0 || wordAt(key) !== KEY || byteAt(key + 4) !== QUOTE) return -1;
    pos = behindColon(key + 5);
    if (pos < 0 || byteAt(pos) !== QUOTE) return -1;
  }
  const from = pos + 1;
  const quote = plainEnd(from);
  if (quote < 0 || quote - from > most.name) return -1;
  pair.nameFrom = from;
  pair.nameTo = quote;
  pos = quote + 10;
  if (wordAt(quote) !== VALUE_1 || wordAt(quote + 4) !== VALUE_2 || wordAt(quote + 8) !== VALUE_3) {
    pos = spaced(quote + 1);
    if (byteAt(pos) !== 0x2c) return -1;
    pos = spaced(pos + 1);
    if (wordAt(pos) !== VALUE_4 || wordAt(pos + 3) !== VALUE_5) return -1;
    pos = behindColon(pos + 7);
    if (pos < 0) return -1;
  }
  pos = behindPlain(pos);
  if (pos < 0) return -1;
  pos = spaced(pos);
  return byteAt(pos) === 0x7d ? pos + 1 : -1;
}

const [TEXT_1, TEXT_2, TEXT_3, TEXT_4] = [wordOf('{"st'), wordOf("ring"), wordOf("Valu"), wordOf('e":"')];
/** The kinds of a text and of a truth value; the others are numbers. */
export const TEXT = 0;
export const TRUTH = 1;
const inPlain = namesOf(["stringValue", "boolValue", "intValue", "doubleValue"]);

/**
 * A value that is a text, a truth value or a number. It goes from the name of its kind to its end, so that a text and a
 * number of the same digits are told apart.
 */
export function behindPlain(at: number): number {
  pair.kind = TEXT;
  pair.valueFrom = at + 2;
  pair.value = at + 16;
  if (wordAt(at) !== TEXT_1 || wordAt(at + 4) !== TEXT_2 || wordAt(at + 8) !== TEXT_3 || wordAt(at + 12) !== TEXT_4) {
    const name = byteAt(at) === 0x7b ? spaced(at + 1) : -1;
    const quote = name >= 0 && byteAt(name) === QUOTE ? plainEnd(name + 1) : -1;
    if (quote < 0) return -1;
    pair.valueFrom = name + 1;
    pair.kind = inPlain.fieldIn(name + 1, quote);
    pair.value = behindColon(quote + 1);
    if (pair.value < 0) return -1;
    if (pair.kind === TEXT) {
      if (byteAt(pair.value) !== QUOTE) return -1;
      pair.value += 1;
    }
  }
  const to = behindKind();
  if (to < 0) return -1;
  const brace = spaced(to);
  return byteAt(brace) === 0x7d ? brace + 1 : -1;
}

/** Where the value of a kind ends that begins at `pair.value`. */
function behindKind(): number {
  const at = pair.value;
  let to = -1;
  switch (pair.kind) {
    case TEXT: {
      const quote = textEnd(at);
      to = quote < 0 ? -1 : quote + 1;
      break;
    }
    case TRUTH:
      to = byteAt(at) === 0x74 || byteAt(at) === 0x66 ? behindValue(at) : -1;
      break;
    case 2:
      to = behindInteger(at);
      break;
    case 3:
      to = behindNumber(at);
      break;
  }
  pair.valueTo = to;
  return to - at > most.text ? -1 : to;
}

/** An integer of at most 18 digits, in quotes or not. */
function behindInteger(at: number): number {
  const quoted = byteAt(at) === QUOTE;
  const sign = quoted ? at + 1 : at;
  const from = byteAt(sign) === MINUS ? sign + 1 : sign;
  const to = behindDigits(from);
  if (to === from || to - from > 18) return -1;
  if (quoted) return byteAt(to) === QUOTE ? to + 1 : -1;
  return to - from > 1 && byteAt(from) === 0x30 ? -1 : to;
}
