import { type ChildProcess, execFileSync, fork, spawn } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parseFlags } from "../../server/demo/flags.ts";
import { startSimulator } from "../../server/start/simulator.ts";
import { openSink, type Sink } from "./sink.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "demo-network-"));
const main = join(folder, "server/demo/main.js");
const children: ChildProcess[] = [];
const sinks: Sink[] = [];

beforeAll(() => {
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const flags =
    "--ignoreConfig --noCheck --module nodenext --target es2023 --rewriteRelativeImportExtensions --types node";
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [
    tsc,
    join(root, "server/demo/main.ts"),
    "--rootDir",
    root,
    "--outDir",
    folder,
    ...flags.split(" "),
  ]);
});

afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill("SIGKILL");
  for (const sink of sinks.splice(0)) await sink.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Running {
  readonly child: ChildProcess;
  readonly lines: Record<string, unknown>[];
  readonly errors: () => string;
  readonly left: Promise<number | null>;
}

function watch(child: ChildProcess): Running {
  children.push(child);
  const lines: Record<string, unknown>[] = [];
  let text = "";
  let errors = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    text += chunk.toString();
    const whole = text.split("\n");
    text = whole.pop() ?? "";
    for (const line of whole) lines.push(JSON.parse(line) as Record<string, unknown>);
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ended = new Promise<void>((resolve) => child.stdout?.on("end", resolve));
  const exited = new Promise<number | null>((resolve) => child.on("exit", resolve));
  const left = Promise.all([exited, ended]).then(([code]) => code);
  return { child, lines, errors: () => errors, left };
}

async function until(what: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!what()) {
    if (Date.now() > end) throw new Error("it never came");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function door(): Promise<Sink> {
  const sink = await openSink();
  sinks.push(sink);
  return sink;
}

describe("the process", () => {
  test("drains on SIGTERM: what it told has been taken, and it says how much", async () => {
    const sink = await door();
    const { child, lines, left } = watch(
      spawn(process.execPath, [main, "--endpoint", sink.endpoint, "--history", "2h", "--speed", "60"], {
        stdio: ["pipe", "pipe", "pipe"],
      }),
    );
    await until(() => lines.some((line) => line.event === "live"));
    await new Promise((resolve) => setTimeout(resolve, 700));
    child.kill("SIGTERM");
    expect(await left).toBe(0);
    const last = lines.at(-1);
    expect(last).toMatchObject({ event: "stopped", unsent: 0 });
    expect(sink.spans.length + sink.logs.length).toBe(last?.records);
    expect(lines.map((line) => line.event)).toEqual(["history-sent", "live", "stopped"]);
  });

  test("says what a dead door cost, within its time", async () => {
    let knocks = 0;
    const dead = createServer((socket) => {
      knocks += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => dead.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(dead.address() as AddressInfo).port}`;
    const { child, lines, left } = watch(
      spawn(process.execPath, [main, "--endpoint", endpoint, "--history", "24h"], {
        stdio: ["ignore", "pipe", "pipe"],
      }),
    );
    await until(() => knocks > 0);
    const asked = Date.now();
    child.kill("SIGTERM");
    expect(await left).toBe(0);
    expect(Date.now() - asked).toBeLessThan(7_000);
    expect(lines.at(-1)?.event).toBe("stopped");
    expect(Number(lines.at(-1)?.unsent)).toBeGreaterThan(0);
    expect(lines.at(-1)?.unsent).toBe(lines.at(-1)?.records);
    dead.close();
  });

  test("takes stories as lines and over its channel, and leaves when its parent does", async () => {
    const sink = await door();
    const running = watch(
      fork(main, ["--endpoint", sink.endpoint, "--history", "0", "--rate", "1"], {
        stdio: ["pipe", "pipe", "pipe", "ipc"],
        execArgv: [],
      }),
    );
    const { child, lines, left } = running;
    await until(() => lines.some((line) => line.event === "live"));
    child.stdin?.write('{"story":"labels"}\n');
    await until(() => lines.some((line) => line.event === "story"));
    child.send({ story: "nonsense" });
    await until(() => lines.some((line) => line.event === "story-refused"));
    await until(() => sink.spans.some((span) => span.name === "start release 2026.11.3"));
    child.stdin?.write("not json\n");
    await until(() => running.errors().includes("not a JSON line"));
    child.disconnect();
    expect(await left).toBe(0);
    expect(lines.at(-1)?.event).toBe("stopped");
  });

  test("answers the server what came of each story that it asks for", async () => {
    const sink = await door();
    const simulator = startSimulator(main, sink.endpoint, ["--history", "0", "--rate", "1"]);
    try {
      expect(await simulator.story("transfers")).toBe("begun");
      expect(await simulator.story("transfers")).toBe("under-way");
      expect(await simulator.story("reno-file")).toBe("not-begun");
      expect(await simulator.story("flood")).toBe("unknown");
      expect(await simulator.story("transfers-fix")).toBe("begun");
    } finally {
      await simulator.stop();
    }
    expect(await simulator.story("reno")).toBe("ended");
  });

  test("refuses what it does not understand, all at once, with nothing on stdout", async () => {
    const running = watch(
      spawn(process.execPath, [main, "--sped", "2", "--history", "soon", "--seed", "-1"], {
        stdio: ["ignore", "pipe", "pipe"],
      }),
    );
    expect(await running.left).toBe(2);
    expect(running.lines).toEqual([]);
    for (const words of [
      "unknown argument --sped",
      "--endpoint is missing",
      "--history wants a duration",
      "--seed wants a whole number",
    ]) {
      expect(running.errors()).toContain(words);
    }
  });
});

describe("flags", () => {
  test("have the stated defaults", () => {
    expect(parseFlags(["--endpoint", "http://127.0.0.1:4318"])).toEqual({
      ok: true,
      flags: {
        endpoint: "http://127.0.0.1:4318",
        seed: 1,
        speed: 1,
        historyMs: 86_400_000,
        untilHistory: false,
        story: null,
        rate: 104,
        sampleOrd: false,
      },
    });
  });

  test.each([
    [["--endpoint", "4318"], "http or https"],
    [["--endpoint", "http://a", "--endpoint", "http://b"], "given twice"],
    [["--endpoint", "http://a", "--speed", "0"], "--speed"],
    [["--endpoint", "http://a", "--speed", "1e9"], "--speed"],
    [["--endpoint", "http://a", "--rate"], "needs a value"],
    [["--endpoint", "http://a", "--history", "8d"], "--history"],
    [["--endpoint", "http://a", "--story", "flood"], "labels"],
    [["--endpoint", "http://a", "extra"], "unknown argument extra"],
  ])("%j is a fault that says %s", (args, words) => {
    const parsed = parseFlags(args);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? "" : parsed.faults.join("\n")).toContain(words);
  });
});
