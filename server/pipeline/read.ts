import { hash } from "node:crypto";
import type {
  Attributes,
  AttributeValue,
  KeptLog,
  KeptRecord,
  KeptSpan,
  Reading,
  RecordView,
} from "../../collectors/kit/index.ts";
import { isList, keyTerm, traceTerm } from "../../collectors/kit/index.ts";
import type { BusinessKey, Instant, Position } from "../domain/index.ts";
import type { Entry, JournalReader } from "../ports/index.ts";
import type { Look, RecordCache } from "./record-cache.ts";

/** Entries looked through for one trace or one timeline, at most; a trace beyond that is told as incomplete. */
const entriesRead = 2_000;
/** Entries fetched at once. */
const entriesAtOnce = 50;
/** Records of one trace, at most: what a page can hold. */
const recordsRead = 100_000;

/** All kept records of a trace, each identity once. */
export interface TraceRecords {
  readonly spans: readonly KeptSpan[];
  readonly logs: readonly KeptLog[];
  /** True when there was more than is read for one page. */
  readonly cut: boolean;
}

/**
 * Spans by start and log records by time of one trace in one environment (empty: where it counts).
 * A record that came again with other content is the variant that ends later, then the one of the greater hash.
 */
export async function readTrace(
  journal: Pick<JournalReader, "find">,
  cache: RecordCache,
  reading: Reading,
  traceId: string,
  environment: string,
): Promise<TraceRecords> {
  const once = new Map<string, KeptRecord>();
  let cut = false;
  const look: Look = { name: traceId, wanted: { traces: new Set([traceId]), keys: [] } };
  const looked = await eachEntry(journal, traceTerm(traceId), entriesRead, (entry) => {
    for (const record of cache.read(entry, reading, look)) {
      if (record.source.environment !== environment) continue;
      if (once.size >= recordsRead && !once.has(record.identity)) {
        cut = true;
        continue;
      }
      keepWinner(once, record);
    }
    return !cut;
  });
  const records = [...once.values()];
  const spans = records.filter((record) => record.kind === "span");
  const logs = records.filter((record) => record.kind === "log");
  spans.sort(
    (a, b) =>
      compareBig(a.startNanos, b.startNanos) || compareBig(b.endNanos, a.endNanos) || compareText(a.spanId, b.spanId),
  );
  logs.sort((a, b) => compareBig(a.timeNanos, b.timeNanos) || compareText(a.identity, b.identity));
  return { spans, logs, cut: cut || looked.cut };
}

/** One record by the position of its entry and its identity; null when it is no longer kept or cannot be read. */
export async function readRecord(
  journal: Pick<JournalReader, "read">,
  cache: RecordCache,
  reading: Reading,
  position: Position,
  identity: string,
): Promise<KeptRecord | null> {
  const [entry] = await journal.read(position - 1, 1);
  if (entry?.position !== position) return null;
  return cache.one(entry, reading, identity);
}

/** Records about an object that are no facts and did not fail, newest first, and how far back was looked. */
export interface Activity {
  readonly records: readonly { readonly record: KeptRecord; readonly entry: Entry }[];
  /** Arrival of the oldest entry that was looked at; null when nothing is kept. */
  readonly backTo: Instant | null;
}

/**
 * Activity by key and trace. It looks from the newest entry back until it has `limit` records or the journal ends,
 * so that what it leaves out is older than what it shows.
 */
export async function readActivity(
  journal: Pick<JournalReader, "find" | "read">,
  cache: RecordCache,
  reading: Reading,
  about: { readonly keys: readonly BusinessKey[]; readonly traces: readonly string[]; readonly environment: string },
  limit: number,
): Promise<Activity> {
  const name = hash("sha1", JSON.stringify([about.keys, about.traces]));
  const look: Look = { name, wanted: { traces: new Set(about.traces), keys: about.keys } };
  const terms = [
    ...about.keys.map(({ kind, value }) => keyTerm(kind, value)),
    ...about.traces.map((traceId) => traceTerm(traceId)),
  ];
  const entries = newestFirst(journal, terms);
  const found = new Map<string, { readonly record: KeptRecord; readonly entry: Entry }>();
  let oldest: Instant | null = null;
  let read = 0;
  for await (const entry of entries) {
    oldest = entry.at;
    read += 1;
    for (const record of cache.read(entry, reading, look)) {
      if (record.source.environment !== about.environment) continue;
      if (hasFailed(record) || reading.isFact(viewOf(record))) continue;
      const known = found.get(record.identity);
      if (known === undefined || beats(record, known.record)) found.set(record.identity, { record, entry });
    }
    if (found.size >= limit || read >= entriesRead) {
      const records = [...found.values()].sort((a, b) => compareBig(timeOf(b.record), timeOf(a.record)));
      return { records: records.slice(0, limit), backTo: oldest };
    }
  }
  const [first] = await journal.read(0, 1);
  const records = [...found.values()].sort((a, b) => compareBig(timeOf(b.record), timeOf(a.record)));
  return { records, backTo: first?.at ?? oldest };
}

/** Entries that any of the terms finds, newest first, each once: a merge of the lists of each term. */
async function* newestFirst(journal: Pick<JournalReader, "find">, terms: readonly bigint[]): AsyncGenerator<Entry> {
  const lists = [...new Set(terms)].map((term) => ({ term, waiting: [] as Entry[], before: Infinity, ended: false }));
  let last: Position | null = null;
  for (;;) {
    for (const list of lists) {
      if (list.waiting.length > 0 || list.ended) continue;
      const before = list.before === Infinity ? undefined : list.before;
      list.waiting = [...(await journal.find(list.term, entriesAtOnce, before))];
      list.before = list.waiting.at(-1)?.position ?? list.before;
      list.ended = list.waiting.length === 0;
    }
    let newest: (typeof lists)[number] | undefined;
    for (const list of lists) {
      const position = list.waiting[0]?.position;
      if (position !== undefined && position > (newest?.waiting[0]?.position ?? -1)) newest = list;
    }
    const entry = newest?.waiting.shift();
    if (entry === undefined) return;
    if (entry.position !== last) yield entry;
    last = entry.position;
  }
}

async function eachEntry(
  journal: Pick<JournalReader, "find">,
  term: bigint,
  limit: number,
  look: (entry: Entry) => boolean,
): Promise<{ readonly cut: boolean }> {
  let looked = 0;
  for await (const entry of newestFirst(journal, [term])) {
    looked += 1;
    if (looked > limit || !look(entry)) return { cut: true };
  }
  return { cut: false };
}

const endOf = (record: KeptRecord): bigint => (record.kind === "span" ? record.endNanos : record.timeNanos);
const timeOf = (record: KeptRecord): bigint => (record.kind === "span" ? record.startNanos : record.timeNanos);
const hasFailed = (record: KeptRecord): boolean =>
  record.kind === "span" ? record.status.code === "error" : record.severity >= 17;
const compareBig = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const beats = (a: KeptRecord, b: KeptRecord): boolean =>
  (compareBig(endOf(a), endOf(b)) || compareText(a.variant, b.variant)) > 0;

function keepWinner(once: Map<string, KeptRecord>, record: KeptRecord): void {
  const known = once.get(record.identity);
  if (known === undefined || beats(record, known)) once.set(record.identity, record);
}

const viewOf = (record: KeptRecord): RecordView => ({
  signal: record.kind === "span" ? "trace" : "log",
  source: record.source,
  name: titleOf(record),
  failed: hasFailed(record),
  attribute: (name) => record.attributes.get(name) ?? record.resource.get(name),
});

/** What people read of a record: a span's name; a log's event name, else the first line of its body. */
export function titleOf(record: KeptRecord): string {
  if (record.kind === "span") return record.name;
  if (record.eventName !== "") return record.eventName;
  return typeof record.body === "string" ? (record.body.split("\n", 1)[0] ?? "").slice(0, 200) : "";
}

/**
 * Attributes as plain data for JSON. Objects have no prototype, so that a name from outside is only ever a name;
 * numbers that JSON cannot say are texts.
 */
export function plainOf(attributes: Attributes): Readonly<Record<string, unknown>> {
  const plain: Record<string, unknown> = Object.create(null);
  for (const [name, value] of attributes) plain[name] = plainValue(value);
  return plain;
}

/** One value as plain data for JSON. */
export function plainValue(value: AttributeValue): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (value === null || typeof value !== "object") return value;
  return isList(value) ? value.map(plainValue) : plainOf(value);
}
