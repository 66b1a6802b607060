import { stillThere } from "../../ports/standings.ts";
import { alikeSchema } from "./alike.ts";
import { closingSchema } from "./closing.ts";
import { dealingSchema } from "./dealings.ts";
import { keySchema } from "./keys.ts";

/** Version of the tables in `store.db`. A store is derived: an older one is emptied and built again from the journal. */
export const storeVersion = 24;

/** Columns by which lists of exceptions are narrowed most. */
const narrowed = "state, kind, severity, warehouse, team, person, flow, system";

/**
 * Tables of `store.db`. `doc` is the row as the core knows it, in JSON (of objects, facts and traces without the names of
 * their values); the other columns are what it is found by.
 */
export const storeSchema = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
INSERT INTO meta VALUES ('seq', 0), ('up_to', 0), ('epoch', 0), ('engine', NULL), ('figures_known_to', 0);

-- keyed: 1 where it answers to its ref.
CREATE TABLE objects (
  id INTEGER PRIMARY KEY, ref TEXT NOT NULL UNIQUE, keyed INTEGER NOT NULL, timer INTEGER, doc TEXT NOT NULL
);
CREATE INDEX objects_timer ON objects (timer, ref) WHERE timer IS NOT NULL;
${keySchema}
-- What objects are searched by: term is the number without separators, part 1 where it begins within the number,
-- apart 1 in an environment kept apart.
CREATE TABLE search (
  term TEXT NOT NULL, part INTEGER NOT NULL, apart INTEGER NOT NULL, object INTEGER NOT NULL,
  PRIMARY KEY (term, part, apart, object)
) WITHOUT ROWID;

-- Objects that await something of a system.
CREATE TABLE awaiting (system TEXT NOT NULL, ref TEXT NOT NULL, PRIMARY KEY (system, ref)) WITHOUT ROWID;

-- Objects in whose building's days they may stand, from the fact with which they came in until their end was known.
CREATE TABLE standings (
  kind TEXT NOT NULL, warehouse TEXT NOT NULL, ref TEXT NOT NULL, from_at INTEGER NOT NULL, until_at INTEGER NOT NULL,
  PRIMARY KEY (kind, warehouse, ref)
) WITHOUT ROWID;
CREATE INDEX standings_until ON standings (kind, warehouse, until_at, from_at, ref);

-- stands_on: refs of the timelines that the fact stands on, in JSON. counted_at, counted_nanos: when it happened; NULL in
-- an environment kept apart.
CREATE TABLE facts (
  id INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE, stands_on TEXT NOT NULL, counted_at INTEGER, counted_nanos INTEGER,
  doc TEXT NOT NULL
);
CREATE INDEX facts_counted ON facts (counted_at, counted_nanos, identity) WHERE counted_at IS NOT NULL;
-- The good fact of each type and system that happened last, where it counts.
CREATE TABLE good (
  system TEXT NOT NULL, type TEXT NOT NULL, occurred_at INTEGER NOT NULL, occurred_nanos INTEGER NOT NULL,
  identity TEXT NOT NULL, PRIMARY KEY (system, type)
) WITHOUT ROWID;
CREATE TABLE timelines (
  ref TEXT NOT NULL, occurred_at INTEGER NOT NULL, occurred_nanos INTEGER NOT NULL, identity TEXT NOT NULL,
  PRIMARY KEY (ref, occurred_at, occurred_nanos, identity)
) WITHOUT ROWID;

${alikeSchema}
-- ref: the bytes of a trace id, or the text of any other ref. systems, name: the number of one that others have too, or
-- the text. words: what a text is looked for in besides the trace id, where it is not what the other columns say in ASCII.
CREATE TABLE traces (
  id INTEGER PRIMARY KEY, ref BLOB NOT NULL UNIQUE, environment TEXT NOT NULL, start_at INTEGER NOT NULL,
  failed INTEGER NOT NULL, keyed INTEGER NOT NULL, systems BLOB NOT NULL, name BLOB NOT NULL, words TEXT,
  doc TEXT NOT NULL
);
CREATE INDEX traces_newest ON traces (start_at DESC, environment, failed, keyed);

-- worth: amount to sort by, 0 where amount is unknown; both in major units. cutoff_at: end of the year 9999 where none.
CREATE TABLE exceptions (
  number INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, object TEXT, state TEXT NOT NULL, unresolved INTEGER NOT NULL,
  watch INTEGER NOT NULL, kind TEXT NOT NULL, severity TEXT NOT NULL, severity_rank INTEGER NOT NULL, warehouse TEXT,
  team TEXT NOT NULL, person TEXT, flow TEXT, policy TEXT, system TEXT, opened_at INTEGER NOT NULL,
  cutoff_at INTEGER NOT NULL, worth REAL NOT NULL, amount REAL, resolved_at INTEGER, timer INTEGER, cause INTEGER,
  created_at INTEGER NOT NULL, acknowledged_at INTEGER, told INTEGER NOT NULL, fallback INTEGER NOT NULL,
  not_mine_at INTEGER, unseen INTEGER NOT NULL,
  words TEXT NOT NULL, doc TEXT NOT NULL
);
CREATE INDEX exceptions_fingerprint ON exceptions (fingerprint, number);
CREATE INDEX exceptions_object ON exceptions (object, number) WHERE object IS NOT NULL;
CREATE INDEX exceptions_timer ON exceptions (timer, number) WHERE timer IS NOT NULL;
CREATE INDEX exceptions_resolved ON exceptions (resolved_at) WHERE resolved_at IS NOT NULL;
CREATE INDEX exceptions_created ON exceptions (created_at);
CREATE INDEX exceptions_unseen ON exceptions (number) WHERE unseen = 1;
CREATE INDEX exceptions_cause ON exceptions (cause, unresolved) WHERE cause IS NOT NULL;
CREATE INDEX exceptions_counted ON exceptions (unresolved, watch, state, team, person, warehouse, severity);
-- What lists are narrowed by stands behind each order: leaving out a hundred thousand rows reads no other page.
CREATE INDEX exceptions_cutoff ON exceptions (unresolved, watch, cutoff_at, worth DESC, opened_at, number, ${narrowed});
CREATE INDEX exceptions_opened ON exceptions (unresolved, watch, opened_at DESC, number DESC, ${narrowed});
CREATE INDEX exceptions_value ON exceptions (unresolved, watch, worth DESC, opened_at, number, ${narrowed});
CREATE INDEX exceptions_severity ON exceptions (unresolved, watch, severity_rank, opened_at, number, ${narrowed});
-- By cutoff in one building: none of its own may have one, and those of all others would come first. Whoever means it
-- says unresolved > 0: it is in no other order.
CREATE INDEX exceptions_here ON exceptions (warehouse, watch, cutoff_at, worth DESC, opened_at, number, ${narrowed})
WHERE unresolved > 0;
CREATE INDEX exceptions_past ON exceptions (opened_at, number, fallback, warehouse) WHERE watch = 0;
CREATE INDEX exceptions_not_mine ON exceptions (not_mine_at) WHERE not_mine_at IS NOT NULL;
-- What happened in a flow, by when.
CREATE INDEX exceptions_flow ON exceptions (flow, opened_at, policy, warehouse) WHERE watch = 0 AND flow IS NOT NULL;

-- Which exceptions the newest commits changed.
CREATE TABLE exception_moves (seq INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (seq, number)) WITHOUT ROWID;

-- What an exception holds up; minor NULL where the amount is unknown.
CREATE TABLE holds (
  number INTEGER NOT NULL, ref TEXT NOT NULL, minor INTEGER, currency TEXT, basis TEXT NOT NULL, PRIMARY KEY (number, ref)
) WITHOUT ROWID;
CREATE INDEX holds_ref ON holds (ref);

CREATE TABLE history (exception INTEGER NOT NULL, version INTEGER NOT NULL, doc TEXT NOT NULL, PRIMARY KEY (exception, version)) WITHOUT ROWID;
CREATE TABLE causes (number INTEGER PRIMARY KEY, family TEXT NOT NULL, doc TEXT NOT NULL);
CREATE INDEX causes_family ON causes (family, number);
CREATE TABLE hand_overs (number INTEGER PRIMARY KEY, doc TEXT NOT NULL);
CREATE TABLE asks (number INTEGER PRIMARY KEY, doc TEXT NOT NULL);
-- Empty text: no building.
CREATE TABLE ask_lines (
  ask INTEGER NOT NULL, exception INTEGER NOT NULL, warehouse TEXT NOT NULL, PRIMARY KEY (ask, exception, warehouse)
) WITHOUT ROWID;
CREATE INDEX ask_lines_exception ON ask_lines (exception, ask);
CREATE TABLE sources (ref TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;

-- A step between two systems at a warehouse, with how much waits; its lags by minute, and what waits. buckets:
-- [[bucket, count], …] in JSON.
CREATE TABLE cells (
  id INTEGER PRIMARY KEY, flow TEXT NOT NULL, step TEXT NOT NULL, from_system TEXT NOT NULL, to_system TEXT NOT NULL,
  warehouse TEXT NOT NULL, pending INTEGER NOT NULL DEFAULT 0, UNIQUE (flow, step, from_system, to_system, warehouse)
);
CREATE TABLE lags (
  minute INTEGER NOT NULL, cell INTEGER NOT NULL, count INTEGER NOT NULL, late INTEGER NOT NULL, max_ms INTEGER NOT NULL,
  buckets TEXT NOT NULL, PRIMARY KEY (minute, cell)
) WITHOUT ROWID;
CREATE INDEX lags_cell ON lags (cell, minute);
-- The same by hour, with the buckets in bytes: what is asked over more than that reads the minutes of its ends alone.
CREATE TABLE lag_hours (
  cell INTEGER NOT NULL, hour INTEGER NOT NULL, count INTEGER NOT NULL, late INTEGER NOT NULL, max_ms INTEGER NOT NULL,
  buckets BLOB NOT NULL, PRIMARY KEY (cell, hour)
) WITHOUT ROWID;
CREATE TABLE pending (
  cell INTEGER NOT NULL, expectation TEXT NOT NULL, ref TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (cell, expectation, ref)
) WITHOUT ROWID;
CREATE INDEX pending_oldest ON pending (cell, since);

-- Expectations that nothing has met; and how far objects are through flows: ended_at NULL while something is to come,
-- bucket of the time between NULL where it was not measured.
CREATE TABLE unmet (
  flow TEXT NOT NULL, step TEXT NOT NULL, state TEXT NOT NULL, warehouse TEXT NOT NULL, since INTEGER NOT NULL,
  ref TEXT NOT NULL, expectation TEXT NOT NULL, PRIMARY KEY (flow, step, state, warehouse, since, ref, expectation)
) WITHOUT ROWID;
CREATE TABLE passages (
  flow TEXT NOT NULL, ref TEXT NOT NULL, warehouse TEXT NOT NULL, began_at INTEGER NOT NULL, ended_at INTEGER,
  bucket INTEGER, PRIMARY KEY (flow, ref)
) WITHOUT ROWID;
CREATE INDEX passages_began ON passages (flow, began_at, warehouse);
CREATE INDEX passages_ended ON passages (flow, ended_at, warehouse, bucket) WHERE ended_at IS NOT NULL;

-- What the ERP itself said is not in its books.
CREATE TABLE statements (id TEXT PRIMARY KEY, side TEXT NOT NULL, kept_at INTEGER NOT NULL, doc TEXT NOT NULL);
CREATE INDEX statements_side ON statements (side, kept_at DESC, id DESC);

-- What is owed to the books, as it was known for a while; doc: the life in JSON. Ends: one that sorts after every instant
-- while it is still so, or still known so. span: how long it was so and known so, as owed.ts has it.
CREATE TABLE owed (
  id INTEGER PRIMARY KEY, ref TEXT NOT NULL, kind TEXT NOT NULL, warehouse TEXT, from_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL, known_from INTEGER NOT NULL, known_until INTEGER NOT NULL, span INTEGER NOT NULL,
  ends_at INTEGER AS (min(until_at, known_until)), doc TEXT NOT NULL
);
CREATE INDEX owed_ref ON owed (ref);
CREATE INDEX owed_standing ON owed (span, ends_at, until_at, known_until, from_at, known_from, warehouse);

-- What objects and exceptions (X-1042) add to figures, as it was known for a while; at NULL: it waits.
CREATE TABLE figures (
  ref TEXT NOT NULL, figure TEXT NOT NULL, known_from INTEGER NOT NULL, known_until INTEGER NOT NULL, day INTEGER NOT NULL,
  from_at INTEGER NOT NULL, at INTEGER, warehouse TEXT, partner TEXT, flow TEXT, cause TEXT, numerator INTEGER NOT NULL,
  denominator INTEGER NOT NULL, awaits INTEGER NOT NULL, floor_ms INTEGER, message_ms INTEGER, left_out TEXT,
  PRIMARY KEY (ref, figure, known_from)
) WITHOUT ROWID;
CREATE INDEX figures_waiting ON figures (figure, warehouse, from_at, at) WHERE at IS NULL;
CREATE INDEX figures_counted ON figures (day, figure, at, known_until) WHERE at IS NOT NULL;
-- What lay ahead when it was known, with all that its cell is made of: few, and read whenever a figure is.
CREATE INDEX figures_ahead ON figures (at, figure, day, warehouse, awaits, numerator, denominator, left_out, floor_ms,
  message_ms, known_until) WHERE known_until = ${stillThere} AND at > known_from;

-- Sums of what is known now and counts on a day in one place, and by building alone; empty text: not told.
CREATE TABLE figure_cells (
  figure TEXT NOT NULL, day INTEGER NOT NULL, warehouse TEXT NOT NULL, partner TEXT NOT NULL, flow TEXT NOT NULL,
  cause TEXT NOT NULL, awaits INTEGER NOT NULL, count INTEGER NOT NULL, numerator INTEGER NOT NULL,
  denominator INTEGER NOT NULL, left_out INTEGER NOT NULL, split INTEGER NOT NULL, floor_ms INTEGER NOT NULL,
  message_ms INTEGER NOT NULL, PRIMARY KEY (figure, day, warehouse, partner, flow, cause, awaits)
) WITHOUT ROWID;
CREATE TABLE figure_days (
  figure TEXT NOT NULL, day INTEGER NOT NULL, warehouse TEXT NOT NULL, awaits INTEGER NOT NULL, count INTEGER NOT NULL,
  numerator INTEGER NOT NULL, denominator INTEGER NOT NULL, left_out INTEGER NOT NULL, split INTEGER NOT NULL,
  floor_ms INTEGER NOT NULL, message_ms INTEGER NOT NULL, PRIMARY KEY (figure, day, warehouse, awaits)
) WITHOUT ROWID;

${closingSchema}
${dealingSchema}
-- What was promised; closed_at: NULL while it is carried.
CREATE TABLE pledges (number INTEGER PRIMARY KEY, closed_at INTEGER, doc TEXT NOT NULL);
CREATE INDEX pledges_closed ON pledges (closed_at);

-- The outbox: changes, and the images that are read only when they are looked at, each JSON in an lz4 block.
CREATE TABLE commits (
  seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, up_to INTEGER NOT NULL, changes BLOB NOT NULL, images BLOB NOT NULL
);
`;
