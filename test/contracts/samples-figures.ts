import type { Contribution, Dating, Dealing, Pledge, Ref } from "../../server/domain/index.ts";
import { noon } from "./samples.ts";

/** An order that left on time at noon, where it ships from. */
export const contributionOf = (ref: string, more: Partial<Contribution> = {}): Contribution => ({
  figure: "on-time-shipment",
  ref,
  warehouse: "ATL",
  partner: null,
  flow: null,
  cause: null,
  from: noon - 3_600_000,
  at: noon,
  day: Math.floor(noon / 86_400_000),
  numerator: 1,
  denominator: 1,
  awaits: false,
  floorMs: null,
  messageMs: null,
  leftOut: null,
  ...more,
});

/** Something that the dock promised at noon. */
export const pledgeOf = (number: number, more: Partial<Pledge> = {}): Pledge => ({
  number,
  at: noon,
  by: "Dana",
  text: "Labels under 5 s",
  owner: { team: "dock", person: null },
  dueOn: "2026-11-25",
  closed: null,
  ...more,
});

/** A shipping advice that came a minute before noon, when it was due. */
export const dealingOf = (ref: string, more: Partial<Dealing> = {}): Dealing => ({
  ref,
  expectation: "ship.confirm",
  partner: "reno",
  side: "theirs",
  flow: "ship",
  step: "confirm",
  system: "3pl",
  warehouse: "RNO",
  since: noon - 3_600_000,
  dueAt: noon,
  metAt: noon - 60_000,
  state: "met",
  flaw: null,
  ...more,
});

/** A shipment that the ERP has in the next period. */
export const datingOf = (ref: Ref, more: Partial<Dating> = {}): Dating => ({
  ref,
  side: "revenue",
  orders: ["order:*:1"],
  warehouse: "ATL",
  entity: null,
  customer: null,
  terms: "origin",
  termsText: "FOB origin",
  decided: null,
  left: { at: noon, isDay: false, day: "2026-11-19" },
  delivered: null,
  invoice: null,
  ledgerDate: "2026-11-23",
  ledgerPeriod: "12",
  notBillable: false,
  amount: { minor: 100, currency: "USD" },
  basis: "document",
  ...more,
});
