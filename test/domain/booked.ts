import { refold } from "../../server/domain/correlation/fold.ts";
import {
  type Booking,
  type BookPapers,
  type BooksAt,
  type BusinessObject,
  bookingsOf,
  bookPapers,
  isBooked,
  mapPapers,
  type Network,
  type Owed,
  type OwedKind,
  type OwedLife,
  owedLives,
  type Ref,
} from "../../server/domain/index.ts";
import { hour, type Told, testNetwork, World } from "./harness.ts";
import { type Rows, rowsOf } from "./tallied.ts";

/** Noon in New York of the day on which the tests' facts begin. */
export const noon = Date.UTC(2026, 10, 19, 17);
export const network = testNetwork({
  stock: { ledger: "erp", floor: "wms", adjustments: 4 * hour },
  offsetAt: (zone) => (zone === "America/New_York" ? -300 : 0),
});
export const at = (hours: number, minutes = 0): number => noon + hours * hour + minutes * 60_000;

/** The books of a world in which all of this was told at once, long after it happened. */
export async function booksOf(told: readonly Told[], of: Network = network): Promise<Books> {
  const world = await World.begin(of, noon - 72 * hour);
  await world.entry(noon + 300 * hour, told);
  await world.commit();
  return booksIn(world, of);
}

/** What the books of a world answer. */
export interface Books {
  readonly rows: Rows;
  papers(ref: Ref): BookPapers;
  /** Cut to what had happened at an instant, as is known now. */
  seen(ref: Ref, at: number): BookPapers;
  /** Everything that belongs into the books at an instant. */
  bookings(at: number): readonly Booking[];
  owed(at: number): readonly Owed[];
  lives(): readonly OwedLife[];
}

export function booksIn(world: World, of: Network = network): Books {
  const rows = rowsOf(world);
  const subjects = [...rows.objects()].filter(({ kind }) => isBooked(kind)).map(({ ref }) => ref);
  const papers = (ref: Ref): BookPapers => bookPapers(rows.object(ref) as BusinessObject, rows.object);
  const cut = (object: BusinessObject, when: number): BusinessObject =>
    refold(
      object,
      rows.factsOf(object.ref).filter(({ occurredAt }) => occurredAt <= when),
    );
  const seen = (ref: Ref, when: number): BookPapers => mapPapers(papers(ref), (object) => cut(object, when));
  const on = (when: number): BooksAt => ({ at: when, network: of });
  const bookings = (when: number) => subjects.sort().flatMap((ref) => bookingsOf(seen(ref, when), on(when)));
  return {
    rows,
    papers,
    seen,
    bookings,
    owed: (when) => bookings(when).flatMap(({ owed }) => owed ?? []),
    lives: () => subjects.sort().flatMap((ref) => owedLives(papers(ref), rows.factsOf, of)),
  };
}

/** Numbers and kinds of what is owed: `S1 shipped-not-billed`. */
export const namesOf = (owed: readonly Owed[]): readonly string[] =>
  owed.map(({ ref, kind }) => `${ref.slice(ref.lastIndexOf(":") + 1)} ${kind}`).sort();

/** What is owed of one kind, where there is one of it. */
export function only(owed: readonly Owed[], kind: OwedKind): Owed {
  const [found, ...more] = owed.filter((one) => one.kind === kind);
  if (found === undefined || more.length > 0) throw new Error(`not one ${kind}, but ${namesOf(owed).join(", ")}`);
  return found;
}

/** A fact of the ERP's, on objects by kind. */
export const erp = (event: string, when: number, keys: Told["keys"] = {}, more: Partial<Told> = {}): Told => ({
  event,
  keys: { ...keys },
  at: when,
  system: "erp",
  ...more,
});

/** A fact of the floor in Atlanta. */
export const floor = (event: string, when: number, keys: Told["keys"] = {}, more: Partial<Told> = {}): Told =>
  erp(event, when, { warehouse: "ATL", ...keys }, { system: "wms-atl", ...more });

export const amount = (text: string, currency = "USD") => ({
  attributes: { "business.amount": text, "business.currency": currency },
});

export const lines = (...told: readonly (readonly [quantity: string, price?: string])[]) => ({
  attributes: {
    "business.lines": JSON.stringify(
      told.map(([quantity, unitPrice], index) => ({ line: String(index + 1), sku: "44-190", quantity, unitPrice })),
    ),
  },
});
