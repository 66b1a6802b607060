/** What travels on the live stream around the rows; SPEC.md has its rules. */
import type { CauseRow } from "./causes.ts";
import type { IntakeRow } from "./connect.ts";
import type { FlowRow } from "./flow.ts";
import type { KpiRow } from "./kpis.ts";
import type { PostingTable } from "./postings.ts";
import type { SourceRow } from "./sources.ts";
import type { DepartureRow, TallyRow } from "./tally.ts";
import type { ExceptionRow, HeldRow, IsoInstant, LagRow, ObjectRow, Problem, StatusRow } from "./types.ts";

export const feedNames = [
  "exceptions",
  "causes",
  "object",
  "lag",
  "flow",
  "tally",
  "departures",
  "postings",
  "kpis",
  "sources",
  "intake",
  "status",
] as const;
export type FeedName = (typeof feedNames)[number];

/** The row type of each feed that exists; every row has an `id` on the wire. */
export interface FeedRows {
  exceptions: ExceptionRow;
  causes: CauseRow;
  tally: TallyRow;
  departures: DepartureRow;
  postings: PostingTable;
  kpis: KpiRow;
  object: ObjectRow & { readonly id: string };
  lag: LagRow;
  flow: FlowRow;
  sources: SourceRow & { readonly id: string };
  intake: IntakeRow;
  status: StatusRow & { readonly id: string };
}

export interface Snapshot<T> {
  readonly seq: number;
  readonly rows: readonly T[];
  readonly total: number;
  /** On `exceptions`: what all that match hold up. */
  readonly held?: HeldRow;
}

export interface Patch<T> {
  readonly sub: string;
  readonly feed: FeedName;
  /** `seq` of what was sent before on this subscription. */
  readonly prev: number;
  readonly seq: number;
  readonly upsert: readonly T[];
  readonly remove: readonly string[];
  readonly total: number;
  readonly held?: HeldRow;
}

export interface Subscribe {
  readonly feed: FeedName;
  readonly filter?: Readonly<Record<string, string>>;
  readonly sort?: string;
  readonly limit?: number;
  readonly cursor?: string;
  readonly after?: number;
}

export type SubscribeAnswer<T> =
  | { readonly sub: string; readonly snapshot: Snapshot<T> }
  | { readonly sub: string; readonly patches: readonly Patch<T>[] }
  | { readonly error: Problem };

/** Which row a socket looks at now; null: none. */
export interface LookingMessage {
  readonly id: string | null;
}

/** Who looks at a row now, by name; whole, and no difference. */
export interface PresenceTold {
  readonly id: string;
  readonly people: readonly { readonly name: string }[];
}

/** Every 5 s on each socket: the server is alive, and how far it has settled. */
export interface Beat {
  readonly at: IsoInstant;
  readonly horizon: IsoInstant;
}
