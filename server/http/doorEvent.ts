import type { Fault } from "../../collectors/kit/index.ts";

/** What the door reports of itself, for counters, log lines and the list of last requests. */
export type DoorEvent =
  /** One request on a known address was answered. */
  | {
      readonly kind: "answered";
      readonly at: number;
      readonly collector: string;
      readonly route: string;
      readonly contentType: string;
      readonly sender: string;
      readonly receipt: string | null;
      /** Bytes of the body after inflation; 0 when it was refused before it was read whole. */
      readonly bytes: number;
      readonly status: number;
      readonly records: number;
      readonly rejected: number;
      readonly durationMs: number;
      readonly fault: Fault | null;
    }
  /** No collector has this address. */
  | { readonly kind: "unknown-address"; readonly at: number }
  /** A bug: something threw. The sender was told 503. */
  | { readonly kind: "failed"; readonly at: number; readonly route: string; readonly error: unknown };
