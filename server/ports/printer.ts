import type { Fault } from "../../collectors/kit/index.ts";

/** A page of ours that is to be printed. */
export interface Printed {
  /** Path and query, as `/exec?from=2026-11-16`. */
  readonly path: string;
  /** Sent with each request of the page: what it may read by. */
  readonly cookie: { readonly name: string; readonly value: string };
  /** Where its links lead, as `https://tally.example`; null: nowhere. Never to the address that it was printed from. */
  readonly linksTo: string | null;
  /** An element that is there when everything stands. */
  readonly ready: string;
}

export type PrintedPage =
  | { readonly ok: true; readonly value: Uint8Array }
  | { readonly ok: false; readonly fault: Fault };

/** Prints pages of ours as PDF, one at a time. Rules PP1 to PP4 in SPEC.md. */
export interface Printer {
  print(page: Printed): Promise<PrintedPage>;
}
