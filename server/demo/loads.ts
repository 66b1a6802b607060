import { freightBill } from "./bills.ts";
import { amountText, type Site, sites } from "./company.ts";
import { departuresOn, type Lane, lanesOf } from "./dock.ts";
import { loadOf } from "./order.ts";
import { randomOf } from "./random.ts";
import { publish, query, route, type Step, stepAt } from "./step.ts";
import type { AttributeMap, Hop } from "./trace.ts";
import { hour, localOf, minute } from "./zones.ts";

/** How long before it leaves a load is planned; everything else about it comes later. */
const plannedAhead = 4 * hour;

/** Steps of the trucks of own buildings that are planned in the hour that starts at `from`. */
export function loadSteps(seed: number, from: number): Step[] {
  const first = from + plannedAhead;
  return sites
    .filter((site) => !site.partner)
    .flatMap((site) =>
      lanesOf(site).flatMap((lane) => {
        const today = localOf(site.zone, first).dayNumber;
        return [...departuresOn(site, lane, today), ...departuresOn(site, lane, today + 1)]
          .filter((leaves) => leaves >= first && leaves < first + hour)
          .flatMap((leaves) => stepsOf(seed, site, lane, leaves));
      }),
    );
}

function stepsOf(seed: number, site: Site, lane: Lane, leaves: number): Step[] {
  const id = loadOf(site, lane, leaves);
  const random = randomOf(seed, "load", id);
  const keys: AttributeMap = {
    "load.id": id,
    "warehouse.code": site.id,
    "carrier.id": lane.carrier,
    "carrier.service": lane.service,
  };
  const step = (name: string, at: number, hop: Hop): Step => stepAt(seed, `${id} ${name}`, at, () => hop);
  const tms = (path: string, event: string, words: string, agreed: AttributeMap = {}): Hop => ({
    service: "tms-adapter",
    name: `POST ${path}`,
    kind: "server",
    lasts: 210,
    attributes: { ...route("POST", path, 200), ...keys, ...agreed, "business.event": event },
    lines: [{ after: 190, severity: "INFO", body: words }],
    hops: [publish("tms-adapter", `loads.${event.slice(5)}`, 140, 5)],
  });
  const yard = (path: string, event: string): Hop => ({
    service: site.floor,
    name: `POST ${path}`,
    kind: "server",
    lasts: 120,
    attributes: { ...route("POST", path, 200), ...keys, "business.event": event },
    hops: [query(site.floor, "oracle.db", "UPDATE", "trailer", 15, 50)],
  });
  const appointed = lane.appointed ? leaves - random.between(2.5, 3.5) * hour : null;
  const arrived = leaves - random.between(35, 80) * minute;
  const closed = leaves - random.between(0.2, 1.5) * minute;
  const departed = leaves + random.between(9.2, 12) * minute;
  const freight = 18_000 + random.int(0, 900) * 100;
  return [
    step(
      "planned",
      leaves - plannedAhead,
      tms("/loads", "load.planned", `Load ${id} planned with ${lane.carrier}`, {
        "business.amount": amountText(freight),
        "business.currency": "USD",
      }),
    ),
    ...(appointed === null
      ? []
      : [
          step(
            "appointed",
            appointed,
            tms("/appointments", "load.appointed", `Load ${id} has door 14, 15 minutes before it leaves`),
          ),
        ]),
    step("arrived", arrived, yard("/yard/check-in", "load.arrived")),
    step("closed", closed, yard("/dock/close", "load.closed")),
    step("departed", departed, yard("/yard/check-out", "load.departed")),
    freightBill(seed, site, departed, { of: id, keys, amount: freight }),
  ];
}
