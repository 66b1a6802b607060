import { distinct } from "../tally/standing.ts";
import type { BusinessObject, ObjectKind, Ref } from "../types.ts";
import { isBooked } from "./papers.ts";

/** The objects on whose papers one stands: what `bookPapers` reads, the other way round. */
export function restingOn(object: BusinessObject, other: (ref: Ref) => BusinessObject | undefined): readonly Ref[] {
  const of = (refs: readonly Ref[], kind: ObjectKind): readonly Ref[] =>
    refs.flatMap((ref) => {
      const linked = other(ref);
      return linked === undefined ? [] : distinct(linked, kind);
    });
  switch (object.kind) {
    case "order":
      return [object.ref, ...distinct(object, "shipment")];
    case "shipment":
    case "invoice": {
      const orders = [...distinct(object, "order"), ...of(distinct(object, "shipment"), "order")];
      return [object.ref, ...orders, ...distinct(object, "shipment"), ...of(orders, "shipment")];
    }
    case "credit":
      return distinct(object, "return");
    case "purchase-order":
      return distinct(object, "receipt");
    case "bill":
      return [
        ...distinct(object, "receipt"),
        ...distinct(object, "load"),
        ...of(distinct(object, "purchase-order"), "receipt"),
      ];
    default:
      return isBooked(object.kind) ? [object.ref] : [];
  }
}
