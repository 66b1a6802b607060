import type { Context } from "../context.ts";
import type { Instant } from "../types.ts";

/** Somebody who signed. */
export interface Signature {
  readonly by: string;
  readonly at: Instant;
}

/** A signing that was taken back: who had signed what, and who reopened it and why. */
export interface ClosedRound {
  readonly prepared: Signature;
  readonly reviewed: Signature | null;
  readonly hash: string;
  readonly reopened: Signature & { readonly reason: string };
}

/** How the closing of one company's period stands. */
export interface KeptClosing {
  readonly period: string;
  /** Null: of all companies. */
  readonly entity: string | null;
  /** Null: nobody signed, or it was reopened. */
  readonly prepared: Signature | null;
  /** Never by who prepared it. */
  readonly reviewed: Signature | null;
  /** SHA-256 of the snapshot, in hexadecimal. */
  readonly hash: string | null;
  /** What was signed, as canonical JSON. */
  readonly snapshot: string | null;
  /** Oldest first. */
  readonly rounds: readonly ClosedRound[];
}

/** A signature, or that it was taken back, as the journal keeps it. */
export type ClosingRuling =
  | {
      readonly kind: "close-signed";
      readonly period: string;
      readonly entity: string | null;
      readonly by: string;
      readonly hash: string;
      /** Null: as reviewer, of what the preparer signed. */
      readonly snapshot: string | null;
    }
  | {
      readonly kind: "close-reopened";
      readonly period: string;
      readonly entity: string | null;
      readonly by: string;
      readonly reason: string;
    };

/** Names the closing of a company's period. */
export const closingKey = ({ period, entity }: Pick<KeptClosing, "period" | "entity">): string =>
  JSON.stringify([period, entity]);

/** Whether it may be signed or reopened now; null: it may. */
export function closingRefusal(
  context: Pick<Context, "closing">,
  ruling: ClosingRuling,
): { readonly kind: "refused"; readonly code: string; readonly message: string } | null {
  const known = context.closing(closingKey(ruling));
  const prepared = known?.prepared ?? null;
  if (ruling.kind === "close-reopened")
    return prepared === null ? refused("not-signed", "Nobody has signed it: there is nothing to reopen.") : null;
  if (ruling.snapshot !== null)
    return prepared === null
      ? null
      : refused("signed-already", `${prepared.by} has signed it as preparer. Reopen it to prepare it again.`);
  if (known === undefined || prepared === null) return refused("not-prepared", "Nobody has signed it as preparer yet.");
  if (known.reviewed !== null) return refused("signed-already", `${known.reviewed.by} has signed it as reviewer.`);
  if (prepared.by === ruling.by)
    return refused("same-person", "Whoever prepared it cannot review it: another person has to sign.");
  return known.hash === ruling.hash
    ? null
    : refused("other-snapshot", "What you saw is not what the preparer signed: look at it again.");
}

const refused = (code: string, message: string) => ({ kind: "refused", code, message }) as const;

/** The closing after a ruling; the same where the ruling may not be made. */
export function ruleClosing(known: KeptClosing | undefined, ruling: ClosingRuling, at: Instant): KeptClosing | null {
  const before: KeptClosing = known ?? {
    period: ruling.period,
    entity: ruling.entity,
    prepared: null,
    reviewed: null,
    hash: null,
    snapshot: null,
    rounds: [],
  };
  const { by } = ruling;
  if (closingRefusal({ closing: () => known }, ruling) !== null) return null;
  if (ruling.kind === "close-signed")
    return ruling.snapshot === null
      ? { ...before, reviewed: { by, at } }
      : { ...before, prepared: { by, at }, hash: ruling.hash, snapshot: ruling.snapshot };
  const { prepared, reviewed, hash, rounds } = before;
  if (prepared === null || hash === null) return null;
  const round: ClosedRound = { prepared, reviewed, hash, reopened: { by, at, reason: ruling.reason } };
  return { ...before, prepared: null, reviewed: null, hash: null, snapshot: null, rounds: [...rounds, round] };
}
