import type { Decoded, KeyMention, Source, Tie, TraceTally } from "../../collectors/kit/index.ts";

/**
 * What an entry was decoded to, on its way between threads. Ties and traces, of which there are many, lie in bytes: an
 * object for each would be copied field by field on either side, and would be garbage for the one and the other.
 */
export interface Packed {
  /** All but ties and traces. */
  readonly rest: Decoded;
  readonly sources: readonly Source[];
  /** Texts that are said more than once, or hold more than ASCII. */
  readonly words: readonly string[];
  readonly bytes: Uint8Array;
}

/** Longest text that stands among the bytes; behind `elsewhere` stands the number of a word. */
const longest = 127;
const elsewhere = 255;
/** Most bytes that anything takes but a text: room is made for it before it is written. */
const step = 16;

/** Bytes that each takes in memory, packed and handed over: by a look at the heap with three thousand of each. */
const weighs = { entry: 512, source: 512, fact: 1_280, trace: 96, tie: 96 } as const;

/** Bytes that an entry takes in memory until it is applied, as far as they are worth knowing. */
export const weightOf = (decoded: Pick<Decoded, "sources" | "facts" | "traces" | "ties"> | null): number =>
  decoded === null
    ? weighs.entry
    : weighs.entry +
      weighs.source * decoded.sources.length +
      weighs.fact * decoded.facts.length +
      weighs.trace * decoded.traces.length +
      weighs.tie * decoded.ties.length;

/** Written over by each; as large as the largest so far. */
let scratch = new Uint8Array(64 * 1024);
let view = new DataView(scratch.buffer);
let at = 0;

/** Made small again by `unpacked`: the same, though not the same objects. */
export function packed(decoded: Decoded): Packed {
  const { ties, traces } = decoded;
  const words = numbers<string>();
  const sources = numbers<Source>();
  at = 0;
  putNumber(traces.length);
  for (const trace of traces) {
    putText(trace.traceId, words);
    putNumber(words.of(trace.environment));
    putBig(trace.startNanos);
    putBig(trace.endNanos);
    putNumber(trace.systems.length);
    for (const system of trace.systems) putNumber(words.of(system));
    putNumber(trace.root === null ? 0 : 1);
    if (trace.root !== null) {
      putNumber(words.of(trace.root.name));
      putNumber(words.of(trace.root.system));
    }
    putNumber(words.of(trace.firstName));
    putNumber(trace.failed ? 1 : 0);
  }
  putNumber(ties.length);
  for (const tie of ties) {
    putNumber(sources.of(tie.source));
    putNumber(tie.traceId === null ? 0 : 1);
    if (tie.traceId !== null) putText(tie.traceId, words);
    putText(tie.identity, words);
    room();
    view.setFloat64(at, tie.at);
    at += 8;
    putNumber(tie.keys.length);
    for (const { kind, issuer, value, attribute } of tie.keys) {
      putNumber(words.of(kind));
      putNumber(words.of(issuer));
      putNumber(words.of(attribute));
      putText(value, words);
    }
  }
  return {
    rest: { ...decoded, ties: [], traces: [] },
    sources: sources.all,
    words: words.all,
    bytes: scratch.slice(0, at),
  };
}

/** What was packed. */
export function unpacked({ rest, sources, words, bytes }: Packed): Decoded {
  const from = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let pos = 0;
  const number = (): number => {
    pos += 4;
    return read.getUint32(pos - 4);
  };
  const big = (): bigint => {
    pos += 8;
    return read.getBigUint64(pos - 8);
  };
  const word = (): string => words[number()] ?? "";
  const text = (): string => {
    const length = from[pos++] ?? 0;
    if (length === elsewhere) return word();
    pos += length;
    return from.toString("latin1", pos - length, pos);
  };
  const listOf = <T>(one: () => T): T[] => {
    const list: T[] = [];
    for (let left = number(); left > 0; left--) list.push(one());
    return list;
  };
  const trace = (): TraceTally => ({
    traceId: text(),
    environment: word(),
    startNanos: big(),
    endNanos: big(),
    systems: listOf(word),
    root: number() === 0 ? null : { name: word(), system: word() },
    firstName: word(),
    failed: number() === 1,
  });
  const key = (): KeyMention => {
    const [kind, issuer, attribute] = [word(), word(), word()];
    return { kind, issuer, value: text(), attribute };
  };
  const tie = (): Tie => {
    const source = sources[number()];
    if (source === undefined) throw new Error("a tie without its source");
    const traceId = number() === 0 ? null : text();
    const identity = text();
    pos += 8;
    const at = read.getFloat64(pos - 8);
    return { source, traceId, keys: listOf(key), identity, at };
  };
  const traces = listOf(trace);
  return { ...rest, traces, ties: listOf(tie) };
}

/** Gives each a number, in the order in which they come. */
interface Numbers<T> {
  readonly all: T[];
  of(one: T): number;
}

function numbers<T>(): Numbers<T> {
  const all: T[] = [];
  const known = new Map<T, number>();
  return {
    all,
    of(one) {
      let number = known.get(one);
      if (number === undefined) {
        number = all.push(one) - 1;
        known.set(one, number);
      }
      return number;
    },
  };
}

function room(): void {
  if (at + step + longest <= scratch.length) return;
  const larger = new Uint8Array(scratch.length * 2);
  larger.set(scratch);
  scratch = larger;
  view = new DataView(scratch.buffer);
}

function putNumber(value: number): void {
  room();
  view.setUint32(at, value);
  at += 4;
}

function putBig(value: bigint): void {
  room();
  view.setBigUint64(at, value);
  at += 8;
}

/** Among the bytes where each of its characters is one; else as a word, which keeps whatever it holds. */
function putText(text: string, words: Numbers<string>): void {
  room();
  const { length } = text;
  let plain = length <= longest;
  for (let i = 0; plain && i < length; i++) {
    const unit = text.charCodeAt(i);
    plain = unit <= 0x7f;
    scratch[at + 1 + i] = unit;
  }
  scratch[at] = plain ? length : elsewhere;
  at += plain ? 1 + length : 1;
  if (!plain) putNumber(words.of(text));
}
