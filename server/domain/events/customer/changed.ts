import type { EventDefinition } from "../definition.ts";

/** Customer changed: emitted when master data of a customer is another from now on. */
export const customerChanged: EventDefinition = {
  type: "customer.changed",
  version: 1,
  subject: "document",
  title: "Customer changed",
  failed: "Customer change refused",
  missing: "Customer change not told",
  meaning: "Emitted when master data of a customer is another from now on.",
  keys: ["document"],
  moves: null,
  example: { "business.event": "customer.changed", "document.id": "CUS-1", "customer.id": "Fenwick Dental" },
};
