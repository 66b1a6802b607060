import type { Ask, BusinessObject, CanonicalEvent, OpsException, OwedLife, TraceState } from "../../domain/index.ts";
import { buildingsOf, causeId, livesKnown, numberOfCause, partsOf } from "../../domain/index.ts";
import { endedIn } from "../../ports/asks.ts";
import { compareTexts } from "../../ports/canonical.ts";
import { type CauseMember, countCauses, type Ended, endingsOf } from "../../ports/causes.ts";
import { type CursorPart, cursorText, readCursor } from "../../ports/cursor.ts";
import type {
  Episode,
  ExceptionFilter,
  ExceptionSort,
  Page,
  Scope,
  SearchHit,
  TraceFilter,
  Views,
} from "../../ports/index.ts";
import { endedWithin, knownWithin, livedOf, mostLived, touchesOf } from "../../ports/lived.ts";
import { exceptionSorts, sortValues } from "../../ports/order.ts";
import { compareFacts } from "../../ports/overlay.ts";
import {
  exceptionText,
  isUnseen,
  mergedInto,
  mergesFollowed,
  plainNumber,
  policyOf,
  searchTerms,
  traceWords,
  wordsOfQuery,
} from "../../ports/words.ts";
import { heldTotal, worthOf } from "../../ports/worth.ts";
import { closingViews } from "./closing.ts";
import { dealingViews } from "./dealings.ts";
import { deskViews } from "./desk.ts";
import { figureViews } from "./figures.ts";
import { flowHours, flowSeen } from "./flow.ts";
import { happenedViews } from "./happened.ts";
import { lagRows } from "./lag.ts";
import { copyOf, historyOf, standingKey, type Tables, timelineOf } from "./rows.ts";
import type { MemoryStore } from "./store.ts";

/** Views over a store in memory: the plain reading of the rules, without an index. */
export function memoryViews(store: Pick<MemoryStore, "tables" | "seq">): Views {
  const { tables } = store;
  const lives = (scope: Scope, fits: (one: OpsException) => boolean) =>
    [...tables.exceptions.values()]
      .filter((one) => fits(one) && !one.watch && one.resolution?.reason !== "merged")
      .filter((one) => seesWarehouse(scope, one.warehouse))
      .sort((a, b) => b.number - a.number)
      .slice(0, mostLived)
      .map((one) => {
        const family = one.causeId === null ? undefined : tables.causes.get(numberOfCause(one.causeId))?.family;
        return livedOf(one, family ?? "", touchesOf(historyOf(tables, one.number)));
      });
  const exception = (scope: Scope, number: number): OpsException | undefined => {
    const found = tables.exceptions.get(number);
    return found !== undefined && seesWarehouse(scope, found.warehouse) ? found : undefined;
  };
  const object = (scope: Scope, ref: string): BusinessObject | undefined => {
    const found = tables.objects.get(ref);
    return found !== undefined && seesObject(scope, found) ? found : undefined;
  };
  const seesTrace = (scope: Scope, trace: TraceState): boolean =>
    scope.warehouses === null || trace.keys.some((key) => object(scope, tables.keys.get(key) ?? "") !== undefined);

  const seen = (ask: Ask) => ({ ask, ended: endedIn(ask, (number) => tables.exceptions.get(number)) });

  return {
    seq: async () => store.seq(),
    async still() {
      const seq = store.seq();
      return memoryViews({ tables: copyOf(tables), seq: () => seq });
    },
    ...happenedViews(tables, object),
    async objects(scope, kind, value, environment) {
      const refs = new Set<string>();
      for (const [key, ref] of tables.keys) {
        const parts = partsOf(key);
        if (parts.kind === kind && parts.value === value && parts.environment === environment) refs.add(ref);
      }
      return [...refs].sort(compareTexts).flatMap((ref) => object(scope, ref) ?? []);
    },
    object: async (scope, ref) => object(scope, ref),
    async facts(scope, ref, limit, cursor) {
      if (object(scope, ref) === undefined) return { items: [], total: 0, nextCursor: null };
      const facts = timelineOf(tables, ref);
      const sortOf = (fact: (typeof facts)[number]) => [fact.occurredAt, fact.occurredNanos, fact.identity];
      const after = readCursor(cursor, "nns");
      const start = after === null ? 0 : facts.findIndex((fact) => compareParts(sortOf(fact), after) > 0);
      return pageOf(start < 0 ? [] : facts.slice(start), facts.length, limit, sortOf);
    },
    async exceptions(scope, filter, sort, limit, cursor) {
      const found = [...tables.exceptions.values()].filter(
        (one) => seesWarehouse(scope, one.warehouse) && fits(one, filter),
      );
      const sortOf = (one: OpsException) => signedSort(one, sort);
      const ranked = found.sort((a, b) => compareParts(sortOf(a), sortOf(b)));
      const after = typeof cursor === "number" ? null : readCursor(cursor, "n".repeat(exceptionSorts[sort].length));
      const skip = typeof cursor === "number" ? cursor : 0;
      const rest = after === null ? ranked.slice(skip) : ranked.filter((one) => compareParts(sortOf(one), after) > 0);
      return { ...pageOf(rest, found.length, limit, sortOf), held: heldTotal(found) };
    },
    async causes(scope, filter, only) {
      const found = [...tables.exceptions.values()].filter(
        (one) => one.causeId !== null && seesWarehouse(scope, one.warehouse) && fits(one, filter),
      );
      const wanted = only && new Set(only);
      return countCauses(found.map(memberOf)).flatMap((count) => {
        const cause = tables.causes.get(count.number);
        if (cause === undefined || wanted?.has(count.number) === false) return [];
        const { number, first, ...rest } = count;
        const id = causeId(number);
        return {
          ...rest,
          cause,
          held: heldTotal(found.filter((one) => one.causeId === id)),
          first: first.flatMap((one) => tables.exceptions.get(one) ?? []),
        };
      });
    },
    async episodes(scope, number, limit) {
      const family = tables.causes.get(number)?.family;
      const before = [...tables.causes.values()].filter((one) => one.family === family && one.number < number);
      const found: Episode[] = [];
      for (const cause of before.sort((a, b) => b.number - a.number)) {
        const members = [...tables.exceptions.values()].filter(
          (one) => one.causeId === causeId(cause.number) && seesWarehouse(scope, one.warehouse),
        );
        if (members.length === 0 || found.length === limit) continue;
        const said = members
          .flatMap((one) => historyOf(tables, one.number))
          .filter((entry) => entry.by !== "rule" && entry.text !== null)
          .sort((a, b) => b.at - a.at || b.exception - a.exception || b.version - a.version)[0];
        found.push({
          cause,
          ...endingsOf(members.map(endedOf)),
          said: said === undefined ? null : { by: said.by, text: said.text ?? "", at: said.at },
        });
      }
      return found;
    },
    async lastGood(scope, system, type) {
      let newest: CanonicalEvent | undefined;
      for (const { fact } of tables.facts.values()) {
        if (fact.system !== system || fact.type !== type || fact.status !== "ok" || fact.environment !== "") continue;
        if (newest === undefined || compareFacts(fact, newest) > 0) newest = fact;
      }
      return newest !== undefined && seesWarehouse(scope, newest.warehouse) ? newest : undefined;
    },
    lived: async (scope, from, to, standing = false) => lives(scope, (one) => knownWithin(one, from, to, standing)),
    ended: async (scope, from, to) => lives(scope, (one) => endedWithin(one, from, to)),
    async familiesSince(scope, families) {
      const since = new Map<string, number>();
      for (const { number, family, openedAt } of [...tables.causes.values()].sort((a, b) => a.number - b.number)) {
        if (since.has(family) || !families.includes(family)) continue;
        const members = [...tables.exceptions.values()].filter(({ causeId: id }) => id === causeId(number));
        if (members.some(({ warehouse }) => seesWarehouse(scope, warehouse))) since.set(family, openedAt);
      }
      return since;
    },
    declared: async () => tables.engine?.systems ?? [],
    reloads: async () => tables.engine?.reloads ?? [],
    exception: async (scope, number) => exception(scope, number),
    async asks(scope, about, limit, cursor) {
      const found = [...tables.asks.values()]
        .filter(
          (ask) => seesAsk(scope, ask) && (about === null || ask.lines.some((line) => line.exceptions.includes(about))),
        )
        .sort((a, b) => b.number - a.number);
      const before = Number(readCursor(cursor, "n")?.[0] ?? Number.POSITIVE_INFINITY);
      const page = pageOf(
        found.filter(({ number }) => number < before),
        found.length,
        limit,
        ({ number }) => [number],
      );
      return { ...page, items: page.items.map(seen) };
    },
    async ask(scope, number) {
      const found = tables.asks.get(number);
      return found !== undefined && seesAsk(scope, found) ? seen(found) : undefined;
    },
    async history(scope, number) {
      let answers = exception(scope, number);
      for (let hops = 0; answers !== undefined && hops < mergesFollowed; hops++) {
        const into = mergedInto(answers);
        if (into === null) break;
        answers = exception(scope, into);
      }
      return answers === undefined ? [] : historyOf(tables, answers.number);
    },
    async exceptionsOf(scope, ref) {
      const numbers = [...(tables.byObject.get(ref) ?? [])].sort((a, b) => a - b);
      return numbers.flatMap((number) => exception(scope, number) ?? []);
    },
    async standing(scope, kind, warehouse, within, limit, cursor) {
      if (!seesWarehouse(scope, warehouse)) return { items: [], total: 0, nextCursor: null };
      const refs: string[] = [];
      for (const [ref, { from, until }] of tables.standings.get(standingKey(kind, warehouse)) ?? []) {
        if (from < within.to && (until === null || until >= within.from)) refs.push(ref);
      }
      const [after] = readCursor(cursor, "s") ?? [""];
      const rest = refs.filter((ref) => compareTexts(ref, String(after)) > 0).sort(compareTexts);
      const items = rest.flatMap((ref) => tables.objects.get(ref) ?? []);
      return pageOf(items, refs.length, limit, ({ ref }) => [ref]);
    },
    ...figureViews(tables),
    ...dealingViews(tables),
    ...closingViews(tables),
    async owed(scope, { from, to }, knownAt, limit, cursor) {
      const found = [...tables.owed.values()]
        .flatMap((versions) => livesKnown(versions, knownAt))
        .filter((life) => life.from <= to && (life.until === null || life.until > from))
        .filter(({ owed }) => seesWarehouse(scope, owed.warehouse));
      const sortOf = ({ owed, from: began }: OwedLife) => [owed.ref, owed.kind, began];
      const ranked = found.sort((a, b) => compareParts(sortOf(a), sortOf(b)));
      const after = readCursor(cursor, "ssn");
      const rest = after === null ? ranked : ranked.filter((life) => compareParts(sortOf(life), after) > 0);
      return pageOf(rest, found.length, limit, sortOf);
    },
    search: async (scope, q, limit) => searchObjects(tables, q, limit, (found) => seesObject(scope, found)),
    lag: async (scope, window, at) => lagRows(tables, scope, window, at),
    flow: async (scope, ask) => flowSeen(tables, scope, ask),
    flowHours: async (scope, ask) => flowHours(tables, scope, ask),
    async traces(scope, filter, limit, cursor) {
      const found = [...tables.traces.values()].filter((trace) => fitsTrace(trace, filter) && seesTrace(scope, trace));
      const sortOf = (trace: TraceState) => [-trace.startAt, trace.ref];
      const ranked = found.sort((a, b) => compareParts(sortOf(a), sortOf(b)));
      const after = readCursor(cursor, "ns");
      const rest = after === null ? ranked : ranked.filter((trace) => compareParts(sortOf(trace), after) > 0);
      return pageOf(rest, found.length, limit, sortOf);
    },
    async trace(scope, ref) {
      const found = tables.traces.get(ref);
      return found !== undefined && seesTrace(scope, found) ? found : undefined;
    },
    async sources(scope, within) {
      return [...tables.sources.values()]
        .filter(({ system }) => scope.warehouses === null || within?.has(system) === true)
        .sort((a, b) => compareTexts(a.ref, b.ref));
    },
    counts: async (scope) =>
      countsOf([...tables.exceptions.values()].filter((one) => !one.watch && seesWarehouse(scope, one.warehouse))),
    ...deskViews(tables, (scope, one) => seesWarehouse(scope, one.warehouse)),
    close: async () => {},
  };
}

const endedOf = ({ resolution, resolvedAt, createdAt }: OpsException): Ended => ({
  by: resolution?.by ?? null,
  reason: resolution?.reason ?? null,
  tookMs: resolvedAt === null ? null : resolvedAt - createdAt,
});

function memberOf(one: OpsException): CauseMember {
  const { number, state, severity, warehouse, owner, object, acknowledgedAt } = one;
  const { cutoff, worth, opened } = sortValues(one);
  return {
    cause: numberOfCause(one.causeId ?? ""),
    number,
    state,
    severity,
    warehouse,
    ...owner,
    object,
    acknowledgedAt,
    told: one.told !== null,
    cutoff,
    worth,
    opened,
  };
}

const seesWarehouse = ({ warehouses }: Scope, warehouse: string | null): boolean =>
  warehouses === null || (warehouse !== null && warehouses.includes(warehouse));

const seesAsk = (scope: Scope, { lines }: Ask): boolean =>
  lines.every(({ warehouse }) => seesWarehouse(scope, warehouse));

const seesObject = ({ warehouses }: Scope, object: BusinessObject): boolean =>
  warehouses === null || buildingsOf(object).some((warehouse) => warehouses.includes(warehouse));

function compareParts(a: readonly CursorPart[], b: readonly CursorPart[]): number {
  for (let index = 0; index < a.length; index++) {
    const one = a[index];
    const two = b[index];
    const order =
      typeof one === "number" && typeof two === "number" ? one - two : compareTexts(String(one), String(two));
    if (order !== 0) return order;
  }
  return 0;
}

const signedSort = (exception: OpsException, sort: ExceptionSort): readonly number[] => {
  const values = sortValues(exception);
  return exceptionSorts[sort].map(({ by, descending }) => (descending ? -values[by] : values[by]));
};

function pageOf<T>(
  rest: readonly T[],
  total: number,
  limit: number,
  sortOf: (item: T) => readonly CursorPart[],
): Page<T> {
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, total, nextCursor: last === undefined || rest.length <= limit ? null : cursorText(sortOf(last)) };
}

function fits(one: OpsException, filter: ExceptionFilter): boolean {
  const within = <T extends string | number>(allowed: readonly T[] | undefined, value: T | null): boolean =>
    allowed === undefined || allowed.length === 0 || (value !== null && allowed.includes(value));
  const worth = worthOf(one.held);
  const text = exceptionText(one);
  return (
    (!one.watch || filter.watch === true) &&
    within(filter.number, one.number) &&
    within(filter.state, one.state) &&
    within(filter.kind, one.kind) &&
    within(filter.severity, one.severity) &&
    within(filter.warehouse, one.warehouse) &&
    within(filter.team, one.owner.team) &&
    within(filter.flow, one.flow) &&
    within(filter.system, one.system) &&
    (filter.person === undefined || filter.person === (one.owner.person ?? "none")) &&
    (filter.policy === undefined || filter.policy === policyOf(one)) &&
    (filter.object === undefined || filter.object === one.object) &&
    (filter.cause === undefined || one.causeId === causeId(filter.cause)) &&
    (filter.outcome === undefined || isUnseen(one)) &&
    (filter.minValue === undefined || (worth !== null && worth >= Number(filter.minValue))) &&
    wordsOfQuery(filter.q ?? "").every((word) => text.includes(word))
  );
}

function fitsTrace(trace: TraceState, filter: TraceFilter): boolean {
  const text = `${traceWords(trace)}\n${trace.traceId}`;
  return (
    (filter.outcome !== "failed" || trace.failed) &&
    (filter.outcome !== "keyed" || trace.keys.length > 0) &&
    (filter.system === undefined || trace.systems.includes(filter.system)) &&
    (filter.from === undefined || trace.startAt >= filter.from) &&
    (filter.to === undefined || trace.startAt < filter.to) &&
    (filter.environment === undefined || trace.environment === filter.environment) &&
    wordsOfQuery(filter.q ?? "").every((word) => text.includes(word))
  );
}

function searchObjects(
  tables: Tables,
  q: string,
  limit: number,
  sees: (object: BusinessObject) => boolean,
): readonly SearchHit[] {
  const wanted = plainNumber(q);
  if (wanted === "") return [];
  const hits: { readonly sort: readonly CursorPart[]; readonly hit: SearchHit }[] = [];
  for (const object of tables.objects.values()) {
    if (!sees(object)) continue;
    for (const { kind, value } of [...object.keys, ...object.mentions]) {
      for (const { term, whole } of searchTerms(value)) {
        if (!term.startsWith(wanted)) continue;
        const sort = [term, whole ? 0 : 1, object.environment === "" ? 0 : 1, object.ref, kind, value];
        hits.push({ sort, hit: { object, matched: { kind, value }, exact: whole && term === wanted } });
      }
    }
  }
  hits.sort((a, b) => compareParts(a.sort, b.sort));
  const best = new Map<string, SearchHit>();
  for (const { hit } of hits) if (!best.has(hit.object.ref)) best.set(hit.object.ref, hit);
  return [...best.values()].slice(0, limit);
}

function countsOf(visible: readonly OpsException[]): Awaited<ReturnType<Views["counts"]>> {
  const open = visible.filter(({ state }) => state === "open" || state === "acknowledged");
  const byWarehouse = new Map<string, { open: number; critical: number }>();
  const byTeam = new Map<string, number>();
  for (const { warehouse, owner, severity } of open) {
    byTeam.set(owner.team, (byTeam.get(owner.team) ?? 0) + 1);
    if (warehouse === null) continue;
    const count = byWarehouse.get(warehouse) ?? { open: 0, critical: 0 };
    count.open++;
    if (severity === "critical") count.critical++;
    byWarehouse.set(warehouse, count);
  }
  const resolved = visible.flatMap(({ resolvedAt }) => resolvedAt ?? []);
  return {
    open: open.length,
    byWarehouse,
    byTeam,
    nobody: open.filter(({ owner }) => owner.person === null).length,
    snoozed: visible.filter(({ state }) => state === "snoozed").length,
    lastResolvedAt: resolved.length === 0 ? null : resolved.reduce((a, b) => Math.max(a, b)),
  };
}
