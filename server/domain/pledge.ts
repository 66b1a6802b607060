import type { Context } from "./context.ts";
import type { Instant, Owner } from "./types.ts";

export const pledgeEnds = ["kept", "dropped"] as const;
export type PledgeEnd = (typeof pledgeEnds)[number];

/** What somebody promised when figures were looked at: carried until it is closed. Its number is the ruling's. */
export interface Pledge {
  readonly number: number;
  readonly at: Instant;
  /** Who took it down. */
  readonly by: string;
  readonly text: string;
  /** Who is to keep it. */
  readonly owner: Owner;
  /** Day of the ledger by whose end it is due. */
  readonly dueOn: string;
  /** Null while it is carried. */
  readonly closed: {
    readonly at: Instant;
    readonly by: string;
    readonly end: PledgeEnd;
    readonly text: string | null;
  } | null;
}

/** That something was promised, and what became of it, as the journal keeps it. */
export type PledgeRuling =
  | ({ readonly kind: "promised" } & Pick<Pledge, "by" | "text" | "owner" | "dueOn">)
  | {
      readonly kind: "promise-closed";
      readonly pledge: number;
      readonly by: string;
      readonly end: PledgeEnd;
      readonly text: string | null;
    }
  /** Takes back that it was closed. */
  | { readonly kind: "promise-reopened"; readonly pledge: number; readonly by: string };

const refused = (code: string, message: string) => ({ kind: "refused", code, message }) as const;

/** Whether it may be ruled now; null: it may. */
export function pledgeRefusal(
  context: Pick<Context, "pledge">,
  ruling: PledgeRuling,
): { readonly kind: "unknown" } | ReturnType<typeof refused> | null {
  if (ruling.kind === "promised") return null;
  const pledge = context.pledge(ruling.pledge);
  if (pledge === undefined) return { kind: "unknown" };
  if (ruling.kind === "promise-closed")
    return pledge.closed === null ? null : refused("closed", `${pledge.closed.by} has closed it already.`);
  return pledge.closed === null ? refused("not-closed", "It is open: there is nothing to take back.") : null;
}

/** The promise after a ruling; null where the ruling may not be made. */
export function rulePledge(
  known: Pledge | undefined,
  ruling: PledgeRuling,
  kept: { readonly number: number; readonly at: Instant },
): Pledge | null {
  if (ruling.kind === "promised") {
    const { by, text, owner, dueOn } = ruling;
    return { number: kept.number, at: kept.at, by, text, owner, dueOn, closed: null };
  }
  if (known === undefined || pledgeRefusal({ pledge: () => known }, ruling) !== null) return null;
  if (ruling.kind === "promise-reopened") return { ...known, closed: null };
  const { by, end, text } = ruling;
  return { ...known, closed: { at: kept.at, by, end, text } };
}
