import type { Order } from "./order.ts";
import type { Random } from "./random.ts";
import { bus, linkTo, publish, query, route } from "./step.ts";
import type { AttributeMap, Hop } from "./trace.ts";

/**
 * How a label request ends: `accepted` at once; `carrier-busy`, given up until asked `again`;
 * `postcode`, refused twice because the postcode stands in address line 3.
 */
export type LabelOutcome = "accepted" | "carrier-busy" | "again" | "postcode";

const carrierHost = "api.carrier.example";

/** The trace of an order's carton being closed and its label asked for; `again` is the label alone. */
export function labelHops(order: Order, random: Random, outcome: LabelOutcome): Hop {
  const label = labelRequest(order, random, outcome);
  if (outcome === "again") return { ...label, after: 0, links: linkTo(order.seed, `${order.id} packed`) };
  const refused = outcome !== "accepted";
  const floor = order.site.floor;
  const asked = 300;
  const answered = asked + label.lasts;
  const lane: Hop = {
    service: floor,
    name: "hold carton on lane 6",
    kind: "internal",
    after: answered + 12,
    lasts: 68,
    attributes: orderKeys(order),
  };
  return {
    service: floor,
    name: "POST /pack/close",
    kind: "server",
    lasts: answered + (refused ? 96 : 30),
    attributes: { ...route("POST", "/pack/close", 200), ...orderKeys(order) },
    hops: [
      {
        service: floor,
        name: "close cartons",
        kind: "internal",
        after: 30,
        lasts: random.between(60, 110),
        attributes: {
          ...orderKeys(order),
          "business.event": "pack.confirmed",
          "business.quantity": Math.max(1, Math.ceil(order.lines.length / 4)),
          "business.uom": "CTN",
        },
      },
      publish(floor, "label.requested", 160, 18),
      { ...label, after: asked },
      ...(refused ? [lane] : []),
    ],
  };
}

function labelRequest(order: Order, random: Random, outcome: LabelOutcome): Hop {
  const read = random.between(420, 640);
  const first = random.between(480, 1_100);
  const keys = labelKeys(order);
  const mapped = 40 + read + 14;
  const hops: Hop[] = [readAddress(order, read), mapAddress(order, 30 + read)];
  const base: Hop = {
    service: "label-svc",
    name: "process label.requested",
    kind: "consumer",
    lasts: mapped + first + 30,
    attributes: { ...bus("label.requested", "process"), ...keys, "business.event": "shipment.labelled" },
    hops,
  };
  if (outcome === "accepted" || outcome === "again") {
    hops.push(
      ask(order, { after: mapped, lasts: first, attempt: 1, outcome }),
      publish("label-svc", "label.printed", mapped + first + 8, 7),
    );
    return base;
  }
  if (outcome === "carrier-busy") {
    const message = "carrier answered 503: service unavailable";
    const failure = { type: "carrier_unavailable", message };
    hops.push(ask(order, { after: mapped, lasts: first, attempt: 1, outcome }));
    return {
      ...base,
      failure,
      lines: [
        { after: mapped + first + 10, severity: "ERROR", body: `${message}, asked again later`, attributes: keys },
      ],
    };
  }
  const second = random.between(900, 1_150);
  const answered = mapped + first;
  const again = answered + 10 + 1_500;
  const refused = again + second;
  const code = "carrier answered 400: postalCode is required";
  hops.push(
    ask(order, { after: mapped, lasts: first, attempt: 1, outcome }),
    {
      service: "label-svc",
      name: "wait before retry",
      kind: "internal",
      after: answered + 10,
      lasts: 1_500,
      attributes: { "retry.count": 2 },
    },
    ask(order, { after: again, lasts: second, attempt: 2, outcome }),
    publish("label-svc", "label.refused", refused + 12, 9),
  );
  return {
    ...base,
    failure: { type: "postal_code_required", message: code },
    lasts: refused + 40,
    lines: [
      { after: mapped - 6, severity: "WARN", body: missingPostcode(order), attributes: keys },
      { after: answered + 5, severity: "ERROR", body: code, attributes: keys },
      { after: refused + 6, severity: "ERROR", body: `${code}, giving up`, attributes: keys },
    ],
  };
}

function missingPostcode(order: Order): string {
  const billing = order.billTo === null ? "has none either" : `has ${order.billTo[2]}`;
  return `postalCode is empty after mapping shop address line 3; billing address ${billing}`;
}

function readAddress(order: Order, lasts: number): Hop {
  const path = "/orders/{id}";
  return {
    service: "label-svc",
    name: "read ship-to address",
    kind: "internal",
    after: 25,
    lasts,
    hops: [
      {
        service: "erp-api",
        name: `GET ${path}`,
        kind: "server",
        after: 30,
        lasts: lasts - 70,
        attributes: { ...route("GET", path, 200), "url.path": `/orders/00${order.id.slice(3).padStart(8, "0")}` },
        hops: [query("erp-api", "oracle.db", "SELECT", "transaction_address", 40, Math.max(20, lasts - 160))],
      },
    ],
  };
}

function mapAddress(order: Order, after: number): Hop {
  return {
    service: "label-svc",
    name: "map address to carrier",
    kind: "internal",
    after,
    lasts: 12,
    attributes: { "address.country": "US", "address.region": order.shipTo[1] },
  };
}

interface Attempt {
  readonly after: number;
  readonly lasts: number;
  readonly attempt: number;
  readonly outcome: LabelOutcome;
}

function ask(order: Order, attempt: Attempt): Hop {
  const status = attempt.outcome === "postcode" ? 400 : attempt.outcome === "carrier-busy" ? 503 : 201;
  const hop: Hop = {
    service: "tms-adapter",
    name: "POST carrier /labels",
    kind: "client",
    after: attempt.after,
    lasts: attempt.lasts,
    attributes: {
      "http.request.method": "POST",
      "url.full": `https://${carrierHost}/labels`,
      "server.address": carrierHost,
      "http.response.status_code": status,
      "http.request.resend_count": attempt.attempt - 1,
      "http.request.body": bodyOf(order, attempt.outcome === "postcode"),
      ...labelKeys(order),
      "carrier.id": order.lane.carrier,
      "carrier.service": order.lane.service,
    },
  };
  if (attempt.outcome === "postcode") {
    return { ...hop, failure: { type: "postal_code_required", message: "postalCode is required" } };
  }
  if (attempt.outcome === "carrier-busy") {
    return { ...hop, failure: { type: "503", message: "carrier service unavailable" } };
  }
  return hop;
}

function bodyOf(order: Order, moved: boolean): string {
  const [city, region, postcode] = order.shipTo;
  const address = moved ? { postalCode: "", addressLine3: postcode } : { postalCode: postcode };
  const shipTo = { name: "•••••", city, region, ...address, country: "US" };
  if (!moved) return JSON.stringify({ shipTo });
  const [billCity, billRegion, billPostcode] = order.billTo ?? [city, region, ""];
  return JSON.stringify({
    shipTo,
    billTo: { name: "•••••", city: billCity, region: billRegion, postalCode: billPostcode, country: "US" },
  });
}

function orderKeys(order: Order): AttributeMap {
  return { "order.id": order.id, "warehouse.code": order.site.id, "customer.id": order.customer.name };
}

function labelKeys(order: Order): AttributeMap {
  return { ...orderKeys(order), "shipment.id": order.shipment };
}
