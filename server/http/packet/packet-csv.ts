import type { PacketEntry, PartnerPacket } from "../../wire/index.ts";
import { type Cell, csvOf } from "../csv.ts";
import { sideName } from "./words.ts";

const header = [
  "line",
  "at",
  "what",
  "event_type",
  "side",
  "who",
  "system",
  "status",
  "text",
  "due_at",
  "late_minutes",
  "happened_at",
  "precision",
  "recorded_at",
  "received_at",
  "heard_after_ms",
  "keys",
  "trace_id",
  "position",
  "receipt",
  "sha256",
] as const;

/** A packet as a table: its messages and due times, what people told, and one line of the whole with its hash. */
export function packetCsv(packet: PartnerPacket): string {
  const { entries, told, lateness, hash, asOf, partner, object } = packet;
  const records = new Map(packet.records.map((record) => [record.position, record]));
  const rows: (readonly Cell[])[] = entries.map((entry) => {
    const record = entry.position === null ? undefined : records.get(entry.position);
    return [
      entry.kind,
      entry.at,
      entry.title,
      entry.type,
      entry.side,
      sideName(packet, entry.side),
      entry.system,
      entry.status,
      entry.error,
      entry.dueAt,
      entry.lateMinutes,
      entry.occurredAt,
      entry.precision,
      entry.recordedAt,
      entry.receivedAt,
      entry.heardAfterMs,
      keysText(entry),
      entry.traceId,
      entry.position,
      record === undefined ? null : (record.receipt ?? record.state),
      record?.sha256 ?? null,
    ];
  });
  const rest = (count: number): readonly null[] => Array.from({ length: count }, () => null);
  for (const { at, by, text, about } of told)
    rows.push(["told", at, about, null, null, by, null, null, text, ...rest(12)]);
  const { minutes, theirs, ours, unknown } = lateness;
  const whole = `${minutes} min = ${theirs} theirs + ${ours} ours + ${unknown} unknown`;
  rows.push([
    "packet",
    asOf,
    `${object.kind} ${object.id}`,
    null,
    null,
    partner.name,
    null,
    null,
    whole,
    null,
    minutes,
    ...rest(9),
    hash,
  ]);
  return csvOf(header, rows);
}

const keysText = ({ keys }: PacketEntry): string => keys.map(({ kind, value }) => `${kind} ${value}`).join("; ");
