import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newVapidKeys } from "../adapters/notify/index.ts";

const name = "push.key";

/** By what push services know this installation: browsers subscribe for the public one. */
export interface PushKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/**
 * The key pair in the data folder, readable by its owner alone. Made at the first start; without it every browser has to
 * subscribe again. A file that is none of ours ends the start.
 */
export function readPushKeys(folder: string): PushKeys {
  const path = join(folder, name);
  if (existsSync(path)) {
    const read = /^([\w-]{87})\n([\w-]{43})$/.exec(readFileSync(path, "utf8").trim());
    if (read === null) throw new Error(`${path} holds no keys of ours.`);
    return { publicKey: read[1] ?? "", privateKey: read[2] ?? "" };
  }
  const made = newVapidKeys();
  const fresh = `${path}.new`;
  writeFileSync(fresh, `${made.publicKey}\n${made.privateKey}\n`, { mode: 0o600, flush: true });
  renameSync(fresh, path);
  return made;
}
