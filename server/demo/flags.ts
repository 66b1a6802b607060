import { stories } from "./stories.ts";

/** What the demo network is asked to do, from its command line. */
export interface Flags {
  /** Base address of the OTLP/HTTP door. */
  readonly endpoint: string;
  readonly seed: number;
  /** Business hours an hour: 1 is real time. */
  readonly speed: number;
  /** Milliseconds of history to send first; 0 for none. */
  readonly historyMs: number;
  /** True: stop when the history has been taken. */
  readonly untilHistory: boolean;
  /** Story to play as soon as the network is live; null for none. */
  readonly story: string | null;
  /** Orders an hour, averaged over a working day. */
  readonly rate: number;
  /** True: the ORD WMS keeps a tenth of its traces and says so. */
  readonly sampleOrd: boolean;
}

export type ParsedFlags =
  | { readonly ok: true; readonly flags: Flags }
  | { readonly ok: false; readonly faults: readonly string[] };

/** How the demo network is called. */
export const usage =
  "main.js --endpoint URL [--seed N] [--speed N] [--history 24h] [--until-history] [--story labels|reno|transfers] [--rate ORDERS_PER_HOUR] [--sample-ord]";

/** Reads the command line after the program's name. Each unknown, repeated or unreadable flag is a fault; all are told at once. */
export function parseFlags(args: readonly string[]): ParsedFlags {
  const faults: string[] = [];
  const given = new Map<string, string>();
  for (let index = 0; index < args.length; index += 1) {
    const name = args[index] ?? "";
    if (given.has(name)) faults.push(`${name} is given twice`);
    if (switches.has(name)) {
      given.set(name, "");
    } else if (valued.has(name)) {
      index += 1;
      const value = args[index];
      if (value === undefined) faults.push(`${name} needs a value`);
      given.set(name, value ?? "");
    } else {
      faults.push(`unknown argument ${name}`);
    }
  }
  const number = (name: string, otherwise: number, low: number, high: number, whole: boolean): number => {
    const text = given.get(name);
    if (text === undefined) return otherwise;
    const value = Number(text);
    const readable = /^\d+(\.\d+)?$/.test(text) && value >= low && value <= high && (!whole || Number.isInteger(value));
    if (!readable) faults.push(`${name} wants a ${whole ? "whole " : ""}number from ${low} to ${high}, not "${text}"`);
    return value;
  };
  const endpoint = given.get("--endpoint");
  if (endpoint === undefined) faults.push("--endpoint is missing");
  else if (!isHttpAddress(endpoint)) faults.push(`--endpoint wants an http or https address, not "${endpoint}"`);
  const historyMs = durationOf(given.get("--history") ?? "24h");
  if (historyMs === null)
    faults.push(`--history wants a duration as 90m, 24h or 2d, at most 7d, not "${given.get("--history")}"`);
  const story = given.get("--story") ?? null;
  const known = stories.map(({ name }) => `"${name}"`);
  if (story !== null && !known.includes(`"${story}"`)) faults.push(`--story knows ${known.join(", ")}, not "${story}"`);
  const flags: Flags = {
    endpoint: endpoint ?? "",
    seed: number("--seed", 1, 0, 4_294_967_295, true),
    speed: number("--speed", 1, 0.1, 600, false),
    historyMs: historyMs ?? 0,
    untilHistory: given.has("--until-history"),
    story,
    rate: number("--rate", 104, 1, 20_000, false),
    sampleOrd: given.has("--sample-ord"),
  };
  return faults.length === 0 ? { ok: true, flags } : { ok: false, faults };
}

const switches = new Set(["--until-history", "--sample-ord"]);
const valued = new Set(["--endpoint", "--seed", "--speed", "--history", "--story", "--rate"]);
const units = new Map([
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

function durationOf(text: string): number | null {
  if (text === "0") return 0;
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  const ms = Number(count) * (units.get(unit ?? "") ?? Number.NaN);
  return Number.isFinite(ms) && ms <= 7 * 86_400_000 ? ms : null;
}

function isHttpAddress(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}
