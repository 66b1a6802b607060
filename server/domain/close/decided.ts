import type { Context } from "../context.ts";
import { traitOf } from "../correlation/fold.ts";
import type { BusinessObject, DecidedTerms, Instant, Ref } from "../types.ts";
import { objectOf, putObject, type Work } from "../work.ts";
import type { SaleTerms } from "./config.ts";
import { termsOf } from "./terms.ts";

/** Decisions that an order keeps. */
const mostDecided = 20;

/** A person's word for the terms of sale of orders that were told none, or some that nobody knows. */
export type TermsRuling =
  | {
      readonly kind: "terms-decided";
      readonly by: string;
      readonly orders: readonly Ref[];
      readonly terms: SaleTerms;
    }
  /** Takes back what the ruling of this number decided, where nothing newer holds. */
  | {
      readonly kind: "terms-taken-back";
      readonly by: string;
      readonly orders: readonly Ref[];
      readonly ruling: number;
    };

/** The terms of sale of an order: as they were told, where that is known, else as a person decided, else the usual ones. */
export function saleTermsOf(order: BusinessObject, usual: SaleTerms | null): SaleTerms | null {
  const isTold = traitOf(order, "terms") !== null;
  return toldTerms(order) ?? decisionOn(order)?.terms ?? (isTold ? null : usual);
}

/** The terms of sale that were told of an order; null: none, or some that nobody knows. */
export function toldTerms(order: BusinessObject): SaleTerms | null {
  const text = traitOf(order, "terms")?.text;
  return text === undefined ? null : termsOf(text);
}

/** The decision that holds for an order, whether or not it is needed any more. */
export const decisionOn = ({ saleTerms }: BusinessObject): DecidedTerms | undefined =>
  saleTerms?.findLast(({ undone }) => undone === null);

const refused = (code: string, message: string) => ({ kind: "refused", code, message }) as const;

/** Whether it may be ruled now for at least one of its orders; null: it may. */
export function termsRefusal(
  context: Pick<Context, "object">,
  ruling: TermsRuling,
): { readonly kind: "unknown" } | ReturnType<typeof refused> | null {
  const orders = ruling.orders.flatMap((ref) => context.object(ref) ?? []);
  if (orders.length === 0) return { kind: "unknown" };
  if (orders.some((order) => isRuled(order, ruling))) return null;
  return ruling.kind === "terms-decided"
    ? refused("told", "The ERP says its terms: they are to be put right there.")
    : refused("nothing-to-undo", "Something newer holds, so that this can no longer be taken back.");
}

/** Whether a ruling changes an order. */
function isRuled(order: BusinessObject, ruling: TermsRuling): boolean {
  if (order.kind !== "order") return false;
  if (ruling.kind === "terms-taken-back") return decisionOn(order)?.ruling === ruling.ruling;
  return toldTerms(order) === null;
}

/** Takes a decision: each of its orders that it may be ruled for keeps it. */
export function ruleTerms(work: Work, ruling: TermsRuling, number: number): void {
  for (const ref of ruling.orders) {
    const order = objectOf(work, ref);
    if (order === undefined || !isRuled(order, ruling)) continue;
    putObject(work, { ...order, saleTerms: decidedAfter(order.saleTerms ?? [], ruling, number, work.at) });
  }
}

function decidedAfter(
  decided: readonly DecidedTerms[],
  ruling: TermsRuling,
  number: number,
  at: Instant,
): readonly DecidedTerms[] {
  const { by } = ruling;
  if (ruling.kind === "terms-taken-back")
    return decided.map((one) => (one.ruling === ruling.ruling ? { ...one, undone: { by, at } } : one));
  return [...decided, { ruling: number, terms: ruling.terms, by, at, undone: null }].slice(-mostDecided);
}

/** The decisions about two orders that proved to be one, oldest first; none where neither has any. */
export function joinTerms(a: BusinessObject, b: BusinessObject): Pick<BusinessObject, "saleTerms"> {
  const both = new Map([...(a.saleTerms ?? []), ...(b.saleTerms ?? [])].map((one) => [one.ruling, one]));
  return both.size === 0
    ? {}
    : { saleTerms: [...both.values()].sort((x, y) => x.ruling - y.ruling).slice(-mostDecided) };
}
