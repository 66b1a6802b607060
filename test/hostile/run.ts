import type { ClientHttp2Session } from "node:http2";
import { JSON_TYPE, PROTO } from "../collectors/otlp/fixtures.ts";
import { fromAnswer } from "../collectors/otlp/oracle.ts";
import { call, type Ended, framed, LOGS, METRICS, statusIn, TRACES } from "../grpc/calls.ts";
import type { Case, Family } from "./case.ts";
import { drawOf, seed } from "./draw.ts";
import { type Answered, post } from "./lines.ts";
import { openCalls, type World } from "./world.ts";

/** Of the cases that need no door, each so-manieth travels over a connection as well; of those, of the calls. */
const SENT_EACH = 10;
const CALLED_EACH = 10;
/** A larger one with a name is not sent: what it costs behind the door is looked at there. */
const MOST_SENT = 300_000;
const MOST_WIRED = 2_000_000;
const MOST_AGAIN = 60;
const AT_ONCE = 500;
const CODES = new Map([
  [200, 0],
  [400, 3],
  [413, 8],
  [401, 16],
]);

/** What was found, and what it cost. */
export interface Found {
  readonly family: string;
  readonly cases: number;
  /** Those of them that travelled over a connection, and as a call. */
  readonly sent: number;
  readonly calls: number;
  /** Each with what replays it. */
  readonly faults: readonly string[];
  /** Processor time of client and server together, in milliseconds. */
  readonly cpuMs: number;
  /** The dearest to decode of those with a name. */
  readonly dearest: { readonly what: string; readonly cpuMs: number };
}

const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/** What would tell a stranger about our machine or our code. */
const LEAKS =
  /node:|node_modules|\/(home|tmp|usr|work|root|var)\/|\.(ts|js|mjs):\d|\bat \w+ \(|Error:|undefined|\[object/;

/** What the language's own objects have; a case that changes it has broken out of its data. */
const OWN = [Object.prototype, Array.prototype, Function.prototype].map((one) =>
  Reflect.ownKeys(one).map(String).join(),
);
function escaped(): boolean {
  const now = [Object.prototype, Array.prototype, Function.prototype].map((one) =>
    Reflect.ownKeys(one).map(String).join(),
  );
  const plain: Readonly<Record<string, unknown>> = {};
  return plain.polluted !== undefined || plain.x !== undefined || now.some((keys, i) => keys !== OWN[i]);
}

/** Generates the cases of a family, and those with a name; the answers are held against what each must have. */
export async function run(family: Family, world: World, count: number): Promise<Found> {
  const faults: string[] = [];
  const session = openCalls(world.grpc);
  const atDoor = family.atDoor === true;
  const number = atDoor ? Math.ceil(count / 2) : count;
  let [sent, calls] = [0, 0];
  const began = cpu();
  for (let from = 0; from < number && faults.length < 20; from += AT_ONCE) {
    const length = Math.min(AT_ONCE, number - from);
    const some = Array.from({ length }, (_, i) => family.one(drawOf(family.name, from + i)));
    const say = (i: number, fault: string) => faults.push(`${family.name} #${from + i} seed ${seed}: ${fault}`);
    if (!atDoor) for (const [i, one] of some.entries()) direct(one, world, (fault) => say(i, fault));
    const wired = atDoor ? some : some.filter((_, i) => i % SENT_EACH === 0);
    const sayWired = (i: number, fault: string) => say(atDoor ? i : i * SENT_EACH, fault);
    await batch(wired, world, sayWired);
    calls += await callAll(wired, session, sayWired, CALLED_EACH);
    sent += wired.length;
  }
  const cpuMs = cpu() - began;
  let dearest = { what: "", cpuMs: 0 };
  const say = (_i: number, fault: string) => faults.push(`${family.name}: ${fault}`);
  for (const make of family.named) {
    const one = make();
    if (!atDoor) {
      const cost = direct(one, world, (fault) => say(0, fault));
      if (cost > dearest.cpuMs) dearest = { what: one.what, cpuMs: cost };
      if (one.body.length > MOST_SENT) continue;
    }
    await batch([one], world, say);
    sent += 1;
    calls += await callAll([one], session, say, 1);
  }
  session.destroy();
  faults.push(...world.takeBehind().map((fault) => `${family.name}: behind the door: ${fault}`));
  if (world.bytesInFlight() !== 0) faults.push(`${family.name}: ${world.bytesInFlight()} bytes are still held`);
  return { family: family.name, cases: number + family.named.length, sent, calls, faults, cpuMs, dearest };
}

/** Asks what stands behind the door; gives the processor time of decoding. */
export function direct(one: Case, world: World, say: (fault: string) => void): number {
  try {
    const { outcome, answer, cpuMs } = world.direct(one.route, one.type, one.body);
    const headers = new Map(Object.entries(answer.headers));
    const fault = faultOf(one, { status: answer.status, headers, body: Buffer.from(answer.body) });
    if (fault !== null) say(`${one.what}: ${fault}`);
    else if (outcome.kind === "accepted" && one.records !== undefined && outcome.records !== one.records)
      say(`${one.what}: ${outcome.records} records were taken, not ${one.records}`);
    if (escaped()) say(`${one.what}: an object of the language was changed`);
    return cpuMs;
  } catch (thrown) {
    say(`${one.what}: it threw ${String(thrown)}`);
    return 0;
  }
}

/** The same over a connection alone, against a server that is a process of its own. */
export async function runWired(
  family: Family,
  at: { readonly port: number; readonly grpc: string },
  count: number,
): Promise<{ readonly sent: number; readonly calls: number; readonly faults: readonly string[] }> {
  const faults: string[] = [];
  const drawn = Array.from({ length: count }, (_, i) => family.one(drawOf(family.name, i)));
  const named = family.named.map((make) => make()).filter((one) => one.body.length <= MOST_WIRED);
  const all = [...drawn, ...named];
  const say = (i: number, fault: string) => faults.push(`${family.name} #${i} seed ${seed}: ${fault}`);
  const answers = await post(at.port, all);
  for (const [i, one] of all.entries()) {
    const fault = faultOf(one, answers[i] ?? null);
    if (fault !== null) say(i, `${one.what}: ${fault}`);
  }
  const session = openCalls(at.grpc);
  const calls = await callAll(all, session, say, 1);
  session.destroy();
  return { sent: all.length, calls, faults };
}

type Say = (index: number, fault: string) => void;

/** Sends cases over HTTP. */
async function batch(cases: readonly Case[], world: World, say: Say): Promise<void> {
  world.take();
  const answers = await post(world.port, cases);
  const events = world.take().filter((event) => event.kind !== "failed");
  if (events.length !== cases.length) say(0, `${events.length} events of ${cases.length} requests`);
  cases.forEach((one, i) => {
    const fault = faultOf(one, answers[i] ?? null);
    const event = events[i];
    if (fault !== null) say(i, `${one.what}: ${fault}`);
    else if (event?.kind === "answered" && event.status === 200) {
      if (one.records !== undefined && event.records !== one.records)
        say(i, `${one.what}: ${event.records} records were taken, not ${one.records}`);
      if (one.rejected !== undefined && event.rejected !== one.rejected)
        say(i, `${one.what}: ${event.rejected} records were refused, not ${one.rejected}`);
    }
    if (escaped()) say(i, `${one.what}: an object of the language was changed`);
  });
}

function faultOf(one: Case, answer: Answered | null): string | null {
  if (answer === null) return "no answer";
  if (!one.status.includes(answer.status)) return `${answer.status}, not ${one.status.join(" or ")}`;
  const text = answer.body.toString("latin1");
  if (LEAKS.test(text)) return `it tells of us: ${text.slice(0, 200)}`;
  const wanted = one.type.split(";")[0]?.trim().toLowerCase() === PROTO && answer.status !== 404 ? PROTO : JSON_TYPE;
  if (answer.headers.get("content-type") !== wanted) return `an answer in ${answer.headers.get("content-type")}`;
  for (const [name, value] of Object.entries(one.says ?? {}))
    if (answer.headers.get(name) !== value) return `${name} is ${answer.headers.get(name)}`;
  return contentFault(one, answer, wanted);
}

/** The partial success says the exact count, or the status its code and a text. */
function contentFault(one: Case, { status, body }: Answered, type: string): string | null {
  const name = status === 200 ? "Response" : "RpcStatus";
  const said: Record<string, unknown> = type === PROTO ? fromAnswer(name, body) : JSON.parse(body.toString());
  if (status !== 200) {
    const { code, message } = said;
    return typeof code === "number" && code > 0 && typeof message === "string" && message !== ""
      ? null
      : `it says ${JSON.stringify(said)}`;
  }
  const partial = said.partialSuccess as Record<string, unknown> | undefined;
  if (one.rejected === undefined) return null;
  if (one.rejected === 0) return partial === undefined ? null : `partial success ${JSON.stringify(partial)}`;
  const counted = partial?.rejected ?? partial?.rejectedSpans ?? partial?.rejectedLogRecords;
  return Number(counted) === one.rejected && typeof partial?.errorMessage === "string"
    ? null
    : `partial success ${JSON.stringify(partial)}, not ${one.rejected}`;
}

const toldToWait = ({ details }: Ended): boolean => details !== null && statusIn(details).waits.length > 0;

/** Tries cases of protobuf as calls: the code must say what the status must. */
async function callAll(cases: readonly Case[], session: ClientHttp2Session, say: Say, each: number): Promise<number> {
  const tried = cases
    .map((one, i) => ({ one, i }))
    .filter(({ one, i }) => i % each === 0 && one.type === PROTO && !one.http);
  const methods = { traces: TRACES, logs: LOGS, metrics: METRICS } as const;
  // Several bombs at once would be more than is let in together, and told to come again.
  const atOnce = tried.some(({ one }) => one.status.includes(413)) ? 1 : 50;
  for (let from = 0; from < tried.length; from += atOnce) {
    await Promise.all(
      tried.slice(from, from + atOnce).map(async ({ one, i }) => {
        const gzip = one.headers?.["content-encoding"] === "gzip";
        const message = framed(one.body, gzip ? 1 : 0);
        const pieces = one.crumbs ? [...message].map((byte) => Buffer.of(byte)) : [message];
        const send = () => call(session, methods[one.route], pieces, gzip ? { "grpc-encoding": "gzip" } : {});
        let ended = await send();
        // Whoever is told to come again does: what is shed on a slow machine is not the input's fault.
        for (let again = 0; again < MOST_AGAIN && toldToWait(ended); again += 1) {
          await new Promise((resolve) => setTimeout(resolve, 250));
          ended = await send();
        }
        const codes = one.status.map((status) => CODES.get(status));
        if (!codes.includes(ended.status ?? -1))
          say(i, `${one.what}: called, ${ended.status} and not ${codes.join(" or ")}`);
        else if (LEAKS.test(ended.message)) say(i, `${one.what}: called, it tells of us: ${ended.message}`);
        else if (ended.status !== 0 && ended.details !== null) say(i, `${one.what}: called, and told to come again`);
        else if (ended.status === 0 && one.rejected !== undefined) {
          const said = fromAnswer("Response", ended.body ?? Buffer.alloc(0)).partialSuccess as
            | { rejected?: string }
            | undefined;
          if (Number(said?.rejected ?? 0) !== one.rejected) say(i, `${one.what}: called, ${JSON.stringify(said)}`);
        }
      }),
    );
  }
  return tried.length;
}
