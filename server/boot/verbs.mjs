import process from "node:process";
import { pathToFileURL } from "node:url";
import { inRoot } from "./places.mjs";
import { buildBench, prepare } from "./prepare.mjs";
import { Stop } from "./stop.mjs";

/**
 * Does what a verb says; any verb that is not one of these goes to the command line of the product.
 * @param {readonly string[]} words the verb and what follows it
 */
export async function boot(words) {
  const [verb = "help", ...rest] = words;
  try {
    if (verb === "serve") await hand("dist/bundle/main.js", rest);
    else if (verb === "demo") await hand("dist/bundle/main.js", ["--demo", ...rest]);
    else if (verb === "dev") process.exitCode = await (await import("./dev.mjs")).dev();
    else if (verb === "test") process.exitCode = await (await import("./suite.mjs")).suite(rest);
    else if (verb === "faults") process.exitCode = await (await import("./faults.mjs")).faults(rest);
    else if (verb === "checks") process.exitCode = await (await import("./checks.mjs")).checks();
    else if (verb === "bench") await hand("dist/test/bench/main.js", rest, buildBench);
    else if (verb === "generate") await (await import("./checks.mjs")).generate();
    else await hand("dist/bundle/cli.js", words);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/**
 * Hands this process over to a built program: signals, output and exit code are then the program's own.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {() => Promise<void>} [more] builds what only this program needs
 */
async function hand(program, args, more) {
  await prepare();
  await more?.();
  const path = inRoot(program);
  process.setSourceMapsEnabled(true);
  process.argv = [process.execPath, path, ...args];
  await import(pathToFileURL(path).href);
}
