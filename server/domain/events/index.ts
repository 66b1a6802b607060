import { billMatched } from "./bill/matched.ts";
import { billReceived } from "./bill/received.ts";
import { creditPosted } from "./credit/posted.ts";
import { customerChanged } from "./customer/changed.ts";
import type { EventDefinition } from "./definition.ts";
import { documentAcknowledged } from "./document/acknowledged.ts";
import { documentReceived } from "./document/received.ts";
import { documentRejected } from "./document/rejected.ts";
import { documentSent } from "./document/sent.ts";
import { invoiceCancelled } from "./invoice/cancelled.ts";
import { invoiceCorrected } from "./invoice/corrected.ts";
import { invoicePosted } from "./invoice/posted.ts";
import { invoiceRejected } from "./invoice/rejected.ts";
import { invoiceSent } from "./invoice/sent.ts";
import { itemChanged } from "./item/changed.ts";
import { ledgerStated } from "./ledger/stated.ts";
import { loadAppointed } from "./load/appointed.ts";
import { loadArrived } from "./load/arrived.ts";
import { loadClosed } from "./load/closed.ts";
import { loadDeparted } from "./load/departed.ts";
import { loadPlanned } from "./load/planned.ts";
import { openingStated } from "./opening.ts";
import { orderAcknowledged } from "./order/acknowledged.ts";
import { orderAllocated } from "./order/allocated.ts";
import { orderBackordered } from "./order/backordered.ts";
import { orderCancelled } from "./order/cancelled.ts";
import { orderChanged } from "./order/changed.ts";
import { orderCreated } from "./order/created.ts";
import { orderDelivered } from "./order/delivered.ts";
import { orderFreed } from "./order/freed.ts";
import { orderHeld } from "./order/held.ts";
import { orderReallocated } from "./order/reallocated.ts";
import { orderReleased } from "./order/released.ts";
import { packConfirmed } from "./pack/confirmed.ts";
import { paymentReceived } from "./payment/received.ts";
import { pickConfirmed } from "./pick/confirmed.ts";
import { pickShorted } from "./pick/shorted.ts";
import { priceChanged } from "./price/changed.ts";
import { purchaseOrderAcknowledged } from "./purchase-order/acknowledged.ts";
import { purchaseOrderCancelled } from "./purchase-order/cancelled.ts";
import { purchaseOrderChanged } from "./purchase-order/changed.ts";
import { purchaseOrderSent } from "./purchase-order/sent.ts";
import { receiptAdvised } from "./receipt/advised.ts";
import { receiptArrived } from "./receipt/arrived.ts";
import { receiptConfirmed } from "./receipt/confirmed.ts";
import { receiptGateArrived } from "./receipt/gate-arrived.ts";
import { receiptPosted } from "./receipt/posted.ts";
import { receiptPutAway } from "./receipt/put-away.ts";
import { returnAuthorized } from "./return/authorized.ts";
import { returnDispositioned } from "./return/dispositioned.ts";
import { returnReceived } from "./return/received.ts";
import { shipmentAsnSent } from "./shipment/asn-sent.ts";
import { shipmentConfirmed } from "./shipment/confirmed.ts";
import { shipmentDelivered } from "./shipment/delivered.ts";
import { shipmentLabelled } from "./shipment/labelled.ts";
import { shipmentLoaded } from "./shipment/loaded.ts";
import { shipmentMilestone } from "./shipment/milestone.ts";
import { shipmentPlanned } from "./shipment/planned.ts";
import { shipmentPosted } from "./shipment/posted.ts";
import { shipmentTenderRefused } from "./shipment/tender-refused.ts";
import { shipmentTendered } from "./shipment/tendered.ts";
import { shipmentVoided } from "./shipment/voided.ts";
import { stockAdjusted } from "./stock/adjusted.ts";
import { stockCounted } from "./stock/counted.ts";
import { stockMoved } from "./stock/moved.ts";
import { stockPublished } from "./stock/published.ts";
import { stockReplenishmentRequested } from "./stock/replenishment-requested.ts";
import { transferApproved } from "./transfer/approved.ts";
import { transferReceived } from "./transfer/received.ts";
import { transferRequested } from "./transfer/requested.ts";
import { transferShipped } from "./transfer/shipped.ts";

export type { EventDefinition, StockState } from "./definition.ts";

/** Every canonical event, in the order of a document's life. */
export const eventDefinitions: readonly EventDefinition[] = [
  orderCreated,
  orderReleased,
  orderAcknowledged,
  orderAllocated,
  orderReallocated,
  orderBackordered,
  orderHeld,
  orderFreed,
  orderChanged,
  orderCancelled,
  orderDelivered,
  pickConfirmed,
  pickShorted,
  packConfirmed,
  shipmentPlanned,
  shipmentTendered,
  shipmentTenderRefused,
  shipmentLabelled,
  shipmentLoaded,
  shipmentConfirmed,
  shipmentPosted,
  shipmentMilestone,
  shipmentDelivered,
  shipmentVoided,
  shipmentAsnSent,
  loadPlanned,
  loadAppointed,
  loadArrived,
  loadClosed,
  loadDeparted,
  invoicePosted,
  invoiceSent,
  invoiceRejected,
  invoiceCancelled,
  invoiceCorrected,
  creditPosted,
  billReceived,
  billMatched,
  paymentReceived,
  purchaseOrderSent,
  purchaseOrderAcknowledged,
  purchaseOrderChanged,
  purchaseOrderCancelled,
  receiptAdvised,
  receiptGateArrived,
  receiptArrived,
  receiptConfirmed,
  receiptPutAway,
  receiptPosted,
  stockMoved,
  stockAdjusted,
  stockCounted,
  stockPublished,
  stockReplenishmentRequested,
  transferRequested,
  transferApproved,
  transferShipped,
  transferReceived,
  returnAuthorized,
  returnReceived,
  returnDispositioned,
  documentSent,
  documentReceived,
  documentAcknowledged,
  documentRejected,
  itemChanged,
  customerChanged,
  priceChanged,
  ledgerStated,
  openingStated,
];

const byType: ReadonlyMap<string, EventDefinition> = new Map(eventDefinitions.map((event) => [event.type, event]));

/** Names of all canonical events. */
export const eventTypes: ReadonlySet<string> = new Set(byType.keys());

/** The definition of a canonical event; undefined for a name that is none. */
export const eventOf = (type: string): EventDefinition | undefined => byType.get(type);
