import type { Attributes, AttributeValue, Signal, Source, SourceTally } from "../kit/index.ts";
import type { KeyName } from "./keys.ts";
import type { SamplingSign } from "./sampling.ts";
import { stronger } from "./sampling.ts";
import { shortText } from "./value.ts";

const MAX_NAMES = 200;
const MAX_EXAMPLE = 80;
const MAX_VERSIONS = 20;
const MAX_VERSION = 64;

/** How many records had an attribute of a name. */
export interface NameCount {
  count: number;
  readonly example: string;
  readonly key: string | null;
}

/** What is counted of one source while a receipt is decoded. */
export interface SourceFold {
  /** One record: its time in Unix milliseconds, what it was, and the version that made it; null where none was told. */
  record(at: number, failed: boolean, keyed: boolean, version: string | null): void;
  /** The count of a name, begun where it is new; null where there are too many names. The value is its example then. */
  count(name: string, value: () => AttributeValue): NameCount | null;
  /** Attributes that so many records had. */
  names(attributes: Attributes, records: number): void;
  sign(sign: SamplingSign | null): void;
  result(): SourceTally;
}

/** Starts counting for one source and signal. */
export function foldSource(source: Source, signal: Signal, keyOf: (name: string) => KeyName): SourceFold {
  let records = 0;
  let failures = 0;
  let keyedRecords = 0;
  let firstAt = Number.POSITIVE_INFINITY;
  let lastAt = Number.NEGATIVE_INFINITY;
  let sampling: SamplingSign | null = null;
  const names = new Map<string, NameCount>();
  const versions = new Map<string, number>();
  const counted = (name: string, value: () => AttributeValue): NameCount | null => {
    let known = names.get(name) ?? null;
    if (known === null && names.size < MAX_NAMES) {
      known = { count: 0, example: shortText(value(), MAX_EXAMPLE), key: keyOf(name)?.kind ?? null };
      names.set(name, known);
    }
    return known;
  };
  return {
    record(at, failed, keyed, version) {
      const known = version === null ? undefined : versions.get(version);
      if (version !== null && (known === undefined ? versions.size < MAX_VERSIONS : at < known))
        versions.set(version, at);
      records += 1;
      if (failed) failures += 1;
      if (keyed) keyedRecords += 1;
      if (at < firstAt) firstAt = at;
      if (at > lastAt) lastAt = at;
    },
    count: counted,
    names(attributes, count) {
      for (const [name, value] of attributes) {
        const known = counted(name, () => value);
        if (known !== null) known.count += count;
      }
    },
    sign(sign) {
      if (sign !== null) sampling = stronger(sampling, sign);
    },
    result: () => ({
      source,
      signal,
      records,
      failures,
      keyed: keyedRecords,
      firstAt,
      lastAt,
      sampling,
      versions,
      names,
    }),
  };
}

/** The version that a resource tells; null where it tells none. */
export function versionIn(resource: Attributes): string | null {
  const value = resource.get("service.version");
  const text = typeof value === "string" || typeof value === "number" ? String(value).trim().slice(0, MAX_VERSION) : "";
  return text === "" ? null : text;
}
