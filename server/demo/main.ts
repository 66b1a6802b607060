import { createInterface } from "node:readline";
import { parseFlags, usage } from "./flags.ts";
import { startDemo } from "./run.ts";

const drainMs = 3_000;

const parsed = parseFlags(process.argv.slice(2));
if (!parsed.ok) {
  process.stderr.write(`${parsed.faults.join("\n")}\nusage: ${usage}\n`);
  process.exit(2);
}

// The settings of whoever started this process are meant for its own telemetry; only the headers may carry a token for us.
for (const name of Object.keys(process.env)) {
  if (name.startsWith("OTEL_") && name !== "OTEL_EXPORTER_OTLP_HEADERS") delete process.env[name];
}

const demo = startDemo(parsed.flags, {
  now: Date.now,
  say: (line) => {
    process.stdout.write(`${JSON.stringify(line)}\n`);
    if (process.connected) process.send?.(line);
  },
  storyPaceMs: 3_000,
});

const obey = (message: unknown): void => {
  if (typeof message !== "object" || message === null) return;
  if ("story" in message && typeof message.story === "string") demo.play(message.story);
  if ("token" in message && (typeof message.token === "string" || message.token === null))
    demo.authorize(message.token);
};

process.on("message", obey);
createInterface({ input: process.stdin }).on("line", (line) => {
  try {
    obey(JSON.parse(line));
  } catch {
    process.stderr.write(`not a JSON line: ${line.slice(0, 200)}\n`);
  }
});

const leave = (): void => {
  void demo.stop(drainMs);
};
process.once("SIGTERM", leave);
process.once("SIGINT", leave);
process.once("disconnect", leave);

await demo.ended;
process.exit(0);
