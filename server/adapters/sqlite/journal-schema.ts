/** Version of the tables in `journal.db`. */
export const journalVersion = 1;

/**
 * Tables of `journal.db`. `chain` is the SHA-256 of the chain before, the row's columns and the stored bytes.
 * A repeat names the entry that it repeats and has no body of its own.
 */
export const journalSchema = `
CREATE TABLE entries (
  position INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, receipt TEXT NOT NULL, collector TEXT NOT NULL,
  route TEXT NOT NULL, content_type TEXT NOT NULL, sender TEXT NOT NULL, received_at INTEGER NOT NULL, part INTEGER NOT NULL,
  parts INTEGER NOT NULL, records INTEGER NOT NULL, rejected INTEGER NOT NULL, message TEXT, reason TEXT, repeats INTEGER,
  body_bytes INTEGER NOT NULL, body BLOB, chain BLOB NOT NULL
);
-- What a delivery that comes again is known by.
CREATE INDEX entries_receipt ON entries (receipt, position) WHERE kind = 'records';

-- Hashes of trace ids and keys, as signed 64-bit numbers.
CREATE TABLE terms (hash INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (hash, position)) WITHOUT ROWID;

CREATE TABLE rulings (
  number INTEGER PRIMARY KEY, at INTEGER NOT NULL, position INTEGER NOT NULL, settled_to INTEGER NOT NULL,
  ruling TEXT NOT NULL, chain BLOB NOT NULL
);

-- The newest instant at which we said that we run.
CREATE TABLE alive (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL);
`;
