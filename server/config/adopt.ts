import { createHash } from "node:crypto";
import type { Network } from "../domain/index.ts";
import { check } from "./check.ts";
import { compile } from "./compile/index.ts";
import { type Expansions, expand } from "./expand.ts";
import { type NetworkFile, networkFile } from "./settings/index.ts";
import type { ConfigFault } from "./source.ts";

/** SHA-256 of a network file's text, in hex: the name of a network. */
export const hashOf = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** A network that can be adopted, with all that its ruling keeps; or everything that is wrong with the file. */
export type Adoptable =
  | {
      readonly ok: true;
      readonly file: NetworkFile;
      readonly network: Network;
      readonly expansions: Expansions;
      readonly hash: string;
    }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/** Checks, expands around an instant and compiles a network file. */
export function adoptable(text: string, at: number): Adoptable {
  const checked = check(text);
  if (!checked.ok) return checked;
  const expansions = expand(checked.file, at);
  const hash = hashOf(text);
  return { ok: true, file: checked.file, network: compile(checked.file, expansions, hash), expansions, hash };
}

/**
 * The network of a ruling, from the text and expansions that it keeps; an empty text is the open network.
 * Throws when the text is not one that was adopted, or the expansions are of another file.
 */
export function networkOf(text: string, expansions: unknown): Network {
  if (text === "") return openNetwork();
  const checked = check(text);
  if (!checked.ok)
    throw new Error(
      `The network file cannot be read again: line ${checked.faults[0]?.line ?? 1}: ${checked.faults[0]?.message ?? ""}`,
    );
  if (!isExpansions(expansions)) throw new Error("The network's expansions cannot be read again.");
  return compile(checked.file, expansions, hashOf(text));
}

function isExpansions(told: unknown): told is Expansions {
  if (typeof told !== "object" || told === null) return false;
  const lists: readonly (keyof Expansions)[] = ["zones", "calendars", "deliveries", "departures"];
  return lists.every(
    (list) => list in told && Array.isArray((told as Partial<Record<keyof Expansions, unknown>>)[list]),
  );
}

/** What the open network needs by wall clock: nothing but UTC. */
const timeless: Expansions = {
  from: 0,
  to: 0,
  zones: [["UTC", [[0, 0]]]],
  calendars: [],
  deliveries: [],
  departures: [],
};

/**
 * The network that applies when there is no file: services are discovered, one team owns what fails, nothing is promised.
 * Its hash is that of the empty text.
 */
export function openNetwork(): Network {
  const file = networkFile.parse({
    company: { name: "Open network", timezone: "UTC", currency: "USD" },
    teams: [{ id: "operations", name: "Operations" }],
    routing: { to: "operations" },
  });
  return compile(file, timeless, hashOf(""), true);
}
