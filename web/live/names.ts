import type { NetworkRow } from "../../server/wire/index.ts";

/** What things are called, for the ids that rows carry; an unknown id is its own name. */
export interface Names {
  readonly company: string;
  site(id: string): string;
  team(id: string): string;
  system(id: string): string;
  /** IANA zone of a warehouse; the company's for none or an unknown one. */
  zone(site: string | null | undefined): string;
}

/** Reads names from the network; before it is known the zone is this device's. */
export function namesOf(network: NetworkRow | undefined): Names {
  const sites = new Map(network?.warehouses.map((one) => [one.id, one]));
  const teams = new Map(network?.teams.map((one) => [one.id, one.name]));
  const systems = new Map(network?.systems.map((one) => [one.id, one.name]));
  const home = network?.company.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return {
    company: network?.company.name ?? "",
    site: (id) => sites.get(id)?.name ?? id,
    team: (id) => teams.get(id) ?? id,
    system: (id) => systems.get(id) ?? id,
    zone: (site) => (site === null || site === undefined ? home : (sites.get(site)?.timezone ?? home)),
  };
}
