import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { capture, run } from "./child.mjs";
import { inRoot, npm, root, tools } from "./places.mjs";
import { installStamp, readStamp, serverStamp, webStamp, writeStamp } from "./stamp.mjs";
import { Stop } from "./stop.mjs";

const installed = inRoot("node_modules/.tallyman-install");
const builtServer = inRoot("dist/.server-stamp");
const builtWeb = inRoot("dist/.web-stamp");

/** Installs what is missing and builds what changed. Throws `Stop` when either fails. */
export async function prepare() {
  await install();
  await build();
}

/** Installs the packages of the lock file, unless that was done for this lock file, Node and machine. */
export async function install() {
  const stamp = installStamp(root);
  if (readStamp(installed) === stamp) return;
  await alone(async () => {
    if (readStamp(installed) === stamp) return;
    if (await installedAlready()) {
      writeStamp(installed, stamp);
      return;
    }
    say("Installing packages. The first time this takes about a minute and a half; one of them is compiled.");
    const { command, args, shell } = npm();
    const code = await run(command, [...args, "ci", "--include=dev", "--no-audit", "--no-fund"], { shell });
    if (code !== 0) {
      throw new Stop(
        "The packages could not be installed; npm says why above. better-sqlite3 is compiled where no prebuilt " +
          "binary can be fetched: that needs Python 3, make and a C++ compiler (Debian: apt-get install build-essential python3).",
      );
    }
    writeStamp(installed, stamp);
  });
}

/** Builds the server and the pages, each unless what it depends on is unchanged. */
export async function build() {
  if (fresh()) return;
  await alone(async () => {
    if (fresh()) return;
    say("Building.");
    const [server, web] = [serverStamp(root), webStamp(root)];
    const codes = await Promise.all([
      readStamp(builtServer) === server ? 0 : buildServer(server),
      readStamp(builtWeb) === web ? 0 : buildWeb(web),
    ]);
    if (codes.some((code) => code !== 0)) throw new Stop("The build failed; what is wrong stands above.");
  });
}

const fresh = () => readStamp(builtServer) === serverStamp(root) && readStamp(builtWeb) === webStamp(root);

/**
 * Compiles collectors and server, drops output whose source is gone, and bundles what is started.
 * @param {string} stamp
 */
export async function buildServer(stamp) {
  rmSync(builtServer, { force: true });
  const code = await run(process.execPath, [tools.tsc, "-b", "collectors", "server"]);
  if (code !== 0) return code;
  prune("dist/collectors", "collectors");
  prune("dist/server", "server");
  const bundled = await vite("server/boot/bundle.config.mjs");
  if (bundled === 0) writeStamp(builtServer, stamp);
  return bundled;
}

/** Compiles the bench, which no installation needs. Throws `Stop` when that fails. */
export async function buildBench() {
  const code = await run(process.execPath, [tools.tsc, "-b", "test/bench"]);
  if (code !== 0) throw new Stop("The bench could not be built; what is wrong stands above.");
}

/** @param {string} stamp */
async function buildWeb(stamp) {
  rmSync(builtWeb, { force: true });
  const code = await vite("web/vite.config.ts");
  if (code === 0) writeStamp(builtWeb, stamp);
  return code;
}

/** Builds by a config file. @param {string} config */
const vite = (config) =>
  run(process.execPath, [tools.vite, "build", "--config", config, "--logLevel", "warn"], {
    env: { ...process.env, NODE_ENV: "production" },
  });

/** @param {string} output @param {string} source */
function prune(output, source) {
  if (!existsSync(inRoot(output))) return;
  for (const entry of readdirSync(inRoot(output), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const match = /^(.*)\.(?:js|js\.map|d\.ts)$/.exec(path.slice(inRoot(output).length));
    if (!entry.isFile() || match === null) continue;
    if (!existsSync(`${inRoot(source)}${match[1]}.ts`)) rmSync(path);
  }
}

/** True when somebody ran npm before us: npm's own record equals the lock file, and the compiled package loads here. */
async function installedAlready() {
  const record = inRoot("node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const kept = JSON.parse(readFileSync(record, "utf8")).packages;
  const wanted = JSON.parse(readFileSync(inRoot("package-lock.json"), "utf8")).packages;
  for (const [path, one] of Object.entries(wanted)) {
    if (path !== "" && !one.optional && kept[path]?.version !== one.version) return false;
  }
  for (const [path, one] of Object.entries(kept)) if (wanted[path]?.version !== one.version) return false;
  // The release that `server/adapters/sqlite/driver.ts` takes.
  const driver = Number.parseInt(process.versions.node, 10) < 22 ? "better-sqlite3" : "better-sqlite3-node-api";
  const probe = `new (require('${driver}'))(':memory:').close()`;
  return (await capture(process.execPath, ["-e", probe])).code === 0;
}

/**
 * Runs `work` while no other boot of this checkout installs or builds; waits for one that does.
 * @param {() => Promise<void>} work
 */
async function alone(work) {
  const lock = inRoot("dist/.boot-lock");
  mkdirSync(inRoot("dist"), { recursive: true });
  for (let told = false; !taken(lock); await wait(200)) {
    if (!told) say("Waiting for another start of this checkout to finish building.");
    told = true;
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** @param {string} lock */
function taken(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    const holder = Number(readStamp(lock));
    if (holder > 0 && !alive(holder)) rmSync(lock, { force: true });
    return false;
  }
}

/** @param {number} pid */
function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** @param {string} text */
const say = (text) => process.stderr.write(`${text}\n`);
