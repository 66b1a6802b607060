import { type KeyText, partsOf, type Ref } from "../../domain/index.ts";
import type { Folded } from "../../ports/folded.ts";
import type { Handle } from "./database.ts";
import type { HotRows } from "./store-rows.ts";

/** What objects answer to. Most answer to their ref alone, which `objects.keyed` says of one; `keys` has the rest. */
export const keySchema = `
CREATE TABLE keys (
  environment TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, issuer TEXT NOT NULL, ref TEXT NOT NULL,
  PRIMARY KEY (environment, kind, value, issuer)
) WITHOUT ROWID;
-- Who issued numbers, as objects that answer to their refs have them: so one is found whoever issued it.
CREATE TABLE issuers (
  environment TEXT NOT NULL, kind TEXT NOT NULL, issuer TEXT NOT NULL, PRIMARY KEY (environment, kind, issuer)
) WITHOUT ROWID;
`;

/** In SQL, the text of a key but for its value. */
const head = "iif(environment = '', '', environment || '@') || kind || ':' || issuer || ':'";

/** In SQL, the text of each key and what it answers with. */
export const canonicalKeys = `
SELECT json_array(${head} || value, ref) FROM keys
UNION ALL SELECT json_array(ref, ref) FROM objects WHERE keyed = 1`;

/** Reads what a key answers with. */
export function keyReader(db: Handle): (text: KeyText) => Ref | undefined {
  const find = db
    .prepare(
      `SELECT coalesce(
         (SELECT ref FROM objects WHERE ref = ? AND keyed = 1),
         (SELECT ref FROM keys WHERE environment = ? AND kind = ? AND value = ? AND issuer = ?))`,
    )
    .pluck();
  return (text) => {
    const { environment, kind, value, issuer } = partsOf(text);
    return (find.get(text, environment, kind, value, issuer) as Ref | null) ?? undefined;
  };
}

/** Reads what answers to a number of a kind, whoever issued it; in no order. */
export function numberReader(db: Handle): (environment: string, kind: string, value: string) => readonly Ref[] {
  const find = db
    .prepare(
      `SELECT ref FROM keys WHERE environment = :environment AND kind = :kind AND value = :value
       UNION SELECT objects.ref FROM issuers JOIN objects ON objects.ref = ${head} || :value
       WHERE environment = :environment AND kind = :kind AND keyed = 1`,
    )
    .pluck();
  return (environment, kind, value) => find.all({ environment, kind, value }) as Ref[];
}

/** Writes what objects answer to; to be called within a transaction. */
export interface KeyWriter {
  /** To be called when the objects of a commit are written, new ones with what `answersToRef` says. */
  write(folded: Folded): void;
  /** Puts down that a ref answers with itself although there is no such object. */
  keep(ref: Ref): void;
  /** Forgets what a transaction that failed may have left behind. */
  forget(): void;
}

/** Whether an object that is new is put down as one that answers to its ref. */
export const answersToRef = (folded: Folded, ref: Ref): boolean => folded.keys.get(ref) === ref;

export function keyWriter(db: Handle, rows: HotRows): KeyWriter {
  const put = db.prepare(
    `INSERT INTO keys (environment, kind, value, issuer, ref) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET ref = excluded.ref`,
  );
  const drop = db.prepare("DELETE FROM keys WHERE environment = ? AND kind = ? AND value = ? AND issuer = ?");
  const setKeyed = db.prepare("UPDATE objects SET keyed = ? WHERE ref = ?");
  const putIssuer = db.prepare("INSERT OR IGNORE INTO issuers (environment, kind, issuer) VALUES (?, ?, ?)");
  const issuers = new Set<string>();

  return {
    write(folded) {
      for (const [text, ref] of folded.keys) {
        const { environment, kind, value, issuer } = partsOf(text);
        const before = rows.object(text) !== undefined;
        const object = folded.objects.get(text);
        const isObject = object === undefined ? before : object !== null;
        if (ref === text && isObject) {
          const ofIssuer = text.slice(0, text.length - value.length);
          if (!issuers.has(ofIssuer)) {
            putIssuer.run(environment, kind, issuer);
            issuers.add(ofIssuer);
          }
          if (before) setKeyed.run(1, text);
          if (before || rows.refOf(text) !== undefined) drop.run(environment, kind, value, issuer);
        } else {
          if (before) setKeyed.run(0, text);
          if (ref === null) drop.run(environment, kind, value, issuer);
          else put.run(environment, kind, value, issuer, ref);
        }
      }
    },
    keep(ref) {
      const { environment, kind, value, issuer } = partsOf(ref);
      put.run(environment, kind, value, issuer, ref);
    },
    forget: () => issuers.clear(),
  };
}
