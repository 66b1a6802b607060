import { readFileSync } from "node:fs";
import { adoptable, check, type NetworkFile } from "../../server/config/index.ts";
import type { ConfigFault } from "../../server/config/source.ts";
import type { Network } from "../../server/domain/index.ts";

/** The example of the design, and the demo's network. */
export const houseText = readFileSync(new URL("house.yaml", import.meta.url), "utf8");
export const demoText = readFileSync(new URL("../../server/demo/network.yaml", import.meta.url), "utf8");

/** The smallest file, with sections put after it. */
export const withSections = (sections: string): string =>
  `company: { name: Acme, timezone: America/New_York, currency: USD }\nteams: [{ id: ops, name: Operations }]\nrouting: { to: ops }\n${sections}`;

export function fileOf(text: string): NetworkFile {
  const checked = check(text);
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults, null, 1));
  return checked.file;
}

export function networkOfText(text: string, at = Date.UTC(2026, 10, 18, 12)): Network {
  const told = adoptable(text, at);
  if (!told.ok) throw new Error(JSON.stringify(told.faults, null, 1));
  return told.network;
}

export function faultsOf(text: string): readonly ConfigFault[] {
  const checked = check(text);
  return checked.ok ? [] : checked.faults;
}
