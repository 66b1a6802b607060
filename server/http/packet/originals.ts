import { createHash } from "node:crypto";
import { isObjectKind, partsOf } from "../../domain/index.ts";
import { isoOf, shownValue, type Trail } from "../../feeds/index.ts";
import { plainOf } from "../../pipeline/read.ts";
import type { RecordCache } from "../../pipeline/record-cache.ts";
import type { Entry } from "../../ports/index.ts";
import type { PacketOwnRecord, PacketRecord } from "../../wire/index.ts";
import type { ServingDeps } from "../deps.ts";

/** Bytes of one delivery, and of all in one packet, that are put in whole, at most. */
const mostBytes = 262_144;
const mostInAll = 4 * 1_024 * 1_024;
/** Deliveries of one packet, at most. */
const mostDeliveries = 500;

/** SHA-256 as hex digits. */
export const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

/**
 * The deliveries that carried the messages of a trail, as they came, by position. One that names documents of others too
 * is not handed on: its hash is, by which it can be told to be the same when it is shown.
 */
export async function originalsOf(
  deps: Pick<ServingDeps, "journal" | "network">,
  records: RecordCache,
  { facts, objects }: Pick<Trail, "facts" | "objects">,
): Promise<readonly PacketRecord[]> {
  const positions = [...new Set(facts.map(({ position }) => position))].sort((a, b) => a - b).slice(0, mostDeliveries);
  const own = new Set(
    objects.flatMap(({ keys, links }) => [
      ...keys.map(({ kind, value }) => `${kind} ${value}`),
      ...links.map(({ ref }) => `${partsOf(ref).kind} ${partsOf(ref).value}`),
    ]),
  );
  const identities = new Set(facts.map(({ identity }) => identity));
  const found: PacketRecord[] = [];
  let bytes = 0;
  for (const position of positions) {
    const [entry] = await deps.journal.read(position - 1, 1);
    if (entry?.position !== position) {
      found.push(goneAt(String(position)));
      continue;
    }
    const why = withheld(entry, records, deps, own, mostInAll - bytes);
    if (why === null) bytes += entry.receipt.body.byteLength;
    found.push(toRecord(entry, why, why === null ? [] : ownIn(entry, records, deps, identities)));
  }
  return found;
}

const goneAt = (position: string): PacketRecord => ({
  position,
  state: "gone",
  why: "no longer kept: the records of that time were dropped",
  receipt: null,
  sha256: null,
  contentType: null,
  sender: null,
  receivedAt: null,
  bytes: null,
  encoding: null,
  body: null,
  own: [],
});

/** Why the bytes of a delivery are not handed on; null where they are. */
function withheld(
  entry: Entry,
  records: RecordCache,
  deps: Pick<ServingDeps, "network">,
  own: ReadonlySet<string>,
  left: number,
): string | null {
  const size = entry.receipt.body.byteLength;
  if (size > mostBytes || size > left) return "it is too large to be put in whole";
  const others = records
    .read(entry, deps.network().reading, null)
    .some(({ keys }) => keys.some(({ kind, value }) => isObjectKind(kind) && !own.has(`${kind} ${value.trim()}`)));
  return others ? "it names documents of others too" : null;
}

/** The records of a trail in a delivery, as they were read. */
function ownIn(
  entry: Entry,
  records: RecordCache,
  deps: Pick<ServingDeps, "network">,
  identities: ReadonlySet<string>,
): readonly PacketOwnRecord[] {
  return records
    .read(entry, deps.network().reading, null)
    .filter(({ identity }) => identities.has(identity))
    .map(({ identity, variant, attributes }) => ({
      identity,
      variant,
      attributes: Object.entries(plainOf(attributes))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => ({ name, value: shownValue(name, value) })),
    }));
}

function toRecord({ position, receipt }: Entry, why: string | null, own: readonly PacketOwnRecord[]): PacketRecord {
  const { body } = receipt;
  const text = why === null ? textOf(body) : null;
  return {
    position: String(position),
    state: why === null ? "kept" : "withheld",
    why,
    receipt: receipt.id,
    sha256: sha256(body),
    contentType: receipt.contentType,
    sender: receipt.sender,
    receivedAt: isoOf(receipt.receivedAt),
    bytes: body.byteLength,
    encoding: why !== null ? null : text === null ? "base64" : "text",
    body: why !== null ? null : (text ?? Buffer.from(body).toString("base64")),
    own,
  };
}

/** The bytes as text where that gives the same bytes again; else null. */
function textOf(body: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}
