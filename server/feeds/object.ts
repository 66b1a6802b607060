import {
  type BusinessObject,
  type CanonicalEvent,
  isObjectKind,
  type ObjectKind,
  partsOf,
  type Ref,
} from "../domain/index.ts";
import type { Scope, Views } from "../ports/index.ts";
import type { ObjectRow } from "../wire/index.ts";
import { byId, type FeedDeps, type LiveRow, type RecomputedFeed } from "./feed.ts";
import { toObjectRow } from "./object-rows.ts";

/** Facts of a timeline in one answer, at most. */
export const factsShown = 500;
/** Related objects in one answer, at most. */
const relatedShown = 200;

/** How an object is asked for: by any of its keys. */
export interface ObjectAsked {
  readonly kind: ObjectKind;
  readonly value: string;
  readonly environment: string;
}

/** All of an object for its page; facts from `cursor` on, at most 500. */
export async function readObject(
  deps: Pick<FeedDeps, "views" | "network">,
  scope: Scope,
  object: BusinessObject,
  cursor: string | null,
): Promise<ObjectRow> {
  const { views } = deps;
  const facts = await views.facts(scope, object.ref, factsShown, cursor);
  const exceptions = await views.exceptionsOf(scope, object.ref);
  const related: BusinessObject[] = [];
  for (const ref of new Set(object.links.slice(0, relatedShown).map((link) => link.ref))) {
    const other = await views.object(scope, ref);
    if (other !== undefined) related.push(other);
  }
  return toObjectRow({ object, facts, related, exceptions }, deps.network());
}

/** A timeline longer than this is not read to its end: its last facts stand on the object's own page. */
const factsRead = 5_000;

/** The last facts of an object in business order, at most `limit`; none where its timeline is too long to be read. */
export async function lastFacts(
  views: Pick<Views, "facts">,
  scope: Scope,
  object: BusinessObject,
  limit: number,
): Promise<readonly CanonicalEvent[]> {
  if (object.factCount > factsRead) return [];
  let page = await views.facts(scope, object.ref, factsShown, null);
  let last = page.items;
  while (page.nextCursor !== null) {
    page = await views.facts(scope, object.ref, factsShown, page.nextCursor);
    last = [...last.slice(-limit), ...page.items];
  }
  return last.slice(-limit);
}

/** One object with all that its page shows; rows where several fit the same number. */
export const objectFeed: RecomputedFeed = {
  name: "object",
  filterNames: ["kind", "id", "environment"],
  faults: (filter) => [
    ...(isObjectKind(filter.get("kind") ?? "")
      ? []
      : [{ path: "kind", message: "must be a kind of object, as order" }]),
    ...((filter.get("id") ?? "") === "" ? [{ path: "id", message: "must be given" }] : []),
  ],
  touchedBy(change, rows, filter) {
    const near = nearOf(rows as readonly ObjectRow[], filter);
    const concerned = (text: Ref | null): boolean => text !== null && near.has(nameOf(text));
    switch (change.kind) {
      case "object":
        return (
          concerned(change.object.ref) || change.object.keys.some(({ kind, value }) => near.has(`${kind}:${value}`))
        );
      case "object-gone":
        return concerned(change.ref) || concerned(change.into);
      case "key":
        return concerned(change.key) || concerned(change.ref);
      case "fact":
        return change.on.some(concerned);
      case "exception":
        return concerned(change.exception.object);
      default:
        return false;
    }
  },
  spacing: 0,
  aged: () => false,
  async rows(deps, scope, filter) {
    const kind = filter.get("kind") ?? "";
    if (!isObjectKind(kind)) return [];
    const found = await deps.views.objects(scope, kind, filter.get("id") ?? "", filter.get("environment") ?? "");
    const rows: LiveRow[] = [];
    for (const object of found) rows.push(await readObject(deps, scope, object, null));
    return rows.sort(byId);
  },
};

/** Kind and value of a ref or key: what rows name others by. Environments and issuers are left out, which only widens. */
function nameOf(text: Ref): string {
  const { kind, value } = partsOf(text);
  return `${kind}:${value}`;
}

/** Names whose change can alter the rows: what was asked for, the objects' keys, and the objects beside them. */
function nearOf(rows: readonly ObjectRow[], filter: ReadonlyMap<string, string>): ReadonlySet<string> {
  const near = new Set([`${filter.get("kind")}:${filter.get("id")}`]);
  for (const row of rows) {
    near.add(`${row.kind}:${row.id}`);
    for (const { kind, id } of [...row.keys, ...row.related]) near.add(`${kind}:${id}`);
  }
  return near;
}
