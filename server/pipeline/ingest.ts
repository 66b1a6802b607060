import type { Collector, Decoded, Fault, Outcome, Receipt, SourceTally } from "../../collectors/kit/index.ts";
import { retryable } from "../../collectors/kit/index.ts";
import type { Instant, Network, Position } from "../domain/index.ts";
import { type Journal, JournalFailed, type NewEntry } from "../ports/index.ts";
import type { IngestCounts } from "./desk.ts";
import { type Worth, worthOf } from "./worth.ts";

/** Bounds of one entry: a larger delivery is cut at record boundaries, and acknowledged after its last part. */
const part = { bytes: 8 * 1024 * 1024, records: 20_000 };
/** Bodies that wait for the disk, in bytes; more is sent away for a while. */
const mostWaiting = 192 * 1024 * 1024;
/** An unreadable body leaves at most one sample a minute and sender, of so many bytes. */
const sample = { every: 60_000, bytes: 4096 };

/** What a delivery came to, and what was found in it. */
export interface Delivered {
  readonly outcome: Outcome;
  readonly sources: readonly SourceTally[];
  /** What it turned out to be worth; null where it was not looked into. */
  readonly worth: Worth | null;
  /** Where the last of it lies in the record stream; null where it has no place of its own there. */
  readonly position: Position | null;
}

export interface Ingest {
  /** Durable, then acknowledged. */
  deliver(receipt: Receipt): Promise<Delivered>;
  counts(): IngestCounts;
}

/** What an entry was decoded to, and under which network; null where it could not be read. */
export interface Said {
  readonly decoded: Decoded | null;
  readonly hash: string;
}

/** The way in, behind the door: decode, append, acknowledge. Rules are the collectors' and the journal's. */
export function createIngest(parts: {
  readonly collectors: readonly Collector[];
  /** Resolves after the disk has all entries; `said` is of each of them, in their order. */
  readonly append: (entries: readonly NewEntry[], said: readonly Said[]) => ReturnType<Journal["append"]>;
  /** The network in force; null before there is one. */
  readonly network: () => Network | null;
  readonly now: () => Instant;
  /** Called when the journal cannot write any more: nothing may be acknowledged after that. */
  readonly failed: (error: JournalFailed) => void;
}): Ingest {
  const byName = new Map(parts.collectors.map((collector) => [collector.name, collector]));
  const sampled = new Map<string, Instant>();
  const counts = { accepted: 0, rejected: 0, quarantined: 0, refused: 0 };
  let waiting = 0;

  const busy = (fault: Fault): Delivered => {
    counts.refused++;
    return { outcome: { kind: "busy", fault }, sources: [], worth: null, position: null };
  };

  async function append(entries: readonly NewEntry[], said: readonly Said[]) {
    try {
      return await parts.append(entries, said);
    } catch (error) {
      if (!(error instanceof JournalFailed)) throw error;
      if (error.final) parts.failed(error);
      return null;
    }
  }

  async function refuse(receipt: Receipt, fault: Fault, hash: string): Promise<Delivered> {
    counts.rejected++;
    const name = `${receipt.collector}/${receipt.sender}`;
    const now = parts.now();
    if (now - (sampled.get(name) ?? Number.NEGATIVE_INFINITY) >= sample.every) {
      sampled.set(name, now);
      if (sampled.size > 10_000) sampled.clear();
      const body = receipt.body.slice(0, sample.bytes);
      const entry: NewEntry = {
        receipt: { ...receipt, body },
        part: 1,
        parts: 1,
        records: 0,
        rejected: 0,
        message: null,
        terms: new BigUint64Array(),
        unreadable: fault.message,
      };
      if ((await append([entry], [{ decoded: null, hash }])) === null) return busy(behind);
    }
    return { outcome: { kind: "rejected", fault }, sources: [], worth: "logs", position: null };
  }

  async function take(receipt: Receipt, collector: Collector): Promise<Delivered> {
    const network = parts.network();
    if (network === null) return busy(starting);
    const whole = collector.decode(receipt, network.reading);
    if (!whole.ok)
      return whole.fault.class === "permanent" ? refuse(receipt, whole.fault, network.hash) : busy(whole.fault);
    const decoded = whole.value;
    const message = decoded.rejected.length === 0 ? null : messageOf(decoded);
    const outcome: Outcome = { kind: "accepted", records: decoded.records, rejected: decoded.rejected.length, message };
    const delivered: Delivered = { outcome, sources: decoded.sources, worth: worthOf(decoded), position: null };
    const kept = collector.routes.find((route) => route.name === receipt.route)?.keep !== false;
    if (!kept || decoded.records + decoded.rejected.length === 0) {
      counts.accepted += decoded.records;
      counts.rejected += decoded.rejected.length;
      return delivered;
    }
    const pieces = cut(receipt, collector, decoded, network);
    const entries = pieces.map(
      (piece, index): NewEntry => ({
        receipt: piece.receipt,
        part: index + 1,
        parts: pieces.length,
        records: piece.decoded.records,
        rejected: decoded.rejected.length,
        message,
        terms: piece.decoded.terms,
        unreadable: null,
      }),
    );
    const said = pieces.map((piece) => ({ decoded: piece.decoded, hash: network.hash }));
    const appended = await append(entries, said);
    if (appended === null) return busy(behind);
    const [first] = appended;
    if (first?.kind === "repeat") {
      const { rejected, message: told } = first;
      return { ...delivered, outcome: { kind: "accepted", records: decoded.records, rejected, message: told } };
    }
    counts.accepted += decoded.records;
    counts.rejected += decoded.rejected.length;
    return { ...delivered, position: appended.at(-1)?.position ?? null };
  }

  return {
    async deliver(receipt) {
      const collector = byName.get(receipt.collector);
      if (collector === undefined) throw new Error(`no collector ${receipt.collector}`);
      if (waiting + receipt.body.byteLength > mostWaiting) return busy(behind);
      waiting += receipt.body.byteLength;
      try {
        return await take(receipt, collector);
      } finally {
        waiting -= receipt.body.byteLength;
      }
    },
    counts: () => counts,
  };
}

const behind: Fault = retryable("journal-behind", "The journal is behind; send it again a little later.", 2_000).fault;

const starting: Fault = retryable("starting", "The server is not ready yet.", 1_000).fault;

interface Piece {
  readonly receipt: Receipt;
  readonly decoded: Decoded;
}

function cut(receipt: Receipt, collector: Collector, decoded: Decoded, network: Network): readonly Piece[] {
  const fits = receipt.body.byteLength <= part.bytes && decoded.records + decoded.rejected.length <= part.records;
  if (fits) return [{ receipt, decoded }];
  return collector.split(receipt, part).flatMap((body) => {
    const piece = { ...receipt, body };
    const read = collector.decode(piece, network.reading);
    return read.ok ? [{ receipt: piece, decoded: read.value }] : [];
  });
}

function messageOf(decoded: Decoded): string {
  const reasons = [...new Set(decoded.rejected.map((rejection) => rejection.reason))].slice(0, 3);
  return `${decoded.rejected.length} of ${decoded.records + decoded.rejected.length} records were refused: ${reasons.join("; ")}.`;
}
