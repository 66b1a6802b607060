import type { CanonicalEvent } from "../../domain/index.ts";
import { bit, keyIn, type Optional, type PackedKey, packedKey } from "./packed-objects.ts";

/** A fact's document: its values in a fixed order without their names, as of an object. */
export const factText = (fact: CanonicalEvent): string => JSON.stringify(packed(fact));

export function factIn(text: string): CanonicalEvent {
  return unpacked(JSON.parse(text) as PackedFact);
}

type PackedFact = readonly [
  CanonicalEvent["identity"],
  CanonicalEvent["variant"],
  CanonicalEvent["type"],
  CanonicalEvent["title"],
  CanonicalEvent["status"],
  CanonicalEvent["error"],
  CanonicalEvent["signal"],
  CanonicalEvent["system"],
  CanonicalEvent["environment"],
  CanonicalEvent["warehouse"],
  CanonicalEvent["occurredAt"],
  CanonicalEvent["occurredNanos"],
  CanonicalEvent["precision"],
  CanonicalEvent["recordedAt"],
  CanonicalEvent["receivedAt"],
  believed: 0 | 1,
  CanonicalEvent["startedAt"],
  CanonicalEvent["endNanos"],
  CanonicalEvent["traceId"],
  CanonicalEvent["spanId"],
  CanonicalEvent["parentSpanId"],
  CanonicalEvent["position"],
  keys: readonly (readonly [...PackedKey, attribute: string])[],
  mentions: readonly PackedKey[],
  CanonicalEvent["traits"],
  CanonicalEvent["amount"],
  CanonicalEvent["quantity"],
  CanonicalEvent["lines"],
  more: Optional<CanonicalEvent> | null,
];

const packed = (fact: CanonicalEvent): PackedFact => [
  fact.identity,
  fact.variant,
  fact.type,
  fact.title,
  fact.status,
  fact.error,
  fact.signal,
  fact.system,
  fact.environment,
  fact.warehouse,
  fact.occurredAt,
  fact.occurredNanos,
  fact.precision,
  fact.recordedAt,
  fact.receivedAt,
  bit(fact.believed),
  fact.startedAt,
  fact.endNanos,
  fact.traceId,
  fact.spanId,
  fact.parentSpanId,
  fact.position,
  fact.keys.map(({ kind, issuer, value, attribute }) => [kind, issuer, value, attribute] as const),
  fact.mentions.map(packedKey),
  fact.traits,
  fact.amount,
  fact.quantity,
  fact.lines,
  moreOf(fact),
];

function moreOf({ stated }: CanonicalEvent): Optional<CanonicalEvent> | null {
  const more: Optional<CanonicalEvent> = { stated };
  return stated === undefined ? null : more;
}

function unpacked(row: PackedFact): CanonicalEvent {
  const [identity, variant, type, title, status, error, signal, system, environment, warehouse] = row;
  return {
    identity,
    variant,
    type,
    title,
    status,
    error,
    signal,
    system,
    environment,
    warehouse,
    occurredAt: row[10],
    occurredNanos: row[11],
    precision: row[12],
    recordedAt: row[13],
    receivedAt: row[14],
    believed: row[15] === 1,
    startedAt: row[16],
    endNanos: row[17],
    traceId: row[18],
    spanId: row[19],
    parentSpanId: row[20],
    position: row[21],
    keys: row[22].map(([kind, issuer, value, attribute]) => ({ kind, issuer, value, attribute })),
    mentions: row[23].map(keyIn),
    traits: row[24],
    amount: row[25],
    quantity: row[26],
    lines: row[27],
    ...(row[28] as Partial<CanonicalEvent> | null),
  };
}
