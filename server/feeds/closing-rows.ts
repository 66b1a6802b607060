import {
  type AccrualLine,
  accrualTotals,
  type CloseSum,
  closeOf,
  type Dating,
  type DatingFound,
  type Drift,
  driftStates,
  type KeptClosing,
  type Network,
  periodBeside,
  reportedOn,
  type StopGroup,
  stopCause,
} from "../domain/index.ts";
import type {
  AccrualRow,
  CloseCause,
  CloseCheck,
  CloseDate,
  CloseDrift,
  CloseRow,
  CloseStop,
  CloseSumRow,
} from "../wire/index.ts";
import { signedOf } from "./closing-lines.ts";
import { type CloseRead, groupsOf } from "./closing-read.ts";
import { objectOf } from "./exception-rows.ts";
import { isoOf, isoOrNull, moneyText } from "./formats.ts";

/** Documents named in one cause, dates listed, and lines of a drift, at most. */
const most = { documents: 200, dates: 500, drift: 200 };

/** What an answer is made of. */
export interface CloseTold {
  readonly read: CloseRead;
  readonly lines: readonly AccrualLine[];
  readonly ties: readonly CloseCheck[];
  readonly closing: KeptClosing | undefined;
  readonly drift: CloseDrift | null;
}

/** How the closing of a period stands, as it is told. Pure. */
export function toCloseRow({ read, lines, ties, closing, drift }: CloseTold, network: Network): CloseRow {
  const { period, at } = read;
  const { currency, timezone } = network.company;
  const groups = groupsOf(read, network);
  const sum = (of: CloseSum): CloseSumRow => toSum(of, network);
  const totals = accrualTotals(lines, reportedOn(network, read.ratesOn));
  const dates = read.dates.map(({ dating, found }) => toDate(dating, found, network));
  const total = groups.reduce((all, group) => all + group.sum.count, 0);
  return {
    period: { ...period, closesAt: isoOf(period.closesAt) },
    before: periodBeside(network, period, "before")?.id ?? null,
    after: periodBeside(network, period, "after")?.id ?? null,
    entity: read.entity,
    entities: closeOf(network).entities.map(({ id, name }) => ({ id, name: name ?? id })),
    zone: timezone,
    currency,
    asOf: isoOf(at),
    stops: groups.map((group) => toStop(group, read, network)),
    total,
    waiting: read.waiting,
    onTheRoad: read.onTheRoad,
    dates: dates.slice(0, most.dates),
    totals: {
      revenue: sum(totals.revenue),
      goods: sum(totals.goods),
      inventory: sum(totals.inventory),
      payables: sum(totals.payables),
    },
    checks: [...ties, ...countedChecks(dates, total, isoOf(at))],
    signing: toSigning(closing),
    drift,
  };
}

function countedChecks(dates: readonly CloseDate[], total: number, at: string): readonly CloseCheck[] {
  const unknown = dates.filter(({ fault }) => fault === "terms-unknown").length;
  const check = (id: CloseCheck["id"], count: number): CloseCheck => ({
    id,
    state: count === 0 ? "done" : "open",
    at,
    amount: null,
    count,
  });
  return [check("dates", dates.length - unknown), check("terms", unknown), check("stops", total)];
}

/** Sums in the reporting currency. */
function toSum(sum: CloseSum, network: Pick<Network, "company" | "minorUnits">): CloseSumRow {
  const { currency } = network.company;
  return {
    count: sum.count,
    value: moneyText({ minor: sum.exact.minor, currency }, network).amount,
    valued: sum.exact.count,
    estimate: moneyText({ minor: sum.estimate.minor, currency }, network).amount,
    estimated: sum.estimate.count,
    unconverted: sum.unconverted,
    unknown: sum.unknown,
  };
}

function toStop(group: StopGroup, { sources }: Pick<CloseRead, "sources">, network: Network): CloseStop {
  const { side, why, owner, takenAt, sum, stops } = group;
  return {
    id: JSON.stringify([side, stopCause(why), owner?.team ?? null, owner?.person ?? null]),
    side,
    cause: toCause(why, sources, network),
    owner,
    takenAt: isoOrNull(takenAt),
    sum: toSum(sum, network),
    documents: stops.slice(0, most.documents).map(({ ref }) => objectOf(ref)),
  };
}

function toCause(why: StopGroup["why"], sources: CloseRead["sources"], network: Network): CloseCause {
  switch (why.kind) {
    case "wrong-period":
    case "owed":
      return why;
    case "not-confirmed": {
      const heard = sources.filter(({ system }) => system === why.system).map(({ lastSeenAt }) => lastSeenAt ?? 0);
      const last = Math.max(0, ...heard);
      const name = network.systems.get(why.system)?.name ?? why.system;
      return { ...why, name, lastSeenAt: last === 0 ? null : isoOf(last) };
    }
  }
}

function toDate(
  dating: Dating,
  { fault, earned, booked }: DatingFound,
  network: Pick<Network, "minorUnits">,
): CloseDate {
  const { left, delivered, amount } = dating;
  return {
    object: objectOf(dating.ref),
    side: dating.side,
    fault,
    customer: dating.customer,
    warehouse: dating.warehouse,
    terms: dating.terms,
    termsText: dating.termsText,
    decided:
      dating.decided === null
        ? null
        : { actionId: String(dating.decided.ruling), by: dating.decided.by, at: isoOf(dating.decided.at) },
    leftAt: isoOrNull(left?.at ?? null),
    leftIsDay: left?.isDay ?? false,
    leftDay: left?.day ?? null,
    deliveredAt: isoOrNull(delivered?.at ?? null),
    deliveredDay: delivered?.day ?? null,
    earned,
    invoice: dating.invoice === null ? null : objectOf(dating.invoice),
    ledgerDate: dating.ledgerDate,
    booked,
    amount: amount === null ? null : moneyText(amount, network),
    estimate: dating.basis === "order-price",
  };
}

function toSigning(closing: KeptClosing | undefined): CloseRow["signing"] {
  const signed = (one: { readonly by: string; readonly at: number } | null) =>
    one === null ? null : { by: one.by, at: isoOf(one.at) };
  const { prepared = null, reviewed = null, hash = null, rounds = [] } = closing ?? {};
  return {
    state: prepared === null ? "open" : reviewed === null ? "prepared" : "closed",
    prepared: signed(prepared),
    reviewed: signed(reviewed),
    hash,
    lines: closing === undefined ? null : (signedOf(closing)?.lines.length ?? null),
    rounds: rounds.map((round) => ({
      prepared: { by: round.prepared.by, at: isoOf(round.prepared.at) },
      reviewed: signed(round.reviewed),
      hash: round.hash,
      reopened: { ...round.reopened, at: isoOf(round.reopened.at) },
    })),
  };
}

/** What became of a signed period, as it is told. Pure. */
export function toDriftRow(closing: KeptClosing, drift: Drift, network: Network): CloseDrift | null {
  const { prepared, hash } = closing;
  if (prepared === null || hash === null) return null;
  const { currency } = network.company;
  const text = (minor: number): string => moneyText({ minor, currency }, network).amount;
  const moved = drift.lines.filter(({ now, signed }) => now !== signed);
  return {
    period: closing.period,
    signed: { by: prepared.by, at: isoOf((closing.reviewed ?? prepared).at) },
    hash,
    currency,
    sides: drift.sides.map(({ side, signed, now, difference, states }) => ({
      side,
      signed: text(signed),
      now: text(now),
      difference: text(difference),
      states: driftStates.map((state) => ({
        state,
        count: states[state].count,
        difference: text(states[state].difference),
      })),
    })),
    lines: moved
      .toSorted((a, b) => Math.abs(b.now - b.signed) - Math.abs(a.now - a.signed))
      .slice(0, most.drift)
      .map(({ state, side, ref, signed, now }) => ({
        state,
        side,
        object: objectOf(ref),
        signed: text(signed),
        now: text(now),
        difference: text(now - signed),
      })),
  };
}

/** One line of the accrual list. Pure. */
export function toAccrualRow(
  line: AccrualLine,
  { period }: Pick<CloseRead, "period">,
  network: Pick<Network, "minorUnits">,
): AccrualRow {
  const { revenue, cost } = line;
  const object = objectOf(line.ref);
  return {
    id: `${period.id}/${object.kind}/${object.id}/${line.side}`,
    object,
    orders: line.orders.map((ref) => objectOf(ref).id),
    kind: line.kind,
    side: line.side,
    customer: line.partner,
    units: line.units,
    uom: line.uom,
    revenue: revenue === null ? null : moneyText(revenue, network),
    estimate: line.estimate,
    cost: cost === null ? null : moneyText(cost, network),
    account: line.account,
    entity: line.entity,
    warehouse: line.warehouse,
    period: period.id,
    date: period.to,
    reversal: period.reversal,
  };
}
