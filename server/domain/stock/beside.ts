import type { CanonicalEvent, ObjectKind } from "../types.ts";

/** How goods of a document go: with which facts of the floor, and with which of the ledger. */
export interface Leg {
  readonly kind: ObjectKind;
  readonly floor: readonly string[];
  readonly ledger: readonly string[];
  /** -1: out of the building. */
  readonly sign: 1 | -1;
}

export const legs: readonly Leg[] = [
  { kind: "shipment", floor: ["shipment.confirmed"], ledger: ["shipment.posted"], sign: -1 },
  { kind: "receipt", floor: ["receipt.confirmed", "receipt.put-away"], ledger: ["receipt.posted"], sign: 1 },
  // What the ledger received it no longer has where it came from.
  { kind: "transfer", floor: ["transfer.shipped"], ledger: ["transfer.shipped", "transfer.received"], sign: -1 },
  { kind: "transfer", floor: ["transfer.received"], ledger: ["transfer.received"], sign: 1 },
];

/** Kinds of documents with which goods go. */
export const movingKinds: ReadonlySet<string> = new Set(legs.map(({ kind }) => kind));

/** Facts that say how goods of a document went. */
export const movingTypes: ReadonlySet<string> = new Set([
  ...legs.flatMap(({ floor, ledger }) => [...floor, ...ledger]),
  "shipment.voided",
]);

/** True for a fact that stands on the timeline of stock because of its lines, and is not about that stock itself. */
export const isBesideStock = ({ type, keys }: CanonicalEvent): boolean =>
  type !== null &&
  movingTypes.has(type) &&
  keys.some(({ kind }) => movingKinds.has(kind)) &&
  !keys.some(({ kind }) => kind === "stock");
