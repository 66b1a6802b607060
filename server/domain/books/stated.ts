import type { AttributeValue } from "../../../collectors/kit/index.ts";
import { minorOf } from "../money.ts";
import type { CanonicalEvent, Stated } from "../types.ts";
import { booksBlocks } from "./owed.ts";
import type { KeptStatement, StatedDocument } from "./tie-out.ts";

/** The event by which an ERP itself says what is not in its books. */
export const statedType = "ledger.stated";

/** Documents of one statement, at most: of a longer list part would pass for the whole. */
const mostStated = 20_000;

/**
 * What a record of that event says beside its total: the side (`ledger.side`), and the list of documents where there is
 * one (`ledger.documents`, a JSON array of `{ id, amount, currency?, freight? }`). Null where the side is none of ours,
 * or the list cannot be read whole: without it, it would seem that only a total was told.
 */
export function readStated(
  side: AttributeValue | undefined,
  documents: AttributeValue | undefined,
  currency: string,
  minorUnits: (currency: string) => number,
): Stated | null {
  const block = booksBlocks.find((one) => one === side);
  if (block === undefined) return null;
  if (documents === undefined) return { side: block, documents: null };
  const told = typeof documents === "string" ? parsed(documents) : null;
  if (!Array.isArray(told) || told.length > mostStated) return null;
  const list: StatedDocument[] = [];
  for (const one of told) {
    const document = documentOf(one, currency, minorUnits);
    if (document === null) return null;
    list.push(document);
  }
  return { side: block, documents: list };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function documentOf(told: unknown, usual: string, minorUnits: (currency: string) => number): StatedDocument | null {
  if (typeof told !== "object" || told === null) return null;
  const text = (name: string): string | null => {
    const value: unknown = Object.getOwnPropertyDescriptor(told, name)?.value;
    return typeof value === "string" || typeof value === "number" ? String(value).trim() : null;
  };
  const id = text("id");
  const currency = (text("currency") ?? usual).toUpperCase();
  const units = minorUnits(currency);
  const minor = minorOf(text("amount") ?? "", units);
  const freight = minorOf(text("freight") ?? "0", units);
  return id === null || id === "" || minor === null || freight === null
    ? null
    : { id, amount: { minor, currency }, freight };
}

/** Id of what a record states. */
export const statementIdOf = ({ identity }: Pick<CanonicalEvent, "identity">): string => `E-${identity}`;

/** What a fact states of the ledger; null: it is no statement, failed, or has no total. */
export function statementOf(fact: CanonicalEvent): KeptStatement | null {
  const { stated, amount, environment, status } = fact;
  if (fact.type !== statedType || stated === undefined || amount === null || environment !== "" || status !== "ok")
    return null;
  const text = (name: "ledger-entity" | "ledger-period"): string | null =>
    fact.traits.find(([trait]) => trait === name)?.[1].text ?? null;
  return {
    id: statementIdOf(fact),
    by: fact.system,
    bySystem: true,
    keptAt: fact.receivedAt,
    at: fact.occurredAt,
    side: stated.side,
    entity: text("ledger-entity"),
    period: text("ledger-period"),
    total: amount,
    documents: stated.documents,
  };
}
