import type { Attributes, AttributeValue, Signal, Source, SourceTally } from "../kit/index.ts";
import type { KeyName } from "./keys.ts";
import type { SamplingSign } from "./sampling.ts";
import { stronger } from "./sampling.ts";
import { shortText } from "./value.ts";

const MAX_NAMES = 200;
const MAX_EXAMPLE = 80;
const MAX_VERSIONS = 20;
const MAX_VERSION = 64;

/** What is counted of one source while a receipt is decoded. */
export interface SourceFold {
  /** One record: its time in Unix milliseconds, what it was, and the version that made it; null where none was told. */
  record(at: number, failed: boolean, keyed: boolean, version: string | null): void;
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
  const names = new Map<string, { count: number; readonly example: string; readonly key: string | null }>();
  const versions = new Map<string, number>();
  const nameSeen = (name: string, value: AttributeValue, count: number) => {
    const known = names.get(name);
    if (known !== undefined) known.count += count;
    else if (names.size < MAX_NAMES)
      names.set(name, { count, example: shortText(value, MAX_EXAMPLE), key: keyOf(name)?.kind ?? null });
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
    names(attributes, count) {
      for (const [name, value] of attributes) nameSeen(name, value, count);
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
