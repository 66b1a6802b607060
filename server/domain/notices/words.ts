import { partsOf } from "../keys.ts";
import type { Network } from "../network.ts";
import { type Held, type Instant, type Money, severities } from "../types.ts";
import type { Concern } from "./concern.ts";
import type { HeldText, Notice, Occasion } from "./notice.ts";
import { noticeKey } from "./thread.ts";

/** What a notice is made of beside the rows. */
export interface Telling {
  readonly group: string;
  readonly team: string;
  readonly occasion: Occasion;
  /** The how-manieth for its thread, from 1. */
  readonly told: number;
  readonly at: Instant;
}

/** The exception that stands for all: a silent source before what it explains, then the worst, the soonest, the first. */
export function faceOf(members: readonly Concern[]): Concern | undefined {
  return members.toSorted(
    (a, b) =>
      Number(b.kind === "source-silent") - Number(a.kind === "source-silent") ||
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      (a.cutoff?.at ?? Number.POSITIVE_INFINITY) - (b.cutoff?.at ?? Number.POSITIVE_INFINITY) ||
      a.number - b.number,
  )[0];
}

/** The notice about exceptions that stand. There is at least one. */
export function noticeOf(telling: Telling, members: readonly Concern[], network: Network): Notice {
  const face = faceOf(members);
  if (face === undefined) throw new Error(`${telling.group} stands for nothing`);
  const warehouse = face.warehouse === null ? undefined : network.warehouses.get(face.warehouse);
  const untaken = members.filter(({ state }) => state === "open");
  const dues = untaken.flatMap(({ dueAt }) => dueAt ?? []);
  const cutoffs = members.flatMap(({ cutoff }) => cutoff?.at ?? []);
  const persons = new Set(members.map(({ owner }) => owner.person));
  const held = uniqueHeld(members);
  return {
    key: noticeKey(telling.group, telling.team, telling.told),
    group: telling.group,
    team: { id: telling.team, name: network.teams.get(telling.team)?.name ?? telling.team },
    occasion: telling.occasion,
    at: telling.at,
    severity: worstOf(members),
    title: face.title,
    reason: face.reason,
    kind: face.kind,
    exception: `X-${face.number}`,
    rung: Math.max(...members.map(({ rung }) => rung)),
    exceptions: members.length,
    untaken: untaken.length,
    openedAt: least(members.map(({ openedAt }) => openedAt)) ?? telling.at,
    dueAt: least(dues),
    cutoff: least(cutoffs),
    warehouse: warehouse?.name ?? face.warehouse,
    system: face.system === null ? null : (network.systems.get(face.system)?.name ?? face.system),
    person: persons.size === 1 ? face.owner.person : null,
    blocks: blocksOf(members, held),
    held: heldTexts(held, network),
    heldUnknown: held.filter(({ money }) => money === null).length,
    timezone: warehouse?.timezone ?? network.company.timezone,
    company: network.company.name,
  };
}

/** The notice that a team has nothing of it any more, in the words of the one before. */
export const endOf = (telling: Telling, last: Notice): Notice => ({
  ...last,
  key: noticeKey(telling.group, telling.team, telling.told),
  occasion: telling.occasion,
  at: telling.at,
  exceptions: 0,
  untaken: 0,
  dueAt: null,
  blocks: { orders: 0, shipments: 0, invoices: 0 },
  held: [],
  heldUnknown: 0,
});

/** The worst severity among exceptions; low where there are none. */
export const worstOf = (members: readonly Concern[]): Notice["severity"] =>
  severities.find((severity) => members.some((one) => one.severity === severity)) ?? "low";

const least = (instants: readonly Instant[]): Instant | null =>
  instants.reduce<Instant | null>((found, at) => (found === null || at < found ? at : found), null);

/** Each order, or object without one, once, with the amount of the newest exception that names it. */
function uniqueHeld(members: readonly Concern[]): readonly Held[] {
  const held = new Map<string, Held>();
  for (const member of members.toSorted((a, b) => a.number - b.number)) {
    for (const one of member.held) held.set(one.ref, one);
  }
  return [...held.values()];
}

/** One exception's own counts; of several, each object once. */
function blocksOf(members: readonly Concern[], held: readonly Held[]): Notice["blocks"] {
  const [only, ...more] = members;
  if (only !== undefined && more.length === 0) return only.blocks;
  const objects = new Map<string, Concern["blocks"]>();
  for (const { object, number, blocks } of members) objects.set(object ?? String(number), blocks);
  const all = [...objects.values()];
  const orders = held.filter(({ ref }) => partsOf(ref).kind === "order").length;
  return {
    orders,
    shipments: all.reduce((sum, blocks) => sum + blocks.shipments, 0),
    invoices: all.reduce((sum, blocks) => sum + blocks.invoices, 0),
  };
}

/** Sums by currency and side: selling price is never added to cost. */
function heldTexts(held: readonly Held[], network: Network): readonly HeldText[] {
  const sums = new Map<string, { money: Money; estimate: boolean }>();
  for (const { money, basis } of held) {
    if (money === null) continue;
    const side = `${money.currency} ${basis === "cost" ? "cost" : "price"}`;
    const sum = sums.get(side);
    const minor = money.minor + (sum?.money.minor ?? 0);
    const estimate = basis === "order-price" || (sum?.estimate ?? false);
    sums.set(side, { money: { minor, currency: money.currency }, estimate });
  }
  return [...sums.keys()].sort().flatMap((side) => {
    const sum = sums.get(side);
    if (sum === undefined) return [];
    const { minor, currency } = sum.money;
    return [{ amount: amountText(minor, network.minorUnits(currency)), currency, estimate: sum.estimate }];
  });
}

/** Minor units as decimal text: 124050 cents are `1240.50`. */
function amountText(minor: number, per: number): string {
  const digits = String(per).length - 1;
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  return `${minor < 0 ? "-" : ""}${whole}${digits === 0 ? "" : `.${text.slice(-digits)}`}`;
}
