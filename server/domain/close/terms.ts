import type { SaleTerms } from "./config.ts";

/** Words for terms of sale as ERPs write them, without case and punctuation; of Incoterms, where the risk passes. */
const known: ReadonlyMap<string, SaleTerms> = new Map(
  (
    [
      ["origin", "origin|origin terms|shipping point|fob origin|fob shipping point|fob|exw|fca|fas|cfr|cif|cpt|cip"],
      ["destination", "destination|delivered|delivered terms|fob destination|dap|dpu|dat|ddp|ddu"],
    ] as const
  ).flatMap(([terms, words]) => words.split("|").map((word) => [word, terms] as const)),
);

/** What terms of sale mean; null where nobody knows. */
export const termsOf = (text: string): SaleTerms | null =>
  known.get(
    text
      .toLowerCase()
      .replace(/[^a-z]+/g, " ")
      .trim(),
  ) ?? null;
