import type * as z from "zod/mini";
import type { FeedDeps, LagOverTime } from "../feeds/index.ts";
import type { RecordCache } from "../pipeline/record-cache.ts";
import type { Scope } from "../ports/index.ts";
import type { Person } from "./authorize.ts";
import type { ServingDeps } from "./deps.ts";
import type { Digests } from "./digest/run.ts";
import type { DryRuns } from "./dry-runs.ts";
import type { Stills } from "./export/stills.ts";
import type { Table } from "./export/table.ts";
import type { People } from "./people.ts";
import { problem, Refused } from "./problems.ts";

/** What routes are served from. */
export interface Serving {
  readonly deps: ServingDeps;
  readonly feeds: FeedDeps;
  readonly people: People;
  readonly records: RecordCache;
  readonly lagOverTime: LagOverTime;
  readonly dryRuns: DryRuns;
  readonly stills: Stills;
  readonly digests: Digests;
  /** Cuts the live connections that a session or token carried. */
  readonly cut: (credential: string) => void;
}

/** One request that passed: who asks, what they may see, and what they sent, checked. */
export interface Request<B> {
  readonly person: Person;
  readonly scope: Scope;
  /** A part of the path by its name; decoded. */
  readonly param: (name: string) => string;
  readonly query: ReadonlyMap<string, string>;
  readonly body: B;
  readonly accept: string | undefined;
}

/**
 * An answer. `json` is written as JSON, `text` as it is under its type; `stream` as fast as the client takes it, asked
 * for its next part when the one before has gone, and ended where the client went. `close` is called at the end of each.
 */
export type Reply = { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } & (
  | { readonly json: unknown }
  | { readonly text: string; readonly type: string }
  | Streamed
  | { readonly empty: true }
);

/** An answer that is written while it is made. */
export interface Streamed {
  readonly stream: AsyncIterable<string | Uint8Array>;
  readonly type: string;
  /** How long it may take at most, in milliseconds; then it is cut off. */
  readonly within?: number;
  readonly close?: () => Promise<void>;
}

/** One query parameter, for the check and the API's document. */
export interface Parameter {
  readonly name: string;
  readonly says: string;
}

/** One route: what it takes, what it answers and how. */
export interface Route {
  /** Stable name of the operation in the API's document. */
  readonly id: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** As the contract writes it, with `{name}` for parts of the path. */
  readonly path: string;
  readonly says: string;
  readonly query: readonly Parameter[];
  readonly body: z.ZodMiniType | null;
  /** Whether the body may be left out. */
  readonly bodyOptional: boolean;
  /** Schemas of the good answers by status; null where there is no JSON. */
  readonly answers: readonly {
    readonly status: number;
    readonly says: string;
    readonly schema: z.ZodMiniType | null;
  }[];
  /** The list as a table, where it also answers CSV and XLSX; `handle` is for all else. */
  readonly table: Table | null;
  readonly handle: (serving: Serving, request: Request<never>) => Promise<Reply>;
}

/** Declares a route; the body that it handles has the type of its schema. */
export function route<B extends z.ZodMiniType>(declared: {
  readonly id: string;
  readonly method: Route["method"];
  readonly path: string;
  readonly says: string;
  readonly query?: readonly Parameter[];
  readonly body?: B;
  readonly bodyOptional?: boolean;
  readonly answers: Route["answers"];
  readonly table?: Table;
  readonly handle: (serving: Serving, request: Request<z.output<B>>) => Promise<Reply>;
}): Route {
  return {
    ...declared,
    query: declared.query ?? [],
    body: declared.body ?? null,
    bodyOptional: declared.bodyOptional ?? false,
    table: declared.table ?? null,
    handle: declared.handle as Route["handle"],
  };
}

/** The query parameters of every list. */
export const paging: readonly Parameter[] = [
  { name: "limit", says: "Items in one answer; 200 when not given, at most 2,000." },
  { name: "cursor", says: "`nextCursor` of the answer before." },
];

/** `limit` and `cursor` of a list. */
export function pageOf(
  query: ReadonlyMap<string, string>,
  usual = 200,
  most = 2_000,
): { readonly limit: number; readonly cursor: string | null } {
  const text = query.get("limit");
  const limit = text === undefined ? usual : Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > most) {
    throw badParameter("limit", `must be a whole number from 1 to ${most}`);
  }
  return { limit, cursor: query.get("cursor") || null };
}

/** A parameter that cannot be what it says. */
export const badParameter = (path: string, message: string): Refused =>
  new Refused(problem(400, "bad-parameter", `${path} ${message}`, { faults: [{ path, message }] }));

/** Nothing of that name is there, or none that may be seen. */
export const notFound = (what: string): Refused => new Refused(problem(404, "not-found", `There is no ${what}.`));
