/** Schemas of what is agreed with partners, and of a document's trail. */
import * as z from "zod/mini";
import type { PacketEntry, PacketRecord, PartnerPacket } from "./partner-packet.ts";
import {
  type PartnerDocument,
  type PartnerLine,
  type PartnerRow,
  type PartnerScore,
  partnerFlaws,
  partnerMeasures,
  partnerSides,
  partnerStates,
  partnerVerdicts,
} from "./partners.ts";
import { b, instant, int, kind, list, n, no, object, s } from "./primitives.ts";

const side = z.enum(partnerSides);
const flaw = no(z.enum(partnerFlaws));
const half = z.object({ kept: int, of: int, open: int, notMeasured: int });
const counted = { kept: int, of: int, unknown: int, share: no(n) };

const rowShape = {
  id: s,
  name: s,
  timezone: s,
  systems: list(s),
  warehouses: list(s),
  theirs: half,
  ours: half,
  silent: list(z.object({ system: s, name: s, since: instant })),
};

/** Schema of `PartnerRow`. */
export const partnerRow: z.ZodMiniType<PartnerRow> = z.object(rowShape);

/** Schema of `PartnerLine`. */
export const partnerLine: z.ZodMiniType<PartnerLine> = z.object({
  ...counted,
  id: s,
  side,
  measure: z.enum(partnerMeasures),
  step: no(s),
  text: s,
  agreed: no(n),
  open: int,
  bounds: no(z.object({ low: n, high: n })),
  state: z.enum(partnerStates),
  below: no(n),
  weeks: list(z.object({ ...counted, from: s, to: s, ended: b })),
});

/** Schema of `PartnerScore`. */
export const partnerScore: z.ZodMiniType<PartnerScore> = z.object({
  ...rowShape,
  from: s,
  to: s,
  asOf: instant,
  lines: list(partnerLine),
});

/** Schema of `PartnerDocument`. */
export const partnerDocument: z.ZodMiniType<PartnerDocument> = z.object({
  id: s,
  object: no(object),
  dueAt: instant,
  metAt: no(instant),
  lateMinutes: no(int),
  verdict: z.enum(partnerVerdicts),
  flaw,
  system: s,
  warehouse: no(s),
});

/** Schema of `PacketEntry`. */
export const packetEntry: z.ZodMiniType<PacketEntry> = z.object({
  kind: z.enum(["message", "due"]),
  at: instant,
  title: s,
  type: no(s),
  side,
  system: s,
  status: z.enum(["ok", "failed"]),
  error: no(s),
  dueAt: no(instant),
  lateMinutes: no(int),
  occurredAt: no(instant),
  precision: z.enum(["instant", "minute", "day"]),
  recordedAt: no(instant),
  receivedAt: no(instant),
  heardAfterMs: no(int),
  keys: list(z.object({ kind: s, value: s })),
  traceId: no(s),
  position: no(s),
});

/** Schema of `PacketRecord`. */
export const packetRecord: z.ZodMiniType<PacketRecord> = z.object({
  position: s,
  state: z.enum(["kept", "withheld", "gone"]),
  why: no(s),
  receipt: no(s),
  sha256: no(s),
  contentType: no(s),
  sender: no(s),
  receivedAt: no(instant),
  bytes: no(int),
  encoding: no(z.enum(["text", "base64"])),
  body: no(s),
  own: list(z.object({ identity: s, variant: s, attributes: list(z.object({ name: s, value: s })) })),
});

/** Schema of `PartnerPacket`. */
export const partnerPacket: z.ZodMiniType<PartnerPacket> = z.object({
  partner: z.object({ id: s, name: s, timezone: s }),
  company: s,
  object: z.object({ kind, id: s }),
  line: no(z.object({ id: s, text: s, side, agreed: no(n), step: no(s) })),
  network: s,
  asOf: instant,
  lateness: z.object({ minutes: int, theirs: int, ours: int, unknown: int, lasts: b }),
  flaw,
  entries: list(packetEntry),
  cut: b,
  told: list(z.object({ at: instant, by: s, text: s, about: s })),
  records: list(packetRecord),
  hash: s,
});
