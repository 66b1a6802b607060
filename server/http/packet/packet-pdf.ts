import type { PacketEntry, PacketRecord, PartnerPacket } from "../../wire/index.ts";
import { flowOf } from "../export/pdf-flow.ts";
import { clockOf } from "../export/serial.ts";
import { flawText, latenessWords, percent, sideName, spanWords } from "./words.ts";

/** A packet to print and to sign: the figures and hashes of its JSON. Times are on the partner's clock. */
export function packetPdf(packet: PartnerPacket): Uint8Array {
  const { partner, object, line, entries, records, told } = packet;
  const ahead = clockOf(partner.timezone);
  const when = (iso: string): string => {
    const at = Date.parse(iso);
    return new Date(at + ahead(at)).toISOString().slice(0, 19).replace("T", " ");
  };
  const title = `${object.kind} ${object.id}, ${partner.name} and ${packet.company}`;
  const flow = flowOf(title);
  flow.text(`Evidence packet: ${object.kind} ${object.id}`, { face: "bold", size: 16 });
  flow.text(`${partner.name} and ${packet.company}`, { size: 11, gap: 2 });
  flow.text(`As of ${when(packet.asOf)}; every time is on the clock of ${partner.timezone}.`, { grey: 0.35 });
  flow.text(latenessWords(packet), { face: "bold", size: 12, gap: 8 });
  const flaw = flawText(packet.flaw);
  if (flaw !== null) flow.text(flaw);
  if (line !== null) {
    const share = line.agreed === null ? "nothing is agreed" : `agreed ${percent(line.agreed)}`;
    flow.text(`Line: ${line.text}; ${share}; owed by ${sideName(packet, line.side)}.`, { gap: 4 });
  }
  flow.text(`Network file in force: ${packet.network}`, { size: 8, grey: 0.35 });

  flow.text("Messages and due times", { face: "bold", size: 12, gap: 12 });
  flow.rule();
  for (const entry of entries) flow.row(entryCells(entry, packet, when));
  if (packet.cut) flow.text("More is known of it than stands here.", { gap: 4 });

  flow.text("The three clocks of each message", { face: "bold", size: 12, gap: 12 });
  flow.rule();
  for (const entry of entries.filter(({ kind }) => kind === "message")) {
    flow.row([
      { text: entry.title, x: 0, width: 120 },
      { text: `happened ${entry.occurredAt === null ? "" : when(entry.occurredAt)}`, x: 126, width: 126, grey: 0.2 },
      { text: `recorded ${entry.recordedAt === null ? "" : when(entry.recordedAt)}`, x: 256, width: 126, grey: 0.2 },
      { text: heardWords(entry, when), x: 386, width: 113, grey: 0.2 },
    ]);
  }

  flow.text("Told by people: no record says it", { face: "bold", size: 12, gap: 12 });
  flow.rule();
  if (told.length === 0) flow.text("Nobody told anything.", { grey: 0.35 });
  for (const { at, by, text, about } of told) {
    flow.row([
      { text: when(at), x: 0, width: 100, grey: 0.35 },
      { text: `TOLD by ${by} (${about}): ${text}`, x: 106, width: 393 },
    ]);
  }

  flow.text("Original deliveries", { face: "bold", size: 12, gap: 12 });
  flow.rule();
  for (const record of records) {
    flow.row([
      { text: `journal ${record.position}`, x: 0, width: 60 },
      { text: recordWords(record), x: 66, width: 433, grey: 0.2 },
    ]);
  }
  flow.text(`SHA-256 over the packet's JSON: ${packet.hash}`, { face: "bold", size: 8, gap: 12 });
  return flow.end(`${title}; ${packet.hash}`);
}

function entryCells(entry: PacketEntry, packet: PartnerPacket, when: (iso: string) => string) {
  const { kind, title, lateMinutes, dueAt, status, error, keys, position } = entry;
  const late = lateMinutes === null ? "" : `${lateMinutes} min late`;
  const due = dueAt === null ? "" : lateMinutes === null ? `due ${when(dueAt)}, kept` : `due ${when(dueAt)}, ${late}`;
  const told =
    kind === "due" ? `${title}: due, ${late}` : status === "failed" ? `${title}: ${error ?? "failed"}` : title;
  const numbers = keys.map((key) => `${key.kind} ${key.value}`).join(", ");
  const where = position === null ? "" : `journal ${position}`;
  return [
    { text: when(entry.at), x: 0, width: 92 },
    { text: told, x: 96, width: 128, face: "bold" as const },
    { text: `${sideName(packet, entry.side)} (${entry.system})`, x: 228, width: 92, grey: 0.2 },
    { text: kind === "due" ? "" : due, x: 324, width: 84, grey: 0.2 },
    { text: [numbers, where].filter((part) => part !== "").join("; "), x: 412, width: 87, grey: 0.35 },
  ];
}

function heardWords({ receivedAt, heardAfterMs }: PacketEntry, when: (iso: string) => string): string {
  if (receivedAt === null) return "";
  return `heard ${when(receivedAt)}${heardAfterMs === null ? "" : `, ${spanWords(heardAfterMs)} after`}`;
}

function recordWords({ state, why, receipt, sha256, bytes, contentType, sender }: PacketRecord): string {
  if (state === "gone") return why ?? "";
  const about = `${bytes} bytes of ${contentType} from ${sender}; receipt ${receipt}; SHA-256 ${sha256}`;
  return state === "kept"
    ? `${about}; whole in the JSON packet`
    : `${about}; not handed on: ${why}; its own records are in the JSON packet`;
}
