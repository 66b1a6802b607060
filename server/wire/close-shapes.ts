/** Schemas of the closing of a period. */
import * as z from "zod/mini";
import {
  type AccrualRow,
  type CloseBurnDown,
  type CloseRow,
  closeFaults,
  closeStates,
  type TermsDecided,
} from "./close.ts";
import { postingKinds, postingSides } from "./postings.ts";
import { b, instant, int, list, money, no, object, owner, s } from "./primitives.ts";

const side = z.enum(postingSides);
const kind = z.enum(postingKinds);

const sum = z.object({
  count: int,
  value: s,
  valued: int,
  estimate: s,
  estimated: int,
  unconverted: int,
  unknown: int,
});

const signature = z.object({ by: s, at: instant });

const cause = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("wrong-period") }),
  z.object({ kind: z.literal("not-confirmed"), system: s, name: s, lastSeenAt: no(instant) }),
  z.object({
    kind: z.literal("owed"),
    why: z.union([
      z.enum(["delivery", "due", "refused", "late", "unplanned"]),
      z.templateLiteral([z.literal("cause:"), s]),
    ]),
    owed: kind,
    title: no(s),
  }),
]);

const date = z.object({
  object,
  side: z.enum(["revenue", "inventory"]),
  fault: z.enum(closeFaults),
  customer: no(s),
  warehouse: no(s),
  terms: no(z.enum(["origin", "destination"])),
  termsText: no(s),
  decided: no(z.object({ actionId: s, by: s, at: instant })),
  leftAt: no(instant),
  leftIsDay: b,
  leftDay: no(s),
  deliveredAt: no(instant),
  deliveredDay: no(s),
  earned: no(s),
  invoice: no(object),
  ledgerDate: no(s),
  booked: s,
  amount: no(money),
  estimate: b,
});

const check = z.object({
  id: z.enum(["revenue", "inventory", "payables", "dates", "terms", "stops"]),
  state: z.enum(["done", "open", "untold"]),
  at: no(instant),
  amount: no(s),
  count: no(int),
});

const signing = z.object({
  state: z.enum(["open", "prepared", "closed"]),
  prepared: no(signature),
  reviewed: no(signature),
  hash: no(s),
  lines: no(int),
  rounds: list(
    z.object({
      prepared: signature,
      reviewed: no(signature),
      hash: s,
      reopened: z.object({ by: s, at: instant, reason: s }),
    }),
  ),
});

const drift = z.object({
  period: s,
  signed: signature,
  hash: s,
  currency: s,
  sides: list(
    z.object({
      side,
      signed: s,
      now: s,
      difference: s,
      states: list(z.object({ state: z.enum(closeStates), count: int, difference: s })),
    }),
  ),
  lines: list(z.object({ state: z.enum(closeStates), side, object, signed: s, now: s, difference: s })),
});

/** Schema of `CloseRow`. */
export const closeRow: z.ZodMiniType<CloseRow> = z.object({
  period: z.object({ id: s, from: s, to: s, closesAt: instant, reversal: s }),
  before: no(s),
  after: no(s),
  entity: no(s),
  entities: list(z.object({ id: s, name: s })),
  zone: s,
  currency: s,
  asOf: instant,
  stops: list(
    z.object({
      id: s,
      side,
      cause,
      owner: no(owner),
      takenAt: no(instant),
      sum,
      documents: list(object),
    }),
  ),
  total: int,
  waiting: int,
  onTheRoad: int,
  dates: list(date),
  totals: z.object({ revenue: sum, goods: sum, inventory: sum, payables: sum }),
  checks: list(check),
  signing,
  drift: no(drift),
});

/** Schema of `AccrualRow`. */
export const accrualRow: z.ZodMiniType<AccrualRow> = z.object({
  id: s,
  object,
  orders: list(s),
  kind: z.enum([...postingKinds, "not-confirmed"]),
  side,
  customer: no(s),
  units: no(s),
  uom: no(s),
  revenue: no(money),
  estimate: b,
  cost: no(money),
  account: no(z.object({ debit: s, credit: s })),
  entity: no(s),
  warehouse: no(s),
  period: s,
  date: s,
  reversal: s,
});

/** Schema of `CloseBurnDown`. */
export const closeBurnDown: z.ZodMiniType<CloseBurnDown> = z.object({
  points: list(z.object({ day: s, at: instant, count: int })),
  closesAt: instant,
});

const hash = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** Body of `POST /api/v1/close/{period}/signatures`: the reviewer says what they saw. */
export const signatureBody = z.discriminatedUnion("as", [
  z.strictObject({ as: z.literal("preparer") }),
  z.strictObject({ as: z.literal("reviewer"), hash }),
]);

/** Body of `POST /api/v1/close/{period}/reopenings`. */
export const reopeningBody = z.strictObject({
  reason: z.string().check(z.trim(), z.minLength(1), z.maxLength(500)),
});

/** Body of `POST /api/v1/close/{period}/terms`: shipments or orders of which nobody told terms that are known. */
export const termsBody = z.strictObject({
  documents: z
    .array(z.strictObject({ kind: z.enum(["order", "shipment"]), id: s }))
    .check(z.minLength(1), z.maxLength(500)),
  terms: z.enum(["origin", "destination"]),
});

export type TermsBody = z.output<typeof termsBody>;

/** Schema of `TermsDecided`. */
export const termsDecided: z.ZodMiniType<TermsDecided> = z.object({ actionId: s, close: closeRow });
