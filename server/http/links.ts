import { createHmac, timingSafeEqual } from "node:crypto";

/** What a link of ours lets its bearer do, until when (Unix milliseconds). */
export type Claims = Readonly<Record<string, string>>;

/** Signed links: they let whoever holds one do one thing for a while, without an account. */
export interface Links {
  /** A token for one purpose; it holds its claims in the open, and nothing secret belongs in them. */
  sign(purpose: string, claims: Claims, expiresAt: number): string;
  /** The claims of a token that was signed here for this purpose and has not expired; null for any other. */
  read(purpose: string, token: string, now: number): Claims | null;
  /** The same, with when it ends or ended: for who must tell a link that is over from one that never was. */
  open(purpose: string, token: string): { readonly claims: Claims; readonly expiresAt: number } | null;
}

/** Opens signed links under a key of at least 32 bytes. */
export function createLinks(key: string): Links {
  const seal = (purpose: string, body: string): Buffer =>
    createHmac("sha256", key).update(`${purpose}\u0000${body}`).digest();
  const links: Links = {
    sign(purpose, claims, expiresAt) {
      const body = Buffer.from(JSON.stringify([Math.floor(expiresAt), claims])).toString("base64url");
      return `${body}.${seal(purpose, body).toString("base64url")}`;
    },
    read(purpose, token, now) {
      const opened = links.open(purpose, token);
      return opened !== null && now < opened.expiresAt ? opened.claims : null;
    },
    open(purpose, token) {
      const [, body = "", signature = ""] = /^([\w-]{1,2000})\.([\w-]{43})$/.exec(token) ?? [];
      const given = Buffer.from(signature, "base64url");
      const wanted = seal(purpose, body);
      // Spelled in its one way: a last character has bits that decode to nothing.
      if (
        given.length !== wanted.length ||
        given.toString("base64url") !== signature ||
        !timingSafeEqual(given, wanted)
      )
        return null;
      const [expiresAt, claims] = JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as [number, Claims];
      return { claims, expiresAt };
    },
  };
  return links;
}
