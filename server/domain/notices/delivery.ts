import type { Instant } from "../types.ts";
import type { Notice } from "./notice.ts";

/**
 * How a delivery ended. `taken` by the receiver; `refused` for good; `given-up` after trying long enough; `unknown`: it
 * may have arrived, and is not sent again to a receiver that would take it for another; `dropped`: no longer of use.
 */
export const deliveryEnds = ["taken", "refused", "given-up", "unknown", "dropped"] as const;
export type DeliveryEnd = (typeof deliveryEnds)[number];

/** One step of telling, as the journal keeps it: before anything leaves, and after each outcome. */
export type Sent =
  /** The notice is decided on, and goes to these receivers (by name). */
  | { readonly step: "intended"; readonly notice: Notice; readonly receivers: readonly string[] }
  /** It leaves now, for a receiver that does not know repeats: whoever finds this without an end cannot know its fate. */
  | { readonly step: "trying"; readonly key: string; readonly receiver: string; readonly attempt: number }
  /** It certainly did nothing, or the receiver knows repeats: it is tried again then. */
  | {
      readonly step: "postponed";
      readonly key: string;
      readonly receiver: string;
      readonly attempt: number;
      readonly until: Instant;
      readonly said: string;
    }
  | {
      readonly step: "ended";
      readonly key: string;
      readonly receiver: string;
      readonly end: DeliveryEnd;
      readonly said: string;
    };

/** One notice on its way to one receiver: a fold over what the journal keeps of it. */
export interface Delivery {
  readonly key: string;
  readonly receiver: string;
  readonly state: "waiting" | "trying" | DeliveryEnd;
  readonly attempts: number;
  /** Of its newest step. */
  readonly at: Instant;
  /** Not before this instant, while it waits. */
  readonly until: Instant;
  /** What the receiver answered, or the code of what failed. */
  readonly said: string;
}

/** A delivery as it is intended. */
export const intended = (key: string, receiver: string, at: Instant): Delivery => ({
  key,
  receiver,
  state: "waiting",
  attempts: 0,
  at,
  until: at,
  said: "",
});

/** The delivery after a step of its own. */
export function deliveryAfter(
  delivery: Delivery,
  sent: Exclude<Sent, { readonly step: "intended" }>,
  at: Instant,
): Delivery {
  switch (sent.step) {
    case "trying":
      return { ...delivery, state: "trying", attempts: sent.attempt, at };
    case "postponed":
      return { ...delivery, state: "waiting", attempts: sent.attempt, at, until: sent.until, said: sent.said };
    case "ended":
      return { ...delivery, state: sent.end, attempts: Math.max(1, delivery.attempts), at, said: sent.said };
  }
}

/** Name of a delivery. */
export const deliveryKey = ({ key, receiver }: Pick<Delivery, "key" | "receiver">): string => `${key}|${receiver}`;

export const hasEnded = ({ state }: Pick<Delivery, "state">): boolean => state !== "waiting" && state !== "trying";
