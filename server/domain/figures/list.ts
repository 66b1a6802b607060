import { type ObjectKind, objectKinds } from "../types.ts";
import type { Contribution } from "./contribution.ts";
import { internalCycle, orderCycle, orderCycleLessWaiting, orderToShip, orderToShipLessWaiting } from "./cycle.ts";
import { discrepancies } from "./discrepancies.ts";
import { definitionOf, type Figure, type FigureDefinition } from "./figure.ts";
import { fillLine, fillOrder, fillUnit } from "./fill.ts";
import {
  type CountedException,
  type ExceptionFigure,
  exceptionRate,
  healedShare,
  timeToRecover,
  timeToTake,
  touches,
} from "./integration.ts";
import { firstTimeRight, invoiceDays, invoiceOnTime, ledgerDays } from "./invoices.ts";
import { orderToInvoice } from "./order-to-invoice.ts";
import { oversoldOrders } from "./oversold.ts";
import type { FigurePapers, FiguresOn } from "./papers.ts";
import { dockToStock, receiptToStock } from "./receipts.ts";
import { onTimeShipment, otherSite, savedBeforeCutoff, splitShipment } from "./shipping.ts";
import { stockAgreement } from "./stock.ts";

/** Figures that objects tell. */
export const objectFigures: readonly Figure[] = [
  orderCycle,
  orderCycleLessWaiting,
  orderToShip,
  orderToShipLessWaiting,
  internalCycle,
  fillUnit,
  fillLine,
  fillOrder,
  onTimeShipment,
  savedBeforeCutoff,
  splitShipment,
  otherSite,
  stockAgreement,
  oversoldOrders,
  dockToStock,
  receiptToStock,
  orderToInvoice,
  invoiceDays,
  ledgerDays,
  invoiceOnTime,
  firstTimeRight,
  exceptionRate,
  discrepancies,
];

/** Figures of the integration, that exceptions tell. */
export const exceptionFigures: readonly ExceptionFigure[] = [
  exceptionRate,
  timeToTake,
  timeToRecover,
  healedShare,
  touches,
];

/** What every figure means, each once, in the order in which they are listed. */
export const figureDefinitions: readonly FigureDefinition[] = [
  ...new Map<string, FigureDefinition>(
    [...objectFigures, ...exceptionFigures].map((figure) => [figure.id, definitionOf(figure)]),
  ).values(),
];

const byId = new Map(figureDefinitions.map((definition) => [definition.id, definition]));

/** What a figure means; null for one that is not known. */
export const figureNamed = (id: string): FigureDefinition | null => byId.get(id) ?? null;

/** The figures that each kind of object tells. */
const byKind = new Map<ObjectKind, readonly Figure[]>(
  objectKinds.map((kind) => [kind, objectFigures.filter(({ kinds }) => kinds.includes(kind))]),
);

/** True for a kind of object that tells a figure. */
export const isMeasured = (kind: ObjectKind): boolean => (byKind.get(kind) ?? []).length > 0;

/** All that an object adds to figures, by what its papers say: at most one contribution to each. */
export const contributionsOf = (papers: FigurePapers, on: FiguresOn): readonly Contribution[] =>
  (byKind.get(papers.subject.kind) ?? []).flatMap(({ contributions }) => contributions(papers, on));

/** All that an exception adds to figures. */
export const contributionsOfException = (
  life: CountedException,
  on: Pick<FiguresOn, "network">,
): readonly Contribution[] => exceptionFigures.flatMap((figure) => figure.ofException(life, on) ?? []);
