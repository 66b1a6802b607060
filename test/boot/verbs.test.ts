import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { installStamp, serverStamp, webStamp, writeStamp } from "../../server/boot/stamp.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
let folder = "";

/** A checkout with our boot and a product of two lines, installed and built as far as the stamps say. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tallyman-verbs-"));
  cpSync(join(root, "server/boot"), join(folder, "server/boot"), { recursive: true });
  cpSync(join(root, "server/boot.mjs"), join(folder, "server/boot.mjs"));
  mkdirSync(join(folder, "dist/bundle"), { recursive: true });
  mkdirSync(join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "package-lock.json"), '{ "packages": {} }');
  built(
    "main.js",
    'console.log(JSON.stringify({ event: "ready", args: process.argv.slice(2), path: process.argv[1] }));',
  );
  built("cli.js", "console.log(JSON.stringify({ args: process.argv.slice(2) })); process.exitCode = 3;");
  stamp();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const built = (name: string, text: string): void => writeFileSync(join(folder, "dist/bundle", name), text);

/** Puts a program in the place of a tool of ours. */
const tool = (name: "tsc" | "vite", text: string): void => {
  const path = join(folder, name === "tsc" ? "node_modules/typescript/bin/tsc" : "node_modules/vite/bin/vite.js");
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
};
const says = (name: string): string => `console.log("${name} " + process.argv.slice(2).join(" "));`;

function stamp(): void {
  writeStamp(join(folder, "node_modules/.tallyman-install"), installStamp(folder));
  writeStamp(join(folder, "dist/.server-stamp"), serverStamp(folder));
  writeStamp(join(folder, "dist/.web-stamp"), webStamp(folder));
}

function start(...words: readonly string[]) {
  const child = spawn(process.execPath, [join(folder, "server/boot.mjs"), ...words], {
    env: { PATH: process.env.PATH, npm_execpath: join(folder, "npm-cli.js") },
  });
  const said = { out: "", err: "" };
  child.stdout.on("data", (text) => {
    said.out += text;
  });
  child.stderr.on("data", (text) => {
    said.err += text;
  });
  return { child, said, ended: once(child, "close") as Promise<[number | null, string | null]> };
}

test("serve and demo start the server, with nothing else on stdout or stderr", async () => {
  const serve = start("serve", "--x");
  expect((await serve.ended)[0]).toBe(0);
  expect(JSON.parse(serve.said.out)).toMatchObject({ event: "ready", args: ["--x"] });
  expect(serve.said.err).toBe("");
  const demo = start("demo");
  await demo.ended;
  expect(JSON.parse(demo.said.out).args).toEqual(["--demo"]);
});

test("any other verb goes to the command line, whose exit code is kept", async () => {
  const check = start("check", "network.yaml", "a=b c");
  expect((await check.ended)[0]).toBe(3);
  expect(JSON.parse(check.said.out).args).toEqual(["check", "network.yaml", "a=b c"]);
});

test("a signal reaches the server, which ends in its own way", async () => {
  built(
    "main.js",
    `process.on("SIGTERM", () => { console.log("drained"); process.exit(7); });
     setInterval(() => {}, 1000); console.log("up");`,
  );
  const { child, said, ended } = start("serve");
  while (!said.out.includes("up")) await once(child.stdout, "data");
  child.kill("SIGTERM");
  expect((await ended)[0]).toBe(7);
  expect(said.out).toBe("up\ndrained\n");
});

test("installs when the stamp does not fit, with npm's words on stderr, and again after an install that failed", async () => {
  rmSync(join(folder, "node_modules/.tallyman-install"));
  writeFileSync(join(folder, "npm-cli.js"), 'console.log("npm " + process.argv.slice(2).join(" ")); process.exit(1);');
  const failed = start("serve");
  expect((await failed.ended)[0]).toBe(1);
  expect(failed.said.out).toBe("");
  expect(failed.said.err).toMatch(/npm ci --include=dev/);
  expect(failed.said.err).toMatch(/C\+\+ compiler/);
  writeFileSync(join(folder, "npm-cli.js"), 'console.log("npm done");');
  const again = start("serve");
  expect((await again.ended)[0]).toBe(0);
  expect(again.said.err).toMatch(/npm done/);
  expect(JSON.parse(again.said.out).event).toBe("ready");
  const third = start("serve");
  await third.ended;
  expect(third.said.err).toBe("");
});

test("builds when a source changed, each part on its own, and stops with a sentence when that fails", async () => {
  tool("tsc", says("tsc"));
  tool("vite", says("vite"));
  mkdirSync(join(folder, "web"));
  writeFileSync(join(folder, "web/main.tsx"), "");
  const web = start("serve");
  expect((await web.ended)[0]).toBe(0);
  expect(web.said.err).toMatch(/vite build --config web/);
  expect(web.said.err).not.toMatch(/tsc/);
  expect(JSON.parse(web.said.out).event).toBe("ready");
  writeFileSync(join(folder, "server/main.ts"), "");
  const server = start("serve");
  expect((await server.ended)[0]).toBe(0);
  expect(server.said.err).toMatch(/tsc -b collectors server[\s\S]*vite build --config server\/boot\/bundle/);
  writeFileSync(join(folder, "server/main.ts"), "// Changed.");
  tool("tsc", 'console.log("main.ts(1,1): wrong"); process.exit(2);');
  const broken = start("serve");
  expect((await broken.ended)[0]).toBe(1);
  expect(broken.said.out).toBe("");
  expect(broken.said.err).toMatch(/main\.ts\(1,1\): wrong[\s\S]*The build failed/);
});

test("the output of a source that is gone is dropped by the next build", async () => {
  tool("tsc", "");
  tool("vite", "");
  for (const name of ["main.ts", "cli.ts"]) writeFileSync(join(folder, "server", name), "");
  mkdirSync(join(folder, "dist/server"));
  for (const name of ["gone.js", "cli.js"]) writeFileSync(join(folder, "dist/server", name), "");
  expect((await start("serve").ended)[0]).toBe(0);
  expect(statSync(join(folder, "dist/server/gone.js"), { throwIfNoEntry: false })).toBeUndefined();
  expect(statSync(join(folder, "dist/server/cli.js")).isFile()).toBe(true);
});

test("two starts at once build once", async () => {
  tool("tsc", 'console.log("tsc runs"); setTimeout(() => {}, 700);');
  tool("vite", "");
  for (const name of ["main.ts", "cli.ts"]) writeFileSync(join(folder, "server", name), "");
  const both = [start("serve"), start("serve")];
  for (const one of both) expect((await one.ended)[0], one.said.err).toBe(0);
  expect(
    both
      .map((one) => one.said.err)
      .join("")
      .match(/tsc runs/g),
  ).toHaveLength(1);
});

test("a lock left by a start that died holds nobody up", async () => {
  rmSync(join(folder, "node_modules/.tallyman-install"));
  writeFileSync(join(folder, "npm-cli.js"), "");
  writeFileSync(join(folder, "dist/.boot-lock"), "999999999");
  expect((await start("serve").ended)[0]).toBe(0);
});

test("dev runs server and Vite, starts the server again on a change, and ends all of it together", async () => {
  tool("tsc", "");
  tool(
    "vite",
    'if (process.argv[2] !== "build") { console.log("vite at " + process.env.TALLYMAN_URL); setInterval(() => {}, 1000); }',
  );
  for (const name of ["main.ts", "cli.ts"]) writeFileSync(join(folder, "server", name), "");
  mkdirSync(join(folder, "collectors"));
  built(
    "main.js",
    `process.on("SIGTERM", () => { console.error("server " + process.pid + " ended"); process.exit(0); });
     console.log(JSON.stringify({ event: "ready", dashboard: "http://127.0.0.1:1", args: process.argv.slice(2) }));
     setInterval(() => {}, 1000);`,
  );
  stamp();
  const { child, said, ended } = start("dev");
  const until = async (holds: () => boolean) => {
    while (!holds()) await Promise.race([once(child.stdout, "data"), once(child.stderr, "data")]);
  };
  await until(() => said.err.includes("vite at http://127.0.0.1:1"));
  writeFileSync(join(folder, "server/main.ts"), "// changed");
  await until(() => said.out.split('"ready"').length === 3);
  child.kill("SIGTERM");
  expect((await ended)[0]).toBe(0);
  for (const line of said.out.trim().split("\n")) expect(JSON.parse(line).args).toEqual(["--demo"]);
  expect(said.err.match(/server \d+ ended/g)).toHaveLength(2);
  expect(said.err.match(/vite at/g)).toHaveLength(1);
});

test("the way in can be run, also through a link as a package's command is", async () => {
  expect(statSync(join(root, "server/boot.mjs")).mode & 0o111).toBe(0o111);
  symlinkSync(join(folder, "server/boot.mjs"), join(folder, "tallyman"));
  const child = spawn(join(folder, "tallyman"), ["verify"], { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  child.stdout.on("data", (text) => {
    out += text;
  });
  expect((await once(child, "close"))[0]).toBe(3);
  expect(JSON.parse(out).args).toEqual(["verify"]);
});
