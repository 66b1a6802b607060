import type { CanonicalEvent, Ref } from "../../domain/index.ts";
import type { PlacedFact } from "../../ports/folded.ts";
import { compareFacts } from "../../ports/overlay.ts";
import type { Handle } from "./database.ts";
import type { DocOf } from "./documents.ts";
import { factIn, factText } from "./packed-facts.ts";
import type { HotRows } from "./store-rows.ts";

/** Brings kept timelines up to what was written; those that lost a fact, or hold another variant of it, are read again. */
export function placeFacts(
  timelines: HotRows["timelines"],
  placed: Iterable<PlacedFact>,
  replaced: ReadonlySet<Ref>,
): void {
  for (const ref of replaced) timelines.delete(ref);
  for (const { fact, on } of placed) {
    for (const ref of new Set(on)) {
      const known = timelines.get(ref);
      if (known === undefined || replaced.has(ref)) continue;
      const before = known.findLastIndex((one) => compareFacts(one, fact) < 0);
      timelines.set(ref, known.toSpliced(before + 1, 0, fact));
    }
  }
}

/** `replaced` is told each timeline on which a fact stood that is written again. */
export function factWriter(db: Handle, docOf: DocOf, replaced: (ref: Ref) => void): (placed: PlacedFact) => void {
  const known = db.prepare("SELECT stands_on, doc FROM facts WHERE identity = ?").raw();
  const add = db.prepare(
    `INSERT INTO facts (stands_on, counted_at, counted_nanos, doc, identity) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const exchange = db.prepare(
    "UPDATE facts SET stands_on = ?, counted_at = ?, counted_nanos = ?, doc = ? WHERE identity = ?",
  );
  const place = db.prepare(
    "INSERT OR IGNORE INTO timelines (ref, occurred_at, occurred_nanos, identity) VALUES (?, ?, ?, ?)",
  );
  const take = db.prepare(
    "DELETE FROM timelines WHERE ref = ? AND occurred_at = ? AND occurred_nanos = ? AND identity = ?",
  );

  return ({ fact, on }) => {
    const { identity, occurredAt, occurredNanos } = fact;
    const counted = fact.environment === "" ? [occurredAt, occurredNanos] : [null, null];
    const row = [JSON.stringify(on), ...counted, docOf(fact, factText), identity];
    if (add.run(...row).changes === 0) {
      const [stoodOn, doc] = known.get(identity) as readonly [string, string];
      const before = factIn(doc);
      for (const ref of [...(JSON.parse(stoodOn) as readonly Ref[]), ...on]) replaced(ref);
      for (const ref of JSON.parse(stoodOn) as readonly Ref[])
        take.run(ref, before.occurredAt, before.occurredNanos, identity);
      exchange.run(...row);
    }
    for (const ref of on) place.run(ref, occurredAt, occurredNanos, identity);
  };
}

/** Keeps which good fact of each system and type happened last: of those of one commit only the last is asked about. */
export function goodWriter(db: Handle): (placed: Iterable<PlacedFact>) => void {
  const put = db.prepare(
    `INSERT INTO good (system, type, occurred_at, occurred_nanos, identity) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET occurred_at = excluded.occurred_at, occurred_nanos = excluded.occurred_nanos,
       identity = excluded.identity
     WHERE (excluded.occurred_at, excluded.occurred_nanos, excluded.identity) > (occurred_at, occurred_nanos, identity)`,
  );
  return (placed) => {
    const last = new Map<string, CanonicalEvent>();
    for (const { fact } of placed) {
      if (fact.status !== "ok" || fact.type === null || fact.environment !== "") continue;
      const name = `${fact.type} ${fact.system}`;
      const known = last.get(name);
      if (known === undefined || compareFacts(known, fact) < 0) last.set(name, fact);
    }
    for (const { system, type, occurredAt, occurredNanos, identity } of last.values())
      put.run(system, type, occurredAt, occurredNanos, identity);
  };
}
