import type { Instant } from "../domain/index.ts";

/** A signed-in browser. Only the hash of its cookie is kept. */
export interface Session {
  /** SHA-256 of the cookie's secret, hex. */
  readonly hash: string;
  readonly person: string;
  readonly createdAt: Instant;
  readonly seenAt: Instant;
  readonly expiresAt: Instant;
}

/** A bearer token. Only the hash of its secret is kept. */
export interface Token {
  /** Short and public: `tm_8Jq2`. */
  readonly id: string;
  readonly hash: string;
  readonly name: string;
  /** `ingest` may send and nothing else; `admin` may do everything. */
  readonly kind: "ingest" | "admin";
  readonly createdAt: Instant;
}

/** Who may come in: sessions and tokens, which are no part of the journal and survive a rebuild. */
export interface Access {
  addSession(session: Session): Promise<void>;
  session(hash: string): Promise<Session | undefined>;
  touchSession(hash: string, seenAt: Instant): Promise<void>;
  dropSession(hash: string): Promise<void>;
  /** Drops what has expired. */
  sweep(now: Instant): Promise<void>;
  addToken(token: Token): Promise<void>;
  tokens(): Promise<readonly Token[]>;
  dropToken(id: string): Promise<boolean>;
  close(): Promise<void>;
}
