import { spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";
import { forwarded } from "./child.mjs";
import { inRoot, root, tools } from "./places.mjs";
import { build, buildServer, install } from "./prepare.mjs";
import { serverStamp } from "./stamp.mjs";

/** Lets a burst of saved files end before it builds. */
const settleMs = 200;

/**
 * The server on the demo network, built and started again whenever its source changes, with Vite's dev server in front
 * of it. Resolves to the exit code when it is interrupted or one of the two ends by itself.
 * @returns {Promise<number>}
 */
export async function dev() {
  await install();
  await build();
  /** @type {import("node:child_process").ChildProcess | null} */
  let server = null;
  /** @type {import("node:child_process").ChildProcess | null} */
  let vite = null;
  let ending = false;
  let dirty = false;
  let reloading = false;
  /** @type {(code: number) => void} */
  let finish = () => {};
  /** @type {Promise<number>} */
  const finished = new Promise((resolve) => {
    finish = resolve;
  });

  /** @param {string} dashboard */
  const startVite = (dashboard) => {
    const args = [tools.vite, "--config", "web/vite.config.ts"];
    vite = spawn(process.execPath, args, {
      cwd: root,
      stdio: ["ignore", 2, 2],
      env: { ...process.env, TALLYMAN_URL: dashboard },
    });
    vite.on("exit", (code) => finish(code ?? 1));
  };

  const startServer = () => {
    const child = spawn(process.execPath, ["--enable-source-maps", inRoot("dist/bundle/main.js"), "--demo"], {
      cwd: root,
      stdio: ["ignore", "pipe", 2],
    });
    server = child;
    if (child.stdout !== null) {
      createInterface({ input: child.stdout }).on("line", (line) => {
        process.stdout.write(`${line}\n`);
        const dashboard = dashboardOf(line);
        if (dashboard !== null && vite === null && !ending) startVite(dashboard);
      });
    }
    child.on("exit", (code) => {
      // A server that fails at its start waits for the next change; one that cannot start at all ends the run.
      if (server === child && !ending && vite === null) finish(code ?? 1);
    });
  };

  const reload = async () => {
    if (reloading) return;
    reloading = true;
    while (dirty && !ending) {
      dirty = false;
      if ((await buildServer(serverStamp(root))) !== 0) continue;
      const old = server;
      server = null;
      await ended(old);
      if (!ending) startServer();
    }
    reloading = false;
  };

  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const watchers = ["collectors", "server"].map((folder) =>
    watch(inRoot(folder), { recursive: true }, () => {
      dirty = true;
      clearTimeout(timer);
      timer = setTimeout(() => void reload(), settleMs);
    }),
  );
  const signals = forwarded(() => finish(0));
  startServer();
  const code = await finished;
  ending = true;
  clearTimeout(timer);
  for (const watcher of watchers) watcher.close();
  await Promise.all([ended(server), ended(vite)]);
  signals.end();
  return code;
}

/** @param {string} line */
function dashboardOf(line) {
  if (!line.includes('"ready"')) return null;
  try {
    const { event, dashboard } = JSON.parse(line);
    return event === "ready" && typeof dashboard === "string" ? dashboard : null;
  } catch {
    return null;
  }
}

/** Asks a child to end and waits; after ten seconds it is made to. @param {import("node:child_process").ChildProcess | null} child */
async function ended(child) {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await gone;
  clearTimeout(timer);
}
