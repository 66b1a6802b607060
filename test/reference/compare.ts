/** Lays what the server answered beside what the reference computes, value by value. */
import { type Owed, owedAt } from "./books.ts";
import { columnOf } from "./cells.ts";
import {
  cellOf,
  compareCell,
  compareDocument,
  compareExceptions,
  comparePosting,
  compareRow,
  compareTable,
  compareValue,
  dimensions,
  familiesOf,
} from "./compare-values.ts";
import type { Answer, Still } from "./drive.ts";
import type { Deed, Kept, Plan } from "./facts.ts";
import { countedIn } from "./figures.ts";
import { nameOfRaised, raisedOf } from "./raised.ts";
import { worldOf } from "./world.ts";

/** How many values were compared, and those that were not the same. */
export interface Compared {
  readonly count: number;
  readonly differences: readonly string[];
}

const rowsBy = ["warehouse", "entity", "kind", "partner", "why"] as const;
export const sides = ["revenue", "inventory", "payables"] as const;
const perThousand: ReadonlySet<string> = new Set(["exception-rate", "discrepancies"]);
const edgesBy = ["0,1,3,7", "0,30,60,90", "2"] as const;

const dayOf = (date: string): number => Date.parse(date) / 86_400_000;

/** Addresses of everything that is compared for a period. */
export function pathsOf(figures: readonly string[], from: string, to: string, more = ""): readonly string[] {
  const period = `from=${from}&to=${to}${more}`;
  const query = more === "" ? "" : more.slice(1);
  return [
    "/api/v1/exceptions?state=open,acknowledged,snoozed,resolved",
    `/api/v1/kpis?${period}`,
    ...figures.flatMap((id) => [
      ...dimensions.map((by) => `/api/v1/kpis/${id}?by=${by}&${period}`),
      `/api/v1/kpis/${id}/documents?${period}`,
    ]),
    ...rowsBy.flatMap((rows) => edgesBy.map((edges) => `/api/v1/postings?rows=${rows}&edges=${edges}&${query}`)),
    `/api/v1/postings?due=joined&${query}`,
    ...sides.flatMap((side) => [
      `/api/v1/postings/delayed?side=${side}&${query}`,
      `/api/v1/postings/delayed?side=${side}&notBillable=1&${query}`,
    ]),
  ];
}

/** What the reference makes of a journal. `forget`: a record that it is to overlook. */
export interface Reference {
  readonly entries: readonly Kept[];
  readonly deeds: readonly Deed[];
  readonly plan: Plan;
  readonly forget?: string;
}

/** Compares what was answered at an instant, about days of a period, with what the reference says of it. */
export function compare(still: Still, reference: Reference, from: string, to: string): Compared {
  const { entries, deeds, plan, forget } = reference;
  const differences: string[] = [];
  let count = 0;
  const same = (where: string, theirs: unknown, ours: unknown): void => {
    count++;
    if (theirs !== ours) differences.push(`${where}: the server says ${theirs}, the reference ${ours}`);
  };
  const answered = (path: string): Answer => {
    const found = [...still.answers].find(([asked]) => asked.startsWith(path));
    if (found === undefined) throw new Error(`nothing was asked as ${path}`);
    return found[1];
  };
  // What is known may reach further than what is asked for: a past day as it is known now.
  const known = still.known ?? still.at;
  const world = worldOf(entries, deeds, plan, known, forget);
  const rows: readonly Answer[] = answered("/api/v1/exceptions").items;
  const nameOf = (row: Answer): string =>
    nameOfRaised({ ...row, object: `|${row.object?.kind} ${row.object?.id}`, type: row.eventType });
  const numbers = new Map(rows.map((row) => [Number(row.id.slice(2)), nameOf(row)] as const));
  const raised = raisedOf(world, numbers);

  compareExceptions(rows, raised, known, nameOf, same);
  compareFigures();
  compareBooks();
  return { count, differences };

  function compareFigures(): void {
    const page: readonly Answer[] = answered("/api/v1/kpis?").items;
    const told = ["exception-rate", "time-to-take", "time-to-recover", "healed-share"].flatMap(
      (id) => answered(`/api/v1/kpis/${id}/documents`).items,
    );
    const families = familiesOf([...told, ...(still.naming ?? [])], numbers, raised, same);
    const all = countedIn(world, still.at, raised, new Map([...numbers].map(([number, name]) => [name, number])));
    const within = all.filter(({ day }) => day >= dayOf(from) && day <= dayOf(to));
    for (const row of page) {
      const mine = within
        .filter(({ figure }) => figure === row.id)
        .map((one) => ({ ...one, cause: one.cause === null ? null : (families.get(one.cause) ?? one.cause) }));
      compareRow(row.id, row, mine, perThousand.has(row.id), same);
      // The period before, and thirteen weeks.
      for (const span of [row.previous, ...row.series]) {
        const own = all.filter(
          ({ figure, day }) => figure === row.id && day >= dayOf(span.from) && day <= dayOf(span.to),
        );
        compareValue(`${row.id} from ${span.from}`, span, own, perThousand.has(row.id), same);
      }
      const documents: readonly Answer[] = answered(`/api/v1/kpis/${row.id}/documents`).items;
      const open = new Map(mine.map((one) => [one.id, one]));
      for (const theirs of documents) {
        const id =
          theirs.object === null
            ? (numbers.get(Number(theirs.id.slice(2))) ?? theirs.id)
            : `${theirs.object.kind}/${theirs.object.id}${theirs.object.kind === "stock" ? `#${theirs.date}` : ""}`;
        const ours = open.get(id);
        open.delete(id);
        same(`${row.id} ${id}`, true, ours !== undefined);
        if (ours !== undefined) compareDocument(`${row.id} ${id}`, theirs, ours, same);
      }
      for (const id of open.keys()) same(`${row.id} ${id}`, false, true);
      for (const by of dimensions) {
        const detail = answered(`/api/v1/kpis/${row.id}?by=${by}`);
        const keys = new Set<string | null>([
          ...mine.map((one) => one[by]),
          ...detail.parts.map((part: Answer) => part.key),
        ]);
        for (const key of keys) {
          const part = detail.parts.find((one: Answer) => one.key === key);
          const ours = mine.filter((one) => one[by] === key);
          if (part === undefined) same(`${row.id} by ${by} ${key}`, 0, ours.length);
          else compareRow(`${row.id} by ${by} ${key}`, part, ours, perThousand.has(row.id), same);
        }
        // What moved it adds up to the change, and parts to the whole.
        if (detail.moved !== null) {
          const effects = detail.moved.parts.reduce((sum: number, one: Answer) => sum + one.rate + one.mix, 0);
          same(`${row.id} moved by ${by}`, detail.moved.change, effects);
        }
        for (const field of ["numerator", "denominator", "leftOut", "unknown"]) {
          const sum = detail.parts.reduce((all: number, part: Answer) => all + part[field], 0);
          same(`${row.id} ${field} of the parts by ${by}`, row[field], sum);
        }
      }
    }
  }

  function compareBooks(): void {
    const all = owedAt(world, still.at);
    const whys = new Map<string, string>();
    for (const side of sides) {
      for (const free of [false, true]) {
        const page = answered(`/api/v1/postings/delayed?side=${side}&${free ? "notBillable=1" : ""}`);
        const mine = new Map(
          all.filter((one) => one.side === side && (one.notBillable !== null) === free).map((one) => [one.id, one]),
        );
        for (const theirs of page.items) {
          const ours = mine.get(theirs.id);
          mine.delete(theirs.id);
          same(theirs.id, true, ours !== undefined);
          if (ours === undefined) continue;
          // What an exception keeps out is named by its cause, which the reference does not call by a number.
          const why = theirs.why.startsWith("cause:") ? theirs.why : ours.why;
          whys.set(theirs.id, why);
          comparePosting(theirs, { ...ours, why }, plan, same);
        }
        for (const id of mine.keys()) same(id, false, true);
        if (!free) {
          const own = all.filter((one) => one.side === side && one.notBillable === null);
          page.buckets.forEach((bucket: Answer, index: number) => {
            compareCell(
              `${side} bucket ${index}`,
              bucket.cell,
              cellOf(
                own.filter(({ age }) => columnOf(age, [0, 1, 3, 7]) === index),
                plan,
              ),
              same,
            );
          });
        }
      }
    }
    const keyOf: Readonly<Record<(typeof rowsBy)[number], (one: Owed) => string | null>> = {
      warehouse: ({ warehouse }) => warehouse,
      entity: ({ entity }) => entity,
      kind: ({ kind }) => kind,
      partner: ({ partner }) => partner,
      why: ({ id, why }) => whys.get(id) ?? why,
    };
    for (const by of rowsBy)
      for (const edges of edgesBy) {
        const lasts = edges.split(",").map(Number);
        const tables: readonly Answer[] = answered(`/api/v1/postings?rows=${by}&edges=${edges}&`).items;
        for (const table of tables)
          compareTable(
            `${table.id} by ${by} to ${edges}`,
            table,
            all,
            keyOf[by],
            (age) => columnOf(age, lasts),
            plan,
            same,
          );
      }
    const joined: readonly Answer[] = answered("/api/v1/postings?due=joined&").items;
    for (const table of joined)
      compareTable(
        `${table.id} joined`,
        table,
        all,
        keyOf.warehouse,
        (age) => Math.max(0, columnOf(age, [0, 1, 3, 7]) - 1),
        plan,
        same,
      );
  }
}

const moving = ["knownAt", "asOf", "freshness", "coverage", "silent", "state", "series"];
/** Exceptions are in no life (B16): why something is out, and whose it is, is told by what is known of them now. */
const ofExceptions = ["why", "cause", "exceptions", "owner", "closedByHand"];

/** Where an answer of then and one about then differ, in what an instant keeps: not when it was asked, nor what is known of sources now. */
export function changedSince(path: string, then: Answer, now: Answer): readonly string[] {
  const skipped = new Set(path.includes("/postings") ? [...moving, ...ofExceptions] : moving);
  const found: string[] = [];
  const walk = (where: string, a: Answer, b: Answer): void => {
    if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) {
      if (a !== b) found.push(`${where}: ${a} then, ${b} now`);
      return;
    }
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
      if (skipped.has(name)) continue;
      // What waited in a building is not kept (KF20), and so neither is whether all that it needs was told there.
      if ((name === "value" || name === "notMeasured") && a.state === "not-measured") continue;
      walk(`${where} ${name}`, a[name], b[name]);
    }
  };
  walk(path, then, now);
  return found;
}
