/** Schemas of what we answer around the rows, and of lists; the schemas of rows with them. */
import * as z from "zod/mini";
import type { ActionsAnswer, ActionsPreview, ProposalAnswer, TestSent, TokenMade } from "./answers.ts";
import { b, droppedRecords, instant, int, kind, list, n, no, owner, presence, s, severity } from "./primitives.ts";
import { causeRow, exceptionRow, heldRow } from "./row-shapes.ts";
import type { SourceRow } from "./sources.ts";
import type {
  IntakeRow,
  MeRow,
  NetworkRow,
  PageOf,
  Problem,
  RouteAnswer,
  SavedViewRow,
  StatusRow,
  WallMade,
  WallRow,
} from "./types.ts";

export * from "./advice-shapes.ts";
export * from "./row-shapes.ts";

/** Schema of `StatusRow`. */
export const statusRow: z.ZodMiniType<StatusRow> = z.object({
  journal: z.object({ position: s, bytes: n, lastReceivedAt: no(instant), dropped: no(droppedRecords), damage: no(s) }),
  engine: z.object({ position: s, behindMs: n }),
  ingest: z.object({ accepted: int, rejected: int, quarantined: int, refused: int }),
  sources: list(z.object({ system: s, lastSeenAt: no(instant), silent: b })),
  demo: b,
  version: s,
  open: int,
  byWarehouse: list(z.object({ warehouse: s, open: int, critical: int })),
  byTeam: list(z.object({ team: s, open: int })),
  nobody: int,
  snoozed: int,
  lastResolvedAt: no(instant),
});

/** Schema of `SourceRow`. */
export const sourceRow: z.ZodMiniType<SourceRow> = z.object({
  system: s,
  name: s,
  kind: no(s),
  warehouse: no(s),
  environment: s,
  declared: b,
  lastSeenAt: no(instant),
  firstHeardAt: no(instant),
  silent: b,
  presence,
  presenceWhy: s,
  datesOnly: list(s),
  share: no(n),
  clockDoubted: b,
  nextFileAt: no(instant),
  files: list(
    z.object({
      at: instant,
      dueAt: instant,
      came: z.enum(["in-time", "late", "missing", "open", "unknown"]),
      cameAt: no(instant),
    }),
  ),
});

/** Schema of `IntakeRow`. */
export const intakeRow: z.ZodMiniType<IntakeRow> = z.object({
  id: z.literal("intake"),
  since: instant,
  firstBytesAt: no(instant),
  decodedAt: no(instant),
  serviceNamedAt: no(instant),
  keyFoundAt: no(instant),
  objectCreatedAt: no(instant),
  firstObject: no(z.object({ kind, id: s, environment: z.exactOptional(s) })),
  requests: list(
    z.object({
      at: instant,
      route: s,
      contentType: s,
      sender: s,
      bytes: n,
      status: int,
      records: int,
      rejected: int,
      message: no(s),
      services: list(s),
    }),
  ),
  sources: list(
    z.object({
      system: s,
      service: s,
      declared: b,
      environment: s,
      records: int,
      keyed: int,
      failures: int,
      lastSeenAt: instant,
      signals: list(s),
      presence,
      presenceWhy: s,
      share: no(n),
      names: list(z.object({ name: s, count: int, of: int, example: s, key: no(s) })),
    }),
  ),
  slowed: list(
    z.object({
      sender: s,
      route: s,
      worth: z.enum(["logs", "spans", "errors", "business", "unknown"]),
      why: z.enum(["share", "full", "behind"]),
      requests: int,
      bytes: n,
      lastAt: instant,
    }),
  ),
  environmentsApart: list(z.object({ environment: s, records: int })),
  endpoints: z.object({ otlpHttp: s, otlpGrpc: s }),
  tokenNeeded: b,
  keyNames: list(z.object({ kind: s, names: list(s) })),
});

/** Schema of `NetworkRow`. */
export const networkRow: z.ZodMiniType<NetworkRow> = z.object({
  open: b,
  hash: s,
  company: z.object({ name: s, timezone: s, currency: s }),
  warehouses: list(z.object({ id: s, name: s, timezone: s })),
  systems: list(z.object({ id: s, name: s, kind: s, warehouse: no(s), presence: no(z.enum(["complete", "sampled"])) })),
  partners: list(
    z.object({
      id: s,
      name: s,
      contact: z.object({ mail: no(s), phone: no(s), person: no(s) }),
      timezone: s,
      language: s,
      systems: list(s),
    }),
  ),
  teams: list(z.object({ id: s, name: s })),
  flows: list(
    z.object({
      id: s,
      object: kind,
      criticality: s,
      steps: list(
        z.object({
          id: s,
          after: s,
          expect: s,
          via: no(s),
          from: no(s),
          withinMs: n,
          mode: z.enum(["tell", "watch"]),
        }),
      ),
    }),
  ),
  refused: list(z.object({ line: int, path: s, message: s, file: z.exactOptional(s) })),
});

/** Schema of `RouteAnswer`. */
export const routeAnswer: z.ZodMiniType<RouteAnswer> = z.object({
  owner,
  severity,
  acknowledgeMs: n,
  resolveMs: n,
  path: list(z.object({ label: s, matched: b, depth: int, why: s, number: s })),
  rule: s,
  climb: list(z.object({ rung: int, owner, at: instant, onShift: b })),
});

/** Schema of `MeRow`. */
export const meRow: z.ZodMiniType<MeRow> = z.object({
  name: s,
  role: z.literal("admin"),
  team: no(s),
  demo: b,
  now: instant,
});

/** Schema of `TokenMade`. */
export const tokenMade: z.ZodMiniType<TokenMade> = z.object({
  id: s,
  name: s,
  kind: z.enum(["ingest", "admin"]),
  token: s,
  createdAt: instant,
});

/** A token without its secret, which is not kept. */
export const tokenRow = z.object({ id: s, name: s, kind: z.enum(["ingest", "admin"]), createdAt: instant });

/** Schema of `ProposalAnswer`. */
export const proposalAnswer: z.ZodMiniType<ProposalAnswer> = z.object({ file: s, diff: s, text: s });

/** Schema of `TestSent`. */
export const testSent: z.ZodMiniType<TestSent> = z.object({
  object: z.object({ kind, id: s, environment: z.exactOptional(s) }),
  traceId: s,
});

/** Schema of `SavedViewRow`. */
export const savedViewRow: z.ZodMiniType<SavedViewRow> = z.object({
  id: s,
  name: s,
  page: s,
  owner: s,
  shared: b,
  mine: b,
  subscribed: b,
  subscribers: list(s),
  createdAt: instant,
  updatedAt: instant,
});

/** Schema of `WallRow`. */
export const wallRow: z.ZodMiniType<WallRow> = z.object({ id: s, name: s, warehouses: list(s), createdAt: instant });

/** Schema of `WallMade`. */
export const wallMade: z.ZodMiniType<WallMade> = z.object({
  id: s,
  name: s,
  warehouses: list(s),
  createdAt: instant,
  link: s,
});

/** One entry of the journal, without its bytes. */
export const journalRow = z.object({
  position: s,
  at: instant,
  kind: z.enum(["records", "repeat", "unreadable"]),
  receipt: s,
  collector: s,
  route: s,
  contentType: s,
  sender: s,
  receivedAt: instant,
  part: int,
  parts: int,
  records: int,
  bytes: int,
  reason: no(s),
});

/** Schema of `Problem`. */
export const problem: z.ZodMiniType<Problem> = z.object({
  type: s,
  title: s,
  status: int,
  detail: z.exactOptional(s),
  code: s,
  errorId: z.exactOptional(s),
  current: z.exactOptional(exceptionRow),
  faults: z.exactOptional(list(z.object({ path: s, message: s }))),
});

/** What each exception of a request for many answered; with `dryRun`, what it would answer. */
export const actionsAnswer: z.ZodMiniType<ActionsAnswer | ActionsPreview> = z.union([
  z.object({
    results: list(
      z.object({
        id: s,
        ok: b,
        version: z.exactOptional(int),
        exception: z.exactOptional(exceptionRow),
        seen: z.exactOptional(exceptionRow),
        error: z.exactOptional(problem),
      }),
    ),
    joinedLater: int,
  }),
  z.object({
    preview: z.object({
      asked: int,
      would: int,
      refused: list(z.object({ code: s, detail: s, count: int, ids: list(s) })),
      fromOthers: list(z.object({ person: s, count: int })),
    }),
    joinedLater: int,
  }),
]);

/** A page of a list. */
export const pageOf = <T>(item: z.ZodMiniType<T>): z.ZodMiniType<PageOf<T>> =>
  z.object({ items: list(item), total: int, nextCursor: no(s) });

/** Answer of `GET /api/v1/causes`. */
export const causePage = z.object({ items: list(causeRow), total: int, nextCursor: no(s), seq: int });

/** A page of exceptions, with what all that match hold up and the commit that it was read at. */
export const exceptionPage = z.object({
  items: list(exceptionRow),
  total: int,
  nextCursor: no(s),
  /** Where the page begins: what a subscription to the same rows is asked with; null at the start. */
  cursor: no(s),
  held: heldRow,
  seq: int,
});
