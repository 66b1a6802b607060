import type { Access, Session, Token } from "../../ports/index.ts";

/** Sessions and tokens in memory. */
export function memoryAccess(): Access {
  const sessions = new Map<string, Session>();
  const tokens = new Map<string, Token>();
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
    close: async () => {},
  };
}
