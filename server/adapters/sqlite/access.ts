import type { Access, Browser, SavedView, Session, Token } from "../../ports/index.ts";
import { type Handle, openWriter } from "./database.ts";

const accessVersion = 4;
/** What version 2 added; a file of version 1 is given it and keeps what it has. */
const viewsSchema = `
CREATE TABLE views (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, page TEXT NOT NULL, owner TEXT NOT NULL, shared INTEGER NOT NULL,
  subscribers TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
) WITHOUT ROWID;
`;
/** What version 4 added. */
const browsersSchema = `
CREATE TABLE browsers (
  id TEXT PRIMARY KEY, team TEXT NOT NULL, endpoint TEXT NOT NULL, p256dh TEXT NOT NULL, auth TEXT NOT NULL,
  person TEXT NOT NULL, created_at INTEGER NOT NULL
) WITHOUT ROWID;
`;
const accessSchema = `
CREATE TABLE sessions (
  hash TEXT PRIMARY KEY, person TEXT NOT NULL, created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_expiry ON sessions (expires_at);
CREATE TABLE tokens (
  id TEXT PRIMARY KEY, hash TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, created_at INTEGER NOT NULL,
  warehouses TEXT
) WITHOUT ROWID;
${viewsSchema}${browsersSchema}`;
/** What version 3 added: the warehouses of a wall's token. */
const warehousesColumn = "ALTER TABLE tokens ADD COLUMN warehouses TEXT;";

/** Sessions, tokens, saved views and browsers in a file, made where there is none. Throws `TooNew` on a file of a later version. */
export function openAccess(path: string): Access {
  const db = openWriter(path, accessSchema, accessVersion);
  bringUp(db);
  const putSession = db.prepare(
    "INSERT OR REPLACE INTO sessions (hash, person, created_at, seen_at, expires_at) VALUES (?, ?, ?, ?, ?)",
  );
  const session = db.prepare(
    `SELECT hash, person, created_at AS createdAt, seen_at AS seenAt, expires_at AS expiresAt FROM sessions WHERE hash = ?`,
  );
  const touch = db.prepare("UPDATE sessions SET seen_at = ? WHERE hash = ? AND seen_at < ?");
  const dropSession = db.prepare("DELETE FROM sessions WHERE hash = ?");
  const sweep = db.prepare("DELETE FROM sessions WHERE expires_at <= ?");
  const putToken = db.prepare(
    "INSERT OR REPLACE INTO tokens (id, hash, name, kind, created_at, warehouses) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const tokens = db.prepare(
    "SELECT id, hash, name, kind, created_at AS createdAt, warehouses FROM tokens ORDER BY created_at, id",
  );
  const dropToken = db.prepare("DELETE FROM tokens WHERE id = ?");
  const putView = db.prepare(
    `INSERT OR REPLACE INTO views (id, name, page, owner, shared, subscribers, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const views = db.prepare(
    `SELECT id, name, page, owner, shared, subscribers, created_at AS createdAt, updated_at AS updatedAt
     FROM views ORDER BY name, id`,
  );
  const dropView = db.prepare("DELETE FROM views WHERE id = ?");
  const putBrowser = db.prepare(
    "INSERT OR REPLACE INTO browsers (id, team, endpoint, p256dh, auth, person, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const browsers = db.prepare(
    "SELECT id, team, endpoint, p256dh, auth, person, created_at AS createdAt FROM browsers ORDER BY created_at, id",
  );
  const dropBrowser = db.prepare("DELETE FROM browsers WHERE id = ?");
  return {
    async addSession({ hash, person, createdAt, seenAt, expiresAt }) {
      putSession.run(hash, person, createdAt, seenAt, expiresAt);
    },
    session: async (hash) => session.get(hash) as Session | undefined,
    async touchSession(hash, seenAt) {
      touch.run(seenAt, hash, seenAt);
    },
    async dropSession(hash) {
      dropSession.run(hash);
    },
    async sweep(now) {
      sweep.run(now);
    },
    async addToken({ id, hash, name, kind, createdAt, warehouses }) {
      putToken.run(id, hash, name, kind, createdAt, warehouses === null ? null : JSON.stringify(warehouses));
    },
    tokens: async () =>
      (tokens.all() as StoredToken[]).map((row) => ({
        ...row,
        warehouses: row.warehouses === null ? null : (JSON.parse(row.warehouses) as string[]),
      })),
    dropToken: async (id) => dropToken.run(id).changes > 0,
    async putView({ id, name, page, owner, shared, subscribers, createdAt, updatedAt }) {
      putView.run(id, name, page, owner, shared ? 1 : 0, JSON.stringify(subscribers), createdAt, updatedAt);
    },
    savedViews: async () =>
      (views.all() as StoredView[]).map((row) => ({
        ...row,
        shared: row.shared === 1,
        subscribers: JSON.parse(row.subscribers) as string[],
      })),
    dropView: async (id) => dropView.run(id).changes > 0,
    async putBrowser({ id, team, endpoint, p256dh, auth, person, createdAt }) {
      putBrowser.run(id, team, endpoint, p256dh, auth, person, createdAt);
    },
    browsers: async () => browsers.all() as Browser[],
    dropBrowser: async (id) => dropBrowser.run(id).changes > 0,
    close: async () => void db.close(),
  };
}

interface StoredToken extends Omit<Token, "warehouses"> {
  readonly warehouses: string | null;
}

interface StoredView extends Omit<SavedView, "shared" | "subscribers"> {
  readonly shared: number;
  readonly subscribers: string;
}

function bringUp(db: Handle): void {
  const version = Number(db.pragma("user_version", { simple: true }));
  if (version >= accessVersion) return;
  db.transaction(() => {
    if (version < 2) db.exec(viewsSchema);
    if (version < 3) db.exec(warehousesColumn);
    db.exec(browsersSchema);
    db.pragma(`user_version = ${accessVersion}`);
  })();
}
