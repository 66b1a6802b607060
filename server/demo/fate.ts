import type { Site } from "./company.ts";
import type { Random } from "./random.ts";

/** What sets an order apart from one that simply ships. */
export type Fate =
  | "plain"
  | "credit-hold"
  | "credit-review"
  | "customer-hold"
  | "future"
  | "backordered"
  | "cancelled"
  | "night-release"
  | "left-behind"
  | "sample"
  | "warranty"
  | "hold-code"
  | "case-pack"
  | "edi-rejected"
  | "pick-late"
  | "lost"
  | "label-retried"
  | "posting-retried"
  | "posting-stuck"
  | "price-differs"
  | "postcode";

/** Draws what becomes of an order. Small buildings have more of what a day's count tells apart: each part is to be seen. */
export function drawFate(random: Random, site: Site, skus: readonly string[]): Fate {
  const draw = random.next();
  const own = (share: number): number => (site.partner ? 0 : share);
  const seen = (share: number): number => share * (site.weight < 10 ? 3 : site.weight < 16 ? 1.6 : 1);
  const shares: readonly (readonly [Fate, number])[] = [
    ["credit-hold", 0.01],
    ["credit-review", seen(0.012)],
    ["customer-hold", seen(0.012)],
    ["future", 0.015],
    ["backordered", 0.012],
    ["cancelled", seen(0.008)],
    ["night-release", seen(0.05)],
    ["left-behind", own(0.0015)],
    ["sample", seen(0.008)],
    ["warranty", seen(0.004)],
    ["label-retried", own(0.004)],
    ["posting-retried", 0.012],
    ["posting-stuck", 0.0008],
    ["price-differs", 0.0022],
    ["pick-late", own(0.0012)],
    ["lost", own(0.001)],
    ["edi-rejected", site.partner ? 0.01 : 0],
    ["hold-code", site.id === "EWR" ? 0.012 : 0],
    ["case-pack", site.id === "ATL" && skus.includes("44-190") ? 0.03 : 0],
  ];
  let reached = 0;
  for (const [fate, share] of shares) {
    reached += share;
    if (draw < reached) return fate;
  }
  return "plain";
}

/** True for what is shipped and billed to nobody. */
export function isFree(fate: Fate): boolean {
  return fate === "sample" || fate === "warranty";
}

/** How long a hold lasts: mostly some hours, a quarter of them until the next day. */
export function drawHold(random: Random): number {
  return (random.chance(0.25) ? random.between(18, 30) : random.between(0.7, 4)) * 3_600_000;
}
