/** Schemas of the tally and the departures: rows, the documents behind a number, and what is decided about trucks. */
import * as z from "zod/mini";
import { b, instant, int, kind, list, no, owner, s } from "./primitives.ts";
import { heldRow } from "./row-shapes.ts";
import { problem } from "./shapes.ts";
import {
  billedParts,
  type DepartureRow,
  followParts,
  orderParts,
  receiptParts,
  returnParts,
  shippedParts,
  type TallyDocument,
  type TallyRow,
  transferParts,
} from "./tally.ts";

const counts = <const P extends readonly string[]>(parts: P): z.ZodMiniType<Record<P[number], number>> =>
  z.record(z.enum(parts), int) as unknown as z.ZodMiniType<Record<P[number], number>>;

const inbound = <const P extends readonly string[]>(parts: P) =>
  z.object({
    total: int,
    parts: counts(parts),
    // biome-ignore lint/suspicious/noThenProperty: the wire's name for the steps that follow; a schema is not awaited
    then: list(z.object({ step: s, of: int, parts: counts(followParts) })),
  });

/** Schema of `TallyRow`. */
export const tallyRow: z.ZodMiniType<TallyRow> = z.object({
  id: s,
  warehouse: s,
  name: s,
  zone: s,
  day: s,
  orders: z.object({
    total: int,
    released: int,
    carried: int,
    parts: counts(orderParts),
    loaded: int,
    notInWmsLate: int,
    holds: list(z.object({ reason: no(s), count: int })),
  }),
  shipped: counts(shippedParts),
  billed: counts(billedParts),
  receipts: inbound(receiptParts),
  transfers: inbound(transferParts),
  returns: inbound(returnParts),
  wmsJudged: b,
  silent: no(z.object({ system: s, lastSeenAt: no(instant) })),
  departuresLeft: int,
});

/** The tally as a list, with the instant as of which it is counted. */
export const tallyPage = z.object({ items: list(tallyRow), total: int, nextCursor: z.null(), asOf: instant });

/** Schema of `TallyDocument`. */
export const tallyDocument: z.ZodMiniType<TallyDocument> = z.object({
  kind,
  id: s,
  warehouse: s,
  part: s,
  customer: no(s),
  milestone: no(s),
  lastAt: no(instant),
  carried: b,
  exceptions: list(s),
  cutoffAt: no(instant),
});

/** Schema of `DepartureRow`. */
export const departureRow: z.ZodMiniType<DepartureRow> = z.object({
  id: s,
  warehouse: s,
  at: instant,
  carrier: no(s),
  service: no(s),
  doors: list(s),
  appointmentAt: no(instant),
  left: b,
  orders: int,
  loaded: int,
  floor: int,
  blocked: int,
  notKnown: int,
  shipped: int,
  behind: int,
  behindOrders: list(z.object({ id: s, movedTo: no(instant) })),
  causes: list(z.object({ causeId: no(s), title: s, orders: list(s), exceptions: list(s), owner })),
  held: heldRow,
  later: list(z.object({ at: instant, carrier: no(s), service: no(s), inTime: no(int) })),
});

const word = z.string().check(z.minLength(1), z.maxLength(256));

/** `POST /api/v1/departures/moves`: orders that are to leave with a later truck of their building. */
export const movesBody = z.strictObject({
  orders: z.array(word).check(z.minLength(1), z.maxLength(2_000)),
  to: z.strictObject({ at: z.iso.datetime({ offset: true }), carrier: z.nullable(word), service: z.nullable(word) }),
  warehouse: word,
});

/** What came of each order, and the name by which the decision is taken back; null where nothing was recorded. */
export const moveResults = z.object({
  actionId: no(s),
  results: list(z.object({ id: s, ok: b, error: z.exactOptional(problem) })),
});

export type MovesBody = z.output<typeof movesBody>;
