import { distinct, type Ref } from "../domain/index.ts";
import type { Scope } from "../ports/index.ts";
import type { TermsBody } from "../wire/close-shapes.ts";
import { problem, Refused } from "./problems.ts";
import { notFound, type Serving } from "./route.ts";
import { ruled } from "./ruling.ts";

/** Decides the terms of sale of documents, for all their orders; answers the number of the decision. */
export async function decideTerms(
  serving: Serving,
  scope: Scope,
  { documents, terms }: TermsBody,
  by: string,
): Promise<string> {
  const orders = new Set<Ref>();
  for (const { kind, id } of documents) {
    const found = await serving.deps.views.objects(scope, kind, id, "");
    const [document] = found;
    if (document === undefined) throw notFound(`${kind} ${id}`);
    if (found.length > 1) throw new Refused(problem(422, "ambiguous", `The number ${id} fits several documents.`));
    for (const ref of document.kind === "order" ? [document.ref] : distinct(document, "order")) orders.add(ref);
  }
  const number = await ruled(serving, { kind: "terms-decided", by, orders: [...orders].sort(), terms });
  return String(number);
}

/** Takes such a decision back; throws `Refused` where there is none of that number, or something newer holds. */
export async function takeTermsBack(serving: Serving, id: string, by: string): Promise<void> {
  const number = /^[1-9]\d{0,14}$/.test(id) ? Number(id) : null;
  const [kept] = number === null ? [] : await serving.deps.journal.rulings(number - 1, 1);
  if (number === null || kept?.number !== number || kept.ruling.kind !== "terms-decided")
    throw notFound("decision of that id");
  await ruled(serving, { kind: "terms-taken-back", by, orders: kept.ruling.orders, ruling: number });
}
