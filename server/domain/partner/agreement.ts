import type { Network, PartnerConfig, Step } from "../network.ts";

/** Whose promise it is: the partner's, or ours towards the partner. */
export const sides = ["theirs", "ours"] as const;
export type Side = (typeof sides)[number];

/** How a line is measured: in its time, without a flaw, files by their times, our questions answered by their time. */
export const measures = ["in-time", "correct", "files", "answers"] as const;
export type Measure = (typeof measures)[number];

/** One line of what was agreed with a partner. */
export interface Agreed {
  readonly text: string;
  readonly side: Side;
  readonly measure: Measure;
  /** `flow.step`; null: no step tells it. */
  readonly step: string | null;
  /** Thousandths that are to be kept. */
  readonly share: number;
}

/** A line of one half: agreed, or measured without an agreement. */
export interface PartnerLine extends Omit<Agreed, "share" | "text"> {
  /** `theirs.in-time.order-to-ship-3pl.ship`; of several alike the later ones have `~2` and so on. */
  readonly id: string;
  /** As it was agreed; null where nothing is. */
  readonly text: string | null;
  readonly share: number | null;
}

interface Parties {
  readonly bySystem: ReadonlyMap<string, string>;
  /** Buildings in which one partner's systems stand, and no other's. */
  readonly byWarehouse: ReadonlyMap<string, string>;
}

/** Answers that follow from the network alone, kept as long as it is in force. */
const known = new WeakMap<Network, Parties>();

/** Which partner runs what. */
export function partiesOf(network: Network): Parties {
  const found = known.get(network);
  if (found !== undefined) return found;
  const bySystem = new Map<string, string>();
  const byWarehouse = new Map<string, string | null>();
  for (const { id, systems } of network.partners.values()) for (const system of systems) bySystem.set(system, id);
  for (const { id, partner, warehouse } of network.systems.values()) {
    if (partner !== null && network.partners.has(partner)) bySystem.set(id, partner);
    const own = bySystem.get(id);
    if (own === undefined || warehouse === null) continue;
    const other = byWarehouse.get(warehouse);
    byWarehouse.set(warehouse, other === undefined || other === own ? own : null);
  }
  const only = [...byWarehouse].flatMap(([warehouse, own]) => (own === null ? [] : [[warehouse, own] as const]));
  const parties = { bySystem, byWarehouse: new Map(only) };
  known.set(network, parties);
  return parties;
}

/** Whether a step awaits something of one of a partner's systems, by id or by kind. */
const awaitsPartner = ({ from }: Step, partner: PartnerConfig, network: Network): boolean =>
  from !== null && partner.systems.some((id) => id === from || network.systems.get(id)?.kind === from);

const isAtPartner = ({ warehouses }: Step, partner: PartnerConfig, network: Network): boolean =>
  warehouses === undefined ||
  partner.systems.some((id) => {
    const warehouse = network.systems.get(id)?.warehouse ?? null;
    return warehouse !== null && warehouses.has(warehouse);
  });

/** Steps that hold between us and a partner: what it owes, and of ours those with whose event its own clock begins. */
function stepsWith(partner: PartnerConfig, network: Network): readonly { readonly side: Side; readonly step: Step }[] {
  const here = network.steps.filter((step) => step.mode === "tell" && isAtPartner(step, partner, network));
  const theirs = here.filter((step) => awaitsPartner(step, partner, network));
  const begun = new Set(theirs.map(({ after, object }) => `${object} ${after}`));
  const ours = here.filter((step) => !theirs.includes(step) && begun.has(`${step.object} ${step.expect}`));
  return [
    ...theirs.map((step) => ({ side: "theirs", step }) as const),
    ...ours.map((step) => ({ side: "ours", step }) as const),
  ];
}

/** Both halves' lines: as agreed, in the order of the file; then the steps between us for which nothing is agreed. */
export function linesWith(partner: PartnerConfig, network: Network): readonly PartnerLine[] {
  const used = new Map<string, number>();
  const idOf = ({ side, measure, step }: Omit<Agreed, "share" | "text">): string => {
    const plain = step === null ? `${side}.${measure}` : `${side}.${measure}.${step}`;
    const count = (used.get(plain) ?? 0) + 1;
    used.set(plain, count);
    return count === 1 ? plain : `${plain}~${count}`;
  };
  const agreed = (partner.agreed ?? []).map((line): PartnerLine => ({ ...line, id: idOf(line) }));
  const isAgreed = (side: Side, step: string) =>
    agreed.some((line) => line.side === side && line.measure === "in-time" && line.step === step);
  const others = stepsWith(partner, network).flatMap(({ side, step: { flow, id } }): readonly PartnerLine[] => {
    const step = `${flow}.${id}`;
    const line = { side, measure: "in-time", step, text: null, share: null } as const;
    return isAgreed(side, step) ? [] : [{ ...line, id: idOf(line) }];
  });
  return [...agreed, ...others];
}
