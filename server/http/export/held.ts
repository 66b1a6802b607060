import type { HeldRow } from "../../wire/index.ts";
import type { Column } from "./column.ts";

const sideWords = { price: "", cost: " at cost" } as const;

/**
 * What the rows of a list hold up. Currencies and sides are never added up: where there is more than one sum, none
 * stands in the column of amounts, and all of them in words.
 */
export function heldColumns<R extends { readonly held: HeldRow }>(): readonly Column<R>[] {
  const only = ({ held: { money } }: R) => (money.length === 1 ? (money[0] ?? null) : null);
  return [
    { name: "held_amount", title: "Held", type: "money", of: only },
    { name: "held_currency", title: "Currency", type: "text", of: (row) => only(row)?.currency ?? null },
    { name: "held_side", title: "At price or cost", type: "text", of: (row) => only(row)?.side ?? null },
    {
      name: "held_sums",
      title: "Held, each currency",
      type: "text",
      of: ({ held }) =>
        held.money.map(({ amount, currency, side }) => `${amount} ${currency}${sideWords[side]}`).join("; "),
    },
    { name: "held_objects", title: "Documents held", type: "number", of: ({ held }) => held.objects },
    { name: "held_estimated", title: "Of these estimated", type: "number", of: ({ held }) => held.estimated },
    { name: "held_unknown", title: "Of these unknown", type: "number", of: ({ held }) => held.unknown },
  ];
}
