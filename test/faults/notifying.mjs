// One process that tells: journal, engine and outbox as the server has them, over what `npm run build` left in dist.
// It kills itself, as `kill -9` does, at the n-th edge between two steps; with n = 0 it runs until all is told.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { collectors } from "../../dist/collectors/index.js";
import { createNotifier, newVapidKeys } from "../../dist/server/adapters/notify/index.js";
import { openStore } from "../../dist/server/adapters/sqlite/index.js";
import { adoptable, networkOf } from "../../dist/server/config/index.js";
import { checkedResolve, createEgress } from "../../dist/server/egress/index.js";
import { journalOf } from "../../dist/server/journal.js";
import { startNotify } from "../../dist/server/pipeline/notify.js";
import { runTogether } from "../../dist/server/pipeline/together.js";
import { systemClock } from "../../dist/server/start/clock.js";

const [folder, at, receiver, mailServer] = process.argv.slice(2);
let left = Number(at);
/** An edge: the process may end here. */
const edge = () => {
  if (left > 0 && --left === 0) process.kill(process.pid, "SIGKILL");
};

const clock = systemClock();
const journal = journalOf(folder).open(clock);
const store = openStore(join(folder, "store.db"));
const engine = await runTogether(
  { journal, store, clock, collectors, compile: (text, _hash, expansions) => networkOf(text, expansions) },
  (reason) => {
    throw new Error(reason);
  },
);
const text = readFileSync(join(folder, "network.yaml"), "utf8");
const found = adoptable(text, clock.now());
if (!found.ok) throw new Error(JSON.stringify(found.faults));
if (engine.network().hash === "") await engine.adopt(text, found.hash, found.expansions);
await engine.start();

const body = readFileSync(join(folder, "failure.json"));
// The same delivery again is a repeat, and changes nothing.
await engine.deliver({
  id: "0".repeat(64),
  collector: "otlp",
  sender: "test",
  route: "/v1/traces",
  contentType: "application/json",
  receivedAt: clock.now(),
  body: new Uint8Array(body),
});

const egress = createEgress({
  allow: new Set([receiver, mailServer]),
  resolve: checkedResolve(async () => ["127.0.0.1"]),
});
const real = createNotifier({
  egress,
  clock,
  secret: (name) =>
    ({ DESK_URL: `${receiver}/desk`, DESK_SECRET: "x", PD_KEY: "pd", SLACK: `${receiver}/slack` })[name],
  mail: { server: { url: mailServer, account: null }, from: "tallyman@example.com" },
  vapid: { subject: "mailto:ops@example.com", ...newVapidKeys() },
  source: () => "https://tallyman.example",
  pagerduty: { us: `${receiver}/pagerduty`, eu: `${receiver}/pagerduty` },
});
const outbox = await startNotify({
  engine: {
    concerns: (after, limit) => engine.concerns(after, limit),
    onMoved: (listener) => engine.onMoved(listener),
    async sent(steps) {
      edge();
      // Broken on purpose: the mark before a message leaves is forgotten.
      const kept = process.env.BROKEN === "1" ? steps.filter(({ step }) => step !== "trying") : steps;
      const stamp = kept.length === 0 ? clock.now() : await engine.sent(kept);
      edge();
      return stamp;
    },
  },
  journal: journalOf(folder).reader(),
  notifier: {
    async send(notice, links, channel) {
      edge();
      const told = await real.send(notice, links, channel);
      edge();
      return told;
    },
  },
  clock,
  network: () => found.network,
  behindMs: () => 0,
  links: () => ({ open: "https://tallyman.example/x/X-1", take: null }),
  browsers: () => [],
  gone: () => undefined,
});
const entries = () => outbox.entries();
const ended = () =>
  entries().length > 0 &&
  entries().every((one) => one.deliveries.every((d) => d.state !== "waiting" && d.state !== "trying"));
for (let waited = 0; waited < 20_000 && !ended(); waited += 50) await new Promise((resolve) => setTimeout(resolve, 50));
process.stdout.write(`${JSON.stringify(entries())}\n`);
await outbox.close();
process.exit(ended() ? 0 : 3);
