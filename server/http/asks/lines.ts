import {
  type AskLine,
  type BusinessObject,
  type Network,
  type OpsException,
  type PartnerConfig,
  type Ref,
  traitOf,
} from "../../domain/index.ts";
import type { Scope, Views } from "../../ports/index.ts";

/** What can be put to a partner, and which of the exceptions are about something else. */
export interface Askable {
  readonly lines: readonly Omit<AskLine, "answer">[];
  /** What they are, where all are of one kind. */
  readonly kind: "order" | "shipment" | null;
  /** Not this partner's: it must not learn of them. */
  readonly others: readonly OpsException[];
}

/** Whether an exception is about something that a partner runs: its system, its building, or its name on the object. */
function isTheirs(
  exception: OpsException,
  object: BusinessObject | null,
  partner: PartnerConfig,
  network: Network,
): boolean {
  if (exception.system !== null && partner.systems.includes(exception.system)) return true;
  // A system of somebody else's: what it owes is not for this partner to say.
  const system = network.systems.get(exception.system ?? "");
  if (system !== undefined && system.partner !== null) return false;
  const named = object === null ? null : traitOf(object, "partner");
  if (named !== null) return named.text === partner.id;
  return partner.systems.some((id) => {
    const warehouse = network.systems.get(id)?.warehouse ?? null;
    return warehouse !== null && warehouse === exception.warehouse;
  });
}

/**
 * The numbers that exceptions are about, one line an object, the soonest first; what is over, and what is about no object,
 * is left out.
 */
export async function askable(
  views: Views,
  scope: Scope,
  exceptions: readonly OpsException[],
  partner: PartnerConfig,
  network: Network,
): Promise<Askable> {
  const byObject = new Map<Ref, OpsException[]>();
  for (const exception of exceptions) {
    if (exception.object === null || exception.state === "resolved") continue;
    byObject.set(exception.object, [...(byObject.get(exception.object) ?? []), exception]);
  }
  const lines: Omit<AskLine, "answer">[] = [];
  const kinds = new Set<string>();
  const others: OpsException[] = [];
  for (const [ref, about] of byObject) {
    const object = (await views.object(scope, ref)) ?? null;
    const theirs = about.filter((one) => isTheirs(one, object, partner, network));
    others.push(...about.filter((one) => !theirs.includes(one)));
    if (object === null || theirs.length === 0) continue;
    kinds.add(object.kind);
    const order = object.kind === "order" ? object : await orderOf(views, scope, object);
    lines.push(lineOf(object, order, theirs, partner));
  }
  const [only] = kinds;
  const kind = kinds.size === 1 && (only === "order" || only === "shipment") ? only : null;
  return { lines: lines.sort(compareLines), kind, others };
}

async function orderOf(views: Views, scope: Scope, object: BusinessObject): Promise<BusinessObject | null> {
  const link = object.links.find(({ kind }) => kind === "order");
  return link === undefined ? null : ((await views.object(scope, link.ref)) ?? null);
}

function lineOf(
  object: BusinessObject,
  order: BusinessObject | null,
  exceptions: readonly OpsException[],
  partner: PartnerConfig,
): Omit<AskLine, "answer"> {
  const id = object.keys.find(({ issuer }) => partner.systems.includes(issuer))?.value ?? object.id;
  const neededBy = exceptions.flatMap(({ cutoff }) => cutoff?.at ?? []);
  return {
    exceptions: exceptions.map(({ number }) => number).sort((a, b) => a - b),
    id,
    order: order === null || order.id === id ? null : order.id,
    customer: exceptions.find(({ customer }) => customer !== null)?.customer ?? null,
    lines: (order === null ? null : traitOf(order, "lines"))?.number ?? null,
    dueAt: Math.min(...exceptions.map(({ openedAt }) => openedAt)),
    neededBy: neededBy.length === 0 ? null : Math.min(...neededBy),
    warehouse: exceptions[0]?.warehouse ?? null,
  };
}

const compareLines = (a: Omit<AskLine, "answer">, b: Omit<AskLine, "answer">): number =>
  (a.neededBy ?? Number.POSITIVE_INFINITY) - (b.neededBy ?? Number.POSITIVE_INFINITY) ||
  a.dueAt - b.dueAt ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
