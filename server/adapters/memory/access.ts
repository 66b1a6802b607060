import type { Access, Browser, SavedView, Session, Token } from "../../ports/index.ts";

/** Sessions, tokens and saved views in memory. */
export function memoryAccess(): Access {
  const sessions = new Map<string, Session>();
  const tokens = new Map<string, Token>();
  const views = new Map<string, SavedView>();
  const browsers = new Map<string, Browser>();
  return {
    async addSession(session) {
      sessions.set(session.hash, session);
    },
    session: async (hash) => sessions.get(hash),
    async touchSession(hash, seenAt) {
      const session = sessions.get(hash);
      if (session !== undefined && session.seenAt < seenAt) sessions.set(hash, { ...session, seenAt });
    },
    async dropSession(hash) {
      sessions.delete(hash);
    },
    async sweep(now) {
      for (const [hash, { expiresAt }] of sessions) if (expiresAt <= now) sessions.delete(hash);
    },
    async addToken(token) {
      tokens.set(token.id, token);
    },
    tokens: async () => [...tokens.values()].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)),
    dropToken: async (id) => tokens.delete(id),
    async putView(view) {
      views.set(view.id, view);
    },
    savedViews: async () =>
      [...views.values()].sort((a, b) => compareTexts(a.name, b.name) || compareTexts(a.id, b.id)),
    dropView: async (id) => views.delete(id),
    async putBrowser(browser) {
      browsers.set(browser.id, browser);
    },
    browsers: async () => [...browsers.values()].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)),
    dropBrowser: async (id) => browsers.delete(id),
    close: async () => {},
  };
}

/** By code points, as SQLite compares. */
const compareTexts = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
