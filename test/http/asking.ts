import {
  type Network,
  type OpsException,
  type PartnerConfig,
  type SystemConfig,
  step,
} from "../../server/domain/index.ts";
import type { ServingDeps } from "../../server/http/deps.ts";
import { aNetwork, anException, anObject, start } from "../feeds/fakes.ts";
import { serve } from "./harness.ts";

const hour = 3_600_000;

export const reno: PartnerConfig = {
  id: "sierra",
  name: "3PL Reno",
  contact: { mail: "edi@sierra.example", phone: "+1 775 555 0142", person: "EDI desk" },
  timezone: "America/Los_Angeles",
  language: "en",
  hours: { id: "sierra", edges: [start + hour, start + 9 * hour, start + 25 * hour, start + 33 * hour] },
  systems: ["3pl-reno"],
};

const system = (id: string, warehouse: string, partner: string | null): SystemConfig => ({
  id,
  name: id,
  kind: "3pl",
  warehouse,
  partner,
  presence: "complete",
  delivers: null,
  watch: false,
});

export const partnerNetwork = (changes: Partial<PartnerConfig> = {}): Network =>
  aNetwork({
    partners: new Map([
      ["sierra", { ...reno, ...changes }],
      ["low-country", { ...reno, id: "low-country", name: "3PL Savannah", systems: ["3pl-sav"] }],
    ]),
    systems: new Map([
      ["3pl-reno", system("3pl-reno", "RNO", "sierra")],
      ["3pl-sav", system("3pl-sav", "SAV", "low-country")],
      ["erp", system("erp", "", null)],
    ]),
    offsetAt: () => -480,
  });

const miss = (number: number, changes: Partial<OpsException> = {}): OpsException =>
  anException(number, {
    kind: "missing-event",
    system: "3pl-reno",
    warehouse: "RNO",
    eventType: "shipment.confirmed",
    title: "Not confirmed as shipped: nothing from 3PL Reno",
    causeId: "C-1",
    ...changes,
  });

/** A serving side whose asks the real core keeps, with three orders that Reno owes and one that Savannah does. */
export async function askingTower(network: Network = partnerNetwork(), changes: Partial<ServingDeps> = {}) {
  const tower = await serve({ network: () => network, ...changes });
  let number = 0;
  tower.ruleAsk(async (ruling) => {
    const draft = await tower.store.draft();
    if (ruling.kind !== "asked" && draft.ask(ruling.ask) === undefined) return undefined;
    const kept = { number: ++number, at: tower.now(), basis: { position: 0, settledTo: 0 }, ruling };
    const changes = step({ kind: "ruling", ruling: kept }, draft, network);
    await tower.store.commit(changes);
    return (await tower.store.draft()).ask(ruling.kind === "asked" ? number : ruling.ask);
  });
  const order = (id: string, warehouse: string, customer: string) =>
    anObject(id, {
      warehouses: [warehouse],
      traits: [
        { name: "customer", value: { text: customer, number: null }, mark: { at: start, nanos: 0, identity: "" } },
      ],
    });
  const orders = [
    order("SO-1", "RNO", "Fenwick Dental"),
    order("SO-2", "RNO", "=cmd|' /C calc'!A0"),
    order("SO-3", "RNO", "<img src=x onerror=alert(1)>"),
    order("SO-9", "SAV", "CANARY of Savannah"),
  ];
  await tower.store.commit(
    orders.flatMap((object) => [
      { kind: "object" as const, object },
      { kind: "key" as const, key: object.ref, ref: object.ref },
    ]),
  );
  await tower.store.put(
    miss(1, { customer: "Fenwick Dental" }),
    miss(2, { customer: "=cmd|' /C calc'!A0" }),
    miss(3, { customer: "<img src=x onerror=alert(1)>" }),
    miss(9, { system: "3pl-sav", warehouse: "SAV", causeId: "C-2", customer: "CANARY of Savannah" }),
  );
  const tokenOf = (url: string): string => url.split("#")[1] ?? "";
  return {
    ...tower,
    tokenOf,
    /** Any request, as whoever its headers say. */
    request: tower.ask,
    /** Asks about the three, and the token of its link. */
    async ask(body: object = {}) {
      const answer = await tower.post("/api/v1/asks", { cause: "C-1", partner: "sierra", ...body });
      return { ...answer, token: tokenOf(answer.json?.message?.link?.url ?? "") };
    },
    /** As a stranger with a link. */
    open: (token: string) => tower.ask(`/api/v1/answers/${token}`),
    answer: (token: string, body: unknown, headers: Record<string, string> = {}) =>
      tower.ask(`/api/v1/answers/${token}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      }),
  };
}
