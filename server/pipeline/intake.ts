import type { SourceTally } from "../../collectors/kit/index.ts";
import type { Instant } from "../domain/index.ts";

/** One of the newest requests, with what was found in it. Lives in memory; after a start it is read again from the journal's end. */
export interface IntakeRequest {
  readonly at: Instant;
  readonly route: string;
  readonly contentType: string;
  readonly sender: string;
  /** Bytes of the body after inflation. */
  readonly bytes: number;
  /** As it was answered: 200, 400, 413, 503, … */
  readonly status: number;
  readonly records: number;
  readonly rejected: number;
  readonly message: string | null;
  readonly sources: readonly SourceTally[];
}

/** Most requests kept in view. */
const most = 200;

/** The list of last requests: what the door answered, joined with what decoding found. */
export interface Intake {
  /** What a receipt held; joined with its answer by its id. */
  found(receipt: string, sources: readonly SourceTally[]): void;
  answered(request: Omit<IntakeRequest, "sources">, receipt: string | null): void;
  /** Oldest first. */
  list(): readonly IntakeRequest[];
}

/** An intake that begins with what the journal's end says. */
export function createIntake(recent: readonly IntakeRequest[]): Intake {
  const requests: IntakeRequest[] = [...recent];
  const held = new Map<string, readonly SourceTally[]>();
  return {
    found(receipt, sources) {
      held.set(receipt, sources);
      if (held.size > most) held.delete(held.keys().next().value ?? "");
    },
    answered(request, receipt) {
      const sources = receipt === null ? [] : (held.get(receipt) ?? []);
      if (receipt !== null) held.delete(receipt);
      requests.push({ ...request, sources });
      if (requests.length > most) requests.shift();
    },
    list: () => requests,
  };
}
