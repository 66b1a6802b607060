import { createHmac, timingSafeEqual } from "node:crypto";
import type { Instant } from "../../domain/index.ts";

/** What the holder of a link may do: answer one ask until an instant. */
export interface LinkClaim {
  readonly ask: number;
  /** Of the ask: a link holds for no other of its number, as after a journal was begun anew. */
  readonly nonce: string;
  readonly expiresAt: Instant;
}

/** How a token was read. `bad`: it was not made here, or something in it was changed. */
export type ReadLink =
  | { readonly kind: "good"; readonly claim: LinkClaim }
  | { readonly kind: "expired"; readonly claim: LinkClaim }
  | { readonly kind: "bad" };

/** Words that no other signature of ours begins with, so that none can stand for another. */
const purpose = "tallyman answer link 1";
const shape = /^([1-9]\d{0,14})\.([0-9a-z]{1,10})\.([\w-]{22})\.([\w-]{43})$/;

/** HMAC-SHA-256 of a claim, base64url. */
const signatureOf = (secret: string, claim: string): string =>
  createHmac("sha256", secret).update(`${purpose}\n${claim}`).digest("base64url");

/** The token of a claim: what stands behind `#` in the address that a partner gets. */
export function signLink(secret: string, { ask, nonce, expiresAt }: LinkClaim): string {
  const claim = `${ask}.${expiresAt.toString(36)}.${nonce}`;
  return `${claim}.${signatureOf(secret, claim)}`;
}

/** Reads a token. Every byte of it is signed; signatures are compared as text, in a time that does not tell where they differ. */
export function readLink(secret: string, token: string, now: Instant): ReadLink {
  const [, ask = "", expires = "", nonce = "", signature = ""] = shape.exec(token) ?? [];
  const wanted = Buffer.from(signatureOf(secret, `${ask}.${expires}.${nonce}`));
  const given = Buffer.from(signature);
  if (ask === "" || wanted.length !== given.length || !timingSafeEqual(wanted, given)) return { kind: "bad" };
  const claim: LinkClaim = { ask: Number(ask), nonce, expiresAt: Number.parseInt(expires, 36) };
  return { kind: now < claim.expiresAt ? "good" : "expired", claim };
}
