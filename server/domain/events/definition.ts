import type { ObjectKind } from "../types.ts";

/** State of stock that an event moves quantity between. */
export type StockState =
  | "available"
  | "reserved"
  | "damaged"
  | "quarantined"
  | "in-transit"
  | "received-not-put-away"
  | "outside";

/** One canonical event: what it says, when it is emitted, and what it is called when it fails or never comes. */
export interface EventDefinition {
  /** `kind.past-tense`, as `shipment.confirmed`. */
  readonly type: string;
  readonly version: number;
  /** Kind of the object it is about. */
  readonly subject: ObjectKind;
  /** Past tense, for timelines: "Left the dock". */
  readonly title: string;
  /** Begins the title of its failure: "Ship confirmation refused". */
  readonly failed: string;
  /** Begins the title of its absence: "Not confirmed as shipped". */
  readonly missing: string;
  /** What it means and when it is emitted: semantics differ between systems. */
  readonly meaning: string;
  /** Kinds of keys a record of it must carry, itself or through its trace. */
  readonly keys: readonly string[];
  /** Where its quantity goes from and to; null when it moves no stock. */
  readonly moves: { readonly from: StockState; readonly to: StockState } | null;
  /** Attributes of a record that tells it. */
  readonly example: Readonly<Record<string, string>>;
}
