import type { Handle } from "./database.ts";

/** Tables of texts that many traces have alike. */
export type AlikeTable = "trace_systems" | "trace_names";

export const alikeSchema = `
-- Lists of systems, in JSON, and names that many traces have alike, each once while there are few.
CREATE TABLE trace_systems (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE trace_names (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
`;

/** Texts that a table holds, at most: names with numbers in them would be as many as traces. */
const most = 4_096;

/** Half of a surrogate pair, which UTF-8 cannot say: two such texts may be the same in the file. */
const half = /\p{Cs}/u;

/** Writes texts as what stands for them in a column; to be called within a transaction. */
export interface AlikeWriter {
  /** The number of a text, or the text where the table has no room for it. */
  packed(text: string): bigint | string;
  /** Reads the table again, after a transaction that failed. */
  forget(): void;
}

export function alikeWriter(db: Handle, table: AlikeTable): AlikeWriter {
  const rows = db.prepare(`SELECT text, id FROM ${table}`).raw();
  const put = db.prepare(`INSERT INTO ${table} (id, text) VALUES (?, ?)`);
  // A column that also takes texts keeps any other number as a REAL of eight bytes.
  const load = () => new Map((rows.all() as (readonly [string, number])[]).map(([text, id]) => [text, BigInt(id)]));
  let known = load();
  return {
    packed(text) {
      const number = known.get(text);
      if (number !== undefined) return number;
      if (known.size >= most || half.test(text)) return text;
      const next = BigInt(known.size + 1);
      put.run(next, text);
      known.set(text, next);
      return next;
    },
    forget() {
      known = load();
    },
  };
}

/** In SQL, the text of a column that an `AlikeWriter` wrote. */
export const alikeText = (table: AlikeTable, column: string): string =>
  `iif(typeof(${column}) = 'integer', (SELECT text FROM ${table} WHERE id = ${column}), ${column})`;

/** In SQL, whether a condition on `text` holds for such a column: asked of each text once, and not of each row. */
export const alikeWhere = (table: AlikeTable, column: string, condition: (text: string) => string): string =>
  `iif(typeof(${column}) = 'integer', ${column} IN (SELECT id FROM ${table} WHERE ${condition("text")}),
     ${condition(column)})`;
