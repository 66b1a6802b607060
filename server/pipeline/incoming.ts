import type { Collector, Decoded } from "../../collectors/kit/index.ts";
import type { Instant, Network, Position } from "../domain/index.ts";
import type { Entry } from "../ports/index.ts";
import { report } from "../telemetry/index.ts";

/** An entry of the record stream as the engine applies it. */
export interface Incoming {
  readonly position: Position;
  readonly at: Instant;
  readonly kind: Entry["kind"];
  readonly collector: string;
  readonly sender: string;
  readonly reason: string | null;
  /** Of its body, after inflation. */
  readonly bytes: number;
  /** What it says under the network in force; null where nothing can be read of it. */
  decoded(): Decoded | null;
}

/** Entries after a position in their order, at most so many; none when nothing more was acknowledged. */
export type IncomingAfter = (position: Position, limit: number, network: Network) => Promise<readonly Incoming[]>;

/** An entry read from the journal, decoded when it is looked into. */
export const incomingOf = (byName: ReadonlyMap<string, Collector>, entry: Entry, network: Network): Incoming => ({
  position: entry.position,
  at: entry.at,
  kind: entry.kind,
  collector: entry.receipt.collector,
  sender: entry.receipt.sender,
  reason: entry.reason,
  bytes: entry.receipt.body.byteLength,
  decoded: () => decodeEntry(byName, entry, network),
});

/** What an entry of the journal says under a network; null where no collector can read it any more, which is reported. */
export function decodeEntry(byName: ReadonlyMap<string, Collector>, entry: Entry, network: Network): Decoded | null {
  if (entry.kind === "unreadable") return null;
  const decoded = byName.get(entry.receipt.collector)?.decode(entry.receipt, network.reading);
  if (decoded?.ok === true) return decoded.value;
  report("entry.unreadable", {
    position: entry.position,
    reason: decoded?.fault.message ?? `no collector ${entry.receipt.collector}`,
  });
  return null;
}
