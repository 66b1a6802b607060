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

/** What a record that has not failed must show at the least to be a fact: one of these attributes, or such a name. */
export interface FactSigns {
  /** Exact names of attributes, of the record or of its resource. */
  readonly attributes: ReadonlySet<string>;
  /** Whether the name alone may make it one; null where no name does. */
  readonly named: ((name: string) => boolean) | null;
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
  /**
   * By what a collector may tell without a closer look that records of a source are no facts: of one that shows none of
   * these signs, `isFact` answers false. Null, and a reading that does not say: each record must be looked at.
   */
  factSigns?(source: Source, signal: Signal): FactSigns | null;
}
