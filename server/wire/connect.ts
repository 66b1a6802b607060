/** Rows behind Connect and the menus: what arrives, and the network in force. */
import type { IsoInstant, ObjectKind, Severity } from "./types.ts";

/** One of the last requests at the ingest door. */
export interface IntakeRequest {
  readonly at: IsoInstant;
  readonly route: string;
  readonly contentType: string;
  readonly sender: string;
  readonly bytes: number;
  readonly status: number;
  readonly records: number;
  readonly rejected: number;
  readonly message: string | null;
  readonly services: readonly string[];
}

export interface IntakeSource {
  readonly system: string;
  readonly service: string;
  readonly declared: boolean;
  readonly environment: string;
  readonly records: number;
  readonly keyed: number;
  readonly failures: number;
  readonly lastSeenAt: IsoInstant;
  readonly signals: readonly string[];
  readonly presence: "complete" | "sampled" | "unknown";
  readonly presenceWhy: string;
  readonly share: number | null;
  /** Attribute names of the last requests, most frequent first; `key` is the kind where it became one. */
  readonly names: readonly {
    readonly name: string;
    readonly count: number;
    readonly of: number;
    readonly example: string;
    readonly key: string | null;
  }[];
}

/** What was lately sent away unread, because more came than could be taken: of one sender, by what it is worth. */
export interface IntakeSlowed {
  readonly sender: string;
  readonly route: string;
  /** What is shed first stands first: logs without trouble, spans without a key, what failed or names a key, business; unknown: nothing of it was looked into yet. */
  readonly worth: "logs" | "spans" | "errors" | "business" | "unknown";
  /** `share`: it sent more than its part; `full`: there was no room; `behind`: what came was still being worked on. */
  readonly why: "share" | "full" | "behind";
  readonly requests: number;
  /** As far as they were told before they were read. */
  readonly bytes: number;
  readonly lastAt: IsoInstant;
}

/** What S15 shows. Counts are of the last requests kept in view, not of all time. */
export interface IntakeRow {
  readonly id: "intake";
  readonly since: IsoInstant;
  readonly firstBytesAt: IsoInstant | null;
  readonly decodedAt: IsoInstant | null;
  readonly serviceNamedAt: IsoInstant | null;
  readonly keyFoundAt: IsoInstant | null;
  readonly objectCreatedAt: IsoInstant | null;
  readonly firstObject: { readonly kind: ObjectKind; readonly id: string; readonly environment?: string } | null;
  readonly requests: readonly IntakeRequest[];
  readonly sources: readonly IntakeSource[];
  /** Of the last five minutes, the most bytes first. */
  readonly slowed: readonly IntakeSlowed[];
  readonly environmentsApart: readonly { readonly environment: string; readonly records: number }[];
  readonly endpoints: { readonly otlpHttp: string; readonly otlpGrpc: string };
  readonly tokenNeeded: boolean;
  /** Attribute names that are read as keys with no configuration. */
  readonly keyNames: readonly { readonly kind: string; readonly names: readonly string[] }[];
}

export interface NetworkRow {
  readonly open: boolean;
  readonly hash: string;
  readonly company: { readonly name: string; readonly timezone: string; readonly currency: string };
  readonly warehouses: readonly { readonly id: string; readonly name: string; readonly timezone: string }[];
  readonly systems: readonly {
    readonly id: string;
    readonly name: string;
    readonly kind: string;
    readonly warehouse: string | null;
    readonly presence: "complete" | "sampled" | null;
  }[];
  readonly partners: readonly {
    readonly id: string;
    readonly name: string;
    readonly contact: { readonly mail: string | null; readonly phone: string | null; readonly person: string | null };
    readonly timezone: string;
    readonly language: string;
    readonly systems: readonly string[];
  }[];
  readonly teams: readonly { readonly id: string; readonly name: string }[];
  readonly flows: readonly {
    readonly id: string;
    readonly object: ObjectKind;
    readonly criticality: string;
    readonly steps: readonly {
      readonly id: string;
      readonly after: string;
      readonly expect: string;
      readonly via: string | null;
      readonly from: string | null;
      readonly withinMs: number;
      readonly mode: "tell" | "watch";
    }[];
  }[];
  /** Faults of a network file that was refused on reload; the old network stays in force. */
  readonly refused: readonly {
    readonly line: number;
    readonly path: string;
    readonly message: string;
    /** Set where the line is of a file beside it. */
    readonly file?: string;
  }[];
}

export interface RouteAnswer {
  readonly owner: { readonly team: string; readonly person: string | null };
  readonly severity: Severity;
  readonly acknowledgeMs: number;
  readonly resolveMs: number;
  /** Each node asked, from the root: matched or not, and why. */
  readonly path: readonly {
    readonly label: string;
    readonly matched: boolean;
    readonly depth: number;
    readonly why: string;
    /** As rules are counted on screens: `1`, `1.2`. */
    readonly number: string;
  }[];
  /** Number of the rule that decided. */
  readonly rule: string;
  /** Who would have it, and from when, if it were raised now and nobody took it. */
  readonly climb: readonly {
    readonly rung: number;
    readonly owner: { readonly team: string; readonly person: string | null };
    readonly at: IsoInstant;
    readonly onShift: boolean;
  }[];
}
