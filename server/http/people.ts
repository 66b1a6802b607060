import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Access, Session, Token } from "../ports/index.ts";
import { type Person, stranger } from "./authorize.ts";
import type { ServingDeps } from "./deps.ts";

/** A session ends when nothing was asked with it for this long. */
const idleFor = 30 * 60_000;
/** A session ends this long after it began, whatever is done with it. */
const lastsFor = 12 * 3_600_000;
/** The sign-in link holds this long, once. */
const linkFor = 15 * 60_000;
/** A session in use is marked as seen at most this often. */
const touchEvery = 60_000;
/** A ticket to print ends with its print; one that was forgotten after this, with others before it in the queue. */
const ticketFor = 300_000;
const ticketCookie = "tallyman-print";

/** The administrator of this release, by the name that histories show. */
export const administrator = "administrator";

/** SHA-256 in hex: what is kept of a secret. */
export const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** Equal in a time that does not tell where they differ. */
const sameHash = (a: string, b: string): boolean => {
  const left = Buffer.from(a, "hex");
  const right = Buffer.from(b, "hex");
  return left.length === right.length && timingSafeEqual(left, right);
};

/** Whether a sender has to show a token: always beyond this machine, and everywhere once there is one for senders. */
export const needsToken = async (access: Pick<Access, "tokens">, loopback: boolean): Promise<boolean> =>
  !loopback || (await access.tokens()).some(({ kind }) => kind === "ingest");

const secret = (): string => randomBytes(32).toString("base64url");

/** Who comes in, and how they leave. */
export interface People {
  /** Who sends these headers: by a bearer token, else by the cookie, else nobody. */
  who(headers: IncomingHttpHeaders): Promise<Person>;
  /** Who holds a token; undefined when it is none of ours. */
  byToken(token: string): Promise<Person | undefined>;
  /** Whether what a person came in by still holds. */
  holds(person: Person): Promise<boolean>;
  /** Marks that a person did something, so that their session does not end by idleness. */
  seen(person: Person): Promise<void>;
  /** Begins a session for a link or an administrator's token; the value of its cookie, or null when it is refused. */
  signIn(given: { readonly link: string } | { readonly token: string }): Promise<string | null>;
  signOut(person: Person): Promise<void>;
  /** A new sign-in address; the one before holds no longer. */
  signInLink(): { readonly url: string; readonly expiresAt: number };
  /** A new token; `warehouses` where it is a wall's. */
  makeToken(
    name: string,
    kind: Token["kind"],
    warehouses?: readonly string[],
  ): Promise<{ readonly token: Token; readonly secret: string }>;
  /** A cookie that opens pages to print them, and lets nothing be done: until it is ended, for five minutes at most, in this process alone. */
  printTicket(): { readonly name: string; readonly value: string; end(): void };
  /** Whether headers carry such a cookie that holds: no page of another origin can send it. */
  prints(headers: IncomingHttpHeaders): boolean;
  /** `Set-Cookie` for a session, or for its end. */
  cookie(value: string | null): string;
}

/** Opens the door's book of sessions, tokens and the one-time link. */
export function createPeople(deps: Pick<ServingDeps, "access" | "clock" | "adminToken" | "publicUrl">): People {
  const { access, clock } = deps;
  const adminHash = deps.adminToken === null ? null : hashOf(deps.adminToken);
  const tickets = new Map<string, number>();
  let link: { readonly hash: string; readonly expiresAt: number } | null = null;

  const behindTls = (): boolean => deps.publicUrl().startsWith("https:");
  const cookieName = (): string => (behindTls() ? "__Host-tallyman" : "tallyman");

  const admin = (by: "cookie" | "token", credential: string): Person => ({
    name: administrator,
    role: "admin",
    warehouses: null,
    by,
    credential,
  });

  const alive = (session: Session, now: number): boolean => now < session.expiresAt && now - session.seenAt < idleFor;

  const byToken = async (token: string): Promise<Person | undefined> => {
    const hash = hashOf(token);
    if (adminHash !== null && sameHash(hash, adminHash)) return admin("token", "environment");
    let found: Token | undefined;
    for (const known of await access.tokens()) if (sameHash(hash, known.hash)) found = known;
    if (found === undefined) return undefined;
    if (found.kind === "admin") return { ...admin("token", found.id), name: found.name };
    const { id, name, kind, warehouses } = found;
    return { name, role: kind, warehouses: warehouses ?? [], by: "token", credential: id };
  };

  const ticketHolds = (hash: string): boolean => clock.now() < (tickets.get(hash) ?? 0);

  const byTicket = (headers: IncomingHttpHeaders): Person => {
    const value = cookieIn(headers.cookie ?? "", ticketCookie);
    const hash = value === null ? "" : hashOf(value);
    if (!ticketHolds(hash)) return stranger;
    return { name: "print", role: "print", warehouses: null, by: "cookie", credential: hash };
  };

  const bySession = async (value: string): Promise<Person | undefined> => {
    const hash = hashOf(value);
    const session = await access.session(hash);
    const now = clock.now();
    if (session === undefined) return undefined;
    if (!alive(session, now)) {
      await access.dropSession(hash);
      return undefined;
    }
    if (now - session.seenAt >= touchEvery) await access.touchSession(hash, now);
    return { ...admin("cookie", hash), name: session.person };
  };

  return {
    byToken,
    async who(headers) {
      const bearer = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(headers.authorization ?? "");
      if (bearer !== null) return (await byToken(bearer[1] ?? "")) ?? stranger;
      // Something else was presented: a cookie beside it must not decide instead.
      if (headers.authorization !== undefined) return stranger;
      const value = cookieIn(headers.cookie ?? "", cookieName());
      return value === null ? byTicket(headers) : ((await bySession(value)) ?? stranger);
    },
    async holds(person) {
      if (person.credential === null) return false;
      if (person.role === "print") return ticketHolds(person.credential);
      if (person.by === "cookie") {
        const session = await access.session(person.credential);
        return session !== undefined && alive(session, clock.now());
      }
      if (person.credential === "environment") return true;
      return (await access.tokens()).some(({ id }) => id === person.credential);
    },
    async seen(person) {
      if (person.by !== "cookie" || person.credential === null) return;
      const session = await access.session(person.credential);
      const now = clock.now();
      if (session !== undefined && now - session.seenAt >= touchEvery) await access.touchSession(session.hash, now);
    },
    async signIn(given) {
      const now = clock.now();
      await access.sweep(now);
      // Whoever has a token of their own signs by its name: two people stay two.
      let person = administrator;
      if ("link" in given) {
        const fits = link !== null && now < link.expiresAt && sameHash(hashOf(given.link), link.hash);
        if (!fits) return null;
        link = null;
      } else {
        const holder = await byToken(given.token);
        if (holder?.role !== "admin") return null;
        person = holder.name;
      }
      const value = secret();
      const expiresAt = now + lastsFor;
      await access.addSession({ hash: hashOf(value), person, createdAt: now, seenAt: now, expiresAt });
      return value;
    },
    async signOut(person) {
      if (person.by === "cookie" && person.credential !== null) await access.dropSession(person.credential);
    },
    signInLink() {
      const value = secret();
      link = { hash: hashOf(value), expiresAt: clock.now() + linkFor };
      return { url: `${deps.publicUrl()}/sign-in#link=${value}`, expiresAt: link.expiresAt };
    },
    async makeToken(name, kind, warehouses) {
      const id = `tm_${randomBytes(6).toString("base64url").replace(/[-_]/g, "0")}`;
      const value = `${id}.${secret()}`;
      const token: Token = {
        id,
        hash: hashOf(value),
        name,
        kind,
        createdAt: clock.now(),
        warehouses: warehouses ?? null,
      };
      await access.addToken(token);
      return { token, secret: value };
    },
    prints: (headers) => byTicket(headers).role === "print",
    printTicket() {
      const value = secret();
      const hash = hashOf(value);
      tickets.set(hash, clock.now() + ticketFor);
      return { name: ticketCookie, value, end: () => void tickets.delete(hash) };
    },
    cookie(value) {
      const end = value === null ? "; Max-Age=0" : `; Max-Age=${lastsFor / 1_000}`;
      return `${cookieName()}=${value ?? ""}; Path=/; HttpOnly; SameSite=Strict${behindTls() ? "; Secure" : ""}${end}`;
    },
  };
}

function cookieIn(header: string, name: string): string | null {
  const found = header
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`));
  // Two of one name: one of them is not ours, and nobody can tell which.
  return found.length === 1 ? (found[0]?.slice(name.length + 1) ?? null) : null;
}
