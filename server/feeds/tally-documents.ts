import { type BusinessObject, type DayAt, distinct, type OpsException, type Ref } from "../domain/index.ts";
import { type CursorPart, cursorText, readCursor } from "../ports/cursor.ts";
import type { Page, Scope } from "../ports/index.ts";
import type { TallyDocument, TallyPart } from "../wire/index.ts";
import { exceptionId, objectOf } from "./exception-rows.ts";
import type { FeedDeps } from "./feed.ts";
import { isoOrNull } from "./formats.ts";
import { customerOf } from "./object-rows.ts";
import type { TallyPage } from "./tally-page.ts";
import { behind } from "./tally-parts.ts";
import { lastTold, openExceptions, type Reading } from "./tally-read.ts";

interface Behind {
  readonly page: TallyPage;
  readonly ref: Ref;
  readonly part: TallyPart;
  readonly carried: boolean;
}

/**
 * The documents behind a number, by building and ref, at most `limit` from a cursor on; null where the number's name is
 * none. The total is that of the number itself.
 */
export async function readTallyDocuments(
  deps: Pick<FeedDeps, "views" | "network">,
  scope: Scope,
  pages: readonly TallyPage[],
  part: TallyPart,
  limit: number,
  cursor: string | null,
): Promise<Page<TallyDocument> | null> {
  const all: Behind[] = [];
  for (const page of pages) {
    const found = behind(page, part);
    if (found === null) return null;
    all.push(...found.documents.map((document) => ({ page, ...document })));
  }
  all.sort((a, b) =>
    a.page.warehouse < b.page.warehouse ? -1 : a.page.warehouse > b.page.warehouse ? 1 : a.ref < b.ref ? -1 : 1,
  );
  const after = readCursor(cursor, "ss");
  const rest = after === null ? all : all.filter((one) => isAfter(one, after));
  const shown = rest.slice(0, limit);
  const items: TallyDocument[] = [];
  for (const one of shown) {
    const document = await documentOf(deps, scope, one);
    if (document !== null) items.push(document);
  }
  const last = shown.at(-1);
  const more = last !== undefined && rest.length > limit;
  return { items, total: all.length, nextCursor: more ? cursorText([last.page.warehouse, last.ref]) : null };
}

const isAfter = ({ page, ref }: Behind, [warehouse = "", least = ""]: readonly CursorPart[]): boolean =>
  page.warehouse > warehouse || (page.warehouse === warehouse && ref > least);

async function documentOf(
  { views, network }: Pick<FeedDeps, "views" | "network">,
  scope: Scope,
  { page, ref, part, carried }: Behind,
): Promise<TallyDocument | null> {
  const object = await views.object(scope, ref);
  if (object === undefined) return null;
  const { warehouse, day, at, floor, past } = page;
  const on: DayAt = { warehouse, day, at, floor };
  const reading: Reading = { views, scope, network: network(), past, loadBy: async () => null };
  const shipments: BusinessObject[] = [];
  for (const other of distinct(object, "shipment")) {
    const shipment = await views.object(scope, other);
    if (shipment !== undefined) shipments.push(shipment);
  }
  const open = await openExceptions(reading, [object, ...shipments], on);
  const { milestone, lastAt } = await lastTold(reading, object, on);
  return {
    ...objectOf(ref),
    warehouse,
    part,
    customer: customerOf(object),
    milestone,
    lastAt: isoOrNull(lastAt),
    carried,
    exceptions: worstFirst(open).map(({ number }) => exceptionId(number)),
    cutoffAt: isoOrNull(page.orders.get(ref)?.place.departure?.at ?? null),
  };
}

const severities = ["critical", "high", "medium", "low"];

function worstFirst(exceptions: readonly OpsException[]): readonly OpsException[] {
  const rank = ({ severity }: OpsException): number => severities.indexOf(severity);
  return exceptions.filter(({ watch }) => !watch).sort((a, b) => rank(a) - rank(b) || a.number - b.number);
}
