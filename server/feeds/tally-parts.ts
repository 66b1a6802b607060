import { type FollowPart, followSteps, type Ref, type TalliedKind } from "../domain/index.ts";
import {
  billedParts,
  followParts,
  orderParts,
  receiptParts,
  returnParts,
  shippedParts,
  type TallyPart,
  transferParts,
} from "../wire/index.ts";
import type { TallyPage } from "./tally-page.ts";
import type { InboundRead, OrderRead } from "./tally-read.ts";

/** Documents of one kind behind a number, each with the most exact place that it has among those of the number's line. */
export interface Behind {
  readonly kind: TalliedKind;
  readonly documents: readonly { readonly ref: Ref; readonly part: TallyPart; readonly carried: boolean }[];
}

type Places = "receipts" | "transfers" | "returns";
const kinds = { receipts: "receipt", transfers: "transfer", returns: "return" } as const;
const inboundParts: Readonly<Record<Places, readonly string[]>> = {
  receipts: receiptParts,
  transfers: transferParts,
  returns: returnParts,
};

const isPlaces = (text: string): text is Places => Object.hasOwn(kinds, text);
const among = (words: readonly string[], word: string): boolean => words.includes(word);

/**
 * The documents behind a number of the tally by its name: `orders:blocked`, `orders:on-hold:credit`, `shipped:erp-late`,
 * `billed:billed`, `receipts:at-door`, `returns:credited:late`; null for a name that is none.
 */
export function behind(page: TallyPage, name: string): Behind | null {
  const [line = "", part = "", ...more] = name.split(":");
  const rest = more.length === 0 ? null : more.join(":");
  if (isPlaces(line)) return inboundBehind(page, line, part, rest);
  const fits = orderFilter(line, part, rest);
  if (fits === null) return null;
  const found = [...page.orders.values()].filter(fits);
  const documents = found.map(({ place }) => ({
    ref: place.ref,
    part: orderPart(line, place),
    carried: place.entered === "carried",
  }));
  return { kind: "order", documents };
}

function orderPart(line: string, { part, shipped, billed }: OrderRead["place"]): TallyPart {
  if (line === "shipped") return `shipped:${shipped ?? ""}`;
  return line === "billed" ? `billed:${billed ?? ""}` : `orders:${part}`;
}

type Fits = (read: OrderRead) => boolean;

function orderFilter(line: string, part: string, rest: string | null): Fits | null {
  if (line === "orders" && part === "on-hold" && rest !== null)
    return ({ place }) => place.part === "on-hold" && (place.reason ?? "") === rest;
  if (rest !== null) return null;
  switch (line) {
    case "orders":
      return ordersFilter(part);
    case "shipped":
      if (part === "total") return ({ place }) => place.shipped !== null;
      return among(shippedParts, part) ? ({ place }) => place.shipped === part : null;
    case "billed":
      if (part === "total") return ({ place }) => place.billed !== null;
      return among(billedParts, part) ? ({ place }) => place.billed === part : null;
    default:
      return null;
  }
}

function ordersFilter(part: string): Fits | null {
  switch (part) {
    case "total":
      return () => true;
    case "released":
      return ({ place }) => place.entered === "today";
    case "carried":
      return ({ place }) => place.entered === "carried";
    case "loaded":
      return ({ place }) => place.loadedAt !== null;
    case "not-in-wms-late":
      return ({ place }) => place.late;
    default:
      return among(orderParts, part) ? ({ place }) => place.part === part : null;
  }
}

function inboundBehind(page: TallyPage, line: Places, part: string, follow: string | null): Behind | null {
  const kind = kinds[line];
  const reads: readonly InboundRead[] = [...page[line].values()];
  const steps: readonly string[] = followSteps[kind];
  const step = steps.indexOf(part);
  const whole = part === "total" || part === "carried" || among(inboundParts[line], part);
  if (follow === null ? !whole : step < 0 || !(follow === "total" || among(followParts, follow))) return null;
  const documents = reads.flatMap(({ place }) => {
    const { ref, entered } = place;
    const carried = entered === "carried";
    if (follow === null) {
      const fits = part === "total" || (part === "carried" ? carried : place.part === part);
      return fits ? [{ ref, part: `${line}:${place.part}`, carried }] : [];
    }
    const reached: FollowPart | null = place.follows[step] ?? null;
    const fits = reached !== null && (follow === "total" || reached === follow);
    return fits ? [{ ref, part: `${line}:${part}:${reached}`, carried }] : [];
  });
  return { kind, documents };
}
