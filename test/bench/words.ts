import { resolve } from "node:path";

/** How large a run is. */
export interface Sizes {
  /** Rounds of what is measured in turns with the machine's limits. */
  readonly rounds: number;
  /** Seconds of sending in one round. */
  readonly seconds: number;
  /** Spans that are kept when a full store is looked at. */
  readonly spans: number;
  /** Events that pass through the core, and the objects that are live among them. */
  readonly events: number;
  readonly live: number;
  /** Exceptions that are kept, a tenth of them open. */
  readonly exceptions: number;
  /** Events whose figures and books a month is read from. */
  readonly month: number;
  /** Seconds after which a part that goes by size ends with less of it. */
  readonly budget: number;
}

/** The sizes that the figures are stated for. */
export const whole: Sizes = {
  rounds: 5,
  seconds: 4,
  spans: 10_000_000,
  events: 10_000_000,
  live: 1_000_000,
  exceptions: 1_000_000,
  month: 5_000_000,
  budget: 600,
};

/** What ends within some minutes; what depends on size is then told at a smaller one, and the table says so. */
export const short: Sizes = {
  rounds: 5,
  seconds: 2,
  spans: 500_000,
  events: 100_000,
  live: 20_000,
  exceptions: 100_000,
  month: 150_000,
  budget: 60,
};

const usage = `npm run bench -- [--short] [--json] [--only P1,P9] [--in FOLDER] [--profile FOLDER] [--spans N] [--events N] [--live N] [--exceptions N] [--month N] [--rounds N] [--seconds N] [--budget N]`;

/** What the command line asks for. */
export type Asked =
  | {
      readonly ok: true;
      readonly json: boolean;
      readonly only: readonly string[] | null;
      /** Where the temporary folder is made; null: where the system has them. The disk is what is measured. */
      readonly folder: string | null;
      readonly sizes: Sizes;
      /** What Node is told when it starts what is measured. */
      readonly flags: readonly string[];
    }
  | { readonly ok: false; readonly fault: string };

/** Reads the command line. */
export function wordsOf(args: readonly string[]): Asked {
  let sizes: Sizes = args.includes("--short") ? short : whole;
  let json = false;
  let only: readonly string[] | null = null;
  let folder: string | null = null;
  let flags: readonly string[] = [];
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? "";
    if (word === "--short") continue;
    if (word === "--json") {
      json = true;
      continue;
    }
    const value = args[++index];
    const name = word.slice(2);
    if (value === undefined) return { ok: false, fault: `${word} wants a value, or is unknown.\n${usage}` };
    if (word === "--only")
      only = value.split(",").map((id) =>
        id
          .trim()
          .toUpperCase()
          .replace(/\.\w+$/, (part) => part.toLowerCase()),
      );
    else if (word === "--in") folder = value;
    else if (word === "--profile") flags = ["--cpu-prof", `--cpu-prof-dir=${resolve(value)}`];
    else if (word.startsWith("--") && name in sizes && /^[1-9]\d{0,8}$/.test(value))
      sizes = { ...sizes, [name]: Number(value) };
    else return { ok: false, fault: `${word} ${value} is not understood.\n${usage}` };
  }
  return { ok: true, json, only, folder, sizes, flags };
}
