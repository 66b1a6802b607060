import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";

/**
 * Hash of the names and bytes of files and folders below `root`; a path that is not there counts as such.
 * @param {string} root
 * @param {readonly string[]} paths
 * @returns {string}
 */
export function hashOf(root, paths) {
  const hash = createHash("sha256");
  /** @param {string} path */
  const add = (path) => {
    const full = join(root, path);
    const stat = lstatSync(full, { throwIfNoEntry: false });
    if (stat === undefined) hash.update(`none ${path}\0`);
    else if (stat.isDirectory()) {
      for (const name of readdirSync(full).sort()) if (name !== "node_modules") add(`${path}/${name}`);
    } else if (stat.isFile()) hash.update(`file ${path} ${stat.size}\0`).update(readFileSync(full));
  };
  for (const path of paths) add(path);
  return hash.digest("hex");
}

/**
 * What an install depends on: the lock file, the binary interface of this Node, and the machine.
 * @param {string} root
 */
export function installStamp(root) {
  const { modules } = process.versions;
  return [hashOf(root, ["package-lock.json"]), modules, process.platform, process.arch].join(" ");
}

/** What the built server depends on. @param {string} root */
export const serverStamp = (root) => hashOf(root, ["collectors", "server", "tsconfig.json", "package-lock.json"]);

/** What the built pages depend on. @param {string} root */
export const webStamp = (root) =>
  hashOf(root, ["web", "server/wire", "server/domain", "tsconfig.json", "package-lock.json"]);

/** The text of a stamp file, or null. @param {string} path */
export const readStamp = (path) => (existsSync(path) ? readFileSync(path, "utf8").trim() : null);

/** @param {string} path @param {string} stamp */
export function writeStamp(path, stamp) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${stamp}\n`);
}
