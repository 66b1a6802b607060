import { amountText, items, type Site } from "./company.ts";
import { dockTime } from "./dock.ts";
import { erpFact, type FloorWay, floorFact, floorTime } from "./inbound-facts.ts";
import { ledgerOf } from "./ledger.ts";
import { randomOf } from "./random.ts";
import { publish, query, route, type Step, stepAt } from "./step.ts";
import type { AttributeMap, Hop } from "./trace.ts";
import { hour, minute } from "./zones.ts";

const ways = {
  receive: { path: "/dock/returns/receive", table: "rma", document: "180" },
  grade: { path: "/returns/disposition", table: "rma_detail", document: "180" },
} satisfies Record<string, FloorWay>;

/** All steps of goods that a customer may send back from an instant on: they come, are graded, and are credited. */
export function returnSteps(seed: number, site: Site, number: number, authorized: number): Step[] {
  const random = randomOf(seed, "return", number);
  const id = `RMA-${number}`;
  const item = random.pick(items);
  const quantity = random.int(1, Math.max(1, Math.round(item.usual / 2)));
  const keys: AttributeMap = { "return.id": id, "warehouse.code": site.id, "item.id": item.sku };
  const received = floorTime(site, dockTime(site, authorized, random.between(2, 9) * hour), random);
  const decided = floorTime(site, dockTime(site, received.heard, random.between(20, 260) * minute), random);
  const credited = decided.heard + random.between(15, 110) * minute;
  const refused = random.chance(0.02);
  const amount = { "business.amount": amountText(quantity * item.price), "business.currency": "USD" };
  const credit = { ...keys, "credit.id": `CM-${number}`, ...amount };
  const inErp = refused ? credited + random.between(4, 22) * hour : credited;
  const failure = { type: "reason_code_missing", message: "return reason code is missing" };
  const step = (name: string, at: number, hop: Hop): Step => stepAt(seed, `${id} ${name}`, at, () => hop);
  return [
    step("authorized", authorized, {
      service: "web-shop",
      name: "POST /returns",
      kind: "server",
      lasts: 170,
      attributes: { ...route("POST", "/returns", 201), ...keys, ...amount, "business.event": "return.authorized" },
      hops: [
        query("web-shop", "postgresql", "INSERT", "returns", 20, 12),
        publish("web-shop", "returns.authorized", 60, 5),
      ],
    }),
    step("received", received.heard, floorFact(site, ways.receive, "return.received", keys, received.done)),
    step("dispositioned", decided.heard, floorFact(site, ways.grade, "return.dispositioned", keys, decided.done)),
    ...(refused
      ? [step("credit refused", credited, erpFact("creditMemo", "credit.posted", credit, `Credit for ${id}`, failure))]
      : []),
    step(
      "credited",
      inErp,
      erpFact("creditMemo", "credit.posted", { ...credit, ...ledgerOf(site, inErp) }, `Credit memo posted for ${id}`),
    ),
  ];
}
