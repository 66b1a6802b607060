import { isUtf8 } from "node:buffer";
import { endianness } from "node:os";
import type { Attributes, Signal } from "../kit/index.ts";
import { attributesIn, LISTS, recordOf, scopeOf, valueIn } from "./json.ts";
import { behindText, behindValue, items, leaveJson, members, namesOf, spaced, walkJson } from "./jsonBytes.ts";
import { objectOf, textIn } from "./jsonField.ts";
import { beginPairs } from "./jsonPair.ts";
import { scanJsonLog, scanJsonSpan } from "./jsonScan.ts";
import { containersWithin, parseJson } from "./jsonText.ts";
import type { Form } from "./raw.ts";
import { most, scanned } from "./raw.ts";
import type { Envelope, Group, Scope } from "./record.ts";
import { MAX_HEAD_BYTES, MAX_RECORDS, orBad, Refusal, refuse } from "./record.ts";
import { NONE } from "./value.ts";
import { asBuffer } from "./wire.ts";

/**
 * Opens an OTLP/JSON body without parsing it: walks all of it once, as strictly as a parser does, and leaves records as
 * bytes. Null where anything about the envelope is out of the ordinary, and for what may be no JSON: whether that is
 * refused, and why, is for `openJson` to say.
 */
export function openJsonRaw(body: Uint8Array, signal: Signal): Envelope | null {
  const bytes = aligned(asBuffer(body));
  if (endianness() !== "LE" || !isUtf8(bytes) || !containersWithin(bytes)) return null;
  walkJson(bytes);
  beginPairs();
  try {
    return walkRequest(bytes, signal);
  } catch (thrown) {
    if (thrown instanceof Refusal) return null;
    throw thrown;
  } finally {
    leaveJson();
  }
}

const QUOTE = 0x22;
const [OPEN, CLOSE] = [Buffer.from('{"'), Buffer.from("}")];
const mostOffsets = 4 * most.attributes;

/** The same bytes, where the scan can read them by words. */
function aligned(body: Buffer): Buffer {
  if ((body.byteOffset & 3) === 0) return body;
  const copy = Buffer.allocUnsafeSlow(body.length);
  copy.set(body);
  return copy;
}

const namesAround = ([outer, middle, inner]: readonly string[]) => ({
  request: namesOf([outer ?? ""]),
  resource: namesOf(["resource", middle ?? "", "schemaUrl"]),
  scope: namesOf(["scope", inner ?? "", "schemaUrl"]),
});
const NAMES = { trace: namesAround(LISTS.trace), log: namesAround(LISTS.log) } as const;

/** Fields of the envelope, as their names are numbered, and a bit for each. */
const [HEAD, LIST, URL] = [0, 1, 2];
const NO_SCOPE: Scope = { name: "", version: "", attributes: NONE };

function walkRequest(bytes: Buffer, signal: Signal): Envelope | null {
  const names = NAMES[signal];
  const groups: Group[] = [];
  const records = keepRecords(bytes, signal);
  let counted = 0;
  let resource: Attributes = NONE;
  let scope: Scope = NO_SCOPE;
  let [ofRequest, ofResource, ofScope] = [0, 0, 0];

  const counts = (): boolean => {
    counted += 1;
    return counted <= MAX_RECORDS;
  };
  const record = (at: number): number => (counts() ? records.keep(at) : -1);
  const scopeGroup = (at: number): number => {
    if (!counts()) return -1;
    const first = records.count();
    scope = NO_SCOPE;
    ofScope = 0;
    const to = members(at, names.scope, inScope);
    if (to >= 0 && records.count() > first) groups.push(records.group(first, resource, scope));
    return to;
  };
  const inScope = (field: number, at: number): number => {
    if (!mayCome(field, ofScope)) return -1;
    ofScope |= 1 << field;
    if (field === LIST) return items(at, record);
    const to = behindAround(field, at);
    if (field === HEAD && to >= 0) scope = scopeOf(parsed(bytes.subarray(at, to)), false);
    return to;
  };
  const resourceGroup = (at: number): number => {
    if (!counts()) return -1;
    resource = NONE;
    ofResource = 0;
    return members(at, names.resource, inResource);
  };
  const inResource = (field: number, at: number): number => {
    if (!mayCome(field, ofResource)) return -1;
    ofResource |= 1 << field;
    if (field === LIST) return items(at, scopeGroup);
    const to = behindAround(field, at);
    if (field === HEAD && to >= 0)
      resource = attributesIn(objectOf(parsed(bytes.subarray(at, to)), "resource").attributes, 1, false);
    return to;
  };
  const inRequest = (field: number, at: number): number => {
    if (field < 0) return behindValue(at);
    ofRequest += 1;
    return ofRequest > 1 ? -1 : items(at, resourceGroup);
  };

  const to = members(spaced(0), names.request, inRequest);
  return to >= 0 && ofRequest === 1 && spaced(to) === bytes.length ? { groups } : null;
}

/** Whether a field may come behind those: each once, and what stands around the records before them. */
const mayCome = (field: number, met: number): boolean =>
  field < 0 || (met & (field === HEAD ? (1 << HEAD) | (1 << LIST) : 1 << field)) === 0;

/** Where a field ends that is no list; -1 too where it is so large that the limit of all of them must be looked at. */
function behindAround(field: number, at: number): number {
  if (field < 0) return behindValue(at);
  const to = field === URL ? behindText(at) : behindValue(at);
  return to - at > MAX_HEAD_BYTES / 4 ? -1 : to;
}

function parsed(bytes: Buffer): unknown {
  const json = parseJson(bytes);
  return json.ok ? json.value.value : refuse(json.fault.message);
}

/** Numbers that are kept of a record: where it lies, whether it is plain, and what was found of it. */
const KEPT = 16;

/** Keeps what a scan finds of each record, in one array. */
function keepRecords(bytes: Buffer, signal: Signal) {
  const scan = signal === "trace" ? scanJsonSpan : scanJsonLog;
  const starts: number[] = [];
  let kept = new Int32Array(Math.max(4_096, bytes.length >> 4));
  let used = 0;

  const keep = (at: number): number => {
    const needed = used + KEPT + mostOffsets;
    if (needed > kept.length) {
      const larger = new Int32Array(Math.max(needed, kept.length * 2));
      larger.set(kept.subarray(0, used));
      kept = larger;
    }
    const plain = scan(at, kept, used + KEPT);
    const to = plain < 0 ? behindValue(at) : plain;
    starts.push(used);
    kept[used] = at;
    kept[used + 1] = to;
    kept[used + 2] = plain < 0 ? 0 : 1;
    if (plain < 0) {
      used += 3;
      return to;
    }
    kept[used + 3] = scanned.trace;
    kept[used + 4] = scanned.span;
    kept[used + 5] = scanned.parent;
    kept[used + 6] = scanned.nameFrom;
    kept[used + 7] = scanned.nameTo;
    kept[used + 8] = scanned.bodyFrom;
    kept[used + 9] = scanned.bodyTo;
    kept[used + 10] = scanned.startHi;
    kept[used + 11] = scanned.startLo;
    kept[used + 12] = scanned.endHi;
    kept[used + 13] = scanned.endLo;
    kept[used + 14] = scanned.attributes;
    used += KEPT + scanned.attributes * 4;
    return to;
  };

  const recall = (record: number): boolean => {
    const at = starts[record] ?? 0;
    if (kept[at + 2] !== 1) return false;
    scanned.trace = kept[at + 3] ?? -1;
    scanned.span = kept[at + 4] ?? -1;
    scanned.parent = kept[at + 5] ?? -1;
    scanned.nameFrom = kept[at + 6] ?? 0;
    scanned.nameTo = kept[at + 7] ?? 0;
    scanned.bodyFrom = kept[at + 8] ?? -1;
    scanned.bodyTo = kept[at + 9] ?? 0;
    scanned.startHi = (kept[at + 10] ?? 0) >>> 0;
    scanned.startLo = (kept[at + 11] ?? 0) >>> 0;
    scanned.endHi = (kept[at + 12] ?? 0) >>> 0;
    scanned.endLo = (kept[at + 13] ?? 0) >>> 0;
    scanned.attributes = kept[at + 14] ?? 0;
    scanned.first = at + KEPT;
    scanned.at = kept;
    return true;
  };

  const group = (first: number, resource: Attributes, scope: Scope): Group => {
    const jsonAt = (index: number): { readonly value: unknown; readonly bytes: number } => {
      const at = starts[first + index] ?? 0;
      const [from, to] = [kept[at] ?? 0, kept[at + 1] ?? 0];
      return { value: parsed(bytes.subarray(from, to)), bytes: to - from };
    };
    return {
      resource,
      scope,
      count: starts.length - first,
      raw: { bytes, form: jsonForm, scan: (index) => recall(first + index) },
      at: (index) =>
        orBad(() => {
          const record = jsonAt(index);
          return recordOf(signal, false, record.bytes)(record.value);
        }),
      mayHold: () => true,
    };
  };
  return { keep, group, count: () => starts.length };
}

/** What a scan of JSON has found: ids are hex, values begin with the name of their kind. */
const jsonForm: Form = {
  traceBytes: 32,
  traceId: (bytes, at) => bytes.toString("latin1", at, at + 32),
  spanId: (bytes, at) => bytes.toString("latin1", at, at + 16),
  text: textOf,
  value(bytes, from, to) {
    // The name of a text is as long as `stringValue`, and no other kind begins with an s.
    if (bytes[from] === 0x73) return textOf(bytes, bytes.indexOf(QUOTE, from + 12) + 1, to - 1);
    return valueIn(parsed(Buffer.concat([OPEN, bytes.subarray(from, to), CLOSE])), 1, false);
  },
};

function textOf(bytes: Buffer, from: number, to: number): string {
  const text = bytes.toString("utf8", from, to);
  return text.includes("\\") ? textIn(JSON.parse(`"${text}"`), "a text", false) : text;
}
