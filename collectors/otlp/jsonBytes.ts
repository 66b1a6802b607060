/** Levels of what is not looked at; what is nested deeper is not for a scan. */
const MAX_LEVELS = 64;

/** Members of one object that are expected where they stood in the object before. */
const REMEMBERED = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;

let bytes: Buffer = Buffer.alloc(0);
let words: Int32Array = new Int32Array(0);
let view: DataView = new DataView(new ArrayBuffer(0));
let end = 0;
/** Number of the walk: what was learnt of one body says nothing of another. */
let walks = 0;

/**
 * Begins to walk a body in UTF-8 that lies at a multiple of four bytes: the functions here speak of its offsets until
 * another is begun.
 */
export function walkJson(body: Buffer): void {
  bytes = body;
  view = new DataView(body.buffer, body.byteOffset, body.length);
  words = new Int32Array(body.buffer, body.byteOffset, body.length >> 2);
  end = body.length;
  walks += 1;
}

/** Lets go of the body. */
export const leaveJson = (): void => walkJson(Buffer.alloc(0));

/** The byte at an offset; 0, which JSON has nowhere, behind the end. */
export const byteAt = (at: number): number => (at < end ? (bytes[at] ?? 0) : 0);

/** Four ASCII characters as `wordAt` reads them. */
export const wordOf = (four: string): number => Buffer.from(four, "latin1").readInt32LE();

/** Four bytes at an offset; 0 where there are fewer. */
export const wordAt = (at: number): number => (at + 4 <= end ? view.getInt32(at, true) : 0);

/** How many bytes at two offsets are the same: `most` of them, or those before the first that is not. */
export function alike(one: number, other: number, most: number): number {
  let same = 0;
  // Eight at a time: no zero is in what was walked, so that two doubles are equal only where their bytes are.
  for (const last = Math.min(most, end - Math.max(one, other)) - 8; same <= last; same += 8)
    if (view.getFloat64(one + same, true) !== view.getFloat64(other + same, true)) break;
  for (; same < most; same += 4) {
    const unlike = wordAt(one + same) ^ wordAt(other + same);
    if (unlike !== 0) return same + ((31 - Math.clz32(unlike & -unlike)) >> 3);
  }
  return most;
}

/** Where the next token begins. */
export function spaced(at: number): number {
  let pos = at;
  for (let byte = byteAt(pos); byte <= 0x20; byte = byteAt(pos)) {
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return pos;
    pos += 1;
  }
  return pos;
}

/**
 * Where the quote is that ends the text whose first character is at an offset; -1 where it is no text, holds an escape
 * or ends so near the end of the body that it is not worth a look.
 */
export function plainEnd(at: number): number {
  const found = specialFrom(at);
  return byteAt(found) === QUOTE ? found : -1;
}

/** Where a text ends that may hold escapes; -1 where it is none. */
export function behindText(at: number): number {
  const quote = byteAt(at) === QUOTE ? textEnd(at + 1) : -1;
  return quote < 0 ? -1 : quote + 1;
}

/** Where the quote is that ends the text whose first character is at an offset; -1 where it is none. */
export function textEnd(at: number): number {
  let pos = specialFrom(at);
  while (byteAt(pos) === BACKSLASH) {
    pos = behindEscape(pos + 1);
    if (pos < 0) return -1;
    pos = specialFrom(pos);
  }
  return byteAt(pos) === QUOTE ? pos : -1;
}

/** The next quote, backslash or control character; the end of the body where there is none in its whole words. */
function specialFrom(at: number): number {
  // What stands in the first word before it is made a letter.
  const outside = (1 << ((at & 3) << 3)) - 1;
  let word = ((words[at >> 2] ?? 0) & ~outside) | (0x61616161 & outside);
  for (let i = at >> 2; i < words.length; ) {
    const quote = word ^ 0x22222222;
    const slash = word ^ 0x5c5c5c5c;
    // The lowest bit that is set is right; those above may be carried.
    const found =
      (((quote - 0x01010101) & ~quote) | ((slash - 0x01010101) & ~slash) | ((word - 0x20202020) & ~word)) & 0x80808080;
    if (found !== 0) return (i << 2) + ((31 - Math.clz32(found & -found)) >> 3);
    i += 1;
    word = words[i] ?? 0;
  }
  return end;
}

function behindEscape(at: number): number {
  switch (byteAt(at)) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return at + 1;
    case 0x75:
      for (let i = 1; i <= 4; i++) {
        const byte = byteAt(at + i);
        if (!isDigit(byte) && !((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66)) return -1;
      }
      return at + 5;
    default:
      return -1;
  }
}

export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/** Where digits end. */
export function behindDigits(at: number): number {
  let pos = at;
  while (isDigit(byteAt(pos))) pos += 1;
  return pos;
}

/** Where a number ends; -1 where it is none as JSON has them. */
export function behindNumber(at: number): number {
  let pos = byteAt(at) === MINUS ? at + 1 : at;
  const whole = pos;
  pos = behindDigits(pos);
  if (pos === whole || (pos > whole + 1 && byteAt(whole) === 0x30)) return -1;
  if (byteAt(pos) === 0x2e) {
    const fraction = pos + 1;
    pos = behindDigits(fraction);
    if (pos === fraction) return -1;
  }
  if ((byteAt(pos) | 0x20) === 0x65) {
    const sign = byteAt(pos + 1);
    const power = sign === MINUS || sign === 0x2b ? pos + 2 : pos + 1;
    pos = behindDigits(power);
    if (pos === power) return -1;
  }
  return pos;
}

const TRUE = wordOf("true");
const ALSE = wordOf("alse");
const NULL = wordOf("null");

/** Where any value ends; -1 where it is none, or not worth a look. */
export function behindValue(at: number, levels: number = MAX_LEVELS): number {
  switch (byteAt(at)) {
    case QUOTE:
      return behindText(at);
    case 0x7b:
    case 0x5b:
      return levels === 0 ? -1 : behindContainer(at, levels - 1);
    case 0x74:
      return wordAt(at) === TRUE ? at + 4 : -1;
    case 0x66:
      return wordAt(at + 1) === ALSE ? at + 5 : -1;
    case 0x6e:
      return wordAt(at) === NULL ? at + 4 : -1;
    default:
      return behindNumber(at);
  }
}

function behindContainer(at: number, levels: number): number {
  const close = byteAt(at) + 2;
  let pos = spaced(at + 1);
  if (byteAt(pos) === close) return pos + 1;
  for (;;) {
    if (close === 0x7d) {
      const quote = byteAt(pos) === QUOTE ? textEnd(pos + 1) : -1;
      pos = quote < 0 ? -1 : behindColon(quote + 1);
      if (pos < 0) return -1;
    }
    pos = behindValue(pos, levels);
    if (pos < 0) return -1;
    pos = spaced(pos);
    const byte = byteAt(pos);
    if (byte === close) return pos + 1;
    if (byte !== COMMA) return -1;
    pos = spaced(pos + 1);
  }
}

/** Where the value begins behind a name; -1 where there is no colon. */
export function behindColon(at: number): number {
  const colon = spaced(at);
  return byteAt(colon) === COLON ? spaced(colon + 1) : -1;
}

/** Visits the members of an object; gives where it ends, -1 where it is none, a name holds an escape or a visit failed. */
export function members(at: number, names: Names, visit: (field: number, at: number) => number): number {
  if (byteAt(at) !== 0x7b) return -1;
  let pos = spaced(at + 1);
  if (byteAt(pos) === 0x7d) return pos + 1;
  if (names.walk !== walks) {
    names.walk = walks;
    names.lengths.fill(0);
  }
  for (let member = 0; ; member++) {
    const length = names.lengths[member] ?? 0;
    let field = names.fields[member] ?? -1;
    if (length > 0 && alike(pos, names.starts[member] ?? 0, length) >= length) pos = spaced(pos + length);
    else {
      const start = pos;
      const quote = byteAt(pos) === QUOTE ? plainEnd(pos + 1) : -1;
      if (quote < 0) return -1;
      field = names.fieldIn(pos + 1, quote);
      pos = behindColon(quote + 1);
      if (pos < 0) return -1;
      // Beyond the end of the arrays nothing is kept.
      names.starts[member] = start;
      names.lengths[member] = pos - start;
      names.fields[member] = field;
    }
    pos = visit(field, pos);
    if (pos < 0) return -1;
    pos = spaced(pos);
    const byte = byteAt(pos);
    if (byte === 0x7d) return pos + 1;
    if (byte !== COMMA) return -1;
    pos = spaced(pos + 1);
  }
}

/** Visits the items of a list; gives where it ends, -1 where it is none or a visit failed. */
export function items(at: number, visit: (at: number) => number): number {
  if (byteAt(at) !== 0x5b) return -1;
  let pos = spaced(at + 1);
  if (byteAt(pos) === 0x5d) return pos + 1;
  for (;;) {
    pos = visit(pos);
    if (pos < 0) return -1;
    pos = spaced(pos);
    const byte = byteAt(pos);
    if (byte === 0x5d) return pos + 1;
    if (byte !== COMMA) return -1;
    pos = spaced(pos + 1);
  }
}

/**
 * Names of the members of one kind of object, and of those in a body the bytes that stood there last, from the quote of
 * a name to its value: emitters write the same members in the same order again and again.
 */
export interface Names {
  /** The number of the name in `[from, to)`, counted from 0; -1 for any other. */
  fieldIn(from: number, to: number): number;
  walk: number;
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  readonly fields: Int8Array;
}

/** Tells names of three letters or more apart. */
export function namesOf(names: readonly string[]): Names {
  const spelled = names.map((name) => Uint8Array.from(Buffer.from(name, "latin1")));
  const slots = new Int8Array(1024).fill(-1);
  const slotOf = (length: number, letters: number): number => ((length & 31) << 5) | (letters & 31);
  for (const [i, name] of spelled.entries()) {
    const slot = slotOf(name.length, (name[1] ?? 0) + (name[2] ?? 0));
    if (slots[slot] !== -1) throw new Error(`${names[i]} has the slot of another name`);
    slots[slot] = i;
  }
  const fieldIn = (from: number, to: number): number => {
    const length = to - from;
    const field = slots[slotOf(length, byteAt(from + 1) + byteAt(from + 2))] ?? -1;
    const name = spelled[field];
    if (name === undefined || name.length !== length) return -1;
    for (let i = 0; i < length; i++) if (bytes[from + i] !== name[i]) return -1;
    return field;
  };
  return {
    fieldIn,
    walk: 0,
    starts: new Int32Array(REMEMBERED),
    lengths: new Int32Array(REMEMBERED),
    fields: new Int8Array(REMEMBERED),
  };
}
