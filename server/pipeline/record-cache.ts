import type { Attributes, AttributeValue, Collector, KeptRecord, Reading, Wanted } from "../../collectors/kit/index.ts";
import { isList } from "../../collectors/kit/index.ts";
import type { Entry } from "../ports/index.ts";

/** Decoded entries by position, the least recently used forgotten first; forgotten whole when the reading changes. */
export interface RecordCache {
  /** Records of an entry that are looked for; all where it is null. */
  read(entry: Entry, reading: Reading, look: Look | null): readonly KeptRecord[];
  /** The record of an entry that has this identity, decoded no further than up to it; null when there is none. */
  one(entry: Entry, reading: Reading, identity: string): KeptRecord | null;
}

/** What is looked for, under a name that tells it from all else that is. */
export interface Look {
  readonly name: string;
  readonly wanted: Wanted;
}

interface Kept {
  readonly records: readonly KeptRecord[];
  readonly bytes: number;
}

const mebibyte = 1024 * 1024;

/** A cache over these collectors that takes up to `limit` bytes of memory; what takes more than that by itself is not kept. */
export function createRecordCache(collectors: readonly Collector[], limit = 32 * mebibyte): RecordCache {
  const byName = new Map(collectors.map((collector) => [collector.name, collector]));
  const kept = new Map<string, Kept>();
  let bytes = 0;
  let readBy: Reading | null = null;

  const known = (key: string, reading: Reading): readonly KeptRecord[] | undefined => {
    if (readBy !== reading) {
      kept.clear();
      bytes = 0;
      readBy = reading;
    }
    const found = kept.get(key);
    if (found === undefined) return undefined;
    kept.delete(key);
    kept.set(key, found);
    return found.records;
  };
  const keep = (key: string, records: readonly KeptRecord[]): void => {
    const own = place + bytesOf(records);
    if (own > limit) return;
    kept.set(key, { records, bytes: own });
    bytes += own;
    for (const [oldest, { bytes: freed }] of kept) {
      if (bytes <= limit) break;
      kept.delete(oldest);
      bytes -= freed;
    }
  };
  const decoded = ({ kind, receipt }: Entry, reading: Reading, wanted: Wanted | null): Iterable<KeptRecord> =>
    kind === "records" ? (byName.get(receipt.collector)?.read(receipt, reading, wanted) ?? []) : [];

  return {
    read(entry, reading, look) {
      const key = `${entry.position} ${look?.name ?? ""}`;
      const found = known(key, reading);
      if (found !== undefined) return found;
      const records = [...decoded(entry, reading, look?.wanted ?? null)];
      keep(key, records);
      return records;
    },
    one(entry, reading, identity) {
      const records = known(`${entry.position} `, reading) ?? decoded(entry, reading, null);
      for (const record of records) if (record.identity === identity) return record;
      return null;
    },
  };
}

/*
 * Bytes that decoded records take in memory, about: what V8 took for spans of a large demo, by what they are made of.
 * Records of one resource share what it says.
 */

const place = 200;
const weighs = { record: 900, event: 300, key: 200, map: 200, pair: 60, text: 24, other: 16 } as const;

function bytesOf(records: readonly KeptRecord[]): number {
  const resources = new Set(records.map(({ resource }) => resource));
  let bytes = 0;
  for (const resource of resources) bytes += attributeBytes(resource);
  for (const record of records) {
    bytes += weighs.record + attributeBytes(record.attributes) + weighs.key * record.keys.length;
    if (record.kind === "log") bytes += valueBytes(record.body);
    else {
      for (const { name, attributes } of record.events)
        bytes += weighs.event + name.length + attributeBytes(attributes);
      for (const { attributes } of record.links) bytes += weighs.event + attributeBytes(attributes);
    }
  }
  return bytes;
}

function attributeBytes(attributes: Attributes): number {
  let bytes: number = weighs.map;
  for (const [name, value] of attributes) bytes += weighs.pair + name.length + valueBytes(value);
  return bytes;
}

function valueBytes(value: AttributeValue): number {
  if (typeof value === "string") return weighs.text + value.length;
  if (value === null || typeof value !== "object") return weighs.other;
  if (!isList(value)) return attributeBytes(value);
  let bytes: number = weighs.text;
  for (const one of value) bytes += weighs.other + valueBytes(one);
  return bytes;
}
