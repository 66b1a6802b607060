import type { Figure } from "./figure.ts";

const common = {
  version: 1,
  scale: 1,
  zone: "building",
  rests: "on-its-events",
  clock: null,
  awaits: [],
  opens: [],
  kinds: [],
  contributions: () => [],
} as const;

/** Called agreement and not accuracy: no count of the shelves is behind it. */
export const stockAgreement: Figure = {
  ...common,
  id: "stock-agreement",
  name: "Stock agreement across systems",
  formula:
    "items in a building of which the ERP and the WMS say the same after what is in flight ÷ items that both know",
  counts: "the day of the comparison, in the building",
  unit: "share",
  better: "up",
  exclusions: ["items that only one system tells of"],
  benchmark: null,
  needs: [["stock.counted"]],
  notMeasured: "No stock of each system is kept yet that could be compared.",
};

/** Orders that were taken for goods that were not there. */
export const oversoldOrders: Figure = {
  ...common,
  id: "oversold-orders",
  name: "Oversold orders",
  formula: "orders for more than was there when they were taken ÷ orders taken",
  counts: "the day on which the order was taken",
  unit: "share",
  better: "down",
  exclusions: ["cancelled orders", "items made or bought to order"],
  benchmark: null,
  needs: [["order.created"], ["stock.published"], ["stock.counted"]],
  notMeasured:
    "What a shop shows and what a building has are not kept by item yet, so that no order can be held against them.",
};
