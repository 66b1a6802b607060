import type { Instant } from "../../domain/index.ts";
import type { Links } from "../links.ts";

/** What the holder of a link may do: answer one ask until an instant. */
export interface LinkClaim {
  readonly ask: number;
  /** Of the ask: a link holds for no other of its number, as after a journal was begun anew. */
  readonly nonce: string;
  readonly expiresAt: Instant;
}

/** How a token was read. `bad`: it was not made here for this, or something in it was changed. */
export type ReadLink =
  | { readonly kind: "good"; readonly claim: LinkClaim }
  | { readonly kind: "expired"; readonly claim: LinkClaim }
  | { readonly kind: "bad" };

const purpose = "answer";

/** The token of a claim: what stands behind `#` in the address that a partner gets. */
export const signLink = (links: Links, { ask, nonce, expiresAt }: LinkClaim): string =>
  links.sign(purpose, { ask: String(ask), nonce }, expiresAt);

/** Reads a token; nothing of it is believed before its signature holds. */
export function readLink(links: Links, token: string, now: Instant): ReadLink {
  const opened = links.open(purpose, token);
  const ask = Number(opened?.claims.ask);
  const nonce = opened?.claims.nonce;
  if (opened === null || !Number.isSafeInteger(ask) || nonce === undefined) return { kind: "bad" };
  const { expiresAt } = opened;
  return { kind: now < expiresAt ? "good" : "expired", claim: { ask, nonce, expiresAt } };
}
