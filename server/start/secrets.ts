import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { newVapidKeys } from "../adapters/notify/index.ts";

/** What this installation keeps to itself. It survives a wipe: links and browsers rest on it. */
export interface Secrets {
  /** Signs links in messages: 32 bytes, base64url. */
  readonly link: string;
  /** By what push services know us. */
  readonly push: { readonly publicKey: string; readonly privateKey: string };
}

/** Reads the file of secrets, or makes it, readable by its owner alone. A file that is none of ours ends the start. */
export function readSecrets(path: string): Secrets {
  if (existsSync(path)) {
    const read: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (!isSecrets(read)) throw new Error(`${path} is no file of secrets of ours.`);
    return read;
  }
  const made: Secrets = { link: randomBytes(32).toString("base64url"), push: newVapidKeys() };
  const fresh = `${path}.new`;
  writeFileSync(fresh, `${JSON.stringify(made)}\n`, { mode: 0o600, flush: true });
  renameSync(fresh, path);
  return made;
}

function isSecrets(read: unknown): read is Secrets {
  if (typeof read !== "object" || read === null || !("link" in read) || !("push" in read)) return false;
  const { link, push } = read;
  if (typeof link !== "string" || link.length < 40 || typeof push !== "object" || push === null) return false;
  return "publicKey" in push && typeof push.publicKey === "string" && "privateKey" in push;
}
