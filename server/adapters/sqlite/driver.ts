import process from "node:process";
import type Sqlite from "better-sqlite3";

// Releases before 13 end the process on newer Nodes when one of their statements is collected as garbage; 13 needs Node 22.
const name = Number.parseInt(process.versions.node, 10) < 22 ? "better-sqlite3" : "better-sqlite3-node-api";
const driver = (await import(name)) as { readonly default: typeof Sqlite };

/** better-sqlite3 in the release for this Node. Both are installed where both can be. */
export const Database: typeof Sqlite = driver.default;
