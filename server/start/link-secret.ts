import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const name = "link.key";

/**
 * What signs links in messages: 32 bytes, base64url, in the data folder, readable by its owner alone. Made at the first
 * start; without it every link that was sent is void. A file that is none of ours ends the start.
 */
export function readLinkSecret(folder: string): string {
  const path = join(folder, name);
  if (existsSync(path)) {
    const read = readFileSync(path, "utf8").trim();
    if (!/^[\w-]{43}$/.test(read)) throw new Error(`${path} holds no key of ours.`);
    return read;
  }
  const made = randomBytes(32).toString("base64url");
  const fresh = `${path}.new`;
  writeFileSync(fresh, `${made}\n`, { mode: 0o600, flush: true });
  renameSync(fresh, path);
  return made;
}
