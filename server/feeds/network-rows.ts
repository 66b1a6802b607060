import type { Network } from "../domain/index.ts";
import type { NetworkRow } from "../wire/index.ts";

/** The network in force, as far as menus and pages need it, and why a newer file was refused. */
export function toNetworkRow(network: Network, refused: NetworkRow["refused"]): NetworkRow {
  const flows = new Map<string, NetworkRow["flows"][number]>();
  for (const step of network.steps) {
    const flow = flows.get(step.flow) ?? {
      id: step.flow,
      object: step.object,
      criticality: step.criticality,
      steps: [],
    };
    const { id, after, expect, via, from, mode } = step;
    flows.set(step.flow, {
      ...flow,
      steps: [...flow.steps, { id, after, expect, via, from, withinMs: step.within, mode }],
    });
  }
  return {
    open: network.open,
    hash: network.hash,
    company: network.company,
    warehouses: [...network.warehouses.values()].map(({ id, name, timezone }) => ({ id, name, timezone })),
    systems: [...network.systems.values()].map(({ id, name, kind, warehouse, presence }) => ({
      id,
      name,
      kind,
      warehouse,
      presence,
    })),
    partners: [...network.partners.values()].map(({ id, name, contact, timezone, language, systems }) => ({
      id,
      name,
      contact,
      timezone,
      language,
      systems,
    })),
    teams: [...network.teams.values()].map(({ id, name }) => ({ id, name })),
    flows: [...flows.values()],
    refused,
  };
}
