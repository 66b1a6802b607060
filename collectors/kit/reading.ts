import type { Attributes, AttributeValue, Signal, Source } from "./observation.ts";

/** A record as far as it must be known to tell whether it is a fact. */
export interface RecordView {
  readonly signal: Signal;
  readonly source: Source;
  readonly name: string;
  readonly failed: boolean;
  /** The value of an attribute by exact name: the record's own, else the resource's. */
  attribute(name: string): AttributeValue | undefined;
}

/** What a collector asks of the network while it decodes. Pure: the same question has the same answer. */
export interface Reading {
  /** Resolves a resource to the system and environment that sent it. Asked once a resource. */
  sourceOf(resource: Attributes): Source;
  /** The key that an attribute carries for records of this source, or null; `attribute` is its word list joined by `.`. */
  keyOf(
    source: Source,
    attributeName: string,
  ): { readonly kind: string; readonly issuer: string; readonly attribute: string } | null;
  /** Whether keys of this kind name an object (order, shipment, …) and not only a dimension (warehouse, item, …). */
  namesObject(kind: string): boolean;
  /** True when the record carries a business event or a mapping matches it. Failures are facts without being asked. */
  isFact(record: RecordView): boolean;
}
