import { createHash } from "node:crypto";
import type { Network } from "../domain/index.ts";
import type { Beside, ReadBeside } from "./beside.ts";
import { check } from "./check.ts";
import { compile } from "./compile/index.ts";
import { type Expansions, expand } from "./expand.ts";
import { type NetworkFile, networkFile } from "./settings/index.ts";
import type { ConfigFault } from "./source.ts";

/** SHA-256 of a network file's text, with the names and hashes of the files beside it, in hex: the name of a network. */
export const hashOf = (text: string, files: Beside["files"] = []): string =>
  createHash("sha256")
    .update(files.length === 0 ? text : `${text}\u0000${JSON.stringify(files)}`, "utf8")
    .digest("hex");

/** A network that can be adopted, with all that its ruling keeps; or everything that is wrong with the file. */
export type Adoptable =
  | {
      readonly ok: true;
      readonly file: NetworkFile;
      readonly beside: Beside;
      readonly network: Network;
      readonly expansions: Expansions;
      readonly hash: string;
    }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/** Checks, expands around an instant and compiles a network file; without `read` as if no file lay beside it. */
export function adoptable(text: string, at: number, read: ReadBeside = () => null): Adoptable {
  const checked = check(text, read);
  if (!checked.ok) return checked;
  const { file, beside } = checked;
  const expansions = expand(file, at, undefined, beside);
  const hash = hashOf(text, beside.files);
  return { ok: true, file, beside, network: compile(file, expansions, hash), expansions, hash };
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
  // Rulings of before teams had shifts say nothing of either.
  const whole: Expansions = { ...{ teams: [], files: [] }, ...expansions };
  return compile(checked.file, whole, hashOf(text, whole.files));
}

type Kept = Omit<Expansions, "teams" | "files"> & Partial<Pick<Expansions, "teams" | "files">>;

function isExpansions(told: unknown): told is Kept {
  if (typeof told !== "object" || told === null) return false;
  const lists: readonly (keyof Kept)[] = ["zones", "calendars", "deliveries", "departures"];
  return lists.every((list) => list in told && Array.isArray((told as Partial<Record<keyof Kept, unknown>>)[list]));
}

/** What the open network needs by wall clock: nothing but UTC. */
const timeless: Expansions = {
  from: 0,
  to: 0,
  zones: [["UTC", [[0, 0]]]],
  calendars: [],
  deliveries: [],
  departures: [],
  teams: [],
  files: [],
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
