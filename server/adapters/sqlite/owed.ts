import type { Instant, LifeVersion, OwedLife, Ref } from "../../domain/index.ts";
import { compareTexts } from "../../ports/canonical.ts";
import { cursorText, readCursor } from "../../ports/cursor.ts";
import { hourMs } from "../../ports/flow.ts";
import type { Page, Scope } from "../../ports/index.ts";
import { stillThere } from "../../ports/standings.ts";
import { all, type Condition, statements } from "./condition.ts";
import type { Handle } from "./database.ts";
import { scopeConditions } from "./views-exceptions.ts";

/** Reads all that was known of what an object owes, oldest first. */
export function owedReader(db: Handle): (ref: Ref) => readonly LifeVersion[] {
  const read = db.prepare("SELECT doc, known_from, known_until FROM owed WHERE ref = ? ORDER BY id").raw();
  return (ref) =>
    (read.all(ref) as (readonly [string, Instant, Instant])[]).map(([doc, knownFrom, knownUntil]) => ({
      life: JSON.parse(doc) as OwedLife,
      knownFrom,
      knownUntil: knownUntil === stillThere ? null : knownUntil,
    }));
}

/**
 * Versions by how long they stood and were known: 0 for up to an hour, then one more for each doubling, and a last one for
 * what stands and is known still. Of a length it is known how far beyond an instant such a version can end that stood then.
 */
const spans = 34;
const openSpan = spans - 1;
const longestOf = (span: number): number => hourMs * 2 ** span;

function spanOf(from: Instant, end: Instant): number {
  if (end === stillThere) return openSpan;
  let span = 0;
  while (span < openSpan - 1 && longestOf(span) < end - from) span++;
  return span;
}

/** Writes all that was known of what an object owes, in the place of what stands there; to be called within a transaction. */
export function owedWriter(db: Handle): (ref: Ref, versions: readonly LifeVersion[]) => void {
  const drop = db.prepare("DELETE FROM owed WHERE ref = ?");
  const put = db.prepare(
    `INSERT INTO owed (ref, kind, warehouse, from_at, until_at, known_from, known_until, span, doc)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (ref, versions) => {
    drop.run(ref);
    for (const { life, knownFrom, knownUntil } of versions) {
      const { kind, warehouse } = life.owed;
      const [until, known] = [life.until ?? stillThere, knownUntil ?? stillThere];
      const span = spanOf(Math.min(life.from, knownFrom), Math.min(until, known));
      put.run(ref, kind, warehouse, life.from, until, knownFrom, known, span, JSON.stringify(life));
    }
  };
}

/** One life that was found: its row, and its place in the order of all. */
type Found = readonly [id: number, ref: Ref, kind: string, from: Instant];
type Place = readonly [ref: Ref, kind: string, from: Instant];

const comparePlaces = (a: Place, b: Place): number =>
  compareTexts(a[0], b[0]) || compareTexts(a[1], b[1]) || a[2] - b[2];
const placeOf = ([, ...place]: Found): Place => place;

/** What was found is kept for so many questions: one that is read in pages is gone through once. */
const mostKept = 4;

/** Reads what was owed in a time by the ends of versions, so that of what was settled long before or after it nothing is looked at. */
export function owedView(
  db: Handle,
): (
  scope: Scope,
  within: { readonly from: Instant; readonly to: Instant },
  knownAt: Instant | null,
  limit: number,
  cursor: string | null,
) => Page<OwedLife> {
  const prepare = statements(db);
  const seq = db.prepare("SELECT value FROM meta WHERE name = 'seq'").pluck();
  const doc = db.prepare("SELECT doc FROM owed WHERE id = ?").pluck();
  let keptAt = 0;
  const kept = new Map<string, readonly Found[]>();

  const find = (
    scope: Scope,
    { from, to }: { readonly from: Instant; readonly to: Instant },
    knownAt: Instant | null,
  ): readonly Found[] => {
    const known: Condition =
      knownAt === null
        ? { sql: "known_until = ?", values: [stillThere] }
        : { sql: "known_from <= ? AND known_until > ?", values: [knownAt, knownAt] };
    const where = all([{ sql: "until_at > ? AND from_at <= ?", values: [from, to] }, known, ...scopeConditions(scope)]);
    const read = prepare(
      `SELECT id, ref, kind, from_at FROM owed INDEXED BY owed_standing
       WHERE span = ? AND ends_at > ? AND ends_at <= ? AND ${where.sql}`,
    ).raw();
    // What stood and was known then had begun, and been heard of, by then; it ended, or was known otherwise, later.
    const last = Math.min(to, knownAt ?? to);
    const found: Found[] = [];
    for (let span = 0; span < spans; span++) {
      const end = span === openSpan ? stillThere : last + longestOf(span);
      found.push(...(read.all(span, Math.min(from, knownAt ?? from), end, ...where.values) as Found[]));
    }
    return found.sort((a, b) => comparePlaces(placeOf(a), placeOf(b)));
  };

  const findOnce: typeof find = (scope, within, knownAt) => {
    const now = Number(seq.get());
    if (now !== keptAt) kept.clear();
    keptAt = now;
    const key = JSON.stringify([scope.warehouses, within.from, within.to, knownAt]);
    const found = kept.get(key) ?? find(scope, within, knownAt);
    kept.delete(key);
    kept.set(key, found);
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) break;
      kept.delete(oldest);
    }
    return found;
  };

  return (scope, within, knownAt, limit, cursor) => {
    const found = findOnce(scope, within, knownAt);
    const after = readCursor(cursor, "ssn") as Place | null;
    const first = after === null ? 0 : firstAfter(found, after);
    const page = found.slice(first, first + limit);
    const last = page.at(-1);
    return {
      items: page.map(([id]) => JSON.parse(String(doc.get(id))) as OwedLife),
      total: found.length,
      nextCursor: last !== undefined && first + limit < found.length ? cursorText(placeOf(last)) : null,
    };
  };
}

/** Index of the first that comes after a place. */
function firstAfter(found: readonly Found[], place: Place): number {
  let [low, high] = [0, found.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = found[middle];
    if (one !== undefined && comparePlaces(placeOf(one), place) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
