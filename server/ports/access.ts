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
  /** `ingest` may send and nothing else; `admin` may do everything; `wall` may watch the feeds of a wall and nothing else. */
  readonly kind: "ingest" | "admin" | "wall";
  /** Warehouses that a wall shows, in the order in which it does; null for what is no wall. */
  readonly warehouses: readonly string[] | null;
  readonly createdAt: Instant;
}

/** A page under a name: what somebody looks at again and again. */
export interface SavedView {
  /** Short and public: `v_8Jq2xW`. */
  readonly id: string;
  readonly name: string;
  /** Path and query of the page, as `/queue?site=ATL`. */
  readonly page: string;
  /** Name of the person whose it is: who may change it. */
  readonly owner: string;
  /** Whether others see it. */
  readonly shared: boolean;
  /** Names of the people who keep it in their list, sorted. */
  readonly subscribers: readonly string[];
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** A browser that is told what a team is told. */
export interface Browser {
  /** Short and public: `pb_8Jq2xW`. */
  readonly id: string;
  readonly team: string;
  /** Address of it at its push service; whoever knows it and the keys can tell it something. */
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  readonly person: string;
  readonly createdAt: Instant;
}

/** Who may come in, and what people have set for themselves: no part of the journal, and not lost in a rebuild. Rules A1 to A7 in SPEC.md. */
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
  /** Puts a view in place of the one of its id, or adds it. */
  putView(view: SavedView): Promise<void>;
  /** All of them, by name, then id. */
  savedViews(): Promise<readonly SavedView[]>;
  dropView(id: string): Promise<boolean>;
  /** Puts a browser in place of the one of its id, or adds it. */
  putBrowser(browser: Browser): Promise<void>;
  /** Oldest first. */
  browsers(): Promise<readonly Browser[]>;
  dropBrowser(id: string): Promise<boolean>;
  close(): Promise<void>;
}
