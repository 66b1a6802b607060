#!/usr/bin/env node
// The way in: plain Node, so that it runs in a bare clone. Checks the Node version before anything newer is parsed.
import process from "node:process";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Tallyman needs Node 20.19 or later; this is Node ${process.versions.node}.\n`);
  process.exitCode = 1;
} else {
  const { boot } = await import("./boot/verbs.mjs");
  await boot(process.argv.slice(2));
}
