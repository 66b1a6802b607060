import type { Network, PartnerConfig, SystemConfig } from "../../server/domain/index.ts";
import { aStep, hour, minute, start, testNetwork } from "./harness.ts";

const system = (id: string, kind: string, more: Partial<SystemConfig> = {}): SystemConfig => ({
  id,
  name: id,
  kind,
  warehouse: null,
  partner: null,
  presence: "complete",
  delivers: null,
  watch: false,
  ...more,
});

/** A partner that runs a building, with whom something is agreed. */
export const sierra: PartnerConfig = {
  id: "sierra",
  name: "Sierra Fulfilment",
  contact: { mail: null, phone: null, person: null },
  timezone: "UTC",
  language: "en",
  hours: null,
  systems: ["3pl-reno"],
  agreed: [
    { text: "945 in 4 h", side: "theirs", measure: "in-time", step: "to-ship.ship", share: 980 },
    { text: "945 right", side: "theirs", measure: "correct", step: "to-ship.ship", share: 995 },
    { text: "Files hourly", side: "theirs", measure: "files", step: null, share: 990 },
    { text: "Questions in 1 h", side: "ours", measure: "in-time", step: null, share: 900 },
  ],
};

const step = (id: string, after: string, expect: string, from: string, within: number) =>
  aStep({
    flow: "to-ship",
    id,
    after,
    expect,
    from,
    within,
    warmUp: 0,
    warehouses: new Set(["RNO"]),
    via: expect.startsWith("shipment.") ? "shipment" : null,
  });

/** A network with a partner: it accepts what we release, and ships. */
export const partnered = (more: Partial<Network> = {}): Network =>
  testNetwork({
    warehouses: new Map([
      ["ATL", { id: "ATL", name: "Atlanta", timezone: "UTC", departures: [] }],
      ["RNO", { id: "RNO", name: "Reno", timezone: "UTC", departures: [] }],
    ]),
    systems: new Map([
      ["shop", system("shop", "shop")],
      ["erp", system("erp", "erp")],
      ["wms-atl", system("wms-atl", "wms", { warehouse: "ATL" })],
      [
        "3pl-reno",
        system("3pl-reno", "3pl", {
          warehouse: "RNO",
          partner: "sierra",
          delivers: {
            at: Array.from({ length: 24 * 420 }, (_, index) => start + (index - 24 * 400) * hour),
            grace: 20 * minute,
          },
        }),
      ],
    ]),
    partners: new Map([["sierra", sierra]]),
    steps: [
      step("release", "order.created", "order.released", "erp", 2 * hour),
      step("accept", "order.released", "order.acknowledged", "3pl", hour),
      step("ship", "order.acknowledged", "shipment.confirmed", "3pl", 4 * hour),
    ],
    ...more,
  });

export const atPartner = partnered();
