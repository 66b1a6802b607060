import type { AttributeValue, FactSigns, KeyMention, Source } from "../kit/index.ts";
import type { KeyName } from "./keys.ts";
import type { NameCount, SourceFold } from "./sourceFold.ts";
import type { OpenTrace } from "./traceFold.ts";

/** A distinct set of keys on records of one resource. */
export interface KeySet {
  readonly keys: readonly KeyMention[];
  readonly namesObject: boolean;
}

/** One attribute name of a source. */
export interface Name {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly key: KeyName;
  /** It may make a record a fact or tell of sampling. */
  readonly sign: boolean;
  count: NameCount | null | undefined;
  /** The scan that met it last. */
  met: number;
  readonly values: Values;
  last: Value | null;
}

/** Values of a name that means one key, by their bytes: shared by sources that call it alike. */
export type Values = Map<string, Value>;

/** One value of a name that is a key. */
export interface Value {
  readonly of: Values;
  readonly id: number;
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly value: AttributeValue;
  /** The set that it makes by itself, and among which. */
  alone: KeySet | null;
  aloneOf: Map<string, KeySet> | null;
}

/** What was tied together: one set most often. */
export interface Tied {
  tied: KeySet | null;
  alsoTied: Set<KeySet> | null;
}

/** One trace of the receipt. */
export interface Trace extends Tied {
  readonly at: number;
  readonly traceId: string;
  environment: string;
  open: OpenTrace | null;
  /** The first key of the record before: most records of a trace carry the same. */
  value: Value | null;
  readonly next: Trace | null;
}

/** Names and values of one source, while a receipt is decoded. */
export interface QuickSender {
  readonly source: Source;
  readonly fold: SourceFold;
  readonly keyOf: (name: string) => KeyName;
  readonly signs: FactSigns | null;
  readonly names: Map<string, Name>;
  readonly expected: Name[];
  readonly spanNames: Map<string, boolean>;
}

/** What is known of all records of one resource. */
export interface QuickEmitter {
  readonly sender: QuickSender;
  readonly ofResource: readonly KeyMention[];
  readonly version: string | null;
  /** The set of records without a key of their own. */
  without: KeySet | null;
  /** By the ids of their values: its own where the resource adds keys, else those of all such resources. */
  readonly sets: Map<string, KeySet>;
}

/** Whether bytes at two places are the same. */
export function isSame(bytes: Buffer, from: number, to: number, knownFrom: number, knownTo: number): boolean {
  const length = to - from;
  if (length !== knownTo - knownFrom) return false;
  if (from === knownFrom) return true;
  let i = 0;
  // Four at a time, without a branch for each: most are the same.
  for (const last = length - 3; i < last; i += 4) {
    const apart =
      ((bytes[from + i] ?? 0) ^ (bytes[knownFrom + i] ?? 0)) |
      ((bytes[from + i + 1] ?? 0) ^ (bytes[knownFrom + i + 1] ?? 0)) |
      ((bytes[from + i + 2] ?? 0) ^ (bytes[knownFrom + i + 2] ?? 0)) |
      ((bytes[from + i + 3] ?? 0) ^ (bytes[knownFrom + i + 3] ?? 0));
    if (apart !== 0) return false;
  }
  for (; i < length; i++) if (bytes[from + i] !== bytes[knownFrom + i]) return false;
  return true;
}
