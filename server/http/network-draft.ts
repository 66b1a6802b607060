import { createHash } from "node:crypto";
import type { Network } from "../domain/index.ts";
import type { ServingDeps } from "./deps.ts";
import { problem, Refused } from "./problems.ts";

/** Names the bytes of the network file. */
export const versionOf = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** The network file as a page that proposes changes of it must know it; null on the open network. */
export function networkFileRow(deps: Pick<ServingDeps, "networkFile" | "networkWritable">) {
  const file = deps.networkFile();
  return file === null ? null : { name: file.name, version: versionOf(file.text), writable: deps.networkWritable() };
}

/** The network that a text makes; throws `Refused` with every fault of it. */
export function draftNetwork(deps: Pick<ServingDeps, "checkNetwork">, text: string): Network {
  const found = deps.checkNetwork(text);
  if (found.ok) return found.network;
  const faults = found.faults.slice(0, 100).map(({ line, path, message, file }) => ({
    path: `${file === undefined ? "" : `${file} `}line ${line}${path === "" ? "" : `: ${path}`}`,
    message,
  }));
  throw new Refused(problem(422, "bad-network", "The network file cannot be adopted like this.", { faults }));
}

/** The network of a request that proposes either a whole text or one rule; `textWith` puts the rule into the file. */
export function proposedNetwork<R>(
  deps: Pick<ServingDeps, "checkNetwork">,
  { text, rule }: { readonly text?: string | undefined; readonly rule?: R | undefined },
  textWith: (rule: R) => string | null,
): Network {
  if ((text === undefined) === (rule === undefined))
    throw new Refused(problem(400, "bad-body", "Give either the text of a network file, or a rule."));
  const proposed = text ?? (rule === undefined ? null : textWith(rule));
  if (proposed === null)
    throw new Refused(problem(422, "no-file", "The rule cannot be put into the network file; send its whole text."));
  return draftNetwork(deps, proposed);
}
