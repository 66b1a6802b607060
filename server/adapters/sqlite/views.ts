import {
  type BusinessObject,
  buildingsOf,
  type EngineState,
  type HistoryEntry,
  type KeptStatement,
  type OpsException,
  type Pledge,
  type SourceState,
} from "../../domain/index.ts";
import { compareTexts } from "../../ports/canonical.ts";
import { cursorText, readCursor } from "../../ports/cursor.ts";
import type { Scope, Views } from "../../ports/index.ts";
import { pledgesSince } from "../../ports/pledges.ts";
import { mergedInto, mergesFollowed } from "../../ports/words.ts";
import { closingReaders, datingsView } from "./closing.ts";
import { type Handle, inOneState, openReader } from "./database.ts";
import { dealingViews } from "./dealings.ts";
import { figureViews } from "./figures.ts";
import { numberReader } from "./keys.ts";
import { owedView } from "./owed.ts";
import { factIn } from "./packed-facts.ts";
import { objectIn } from "./packed-objects.ts";
import { standingView } from "./standings.ts";
import { parsed, read } from "./store-rows.ts";
import { storeVersion } from "./store-schema.ts";
import { askViews } from "./views-asks.ts";
import { causesView, episodesView } from "./views-causes.ts";
import { deskViews } from "./views-desk.ts";
import { exceptionViews } from "./views-exceptions.ts";
import { flowHoursView, flowView } from "./views-flow.ts";
import { happenedViews } from "./views-happened.ts";
import { lagView } from "./views-lag.ts";
import { familiesSinceView, livedViews } from "./views-lived.ts";
import { searchView } from "./views-search.ts";
import { traceViews } from "./views-traces.ts";

/**
 * Views over a store's file through a handle of their own, read-only, in any thread; the file must exist. `few`: so many
 * exceptions of a list are sorted when they are asked for; more are read in the order of an index.
 */
export const openViews = (path: string, few = 1_000): Views => viewsOver(openReader(path, storeVersion), path, few);

function viewsOver(db: Handle, path: string, few: number): Views {
  const seq = db.prepare("SELECT value FROM meta WHERE name = 'seq'").pluck();
  const objectDoc = db.prepare("SELECT doc FROM objects WHERE ref = ?").pluck();
  const numbered = numberReader(db);
  const factCount = db.prepare("SELECT count(*) FROM timelines WHERE ref = ?").pluck();
  const facts = db
    .prepare(
      `SELECT facts.doc FROM timelines JOIN facts USING (identity)
       WHERE ref = ? AND (occurred_at, occurred_nanos, identity) > (?, ?, ?)
       ORDER BY occurred_at, occurred_nanos, identity LIMIT ?`,
    )
    .pluck();
  const exceptionDoc = db.prepare("SELECT doc FROM exceptions WHERE number = ?").pluck();
  const history = db.prepare("SELECT doc FROM history WHERE exception = ? ORDER BY version").pluck();
  const numbers = db.prepare("SELECT doc FROM exceptions WHERE object = ? ORDER BY number").pluck();
  const good = db
    .prepare("SELECT facts.doc FROM good JOIN facts USING (identity) WHERE good.system = ? AND good.type = ?")
    .pluck();
  const sources = db.prepare("SELECT doc FROM sources").pluck();
  const engine = db.prepare("SELECT value FROM meta WHERE name = 'engine'").pluck();

  const object = (scope: Scope, ref: string): BusinessObject | undefined => {
    const found = read(objectDoc.get(ref), (text) => objectIn(ref, text));
    return found !== undefined && seesObject(scope, found) ? found : undefined;
  };
  const exception = (scope: Scope, number: number): OpsException | undefined => {
    const found = parsed<OpsException>(exceptionDoc.get(number));
    return found !== undefined && seesWarehouse(scope, found.warehouse) ? found : undefined;
  };
  const search = searchView(db, object);
  const listed = exceptionViews(db, few);
  const causes = causesView(db);
  const episodes = episodesView(db);
  const { lived, ended } = livedViews(db);
  const since = familiesSinceView(db);
  const asks = askViews(db);
  const lag = lagView(db);
  const flow = flowView(db);
  const flowHours = flowHoursView(db);
  const traces = traceViews(db);
  const standing = standingView(db);
  const past = happenedViews(db, object);
  const owed = owedView(db);
  const figures = figureViews(db);
  const dealings = dealingViews(db);
  const datings = datingsView(db);
  const closings = closingReaders(db);
  const pledgeDocs = db.prepare("SELECT doc FROM pledges WHERE closed_at IS NULL OR closed_at >= ?").pluck();
  const statementDocs = db
    .prepare("SELECT doc FROM statements WHERE side = ? ORDER BY kept_at DESC, id DESC LIMIT ?")
    .pluck();

  return {
    seq: async () => Number(seq.get()),
    async still() {
      const held = openReader(path, storeVersion);
      held.exec("BEGIN");
      const views = viewsOver(held, path, few);
      // A transaction has a state only once it has read.
      await views.seq();
      return views;
    },
    objects: async (scope, kind, value, environment) =>
      inOneState(db, () => {
        const found = [...numbered(environment, kind, value)].sort(compareTexts);
        return found.flatMap((ref) => object(scope, ref) ?? []);
      }),
    object: async (scope, ref) => object(scope, ref),
    facts: async (scope, ref, limit, cursor) =>
      inOneState(db, () => {
        if (object(scope, ref) === undefined) return { items: [], total: 0, nextCursor: null };
        const after = readCursor(cursor, "nns") ?? [Number.MIN_SAFE_INTEGER, 0, ""];
        const found = facts.all(ref, ...after, limit + 1).map((doc) => factIn(String(doc)));
        const items = found.slice(0, limit);
        const last = items.at(-1);
        const more = last !== undefined && found.length > limit;
        return {
          items,
          total: Number(factCount.get(ref)),
          nextCursor: more ? cursorText([last.occurredAt, last.occurredNanos, last.identity]) : null,
        };
      }),
    happened: async (scope, within, limit, cursor) => inOneState(db, () => past.happened(scope, within, limit, cursor)),
    touched: async (scope, within, of) => inOneState(db, () => past.touched(scope, within, of)),
    exceptions: async (scope, filter, sort, limit, cursor) =>
      inOneState(db, () => listed.page(scope, filter, sort, limit, cursor)),
    causes: async (scope, filter, only) => inOneState(db, () => causes(scope, filter, only)),
    episodes: async (scope, cause, limit) => inOneState(db, () => episodes(scope, cause, limit)),
    async lastGood(scope, system, type) {
      const fact = read(good.get(system, type), factIn);
      // One that came again as a failure is good no more.
      return fact?.status === "ok" && seesWarehouse(scope, fact.warehouse) ? fact : undefined;
    },
    lived: async (scope, from, to, standing) => inOneState(db, () => lived(scope, from, to, standing)),
    ended: async (scope, from, to) => inOneState(db, () => ended(scope, from, to)),
    familiesSince: async (scope, families) => inOneState(db, () => since(scope, families)),
    declared: async () => parsed<EngineState>(engine.get())?.systems ?? [],
    reloads: async () => parsed<EngineState>(engine.get())?.reloads ?? [],
    exception: async (scope, number) => exception(scope, number),
    asks: async (scope, about, limit, cursor) => inOneState(db, () => asks.page(scope, about, limit, cursor)),
    ask: async (scope, number) => inOneState(db, () => asks.one(scope, number)),
    history: async (scope, number) =>
      inOneState(db, () => {
        let answers = exception(scope, number);
        for (let hops = 0; answers !== undefined && hops < mergesFollowed; hops++) {
          const into = mergedInto(answers);
          if (into === null) break;
          answers = exception(scope, into);
        }
        if (answers === undefined) return [];
        return history.all(answers.number).map((doc) => JSON.parse(String(doc)) as HistoryEntry);
      }),
    exceptionsOf: async (scope, ref) =>
      numbers
        .all(ref)
        .map((doc) => JSON.parse(String(doc)) as OpsException)
        .filter(({ warehouse }) => seesWarehouse(scope, warehouse)),
    standing: async (scope, kind, warehouse, within, limit, cursor) =>
      seesWarehouse(scope, warehouse)
        ? inOneState(db, () => standing(kind, warehouse, within, limit, cursor))
        : { items: [], total: 0, nextCursor: null },
    // What a company's ledger says is about no building.
    statements: async (scope, side, limit) =>
      scope.warehouses === null
        ? statementDocs.all(side, limit).map((doc) => JSON.parse(String(doc)) as KeptStatement)
        : [],
    dealt: async (scope, partner, edges) => inOneState(db, () => dealings.dealt(scope, partner, edges)),
    dealings: async (scope, asked, limit, cursor) =>
      inOneState(db, () => dealings.dealings(scope, asked, limit, cursor)),
    downtimes: async () => parsed<EngineState>(engine.get())?.downtimes ?? [],
    figureCells: async (scope, within) => inOneState(db, () => figures.cells(scope, within)),
    figureWaiting: async (scope, of) => figures.waiting(scope, of),
    figureWaits: async (scope, ids, at) => figures.waits(scope, ids, at),
    figureCounted: async (scope, of, limit, cursor) => inOneState(db, () => figures.counted(scope, of, limit, cursor)),
    figureHeld: async (scope, of) => figures.held(scope, of),
    pledges: async (scope, closedSince) =>
      scope.warehouses === null
        ? pledgesSince(
            pledgeDocs.all(closedSince).map((doc) => JSON.parse(String(doc)) as Pledge),
            closedSince,
          )
        : [],
    closing: async (scope, period, entity) =>
      scope.warehouses === null ? closings.closing(period, entity) : undefined,
    datings: async (scope, since, limit, cursor) => inOneState(db, () => datings(scope, since, limit, cursor)),
    owed: async (scope, within, knownAt, limit, cursor) =>
      inOneState(db, () => owed(scope, within, knownAt, limit, cursor)),
    search: async (scope, q, limit) => inOneState(db, () => search(scope, q, limit)),
    lag: async (scope, window, at) => inOneState(db, () => lag(scope, window, at)),
    flow: async (scope, ask) => inOneState(db, () => flow(scope, ask)),
    flowHours: async (scope, ask) => inOneState(db, () => flowHours(scope, ask)),
    traces: async (scope, filter, limit, cursor) => inOneState(db, () => traces.page(scope, filter, limit, cursor)),
    trace: async (scope, ref) => inOneState(db, () => traces.one(scope, ref)),
    async sources(scope, within) {
      const found = sources
        .all()
        .map((doc) => JSON.parse(String(doc)) as SourceState)
        .filter(({ system }) => scope.warehouses === null || within?.has(system) === true);
      return found.sort((a, b) => compareTexts(a.ref, b.ref));
    },
    counts: async (scope) => inOneState(db, () => listed.counts(scope)),
    ...deskViews(db),
    close: async () => void db.close(),
  };
}

const seesWarehouse = ({ warehouses }: Scope, warehouse: string | null): boolean =>
  warehouses === null || (warehouse !== null && warehouses.includes(warehouse));

const seesObject = ({ warehouses }: Scope, object: BusinessObject): boolean =>
  warehouses === null || buildingsOf(object).some((warehouse) => warehouses.includes(warehouse));
