/** The trail of one document, as evidence that stands by itself. */
import type { PartnerFlawWord, PartnerSide } from "./partners.ts";
import type { IsoInstant, ObjectKind } from "./types.ts";

/** One message of the trail, or a time by which one was due that came late or not at all. */
export interface PacketEntry {
  readonly kind: "message" | "due";
  /** By which the trail is ordered. */
  readonly at: IsoInstant;
  readonly title: string;
  readonly type: string | null;
  /** Who told it, or owed it. */
  readonly side: PartnerSide;
  readonly system: string;
  readonly status: "ok" | "failed";
  readonly error: string | null;
  /** By when it was due; null where nothing awaits it. */
  readonly dueAt: IsoInstant | null;
  /** Minutes after that; null where it was in time or nothing awaits it. */
  readonly lateMinutes: number | null;
  /** The clock of whoever did it, the recorder's and ours; null on a due time. */
  readonly occurredAt: IsoInstant | null;
  readonly precision: "instant" | "minute" | "day";
  readonly recordedAt: IsoInstant | null;
  readonly receivedAt: IsoInstant | null;
  /** From when it happened until we had it. */
  readonly heardAfterMs: number | null;
  /** Its keys, control numbers among them, as `kind` and `value`. */
  readonly keys: readonly { readonly kind: string; readonly value: string }[];
  readonly traceId: string | null;
  /** Where its record stands in our journal; null on a due time. */
  readonly position: string | null;
}

/** A delivery that carried messages of the trail, as it came. */
export interface PacketRecord {
  readonly position: string;
  /** `kept`: whole; `withheld`: it names documents of others too, or is too large; `gone`: no longer kept. */
  readonly state: "kept" | "withheld" | "gone";
  readonly why: string | null;
  /** Hash by which the receipt is known; null where it is gone. */
  readonly receipt: string | null;
  /** SHA-256 of the bytes; null where they are gone. */
  readonly sha256: string | null;
  readonly contentType: string | null;
  readonly sender: string | null;
  readonly receivedAt: IsoInstant | null;
  readonly bytes: number | null;
  readonly encoding: "text" | "base64" | null;
  readonly body: string | null;
  /** Of a delivery that is withheld: the records of this trail alone, as they were read; secrets are masked. */
  readonly own: readonly PacketOwnRecord[];
}

/** One record as it was read from a delivery. */
export interface PacketOwnRecord {
  readonly identity: string;
  /** Hash of its content, by which another variant of it is told. */
  readonly variant: string;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
}

/** The whole of it; `hash` is SHA-256 over the canonical JSON of all the rest. */
export interface PartnerPacket {
  readonly partner: { readonly id: string; readonly name: string; readonly timezone: string };
  readonly company: string;
  readonly object: { readonly kind: ObjectKind; readonly id: string };
  /** The line that it is about as it was adopted; null where none was named. */
  readonly line: {
    readonly id: string;
    readonly text: string;
    readonly side: PartnerSide;
    readonly agreed: number | null;
    readonly step: string | null;
  } | null;
  /** Hash of the network file in force. */
  readonly network: string;
  readonly asOf: IsoInstant;
  readonly lateness: {
    readonly minutes: number;
    readonly theirs: number;
    readonly ours: number;
    readonly unknown: number;
    /** Something of it has not come yet. */
    readonly lasts: boolean;
  };
  readonly flaw: PartnerFlawWord | null;
  /** In time order. */
  readonly entries: readonly PacketEntry[];
  /** More facts are known of it than stand here. */
  readonly cut: boolean;
  /** What people said: no record says it. */
  readonly told: readonly {
    readonly at: IsoInstant;
    readonly by: string;
    readonly text: string;
    readonly about: string;
  }[];
  readonly records: readonly PacketRecord[];
  readonly hash: string;
}
