import fc from "fast-check";
import type { Change, ExpectationState, Instant, Link, OpsException } from "../../server/domain/index.ts";
import {
  askLineOf,
  askOf,
  causeOf,
  cellOf,
  closingOf,
  entryFor,
  exceptionOf,
  expectationOf,
  factOf,
  foldOf,
  noon,
  objectOf,
  owedOf,
  sourceOf,
  traceOf,
  versionOf,
} from "./samples.ts";
import { contributionOf, datingOf, dealingOf, pledgeOf } from "./samples-figures.ts";

const values = [
  "SO-1",
  "SO-001",
  "so 1",
  "SO-10",
  "ORD/2026-0001",
  "10431",
  "SO-10431",
  "Ä-9",
  "\u{1f600}7",
  "￮7",
  "%_",
  "7",
];
const refs = values
  .slice(0, 8)
  .map((value) => `order:*:${value}`)
  .concat("qa@order:*:SO-1", "shipment:3pl:7");
const pick = <T>(...items: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...items);
const time: fc.Arbitrary<Instant> = fc.integer({ min: -5, max: 5 }).map((minutes) => noon + minutes * 60_000);
const timer = fc.option(time);
const warehouse = pick("ATL", "EWR", "SEA");
const states: readonly ExpectationState[] = ["open", "paused", "met", "met-late", "missed", "cancelled", "not-judged"];

const shipped = ["order:*:SO-1", "order:*:SO-10"];
/** Links as the core makes them: both ways. */
const linksOf = (ref: string): readonly Link[] =>
  (ref === "shipment:3pl:7" ? shipped : shipped.includes(ref) ? ["shipment:3pl:7"] : []).map((other) => ({
    ref: other,
    kind: other.startsWith("order") ? "order" : "shipment",
    via: "record",
    by: "0",
  }));

const object: fc.Arbitrary<Change> = fc
  .record({
    ref: pick(...refs),
    warehouses: fc.uniqueArray(warehouse, { maxLength: 2 }),
    expectations: fc.array(
      fc.record({
        state: pick(...states),
        system: pick("wms-atl", "erp"),
        step: pick("post", "pick"),
        warehouse: fc.option(warehouse),
        since: time,
        metAt: fc.option(time),
        lagMs: fc.option(fc.nat(9)),
      }),
      { maxLength: 3 },
    ),
    joinedInProgress: fc.boolean(),
    mentions: fc.array(
      pick(...values).map((value) => ({ kind: "wave", issuer: "*", value })),
      { maxLength: 2 },
    ),
    told: fc.uniqueArray(
      fc.record({ type: pick("released", "cancelled", "confirmed", "voided"), at: time, late: fc.nat(9) }),
      {
        maxLength: 3,
        selector: ({ type }) => type,
      },
    ),
    factCount: fc.nat(9),
    timer,
  })
  .map(({ ref, expectations, told, ...more }) => {
    const awaited = expectations.map((one, index) => expectationOf(`e${index}`, one));
    const folds = told.map(({ type, at, late }) =>
      foldOf(`${type === "released" || type === "cancelled" ? "order" : "shipment"}.${type}`, at, at + late * 60_000),
    );
    return { kind: "object", object: objectOf(ref, { ...more, folds, links: linksOf(ref), expectations: awaited }) };
  });

const held = fc.array(
  fc.record({
    ref: pick(...refs),
    money: fc.option(fc.record({ minor: fc.integer({ min: 0, max: 500 }), currency: pick("USD", "EUR", "JPY") })),
    basis: pick("invoice" as const, "order-price" as const, "cost" as const),
  }),
  { maxLength: 3 },
);

/** An exception whose every sorted and filtered part is drawn from few values, so that ties are frequent. */
export const exceptionArbitrary: fc.Arbitrary<OpsException> = fc
  .record({
    number: fc.integer({ min: 1, max: 40 }),
    fingerprint: pick("a", "b", "c"),
    state: pick("open" as const, "acknowledged" as const, "snoozed" as const, "resolved" as const),
    severity: pick("critical" as const, "high" as const, "medium" as const, "low" as const),
    kind: pick("failed-event" as const, "missing-event" as const),
    warehouse: fc.option(warehouse),
    object: fc.option(pick(...refs)),
    owner: fc.record({ team: pick("it", "dock"), person: fc.option(pick("Ana", "Ben")) }),
    flow: fc.option(pick("ship", "bill")),
    step: fc.option(pick("post", "pick")),
    system: fc.option(pick("erp", "wms-atl")),
    causeId: fc.option(pick("C-1", "C-2")),
    title: pick("Order SO-1 not POSTED", "Überfällig: 100%_x"),
    customer: fc.option(pick("ACME", "Straße")),
    openedAt: time,
    createdAt: time,
    cutoff: fc.option(time.map((at) => ({ at, source: "order" as const }))),
    held,
    watch: fc.boolean(),
    timer,
    resolvedAt: timer,
    resolution: pick<OpsException["resolution"]>(
      null,
      { by: "rule", reason: "arrived", text: null },
      { by: "Ana", reason: "done-outside", text: null, outcomeSeenAt: null },
      { by: "Ana", reason: "done-outside", text: null, outcomeSeenAt: noon },
    ),
    version: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ number, ...more }) => exceptionOf(number, more));

const cell = fc
  .record({ warehouse: pick("ATL", "EWR", ""), step: pick("post", "pick") })
  .map((one) => cellOf(one.warehouse, one.step));

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: object },
  pick(...refs).map((ref): Change => ({ kind: "object-gone", ref, into: null })),
  fc.record({ key: pick(...refs), ref: fc.option(pick(...refs)) }).map((one): Change => ({ kind: "key", ...one })),
  {
    weight: 4,
    arbitrary: fc
      .record({
        name: pick("f1", "f2", "f3", "f4", "f5"),
        occurredAt: time,
        occurredNanos: fc.nat(2),
        on: fc.uniqueArray(pick(...refs), { maxLength: 3 }),
      })
      .map(({ name, on, ...more }): Change => ({ kind: "fact", fact: factOf(name, more), on })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        name: pick("t1", "t2", "T3 café", "t4"),
        startAt: time,
        failed: fc.boolean(),
        keys: fc.uniqueArray(pick(...refs), { maxLength: 2 }),
        systems: fc.uniqueArray(pick("erp", "wms-atl", "er"), { maxLength: 2 }),
        environment: pick("", "qa"),
      })
      .map(({ name, environment, ...more }): Change => {
        const trace = traceOf(name, more);
        return { kind: "trace", trace: environment === "" ? trace : { ...trace, environment, ref: `qa@${trace.ref}` } };
      }),
  },
  {
    weight: 4,
    arbitrary: exceptionArbitrary.map(
      (exception): Change => ({ kind: "exception", before: null, exception, entry: entryFor(exception, "repeated") }),
    ),
  },
  fc
    .record({ number: fc.integer({ min: 1, max: 9 }), unresolved: fc.nat(3) })
    .map(({ number, unresolved }): Change => ({ kind: "cause", cause: causeOf(number, { unresolved }) })),
  fc
    .record({
      number: fc.integer({ min: 1, max: 9 }),
      lines: fc.array(
        fc.record({
          exceptions: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 2 }),
          warehouse: fc.option(warehouse),
        }),
        { maxLength: 3 },
      ),
    })
    .map(({ number, lines }): Change => {
      const asked = lines.map(({ exceptions, warehouse: at }) => askLineOf(exceptions, { warehouse: at }));
      return { kind: "ask", ask: askOf(number, { lines: asked }) };
    }),
  fc
    .record({
      ref: pick(...refs),
      versions: fc.array(
        fc.record({
          life: fc.tuple(time, fc.option(time)),
          known: fc.tuple(time, fc.option(time)),
          at: fc.option(warehouse),
        }),
        { maxLength: 3 },
      ),
    })
    .map(({ ref, versions }): Change => {
      const kinds = ["shipped-not-billed", "invoice-rejected", "returned-not-credited"] as const;
      const one = ({ life, known, at }: (typeof versions)[number], index: number) =>
        versionOf(owedOf(ref, { kind: kinds[index] ?? kinds[0], warehouse: at }), life, known);
      return { kind: "owed", ref, versions: versions.map(one) };
    }),
  fc
    .record({
      number: fc.integer({ min: 1, max: 9 }),
      side: pick("revenue" as const, "payables" as const),
      minor: fc.nat(99),
    })
    .map(({ number, side, minor }): Change => {
      const total = { minor, currency: "USD" };
      const said = { at: noon, entity: null, period: null, total, documents: null };
      const id = number % 3 === 0 ? `E-${number}` : `T-${number}`;
      const bySystem = id.startsWith("E");
      const statement = { ...said, id, side, by: "Dana", bySystem, keptAt: noon + (number % 2) };
      return { kind: "statement", id, statement: minor === 0 ? null : statement };
    }),
  fc
    .record({ ref: pick(...refs), at: fc.option(warehouse), left: fc.option(time), right: fc.boolean() })
    .map(({ ref, at, left, right }): Change => {
      const dated = left === null ? null : { at: left, isDay: false, day: "2026-11-19" };
      return { kind: "dating", ref, dating: right ? null : datingOf(ref, { warehouse: at, left: dated }) };
    }),
  fc
    .record({ period: pick("11", "12"), entity: fc.option(pick("US01")), hash: pick("a", "b") })
    .map((one): Change => ({ kind: "closing", closing: closingOf(one) })),
  fc
    .record({
      ref: pick(...refs),
      figure: pick("on-time-shipment", "order-cycle"),
      warehouse: fc.option(warehouse),
      at: fc.option(time),
      numerator: fc.nat(3),
      before: fc.boolean(),
      stands: fc.boolean(),
    })
    .map(({ ref, figure, before, stands, ...more }): Change => {
      const life = contributionOf(ref, { figure, ...more });
      const closed = before && life.at !== null ? [{ life, knownFrom: noon - 60_000, knownUntil: noon }] : [];
      const open = stands ? [{ life: { ...life, numerator: 2 }, knownFrom: noon, knownUntil: null }] : [];
      return { kind: "figure", history: { ref, figure, versions: [...closed, ...open] } };
    }),
  fc
    .record({
      number: fc.integer({ min: 1, max: 9 }),
      dueOn: pick("2026-11-20", "2026-11-25"),
      closed: fc.option(time),
    })
    .map(({ number, dueOn, closed }): Change => {
      const end = closed === null ? null : ({ at: closed, by: "Ana", end: "kept", text: null } as const);
      return { kind: "pledge", pledge: pledgeOf(number, { dueOn, closed: end }) };
    }),
  fc
    .record({ ref: pick(...refs), count: fc.nat(2), dueAt: time, warehouse: fc.option(warehouse) })
    .map(({ ref, count, ...more }): Change => {
      const ids = Array.from({ length: count }, (_, index) => `ship.confirm#${index}`);
      return { kind: "dealings", ref, dealings: ids.map((expectation) => dealingOf(ref, { expectation, ...more })) };
    }),
  pick("erp", "wms-atl", "qa@erp").map((ref): Change => ({ kind: "source", source: sourceOf(ref) })),
  {
    weight: 2,
    arbitrary: fc
      .record({ cell, minute: time, lagMs: fc.integer({ min: 0, max: 100_000 }), late: fc.boolean() })
      .map((one): Change => ({ kind: "lag", count: 1, ...one })),
  },
  fc
    .record({
      cell,
      ref: pick(...refs),
      expectation: pick("ship.post", "ship.pick"),
      since: time,
      count: pick(1 as const, -1 as const),
    })
    .map((one): Change => ({ kind: "pending", ...one })),
  fc.nat(99).map(
    (nextException): Change => ({
      kind: "engine",
      engine: {
        nextException,
        nextCause: 1,
        settledTo: noon,
        networkHash: "h",
        sections: [],
        reloads: [{ at: noon, hash: "g", changed: ["routing"] }],
        systems: [{ id: "erp", since: noon - 1 }],
        downtimes: [],
        steps: [],
        ruling: 1,
      },
    }),
  ),
);

/** Some lags leave again, as the core takes back what it measured: a −1 only where the same +1 came before. */
function withdrawn(changes: readonly Change[], every: number): readonly Change[] {
  return changes.flatMap((one, index) =>
    one.kind === "lag" && index % every === 0 ? [one, { ...one, count: -1 as const }] : [one],
  );
}

/** Changes as an engine could make them, over few names, so that rows are replaced often. */
export const changesArbitrary = (maxLength: number): fc.Arbitrary<readonly Change[]> =>
  fc
    .tuple(fc.array(change, { maxLength }), fc.integer({ min: 1, max: 4 }))
    .map(([changes, every]) => withdrawn(changes, every));

/** Names that random changes use. */
export const randomRefs: readonly string[] = refs;
export const randomNumbers: readonly string[] = [...values, "so", "1", "so 10431", "0007", "-", "%", "zz"];

/** Cuts a list into commits of these sizes, the last taking what is left. */
export function cutInto<T>(items: readonly T[], sizes: readonly number[]): readonly (readonly T[])[] {
  const cuts: (readonly T[])[] = [];
  let from = 0;
  for (const size of sizes) {
    if (from >= items.length) break;
    cuts.push(items.slice(from, from + size));
    from += size;
  }
  if (from < items.length) cuts.push(items.slice(from));
  return cuts;
}
