import { type Worth, worths } from "../pipeline/worth.ts";

/** Whose delivery it is, as far as that is known before its body is read. */
export interface Flow {
  readonly sender: string;
  readonly route: string;
}

/** Deliveries of one flow after which the older ones no longer tell what the next is worth. */
const memory = 128;
/** What one in so many of its deliveries carried, a flow is taken for. */
const seldom = 1 / 24;
const mostFlows = 10_000;

/** What flows have carried lately. */
export interface Worths {
  /** Null where it was never heard. */
  of(flow: Flow): Worth | null;
  learn(flow: Flow, worth: Worth): void;
}

export function createWorths(): Worths {
  const flows = new Map<string, { readonly shares: readonly number[]; readonly heard: number }>();
  return {
    of(flow) {
      const known = flows.get(nameOf(flow));
      if (known === undefined) return null;
      return worths.findLast((_, index) => (known.shares[index] ?? 0) >= seldom) ?? "logs";
    },
    learn(flow, worth) {
      const name = nameOf(flow);
      const known = flows.get(name) ?? { shares: worths.map(() => 0), heard: 0 };
      // As long as it was heard less often, what all of it was tells.
      const heard = Math.min(memory, known.heard + 1);
      const shares = known.shares.map((share, index) => share + ((worths[index] === worth ? 1 : 0) - share) / heard);
      flows.delete(name);
      flows.set(name, { shares, heard });
      const [oldest] = flows.keys();
      if (flows.size > mostFlows && oldest !== undefined) flows.delete(oldest);
    },
  };
}

const nameOf = ({ sender, route }: Flow): string => `${route} ${sender}`;
