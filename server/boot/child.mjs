import { spawn } from "node:child_process";
import process from "node:process";
import { root } from "./places.mjs";

/**
 * Runs a command to its end with all of its output on stderr, because stdout belongs to JSON lines.
 * Resolves to the exit code, 1 where a signal or the lack of the command ended it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", 2, 2], ...options });
    const forward = forwarded((signal) => child.kill(signal));
    child.on("error", (error) => {
      process.stderr.write(`${command}: ${error.message}\n`);
      forward.end();
      resolve(1);
    });
    child.on("exit", (code) => {
      forward.end();
      resolve(code ?? 1);
    });
  });
}

/**
 * Runs a command to its end and keeps what it writes.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, shell?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function capture(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], ...options });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    child.on("error", (error) => resolve({ code: 1, output: error.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Passes SIGINT and SIGTERM on until it is ended.
 * @param {(signal: NodeJS.Signals) => void} to
 */
export function forwarded(to) {
  const interrupt = () => to("SIGINT");
  const terminate = () => to("SIGTERM");
  process.on("SIGINT", interrupt).on("SIGTERM", terminate);
  return { end: () => void process.off("SIGINT", interrupt).off("SIGTERM", terminate) };
}
