import type { Decoded } from "../../collectors/kit/index.ts";

/**
 * What a delivery is worth, from what is shed first to what is shed last: debug and info logs (and what is not kept);
 * spans that name no business key; warnings, errors and what names a key; business events.
 */
export const worths = ["logs", "spans", "errors", "business"] as const;
export type Worth = (typeof worths)[number];

/** The worth of the worthiest record in it; of what cannot be read it is that of logs. */
export function worthOf(decoded: Pick<Decoded, "facts" | "sources"> | null): Worth {
  if (decoded === null) return "logs";
  // A failed record without a key is an error like any other; with one it tells of an order.
  if (decoded.facts.some((fact) => !fact.failed || fact.keys.length > 0)) return "business";
  if (decoded.sources.some(({ failures, keyed }) => failures + keyed > 0)) return "errors";
  return decoded.sources.some(({ signal }) => signal === "trace") ? "spans" : "logs";
}
