/**
 * What may be sent to us over HTTP and the live stream: each schema checks, and describes itself in the API's document.
 * Unknown names are refused. Objects are strict, texts and lists are bounded.
 */
import * as z from "zod/mini";
import { closeReasonWords, exceptionKindWords, severityWords } from "./vocabulary.ts";

// The content policy of our pages forbids code made from text, which schemas would else be compiled to.
z.config({ jitless: true });

const text = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most));
const instant = z.iso.datetime({ offset: true });
const exceptionId = z.string().check(z.regex(/^X-[1-9]\d{0,14}$/));
const version = z.int().check(z.positive());
const word = z.string().check(z.minLength(1), z.maxLength(256));

/** `POST /api/v1/session`: the secret of the one-time link, or an administrator's token. */
export const sessionBody = z.union([
  z.strictObject({ link: z.string().check(z.minLength(1), z.maxLength(256)) }),
  z.strictObject({ token: z.string().check(z.minLength(1), z.maxLength(512)) }),
]);

const actions = {
  acknowledge: { action: z.literal("acknowledge") },
  assign: { action: z.literal("assign"), team: word, person: z.optional(z.nullable(text(120))) },
  notMine: { action: z.literal("not-mine"), reason: text(500), team: z.optional(z.nullable(word)) },
  comment: { action: z.literal("comment"), text: text(4_000) },
  snooze: { action: z.literal("snooze"), until: instant },
  resolve: {
    action: z.literal("resolve"),
    reason: z.enum(closeReasonWords),
    text: z.optional(z.nullable(text(4_000))),
  },
  reopen: { action: z.literal("reopen"), text: text(4_000) },
  tell: { action: z.literal("tell"), text: text(4_000), expectedAt: z.optional(z.nullable(instant)) },
  undo: { action: z.literal("undo"), actionId: version },
} as const;

/** `POST /api/v1/exceptions/{id}/actions`: what to do, and the version that the person saw. */
export const actionBody = z.discriminatedUnion("action", [
  z.strictObject({ ...actions.acknowledge, version }),
  z.strictObject({ ...actions.assign, version }),
  z.strictObject({ ...actions.notMine, version }),
  z.strictObject({ ...actions.comment, version }),
  z.strictObject({ ...actions.snooze, version }),
  z.strictObject({ ...actions.resolve, version }),
  z.strictObject({ ...actions.reopen, version }),
  z.strictObject({ ...actions.tell, version }),
  z.strictObject({ ...actions.undo, version }),
]);

/** Exceptions that one request may act on, at most. */
export const mostActedOn = 10_000;

const some = <T extends z.ZodMiniType>(one: T) => z.array(one).check(z.minLength(1), z.maxLength(mostActedOn));
const dryRun = z.optional(z.boolean());
const which = {
  /** Ids, or ids each with the version that the person saw. */
  ids: z.optional(some(z.union([exceptionId, z.strictObject({ id: exceptionId, version })]))),
  /** Query parameters of the list, with the `seq` as of which it was seen. */
  filter: z.optional(z.record(z.string().check(z.maxLength(32)), z.string().check(z.maxLength(1_024)))),
  asOfSeq: z.optional(z.int().check(z.nonnegative())),
  /** True: nothing is done, and what would be is counted. */
  dryRun,
};

/** `POST /api/v1/exceptions/actions`: the same for many, by `ids`, or by `filter` and `asOfSeq`. */
export const actionsBody = z.discriminatedUnion("action", [
  z.strictObject({ ...actions.acknowledge, ...which }),
  z.strictObject({ ...actions.assign, ...which }),
  z.strictObject({ ...actions.notMine, ...which }),
  z.strictObject({ ...actions.comment, ...which }),
  z.strictObject({ ...actions.snooze, ...which }),
  z.strictObject({ ...actions.resolve, ...which }),
  z.strictObject({ ...actions.reopen, ...which }),
  z.strictObject({ ...actions.tell, ...which }),
  // Each has an action of its own to take back; what stands between is judged by the engine.
  z.strictObject({
    action: z.literal("undo"),
    ids: some(z.strictObject({ id: exceptionId, actionId: version, version: z.optional(version) })),
    dryRun,
  }),
]);

/** `POST /api/v1/search`. */
export const searchBody = z.strictObject({
  keys: z.array(z.string().check(z.maxLength(256))).check(z.minLength(1), z.maxLength(5_000)),
});

const fact = z.optional(z.nullable(word));

/** `POST /api/v1/route`: the facts of an exception, real or made up. */
export const routeBody = z.strictObject({
  kind: z.enum(exceptionKindWords),
  flow: fact,
  step: fact,
  system: fact,
  partner: fact,
  warehouse: fact,
  severity: z.optional(z.enum(severityWords)),
  value: z.optional(
    z.nullable(
      z.strictObject({
        amount: z.string().check(z.regex(/^\d{1,12}(\.\d{1,4})?$/)),
        currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
      }),
    ),
  ),
  customerTier: fact,
  causeFamily: fact,
});

/** `POST /api/v1/tokens`. */
export const tokenBody = z.strictObject({ name: text(80), kind: z.enum(["ingest", "admin"]) });

/** `POST /api/v1/network/proposals`. */
export const proposalBody = z.strictObject({
  system: text(200),
  attribute: text(200),
  key: z.string().check(z.regex(/^[a-z][a-z-]{0,39}$/)),
});

/** `POST /api/v1/views` and `PUT /api/v1/views/{id}`: a page of ours, never another site's. */
export const savedViewBody = z.strictObject({
  name: text(80),
  page: z.string().check(z.maxLength(2_000), z.regex(/^\/(?![/\\])[\x21-\x7e]*$/)),
  shared: z.boolean(),
});

/** Warehouses of one wall, at most. */
const wallWarehouses = 20;

/** `POST /api/v1/walls`. */
export const wallBody = z.strictObject({
  name: text(80),
  warehouses: z.array(word).check(z.minLength(1), z.maxLength(wallWarehouses)),
});

/** A body that says nothing. */
export const emptyBody = z.strictObject({});

/** `subscribe` on the live stream. */
export const subscribeMessage = z.strictObject({
  feed: z.string().check(z.minLength(1), z.maxLength(40)),
  filter: z.optional(z.record(z.string().check(z.maxLength(32)), z.string().check(z.maxLength(1_024)))),
  sort: z.optional(z.string().check(z.maxLength(20))),
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(2_000))),
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(1_024))),
  after: z.optional(z.int().check(z.nonnegative())),
});

/** `unsubscribe` on the live stream. */
export const unsubscribeMessage = z.strictObject({ sub: z.string().check(z.minLength(1), z.maxLength(40)) });

/** `looking` on the live stream: an exception, a cause, or nothing. */
export const lookingMessage = z.strictObject({
  id: z.nullable(z.string().check(z.regex(/^[XC]-[1-9]\d{0,14}$/))),
});

export type ActionBody = z.output<typeof actionBody>;
export type ActionsBody = z.output<typeof actionsBody>;
