import type {
  PostingBasis,
  PostingDocument,
  PostingKind,
  PostingSide,
  PostingWhy,
} from "../../../server/wire/index.ts";
import { network } from "../mock/network.ts";
import { est, iso } from "./moment.ts";

/** Cents as decimal text. */
export const money = (cents: number): string => (cents / 100).toFixed(2);
/** Decimal text as cents. */
export const cents = (amount: string): number => Math.round(Number(amount) * 100);

/** One unit of a currency in US dollars, in ten thousandths; pesos have no rate. */
export const rates = [
  { currency: "CAD", rate: "0.7132", date: "2026-11-18" },
  { currency: "EUR", rate: "1.0840", date: "2026-11-18" },
] as const;

const customers = [
  "Halden Vet, Tulsa",
  "Mercer Clinics, Lubbock",
  "Ostrander Labs, Waco",
  "Fenwick Dental, Austin",
  null,
];
const suppliers = ["Lindqvist Papier", "Brightwater Tools", "Kestrel Packaging"];
const carriers = ["Piedmont Freight", "Corvus Parcel"];

/** So many documents that come to a sum: each of its own amount, the last with what is left. */
const spread = (n: number, sum: number): readonly number[] => {
  const each = Math.floor(sum / n);
  const parts = Array.from({ length: n - 1 }, (_, at) => each - ((at * 37) % 50) * 100 + 1225 + ((at * 13) % 90));
  return [...parts, sum - parts.reduce((all, one) => all + one, 0)];
};

const bySide: Readonly<Record<PostingKind, PostingSide>> = {
  "shipped-not-billed": "revenue",
  "invoice-rejected": "revenue",
  "returned-not-credited": "revenue",
  "receipt-not-posted": "inventory",
  "transfer-not-posted": "inventory",
  "adjusted-up-not-posted": "inventory",
  "adjusted-down-not-posted": "inventory",
  "received-not-billed": "payables",
  "freight-not-billed": "payables",
};
const objectOf: Readonly<Record<PostingKind, readonly [PostingDocument["object"]["kind"], string]>> = {
  "shipped-not-billed": ["shipment", "SH"],
  "invoice-rejected": ["invoice", "IN"],
  "returned-not-credited": ["return", "RT"],
  "receipt-not-posted": ["receipt", "RC"],
  "transfer-not-posted": ["transfer", "TR"],
  "adjusted-up-not-posted": ["stock", "ATL/"],
  "adjusted-down-not-posted": ["stock", "ATL/"],
  "received-not-billed": ["receipt", "RC"],
  "freight-not-billed": ["load", "LD"],
};

interface Batch {
  readonly kind: PostingKind;
  readonly at: string;
  /** Calendar days ago. */
  readonly ago: number;
  readonly n: number;
  /** Cents; null: not known. */
  readonly sum: number | null;
  readonly why: PostingWhy;
  readonly basis?: PostingBasis;
  readonly currency?: string;
  readonly more?: Partial<PostingDocument>;
}

/** A cause that keeps documents out. */
const prices = { id: "C-31", title: "Invoice refused: line price differs" };
const lost = { id: "C-22", title: "Transfer receipt never reached ERP" };
const pricing = { team: "ar-finance", person: "Ana Reyes" };

const shipped = (at: string, ago: number, n: number, sum: number, why: PostingWhy): Batch => ({
  kind: "shipped-not-billed",
  at,
  ago,
  n,
  sum,
  why,
});

const batches: readonly Batch[] = [
  shipped("ATL", 0, 105, 33_120_410, "due"),
  shipped("ATL", 1, 16, 5_824_000, "late"),
  shipped("ATL", 2, 6, 3_540_000, "late"),
  shipped("EWR", 0, 47, 17_856_075, "due"),
  shipped("EWR", 1, 11, 3_204_075, "late"),
  shipped("EWR", 3, 2, 786_000, "late"),
  shipped("ORD", 0, 47, 14_988_060, "due"),
  shipped("ORD", 1, 8, 2_741_520, "unplanned"),
  shipped("DFW", 0, 33, 10_287_600, "due"),
  shipped("DFW", 1, 4, 4_586_150, "late"),
  shipped("DFW", 2, 5, 4_612_050, "delivery"),
  shipped("SEA", 0, 14, 4_190_720, "due"),
  shipped("SEA", 1, 4, 1_388_040, "late"),
  shipped("MIA", 0, 29, 8_841_260, "due"),
  shipped("MIA", 1, 3, 920_430, "late"),
  shipped("RNO", 0, 7, 2_411_830, "due"),
  shipped("RNO", 1, 5, 1_931_200, "late"),
  shipped("SAV", 0, 8, 3_958_500, "due"),
  shipped("SAV", 1, 6, 2_180_600, "late"),
  { ...shipped("SAV", 9, 1, 118_540, "late"), more: { closedByHand: { by: "Sam Ansah", at: iso(est("16:40", 17)) } } },
  { ...shipped("RNO", 1, 16, 12_956_000, "late"), basis: "order-price" },
  { ...shipped("RNO", 2, 7, 5_668_000, "late"), basis: "order-price" },
  { ...shipped("EWR", 1, 2, 0, "late"), sum: null },
  { ...shipped("SAV", 2, 2, 0, "late"), sum: null },
  { ...shipped("SEA", 1, 3, 1_240_000, "late"), currency: "CAD" },
  { ...shipped("DFW", 2, 1, 9_000_000, "late"), currency: "MXN" },
  {
    kind: "invoice-rejected",
    at: "ATL",
    ago: 1,
    n: 5,
    sum: 6_311_840,
    why: "refused",
    more: {
      cause: prices,
      owner: pricing,
      ledger: { object: { kind: "invoice", id: "INV-30417" }, date: "2026-11-18", period: "11" },
    },
  },
  { kind: "returned-not-credited", at: "ATL", ago: 3, n: 4, sum: 437_750, why: "late" },
  {
    kind: "transfer-not-posted",
    at: "DFW",
    ago: 2,
    n: 6,
    sum: 21_240_000,
    why: "cause:C-22",
    more: { cause: lost, owner: null },
  },
  { kind: "receipt-not-posted", at: "ATL", ago: 0, n: 2, sum: 9_909_435, why: "due" },
  { kind: "receipt-not-posted", at: "SEA", ago: 1, n: 3, sum: 10_000_000, why: "late", currency: "EUR" },
  { kind: "received-not-billed", at: "ATL", ago: 12, n: 140, sum: 48_840_210, why: "late" },
  { kind: "received-not-billed", at: "EWR", ago: 5, n: 71, sum: 20_000_000, why: "due" },
  { kind: "freight-not-billed", at: "ATL", ago: 3, n: 38, sum: 4_130_000, why: "late", basis: "order-price" },
  { ...shipped("ATL", 0, 19, 210_000, "due"), more: { notBillable: "order.billing none" } },
  { ...shipped("EWR", 1, 3, 64_000, "late"), more: { notBillable: "consignment" } },
];

const basisOf = (side: PostingSide): PostingBasis => (side === "inventory" ? "cost" : "document");

/** Cents in dollars, rounded to the cent as the server does; null without a rate. */
function inDollars(amount: number, currency: string): number | null {
  if (currency === "USD") return amount;
  const rate = rates.find((one) => one.currency === currency);
  return rate === undefined ? null : Math.round((amount * Math.round(Number(rate.rate) * 10_000)) / 10_000);
}

function documentsOf(batch: Batch, number: number): readonly PostingDocument[] {
  const { kind, at, ago, n, why } = batch;
  const side = bySide[kind];
  const currency = batch.currency ?? "USD";
  const [object, prefix] = objectOf[kind];
  const amounts = batch.sum === null ? Array.from({ length: n }, () => null) : spread(n, batch.sum);
  const people = side === "payables" ? (kind === "freight-not-billed" ? carriers : suppliers) : customers;
  return amounts.map((amount, index): PostingDocument => {
    const since = est("13:10", 19 - ago) - index * 400_000;
    const id = `${prefix}-${70_000 + number * 200 + index}`;
    const value = amount === null ? null : inDollars(amount, currency);
    const basis = amount === null ? "unknown" : (batch.basis ?? basisOf(side));
    return {
      id: `${object}/${id} ${kind}`,
      object: { kind: object, id },
      side,
      kind,
      why,
      column: 0,
      since: iso(since),
      sinceDay: iso(est("12:00", 19 - ago)).slice(0, 10),
      sinceIsDay: kind === "freight-not-billed",
      dueAt: why === "unplanned" || why === "delivery" ? null : iso(est("18:00", why === "due" ? 19 : 19 - ago)),
      amount: amount === null ? null : money(amount),
      currency: amount === null ? null : currency,
      basis,
      estimate: basis === "order-price",
      value: value === null ? null : money(value),
      warehouse: at,
      entity: at === "SEA" ? null : "US01",
      partner: people[index % people.length] ?? null,
      notBillable: null,
      exceptions: why === "late" && index === 0 ? [`X-${2000 + number}`] : [],
      cause: null,
      owner: why === "late" && index === 0 ? { team: "ar-finance", person: null } : null,
      closedByHand: null,
      ledger: { object: null, date: null, period: null },
      ...batch.more,
    };
  });
}

/** What is not in the books at the moment of the pictures: three sides, four currencies, 23 estimates at Reno, which is silent. */
export const postingDocuments = (): readonly PostingDocument[] => batches.flatMap(documentsOf);

/** What rows are called beside their code. */
export function nameOf(rows: string, key: string): string | null {
  if (rows === "warehouse") return network.warehouses.find((one) => one.id === key)?.name ?? null;
  if (rows === "entity") return key === "US01" ? "Northgate Supply Inc." : null;
  if (rows !== "why") return null;
  return [prices, lost].find((one) => key === `cause:${one.id}`)?.title ?? null;
}
