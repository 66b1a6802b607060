import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { adoptable, networkOf } from "../../server/config/index.ts";

/** When what is made up begins: a Monday morning. */
export const began = Date.UTC(2026, 9, 5, 14);
const demo = fileURLToPath(new URL("../../../server/demo/network.yaml", import.meta.url));

/** A network with all that a ruling keeps of it: the one that the demo plays, or none at all. */
export function adopted(name: "demo" | "open") {
  if (name === "open") {
    const network = networkOf("", null);
    return { text: "", hash: network.hash, expansions: null, network };
  }
  const text = readFileSync(demo, "utf8");
  const found = adoptable(text, began);
  if (!found.ok) throw new Error(`the demo's network: ${found.faults[0]?.message}`);
  return { text, hash: found.hash, expansions: found.expansions, network: found.network };
}
