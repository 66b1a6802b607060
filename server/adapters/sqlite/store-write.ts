import { type BusinessObject, numberOfCause, type OpsException, type Ref } from "../../domain/index.ts";
import type { Folded } from "../../ports/folded.ts";
import { byFallback, notMineAt } from "../../ports/not-mine.ts";
import { sortValues } from "../../ports/order.ts";
import { awaitedSystems } from "../../ports/overlay.ts";
import { restood } from "../../ports/standings.ts";
import { exceptionText, isUnseen, policyOf, searchTerms } from "../../ports/words.ts";
import { worthOf } from "../../ports/worth.ts";
import { closingWriter } from "./closing.ts";
import type { Handle } from "./database.ts";
import { dealingWriter } from "./dealings.ts";
import type { DocOf } from "./documents.ts";
import { factWriter, goodWriter, placeFacts } from "./fact-write.ts";
import { figureWriter } from "./figures.ts";
import { flowWriter } from "./flow-write.ts";
import { answersToRef, keyWriter } from "./keys.ts";
import { lagWriter } from "./lag-write.ts";
import { owedWriter } from "./owed.ts";
import { objectText } from "./packed-objects.ts";
import { standingWriter } from "./standings.ts";
import type { HotRows } from "./store-rows.ts";
import { traceWriter } from "./trace-rows.ts";

/** Writes folded changes; to be called within a transaction. Caches and timers are left to `remember`. */
export interface RowWriter {
  write(folded: Folded): void;
  /** Takes over what a transaction that succeeded has written. */
  remember(folded: Folded): void;
  /** Forgets what a transaction that failed may have left behind. */
  forget(): void;
}

/** A writer of all tables but `meta` and `commits`. */
export function rowWriter(db: Handle, rows: HotRows, docOf: DocOf): RowWriter {
  const object = objectWriter(db, rows, docOf);
  /** Timelines on which a fact stood whose place another variant of it takes. */
  const replaced = new Set<Ref>();
  const fact = factWriter(db, docOf, (ref) => replaced.add(ref));
  const good = goodWriter(db);
  const trace = traceWriter(db, docOf);
  const exception = exceptionWriter(db, docOf);
  const lag = lagWriter(db);
  const owed = owedWriter(db);
  const figures = figureWriter(db, rows.figures);
  const closing = closingWriter(db, docOf);
  const dealings = dealingWriter(db);
  const standing = standingWriter(db);
  const keys = keyWriter(db, rows);
  const putEntry = db.prepare("INSERT OR REPLACE INTO history (exception, version, doc) VALUES (?, ?, ?)");
  const putCause = db.prepare("INSERT OR REPLACE INTO causes (number, family, doc) VALUES (?, ?, ?)");
  const putSource = db.prepare("INSERT OR REPLACE INTO sources (ref, doc) VALUES (?, ?)");
  const putAsk = db.prepare("INSERT OR REPLACE INTO asks (number, doc) VALUES (?, ?)");
  const dropLines = db.prepare("DELETE FROM ask_lines WHERE ask = ?");
  const putLine = db.prepare("INSERT OR IGNORE INTO ask_lines (ask, exception, warehouse) VALUES (?, ?, ?)");
  const putHandOver = db.prepare("INSERT OR REPLACE INTO hand_overs (number, doc) VALUES (?, ?)");
  const putPledge = db.prepare("INSERT OR REPLACE INTO pledges (number, closed_at, doc) VALUES (?, ?, ?)");
  const dropStatement = db.prepare("DELETE FROM statements WHERE id = ?");
  const putStatement = db.prepare("INSERT OR REPLACE INTO statements (id, side, kept_at, doc) VALUES (?, ?, ?, ?)");
  const putEngine = db.prepare("UPDATE meta SET value = ? WHERE name = 'engine'");

  return {
    write(folded) {
      // Asked before the objects are written: it compares with what they were.
      standing(restood(folded, rows.object));
      for (const [ref, image] of folded.objects) {
        const wasKeyed = object(ref, image, answersToRef(folded, ref));
        if (wasKeyed && !folded.keys.has(ref)) keys.keep(ref);
      }
      keys.write(folded);
      for (const placed of folded.facts.values()) fact(placed);
      good(folded.facts.values());
      for (const image of folded.traces.values()) trace.put(image);
      for (const image of folded.exceptions.values()) exception(image);
      for (const entries of folded.history.values()) {
        for (const entry of entries.values()) putEntry.run(entry.exception, entry.version, JSON.stringify(entry));
      }
      for (const cause of folded.causes.values()) putCause.run(cause.number, cause.family, docOf(cause));
      for (const source of folded.sources.values()) putSource.run(source.ref, docOf(source));
      for (const handOver of folded.handOvers.values()) putHandOver.run(handOver.number, docOf(handOver));
      for (const ask of folded.asks.values()) {
        putAsk.run(ask.number, docOf(ask));
        dropLines.run(ask.number);
        for (const { exceptions, warehouse } of ask.lines)
          for (const about of exceptions) putLine.run(ask.number, about, warehouse ?? "");
      }
      for (const [id, statement] of folded.statements)
        if (statement === null) dropStatement.run(id);
        else putStatement.run(id, statement.side, statement.keptAt, docOf(statement));
      for (const [ref, versions] of folded.owed) owed(ref, versions);
      figures([...folded.figures.values()].flatMap((own) => [...own.values()]));
      for (const [ref, due] of folded.dealings) dealings(ref, due);
      closing(folded.datings, folded.closings);
      for (const pledge of folded.pledges.values())
        putPledge.run(pledge.number, pledge.closed?.at ?? null, docOf(pledge));
      lag.write(folded);
      if (folded.engine !== null) putEngine.run(JSON.stringify(folded.engine));
    },
    remember(folded) {
      for (const ref of refsOf(folded)) rows.strangers.delete(ref);
      for (const [ref, image] of folded.objects) {
        rows.objects.set(ref, image);
        rows.timers.setObject(ref, image?.timer ?? null);
      }
      for (const [text, ref] of folded.keys) {
        rows.keys.set(text, ref);
      }
      if (rows.named !== null) for (const name of namesOf(folded)) rows.named.add(name);
      for (const [ref, image] of folded.traces) rows.traces.set(ref, image);
      for (const [number, image] of folded.exceptions) {
        rows.exceptions.set(number, image);
        rows.timers.setException(number, image.timer);
      }
      for (const [ref, changed] of folded.figures) {
        const known = rows.counts.get(ref);
        if (known === undefined || known === null) continue;
        const others = known.filter(({ life }) => !changed.has(life.figure));
        rows.counts.set(ref, [...others, ...[...changed.values()].flatMap(({ versions }) => versions)]);
      }
      for (const [ref, versions] of folded.owed) rows.lives.set(ref, versions);
      for (const [ref, dating] of folded.datings) rows.datings.set(ref, dating);
      for (const identity of folded.facts.keys()) rows.unheard.delete(identity);
      placeFacts(rows.timelines, folded.facts.values(), replaced);
      replaced.clear();
      for (const [ref, source] of folded.sources) {
        rows.sources.set(ref, source);
        rows.timers.setSource(ref, source.timer);
      }
      for (const [number, cause] of folded.causes) {
        rows.causes.set(number, cause);
        rows.families.delete(cause.family);
      }
    },
    forget() {
      lag.forget();
      trace.forget();
      keys.forget();
      replaced.clear();
    },
  };
}

/** All refs under which something was written. */
function* refsOf({ objects, facts, owed, figures, datings }: Folded): Generator<Ref> {
  for (const written of [objects, owed, figures, datings]) yield* written.keys();
  for (const { on } of facts.values()) yield* on;
}

/** Writes an object, with whether it answers to its ref if it is new, or deletes it: then says whether it did. */
function objectWriter(
  db: Handle,
  rows: HotRows,
  docOf: DocOf,
): (ref: Ref, object: BusinessObject | null, keyed: boolean) => boolean {
  const put = db.prepare(
    `INSERT INTO objects (ref, keyed, timer, doc) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET timer = excluded.timer, doc = excluded.doc`,
  );
  const drop = db.prepare("DELETE FROM objects WHERE ref = ? RETURNING keyed").pluck();
  const idOf = db.prepare("SELECT id FROM objects WHERE ref = ?").pluck();
  const putTerm = db.prepare("INSERT OR IGNORE INTO search (term, part, apart, object) VALUES (?, ?, ?, ?)");
  const dropTerm = db.prepare("DELETE FROM search WHERE term = ? AND part = ? AND apart = ? AND object = ?");
  const putAwaiting = db.prepare("INSERT OR IGNORE INTO awaiting (system, ref) VALUES (?, ?)");
  const flow = flowWriter(db);
  const dropAwaiting = db.prepare("DELETE FROM awaiting WHERE system = ? AND ref = ?");

  return (ref, object, keyed) => {
    const before = rows.object(ref);
    const known = before !== undefined && (before.keys !== object?.keys || before.mentions !== object.mentions);
    const id = known ? idOf.get(ref) : null;
    let wasKeyed = false;
    if (object === null) wasKeyed = drop.get(ref) === 1;
    else {
      const { lastInsertRowid } = put.run(ref, keyed ? 1 : 0, object.timer, docOf(object, objectText));
      if (before === undefined) for (const term of termsOf(object)) putTerm.run(...term, lastInsertRowid);
    }
    if (known) {
      replace(
        termsOf(before),
        object === null ? [] : termsOf(object),
        (term) => dropTerm.run(...term, id),
        (term) => putTerm.run(...term, id),
      );
    }
    if (before?.expectations !== object?.expectations) {
      const awaitedBefore = before === undefined ? [] : awaitedSystems(before);
      const awaited = object === null ? [] : awaitedSystems(object);
      replace(
        awaitedBefore,
        awaited,
        (system) => dropAwaiting.run(system, ref),
        (system) => putAwaiting.run(system, ref),
      );
    }
    flow(ref, before, object);
    return wasKeyed;
  };
}

/** What rows are asked for by: a commit has written some of each. */
function* namesOf(folded: Folded): Iterable<string> {
  yield* refsOf(folded);
  yield* folded.keys.keys();
  yield* folded.traces.keys();
}

type Term = readonly [term: string, part: number, apart: number];

/** What `search` has of an object. */
function termsOf(object: BusinessObject): readonly Term[] {
  const apart = object.environment === "" ? 0 : 1;
  return [...object.keys, ...object.mentions].flatMap(({ value }) =>
    searchTerms(value).map(({ term, whole }): Term => [term, whole ? 0 : 1, apart]),
  );
}

/** Takes out what is only in the first list and puts in what is only in the second. */
function replace<T extends string | Term>(
  before: readonly T[],
  after: readonly T[],
  takeOut: (item: T) => void,
  putIn: (item: T) => void,
): void {
  if (before.length === 0 && after.length === 0) return;
  const text = (item: T): string => (typeof item === "string" ? item : JSON.stringify(item));
  const was = new Set(before.map(text));
  const is = new Set(after.map(text));
  for (const item of before) if (!is.has(text(item))) takeOut(item);
  for (const item of after) if (!was.has(text(item))) putIn(item);
}

/** Columns of `exceptions` in the order in which they are written. */
const exceptionColumns = [
  "number",
  "fingerprint",
  "object",
  "state",
  "unresolved",
  "watch",
  "kind",
  "severity",
  "severity_rank",
  "warehouse",
  "team",
  "person",
  "flow",
  "policy",
  "system",
  "opened_at",
  "cutoff_at",
  "worth",
  "amount",
  "resolved_at",
  "timer",
  "cause",
  "created_at",
  "acknowledged_at",
  "told",
  "fallback",
  "not_mine_at",
  "unseen",
  "words",
  "doc",
] as const;

function exceptionWriter(db: Handle, docOf: DocOf): (exception: OpsException) => void {
  const put = db.prepare(
    `INSERT OR REPLACE INTO exceptions (${exceptionColumns.join(", ")})
     VALUES (${exceptionColumns.map(() => "?").join(", ")})`,
  );
  const dropHolds = db.prepare("DELETE FROM holds WHERE number = ?");
  const putHold = db.prepare(
    "INSERT OR IGNORE INTO holds (number, ref, minor, currency, basis) VALUES (?, ?, ?, ?, ?)",
  );
  return (exception) => {
    const { number, state, kind, severity, warehouse, owner, flow, system } = exception;
    const sort = sortValues(exception);
    put.run(
      number,
      exception.fingerprint,
      exception.object,
      state,
      state === "resolved" ? 0 : 1,
      exception.watch ? 1 : 0,
      kind,
      severity,
      sort.rank,
      warehouse,
      owner.team,
      owner.person,
      flow,
      policyOf(exception),
      system,
      sort.opened,
      sort.cutoff,
      sort.worth,
      worthOf(exception.held),
      exception.resolvedAt,
      exception.timer,
      exception.causeId === null ? null : numberOfCause(exception.causeId),
      exception.createdAt,
      exception.acknowledgedAt,
      exception.told === null ? 0 : 1,
      byFallback(exception) ? 1 : 0,
      notMineAt(exception),
      isUnseen(exception) ? 1 : 0,
      exceptionText(exception),
      docOf(exception),
    );
    dropHolds.run(number);
    for (const { ref, money, basis } of exception.held) {
      putHold.run(number, ref, money?.minor ?? null, money?.currency ?? null, basis);
    }
  };
}
