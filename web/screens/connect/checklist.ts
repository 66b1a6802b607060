import type { IntakeRow, IntakeSource, IsoInstant, ObjectKind } from "../../../server/wire/index.ts";

export const checkIds = ["bytes", "decoded", "named", "keyed", "object"] as const;
export type CheckId = (typeof checkIds)[number];

/** One line of the checklist. `failed`: what comes before it is there and it is not. */
export interface Check {
  readonly id: CheckId;
  readonly state: "done" | "failed" | "waiting";
  readonly at: IsoInstant | null;
}

/** The source of that name in the intake; undefined when it has not been heard. */
export const findSource = (row: IntakeRow, system: string | null): IntakeSource | undefined =>
  system === null ? undefined : row.sources.find((source) => source.system === system);

/**
 * What has arrived so far. With a system named, from the fourth line on for that source alone: another one's order
 * numbers are no comfort.
 */
export function checkIntake(row: IntakeRow | null, system: string | null): readonly Check[] {
  const source = row ? findSource(row, system) : undefined;
  const unkeyed = source !== undefined && source.keyed === 0 && source.records > 0;
  const at: Readonly<Record<CheckId, IsoInstant | null>> = {
    bytes: row?.firstBytesAt ?? null,
    decoded: row?.decodedAt ?? null,
    named: row?.serviceNamedAt ?? null,
    keyed: unkeyed ? null : (row?.keyFoundAt ?? null),
    object: unkeyed ? null : (row?.objectCreatedAt ?? null),
  };
  let before = true;
  return checkIds.map((id, index): Check => {
    const done = at[id] !== null;
    const mayFail = before && index > 0 && id !== "object";
    const check: Check = { id, state: done ? "done" : mayFail ? "failed" : "waiting", at: at[id] };
    before = before && done;
    return check;
  });
}

/** How many lines are done, from the top. */
export const checksDone = (checks: readonly Check[]): number => checks.filter((check) => check.state === "done").length;

/** An attribute that arrived and could be a business number. */
export interface Candidate {
  readonly name: string;
  /** Of the records looked at, 0 to 1. */
  readonly share: number;
  readonly example: string;
  /** What its name suggests. */
  readonly kind: ObjectKind;
}

const technical =
  /^(http|url|net|network|telemetry|process|host|os|thread|service|code|server|client|user_agent|db|rpc|messaging|exception|error|otel|k8s|container|cloud|faas|deployment|log|event|enduser|tls|peer|span|sampling|business)([._]|$)/;
const nameWords =
  /(^|[._-])(id|no|nr|num|number|ref|key|code|doc|document|order|shipment|invoice|rma|return|transfer|receipt|asn|po|so|pro|bol)([._-]|$)/;
const opaque = /^([0-9a-f]{16,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,}|https?:|\/|true$|false$|\d{1,3}(\.\d{1,3}){3})/i;
const numberLike = /^(?=.*\d)[A-Za-z0-9][A-Za-z0-9 ._/-]{2,29}$/;

const kindHints: readonly (readonly [RegExp, ObjectKind])[] = [
  [/rma|return/, "return"],
  [/purchase|(^|[._-])po([._-]|$)/, "purchase-order"],
  [/ship|deliver|tracking/, "shipment"],
  [/inv/, "invoice"],
  [/transfer|(^|[._-])sto([._-]|$)/, "transfer"],
  [/receipt|asn|inbound/, "receipt"],
  [/credit/, "credit"],
  [/payment/, "payment"],
  [/load|bol|trailer|(^|[._-])pro([._-]|$)/, "load"],
];

/** The kind of object that an attribute's name suggests; an order where it suggests none. */
export const guessKind = (name: string): ObjectKind =>
  kindHints.find(([hint]) => hint.test(name.toLowerCase()))?.[1] ?? "order";

/**
 * Attributes of a source that became no key, the likeliest business number first: a name that speaks of numbers, a
 * value that looks like one, on most records. Technical attributes and opaque values are left out.
 */
export function candidates(source: IntakeSource, most = 6): readonly Candidate[] {
  const score = (name: string, share: number, example: string): number =>
    share +
    (nameWords.test(name.toLowerCase()) ? 1 : 0) +
    (numberLike.test(example) ? 1 : 0) +
    (/[A-Za-z].*\d/.test(example) ? 0.3 : 0);
  return source.names
    .filter(
      (one) =>
        one.key === null && !technical.test(one.name.toLowerCase()) && !opaque.test(one.example) && one.example !== "",
    )
    .map((one) => ({
      name: one.name,
      share: one.of > 0 ? one.count / one.of : 0,
      example: one.example,
      kind: guessKind(one.name),
    }))
    .sort((a, b) => score(b.name, b.share, b.example) - score(a.name, a.share, a.example) || (a.name < b.name ? -1 : 1))
    .slice(0, most);
}

/** The source that needs help first: the one looked at, else one with records and no key, the newest. */
export function needsKey(row: IntakeRow, system: string | null): IntakeSource | null {
  const chosen = findSource(row, system);
  if (chosen) return chosen.keyed === 0 && chosen.records > 0 ? chosen : null;
  if (row.keyFoundAt !== null) return null;
  const without = row.sources.filter((source) => source.records > 0 && source.keyed === 0);
  return [...without].sort((a, b) => (a.lastSeenAt < b.lastSeenAt ? 1 : -1))[0] ?? null;
}
