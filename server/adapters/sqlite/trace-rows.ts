import type { TraceState } from "../../domain/index.ts";
import { traceWords } from "../../ports/words.ts";
import { alikeText, alikeWriter } from "./alike.ts";
import type { Handle } from "./database.ts";
import type { DocOf } from "./documents.ts";
import { packedRef, systemsText, type TraceRow, traceDoc, traceIn } from "./packed-traces.ts";

/** In SQL, the ref of a trace as text. */
export const refText = "iif(typeof(ref) = 'blob', lower(hex(ref)), ref)";

/** In SQL, the values of a `TraceRow`. */
export const traceColumns = `${refText}, start_at, ${alikeText("trace_systems", "systems")}, ${alikeText("trace_names", "name")}, doc`;

/** Reads traces by their refs. */
export function traceReader(db: Handle): (ref: string) => TraceState | undefined {
  const read = db.prepare(`SELECT ${traceColumns} FROM traces WHERE ref = ?`).raw();
  return (ref) => {
    const row = read.get(packedRef(ref)) as TraceRow | undefined;
    return row === undefined ? undefined : traceIn(row);
  };
}

/** Writes traces; to be called within a transaction. */
export interface TraceWriter {
  put(trace: TraceState): void;
  /** Forgets what a transaction that failed may have left behind. */
  forget(): void;
}

/** A writer of `traces`, and of what many of them have alike. */
export function traceWriter(db: Handle, docOf: DocOf): TraceWriter {
  const put = db.prepare(
    `INSERT INTO traces (ref, environment, start_at, failed, keyed, systems, name, words, doc)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET start_at = excluded.start_at, failed = excluded.failed, keyed = excluded.keyed,
       systems = excluded.systems, name = excluded.name, words = excluded.words, doc = excluded.doc`,
  );
  const systems = alikeWriter(db, "trace_systems");
  const names = alikeWriter(db, "trace_names");
  return {
    put(trace) {
      const { ref, environment, startAt, failed, keys, name } = trace;
      put.run(
        packedRef(ref),
        environment,
        startAt,
        failed ? 1 : 0,
        keys.length > 0 ? 1 : 0,
        systems.packed(systemsText(trace)),
        names.packed(name),
        wordsBeside(trace),
        docOf(trace, traceDoc),
      );
    },
    forget() {
      systems.forget();
      names.forget();
    },
  };
}

const ascii = /^\p{ASCII}*$/u;

/** The words of a trace that a search does not find in what else its row says: SQLite knows small letters of ASCII alone. */
function wordsBeside(trace: TraceState): string | null {
  const words = traceWords(trace);
  return trace.environment === "" && ascii.test(words) ? null : words;
}
