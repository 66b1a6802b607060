import { awaited } from "../books/kept-out.ts";
import type { OwedKind } from "../books/owed.ts";
import type { Network } from "../network.ts";
import { route } from "../routing/tree.ts";
import type { Money, Owner } from "../types.ts";

/** What keeps a period open, as far as routes look at it. */
export interface Unowned {
  readonly owed: OwedKind;
  /** Kind of its document. */
  readonly kind: string;
  readonly warehouse: string | null;
  readonly partner: string | null;
  readonly value: Money | null;
}

/** The team that would hear by the routes that its books were not told of: whoever has what no exception is about. */
export function ownerByRoute({ owed, kind, warehouse, partner, value }: Unowned, network: Network): Owner {
  const steps = network.steps.filter(({ expect }) => awaited[owed].includes(expect));
  const step = steps.find(({ object }) => object === kind) ?? steps[0];
  const { team } = route(network, {
    kind: "missing-event",
    flow: step?.flow ?? null,
    step: step?.id ?? null,
    system: null,
    partner,
    warehouse,
    severity: "medium",
    value,
    customerTier: null,
    causeFamily: null,
  });
  return { team, person: null };
}
