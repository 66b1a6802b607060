import type { Attributes, KeyMention, Reading, Signal, Source } from "../kit/index.ts";
import { identityOf, identityOfSpan } from "./identity.ts";
import type { KeyName } from "./keys.ts";
import { joinMentions, mentionsIn } from "./keys.ts";
import { EVENT_NAME, LOG_BODY, titleOf } from "./observe.ts";
import type { KeySet, Name, QuickEmitter, QuickSender, Tied, Trace, Value, Values } from "./quickMemory.ts";
import { isSame } from "./quickMemory.ts";
import type { Form } from "./raw.ts";
import { scanned } from "./raw.ts";
import type { Group } from "./record.ts";
import { millisOfHalves, protoForm } from "./scan.ts";
import type { SourceFold } from "./sourceFold.ts";
import type { OpenTrace, TraceRecord } from "./traceFold.ts";
import { include } from "./traceFold.ts";

/** Names of spans that were asked for signs and are remembered. */
const mostNames = 10_000;

/** Records that had to be decoded, and records that were taken by their offsets, since the start: for tests of the shape. */
export const taken = { decoded: 0, scanned: 0 };

/** What the quick way shares with the other: the folds of the receipt. */
export interface Folds {
  readonly reading: Reading;
  readonly signal: Signal;
  /** Unix milliseconds, for a log record without a time. */
  readonly receivedAt: number;
  open(traceId: string, environment: string): OpenTrace;
  /** Keys of an object were seen for the first time on a source's records. */
  named(keys: readonly KeyMention[]): void;
  /** A trace and keys that were not yet seen together; the end of the record in Unix milliseconds. */
  tied(source: Source, traceId: string | null, keys: readonly KeyMention[], at: number, identity: () => string): void;
}

/** Takes records by their offsets: nothing is made for one that has nothing new. */
export interface Quick {
  sender(source: Source, fold: SourceFold, keyOf: (name: string) => KeyName): QuickSender | null;
  /** Null where each record of this resource must be looked at. */
  emitter(
    sender: QuickSender | null,
    resource: Attributes,
    ofResource: readonly KeyMention[],
    version: string | null,
  ): QuickEmitter | null;
  /** Whether the record at this index was taken. Where it was not, nothing of it was. */
  take(emitter: QuickEmitter, group: Group, index: number): boolean;
}

/** Starts the quick way of one receipt. */
export function startQuick({ reading, signal, receivedAt, open, named, tied }: Folds): Quick {
  const received = BigInt(Math.trunc(receivedAt)) * 1_000_000n;
  const traces = new Map<number, Trace>();
  // Longer than what is used of them: an array that is emptied loses its memory.
  const keyed: Value[] = [];
  const met: Name[] = [];
  const valuesOf = new Map<string, Values>();
  const plainSets = new Map<string, KeySet>();
  let keys = 0;
  let lastTrace: Trace | null = null;
  /** Log records without one. */
  const traceless: Tied = { tied: null, alsoTied: null };
  let scans = 0;
  let values = 0;
  let body: Buffer = Buffer.alloc(0);
  let form: Form = protoForm;

  const setOf = (keys: readonly KeyMention[]): KeySet => {
    const namesObject = keys.some(({ kind }) => reading.namesObject(kind));
    if (namesObject) named(keys);
    return { keys, namesObject };
  };

  const sharedValues = (of: readonly string[]): Values => {
    const id = JSON.stringify(of);
    const known = valuesOf.get(id) ?? new Map<string, Value>();
    valuesOf.set(id, known);
    return known;
  };

  const nameAt = (sender: QuickSender, from: number, to: number): Name => {
    const bytes = body.toString("latin1", from, to);
    const known = sender.names.get(bytes);
    if (known !== undefined) return known;
    const text = body.toString("utf8", from, to);
    const sign =
      text.startsWith("sampling.") ||
      (signal === "log" && text === EVENT_NAME) ||
      sender.signs?.attributes.has(text) !== false;
    const key = sender.keyOf(text);
    const name: Name = {
      from,
      to,
      text,
      key,
      sign,
      count: undefined,
      met: 0,
      values:
        key === null ? new Map() : sharedValues([sender.source.environment, text, key.kind, key.issuer, key.attribute]),
      last: null,
    };
    sender.names.set(bytes, name);
    return name;
  };

  const valueAt = (name: Name, from: number, to: number): Value => {
    if (name.last !== null && isSame(body, from, to, name.last.from, name.last.to)) return name.last;
    const usual = lastTrace?.value ?? null;
    if (usual !== null && usual.of === name.values && isSame(body, from, to, usual.from, usual.to)) {
      name.last = usual;
      return usual;
    }
    const bytes = body.toString("latin1", from, to);
    let value = name.values.get(bytes);
    if (value === undefined) {
      value = {
        of: name.values,
        id: ++values,
        from,
        to,
        name: name.text,
        value: form.value(body, from, to),
        alone: null,
        aloneOf: null,
      };
      name.values.set(bytes, value);
    }
    name.last = value;
    return value;
  };

  /** Meets each attribute by its name; false where one must be looked at, or is there twice. */
  const meetAll = (sender: QuickSender): boolean => {
    const { at, attributes, first } = scanned;
    const { expected } = sender;
    keys = 0;
    scans += 1;
    for (let i = 0; i < attributes; i++) {
      const from = at[first + i * 4] ?? 0;
      const to = at[first + i * 4 + 1] ?? 0;
      let name = expected[i];
      if (name === undefined || !isSame(body, from, to, name.from, name.to)) {
        name = nameAt(sender, from, to);
        expected[i] = name;
      }
      if (name.sign || name.met === scans) return false;
      name.met = scans;
      met[i] = name;
      if (name.key !== null) keyed[keys++] = valueAt(name, at[first + i * 4 + 2] ?? 0, at[first + i * 4 + 3] ?? 0);
    }
    return true;
  };

  const nameNow = (): string => {
    if (signal === "trace" || scanned.nameTo > scanned.nameFrom)
      return form.text(body, scanned.nameFrom, scanned.nameTo);
    return scanned.bodyFrom < 0 ? "" : titleOf(form.text(body, scanned.bodyFrom, scanned.bodyTo));
  };

  /** Whether the name, or the text of a log record, may make a fact of it. */
  const mayBeNamed = (sender: QuickSender): boolean => {
    if (scanned.bodyFrom >= 0 && sender.signs?.attributes.has(LOG_BODY) !== false) return true;
    const named = sender.signs?.named ?? null;
    if (named === null) return false;
    const { nameFrom, nameTo } = scanned;
    // The first line of a body is new each time.
    if (signal === "log" && nameTo === nameFrom) return named(nameNow());
    const bytes = body.toString("latin1", nameFrom, nameTo);
    let answer = sender.spanNames.get(bytes);
    if (answer === undefined) {
      answer = named(nameNow());
      if (sender.spanNames.size >= mostNames) sender.spanNames.clear();
      sender.spanNames.set(bytes, answer);
    }
    return answer;
  };

  const keySet = (emitter: QuickEmitter): KeySet => {
    const first = keyed[0];
    if (keys === 0 || first === undefined) {
      emitter.without ??= made(emitter, "");
      return emitter.without;
    }
    if (keys === 1) {
      if (first.alone === null || first.aloneOf !== emitter.sets) {
        first.alone = made(emitter, String(first.id));
        first.aloneOf = emitter.sets;
      }
      return first.alone;
    }
    let ids = String(first.id);
    for (let i = 1; i < keys; i++) ids += `,${keyed[i]?.id}`;
    return made(emitter, ids);
  };

  const made = (emitter: QuickEmitter, id: string): KeySet => {
    let set = emitter.sets.get(id);
    if (set === undefined) {
      const attributes = keyed.slice(0, keys).map(({ name, value }) => [name, value] as const);
      set = setOf(joinMentions(mentionsIn(attributes, emitter.sender.keyOf), emitter.ofResource));
      emitter.sets.set(id, set);
    }
    return set;
  };

  const traceAt = (at: number): Trace => {
    const width = form.traceBytes;
    if (lastTrace !== null && isSame(body, at, at + width, lastTrace.at, lastTrace.at + width)) return lastTrace;
    // Its last bytes are those that are random, whoever made it.
    const hash = body.readUInt32LE(at + width - 8) * 2_097_152 + (body.readUInt32LE(at + width - 4) >>> 11);
    const bucket = traces.get(hash) ?? null;
    let trace = bucket;
    while (trace !== null && !isSame(body, at, at + width, trace.at, trace.at + width)) trace = trace.next;
    if (trace === null) {
      trace = {
        at,
        traceId: form.traceId(body, at),
        environment: "",
        open: null,
        value: null,
        tied: null,
        alsoTied: null,
        next: bucket,
      };
      traces.set(hash, trace);
    }
    lastTrace = trace;
    return trace;
  };

  /** Whether a set is seen for the first time on a trace, and from now on it is not. */
  const isNewTie = (of: Tied, set: KeySet): boolean => {
    if (of.tied === set || of.alsoTied?.has(set) === true) return false;
    if (of.tied === null) of.tied = set;
    else {
      of.alsoTied ??= new Set();
      of.alsoTied.add(set);
    }
    return true;
  };

  const identityNow = (trace: Trace | null, group: Group, index: number) => (): string => {
    if (trace !== null && signal === "trace") return identityOfSpan(trace.traceId, form.spanId(body, scanned.span));
    const whole = group.at(index);
    if (whole.kind === "bad") throw new Error("a record was taken by its offsets that is none");
    return identityOf(whole, group);
  };

  const count = (fold: SourceFold): void => {
    for (let i = 0; i < scanned.attributes; i++) {
      const name = met[i];
      if (name === undefined) continue;
      if (name.count === undefined) {
        const at = scanned.first + i * 4;
        name.count = fold.count(name.text, () => form.value(body, scanned.at[at + 2] ?? 0, scanned.at[at + 3] ?? 0));
      }
      if (name.count !== null) name.count.count += 1;
    }
  };

  const record: { -readonly [field in keyof TraceRecord]: TraceRecord[field] } = {
    name: nameNow,
    system: "",
    startHi: 0,
    startLo: 0,
    endHi: 0,
    endLo: 0,
    root: false,
    failed: false,
    keyed: false,
  };

  return {
    sender(source, fold, keyOf) {
      const signs = reading.factSigns?.(source, signal) ?? null;
      if (signs === null) return null;
      return { source, fold, keyOf, signs, names: new Map(), expected: [], spanNames: new Map() };
    },
    emitter(sender, resource, ofResource, version) {
      if (sender === null) return null;
      for (const name of resource.keys()) if (sender.signs?.attributes.has(name) !== false) return null;
      return { sender, ofResource, version, without: null, sets: ofResource.length === 0 ? plainSets : new Map() };
    },
    take(emitter, group, index) {
      const { raw } = group;
      if (raw === null) return false;
      body = raw.bytes;
      form = raw.form;
      const { sender } = emitter;
      if (!raw.scan(index)) {
        taken.decoded += 1;
        return false;
      }
      const trace = scanned.trace < 0 ? null : traceAt(scanned.trace);
      if (!meetAll(sender) || mayBeNamed(sender)) {
        taken.decoded += 1;
        return false;
      }
      taken.scanned += 1;
      const { source, fold } = sender;
      if (signal === "log" && scanned.endHi === 0 && scanned.endLo === 0) {
        scanned.startHi = scanned.endHi = Number(received >> 32n);
        scanned.startLo = scanned.endLo = Number(received & 0xffff_ffffn);
      }
      const set = keySet(emitter);
      const at = millisOfHalves(scanned.endHi, scanned.endLo);
      fold.record(at, false, set.namesObject, emitter.version);
      count(fold);
      if (trace !== null) {
        if (keys > 0) trace.value = keyed[0] ?? null;
        if (trace.open === null || trace.environment !== source.environment) {
          trace.open = open(trace.traceId, source.environment);
          trace.environment = source.environment;
        }
        record.system = source.system;
        record.startHi = scanned.startHi;
        record.startLo = scanned.startLo;
        record.endHi = scanned.endHi;
        record.endLo = scanned.endLo;
        record.root = signal === "trace" && scanned.parent < 0;
        record.keyed = set.namesObject;
        include(trace.open, record);
      }
      if (set.namesObject && isNewTie(trace ?? traceless, set))
        tied(source, trace?.traceId ?? null, set.keys, at, identityNow(trace, group, index));
      return true;
    },
  };
}
