import type { PacketEntry, PartnerPacket } from "../../wire/index.ts";

/** Who is meant, in a sentence that both sides read. */
export const sideName = (packet: Pick<PartnerPacket, "partner" | "company">, side: PacketEntry["side"]): string =>
  side === "theirs" ? packet.partner.name : packet.company;

/** `137 min late = 135 at Reno + 2 at Northgate`: the parts add up. */
export function latenessWords(packet: Pick<PartnerPacket, "partner" | "company" | "lateness">): string {
  const { minutes, theirs, ours, unknown, lasts } = packet.lateness;
  if (minutes === 0) return lasts ? "Less than a minute late so far" : "Not late";
  const parts = [
    `${theirs} at ${packet.partner.name}`,
    `${ours} at ${packet.company}`,
    ...(unknown === 0 ? [] : [`${unknown} not known`]),
  ];
  return `${minutes} min late${lasts ? " so far" : ""} = ${parts.join(" + ")}`;
}

const flawWords = {
  rejected: "The other side rejected it.",
  mismatch: "It does not agree with what is known of it.",
  corrected: "It was put right or taken back later.",
  failed: "It was told as failed.",
} as const;

/** What was wrong with it. */
export const flawText = (flaw: PartnerPacket["flaw"]): string | null => (flaw === null ? null : flawWords[flaw]);

/** A span in milliseconds as people read it: `0.4 s`, `3 min`, `2 h 5 min`. */
export function spanWords(ms: number): string {
  const sign = ms < 0 ? "-" : "";
  const size = Math.abs(ms);
  if (size < 60_000) return `${sign}${Math.round(size / 100) / 10} s`;
  const minutes = Math.round(size / 60_000);
  if (minutes < 60) return `${sign}${minutes} min`;
  return `${sign}${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A part of 1 in percent, as `98 %`. */
export const percent = (share: number): string => `${Math.round(share * 1_000) / 10} %`;
