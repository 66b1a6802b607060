import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The absolute path of a path in the repository. @param {string} path */
export const inRoot = (path) => join(root, path);

/** Files that start tools, by tool: run with this Node, without a shell or a search path. */
export const tools = {
  tsc: inRoot("node_modules/typescript/bin/tsc"),
  vite: inRoot("node_modules/vite/bin/vite.js"),
  vitest: inRoot("node_modules/vitest/vitest.mjs"),
  biome: inRoot("node_modules/@biomejs/biome/bin/biome"),
  knip: inRoot("node_modules/knip/bin/knip.js"),
};

/**
 * The command that is npm here: the one that started us, else the one on the search path.
 * @returns {{ command: string, args: string[], shell: boolean }}
 */
export function npm() {
  const own = process.env.npm_execpath;
  if (own !== undefined && /npm-cli\.c?js$/.test(own)) return { command: process.execPath, args: [own], shell: false };
  return { command: "npm", args: [], shell: process.platform === "win32" };
}
