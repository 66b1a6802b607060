import { inRoot } from "./places.mjs";
import { prepare } from "./prepare.mjs";

/**
 * Runs the fault families, which are TypeScript as the tests are. Resolves to the exit code.
 * @param {readonly string[]} words
 * @returns {Promise<number>}
 */
export async function faults(words) {
  await prepare();
  // Only there once the packages are installed.
  const { runnerImport } = await import("vite");
  /** @type {{ module: { faults(words: readonly string[]): Promise<number> } }} */
  const { module } = await runnerImport(inRoot("test/faults/main.ts"), {
    configFile: false,
    root: inRoot("."),
    logLevel: "error",
  });
  return module.faults(words);
}
