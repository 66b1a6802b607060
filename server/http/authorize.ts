import type { Scope } from "../ports/index.ts";
import { feedNames } from "../wire/live.ts";
import type { ReadLink } from "./asks/link.ts";

/**
 * What somebody is to us. `ingest` may send records and nothing else; `wall` may watch the feeds of a wall and nothing
 * else; `print` may read what stands on the scorecard; `anyone` has not said who they are.
 */
export type Role = "admin" | "ingest" | "wall" | "print" | "anyone";

/** Who asks, and by what they are known. */
export interface Person {
  readonly name: string;
  readonly role: Role;
  /** Warehouses that they may see; null: all. */
  readonly warehouses: readonly string[] | null;
  readonly by: "cookie" | "token" | "nothing";
  /** Hash of the session or id of the token: what ends with it. */
  readonly credential: string | null;
}

/** Who did not say who they are. */
export const stranger: Person = { name: "", role: "anyone", warehouses: [], by: "nothing", credential: null };

/** What an action is about, where that decides: something at a warehouse out of scope is as if it were not there. */
export type Subject = { readonly warehouse: string | null } | null;

/** How it was decided. `unknown` is said as 404, so that nobody learns what lies outside their scope. */
export type Verdict =
  | { readonly kind: "allowed"; readonly scope: Scope }
  | { readonly kind: "signed-out" }
  | { readonly kind: "forbidden" }
  | { readonly kind: "unknown" };

const everyone: readonly Role[] = ["anyone", "ingest", "wall", "print", "admin"];

/** Who reads what the scorecard is made of. */
const readers: readonly Role[] = ["admin", "print"];

/** Feeds that a wall is made of. */
const wallFeeds: ReadonlySet<string> = new Set(["tally", "departures", "exceptions", "sources"]);

/** Feeds that a printed scorecard is made of. */
const printedFeeds: ReadonlySet<string> = new Set(["kpis", "sources", "exceptions", "causes", "postings"]);

/** Who may do what. Everything that is not here is refused, and what serves it does not start. */
const policies: ReadonlyMap<string, readonly Role[]> = new Map<string, readonly Role[]>([
  ["GET /healthz", everyone],
  ["GET /readyz", everyone],
  ["GET /metrics", ["admin"]],
  ["GET /api/v1/openapi.json", everyone],
  ["POST /api/v1/session", everyone],
  ["DELETE /api/v1/session", everyone],
  ["GET /api/v1/me", readers],
  ["GET /api/v1/network", readers],
  ["POST /api/v1/network/proposals", ["admin"]],
  ["POST /api/v1/route", ["admin"]],
  ["GET /api/v1/intake", ["admin"]],
  ["POST /api/v1/intake/test", ["admin"]],
  ["GET /api/v1/tokens", ["admin"]],
  ["POST /api/v1/tokens", ["admin"]],
  ["DELETE /api/v1/tokens/{id}", ["admin"]],
  ["POST /api/v1/demo/{story}", ["admin"]],
  ["GET /api/v1/status", ["admin"]],
  ["GET /api/v1/sources", ["admin"]],
  ["GET /api/v1/objects/{kind}/{id}", ["admin"]],
  ["GET /api/v1/search", ["admin"]],
  ["POST /api/v1/search", ["admin"]],
  ["GET /api/v1/export/ocel", ["admin"]],
  ["GET /api/v1/traces", ["admin"]],
  ["GET /api/v1/traces/{traceId}", ["admin"]],
  ["GET /api/v1/exceptions", ["admin"]],
  ["GET /api/v1/exceptions/{id}", ["admin"]],
  ["POST /api/v1/exceptions/{id}/actions", ["admin"]],
  ["POST /api/v1/exceptions/actions", ["admin"]],
  ["GET /api/v1/exceptions/{id}/advice", ["admin"]],
  ["GET /api/v1/views", ["admin"]],
  ["POST /api/v1/views", ["admin"]],
  ["PUT /api/v1/views/{id}", ["admin"]],
  ["DELETE /api/v1/views/{id}", ["admin"]],
  ["PUT /api/v1/views/{id}/subscription", ["admin"]],
  ["DELETE /api/v1/views/{id}/subscription", ["admin"]],
  ["GET /api/v1/learning", ["admin"]],
  ["GET /api/v1/errors", ["admin"]],
  ["GET /api/v1/errors/attributes", ["admin"]],
  ["POST /api/v1/errors/trial", ["admin"]],
  ["GET /api/v1/causes", ["admin"]],
  ["GET /api/v1/care", ["admin"]],
  ["GET /api/v1/asks", ["admin"]],
  ["POST /api/v1/asks", ["admin"]],
  ["GET /api/v1/asks/{id}", ["admin"]],
  ["POST /api/v1/asks/{id}/send", ["admin"]],
  ["DELETE /api/v1/asks/{id}", ["admin"]],
  // The token in the path lets in, and only to the ask that it names: see `scopeOfLink`.
  ["GET /api/v1/answers/{token}", ["anyone", "ingest", "wall", "admin"]],
  ["POST /api/v1/answers/{token}", ["anyone", "ingest", "wall", "admin"]],
  ["GET /api/v1/tally", ["admin"]],
  ["GET /api/v1/tally/documents", ["admin"]],
  ["GET /api/v1/departures", ["admin"]],
  ["GET /api/v1/postings", ["admin"]],
  ["GET /api/v1/postings/delayed", ["admin"]],
  ["GET /api/v1/postings/tie-out", readers],
  ["GET /api/v1/postings/tie-out/lines", ["admin"]],
  ["POST /api/v1/postings/statements", ["admin"]],
  ["POST /api/v1/close/{period}/terms", ["admin"]],
  ["DELETE /api/v1/close/{period}/terms/{id}", ["admin"]],
  ["GET /api/v1/promises", ["admin"]],
  ["GET /api/v1/promises", readers],
  ["POST /api/v1/promises", ["admin"]],
  ["POST /api/v1/promises/{id}/closing", ["admin"]],
  ["DELETE /api/v1/promises/{id}/closing", ["admin"]],
  ["GET /api/v1/kpis", readers],
  ["GET /api/v1/kpis/{id}", readers],
  ["GET /api/v1/partners", ["admin"]],
  ["GET /api/v1/partners/{id}", ["admin"]],
  ["GET /api/v1/partners/{id}/documents", ["admin"]],
  ["GET /api/v1/partners/{id}/packet", ["admin"]],
  ["GET /api/v1/kpis/{id}/documents", ["admin"]],
  ["GET /api/v1/held", readers],
  ["GET /api/v1/digest", ["admin"]],
  ["GET /api/v1/digest/readers", ["admin"]],
  ["PUT /api/v1/digest/readers", ["admin"]],
  ["DELETE /api/v1/digest/readers", ["admin"]],
  ["POST /api/v1/digest/sendings", ["admin"]],
  ["GET /api/v1/worth", ["admin"]],
  ["GET /api/v1/close/{period}", ["admin"]],
  ["GET /api/v1/close/{period}/accruals", ["admin"]],
  ["GET /api/v1/close/{period}/burn-down", ["admin"]],
  ["GET /api/v1/close/{period}/snapshot", ["admin"]],
  ["POST /api/v1/close/{period}/signatures", ["admin"]],
  ["POST /api/v1/close/{period}/reopenings", ["admin"]],
  ["POST /api/v1/departures/moves", ["admin"]],
  ["DELETE /api/v1/departures/moves/{id}", ["admin"]],
  ["GET /api/v1/lag", ["admin"]],
  ["GET /api/v1/flows/{flow}", ["admin"]],
  ["GET /api/v1/flows/{flow}/{step}/hours", ["admin"]],
  ["GET /api/v1/flows/{flow}/{step}/days", ["admin"]],
  ["GET /api/v1/lag/series", ["admin"]],
  ["GET /api/v1/journal", ["admin"]],
  ["GET /api/v1/notices", ["admin"]],
  ["GET /api/v1/push", ["admin"]],
  ["POST /api/v1/push", ["admin"]],
  ["DELETE /api/v1/push/{id}", ["admin"]],
  ["GET /api/v1/routing", ["admin"]],
  ["POST /api/v1/routing/explain", ["admin"]],
  ["GET /api/v1/routing/suggestions", ["admin"]],
  ["POST /api/v1/routing/proposals", ["admin"]],
  ["POST /api/v1/routing/dry-run", ["admin"]],
  ["GET /api/v1/routing/dry-run/{id}", ["admin"]],
  ["DELETE /api/v1/routing/dry-run/{id}", ["admin"]],
  ["POST /api/v1/network/adoptions", ["admin"]],
  ["GET /api/v1/hand-overs", ["admin"]],
  ["POST /api/v1/hand-overs", ["admin"]],
  ["GET /api/v1/hand-overs/{id}/since", ["admin"]],
  ["POST /api/v1/hand-overs/{id}/accept", ["admin"]],
  ["POST /api/v1/hand-overs/{id}/questions", ["admin"]],
  ["POST /api/v1/hand-overs/{id}/questions/{number}/answer", ["admin"]],
  ["GET /api/v1/quiets", ["admin"]],
  ["POST /api/v1/quiets", ["admin"]],
  ["DELETE /api/v1/quiets/{id}", ["admin"]],
  ["GET /api/v1/walls", ["admin"]],
  ["POST /api/v1/walls", ["admin"]],
  ["DELETE /api/v1/walls/{id}", ["admin"]],
  ["ingest", ["ingest", "admin"]],
  ["connect", ["admin", "wall", "print"]],
  ["subscribe", ["admin", "wall", "print"]],
  ["unsubscribe", ["admin", "wall", "print"]],
  ["looking", ["admin"]],
  ...feedNames.map((feed): readonly [string, readonly Role[]] => [
    `feed ${feed}`,
    [
      "admin",
      ...(wallFeeds.has(feed) ? (["wall"] as const) : []),
      ...(printedFeeds.has(feed) ? (["print"] as const) : []),
    ],
  ]),
]);

/** Where every listener is on loopback, a scraper on this machine needs no token. */
const openOnLoopback: ReadonlySet<string> = new Set(["GET /metrics"]);

/**
 * The one place where it is decided who may do what, and what they may see. `action` is a route as the contract writes
 * it, an event of the live stream, `feed` and its name, or `ingest`. What has no policy is forbidden to everyone.
 */
export function authorize(person: Person, action: string, subject: Subject, loopback = false): Verdict {
  const roles = policies.get(action) ?? [];
  const open = loopback && openOnLoopback.has(action);
  if (!open && !roles.includes(person.role)) {
    return person.role === "anyone" ? { kind: "signed-out" } : { kind: "forbidden" };
  }
  if (subject !== null && !sees(person, subject.warehouse)) return { kind: "unknown" };
  return { kind: "allowed", scope: scopeOf(person) };
}

/** What concerns no warehouse is for those who see them all. */
const sees = ({ warehouses }: Person, warehouse: string | null): boolean =>
  warehouses === null || (warehouse !== null && warehouses.includes(warehouse));

/**
 * What the holder of a good link may read by: the ask that it names, whatever its buildings. Whoever calls this reads that
 * one ask by it and nothing else.
 */
export const scopeOfLink = (_read: Extract<ReadLink, { readonly kind: "good" }>): Scope =>
  ({ warehouses: null }) as unknown as Scope;

/**
 * What the Monday mail is read by: it tells of the whole company, whoever it goes to. Its readers are named in the network
 * file, or by somebody who sees all of it.
 */
export const scopeOfDigest = (): Scope => ({ warehouses: null }) as unknown as Scope;

const scopeOf = ({ warehouses }: Person): Scope => ({ warehouses }) as Scope;

/** Throws when an action that is to be served has no policy: the start ends there. */
export function assertPolicies(actions: Iterable<string>): void {
  const missing = [...actions].filter((action) => !policies.has(action));
  if (missing.length > 0) throw new Error(`no policy says who may: ${missing.join(", ")}`);
}
