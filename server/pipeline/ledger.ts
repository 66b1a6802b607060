import {
  type Delivery,
  deliveryAfter,
  deliveryKey,
  firstThread,
  hasEnded,
  type Instant,
  intended,
  type Notice,
  type Sent,
  type Thread,
  threadAfter,
  threadKey,
} from "../domain/index.ts";

/** One notice with how it fared at each receiver. */
export interface LedgerEntry {
  readonly notice: Notice;
  /** When it was decided on, by the journal's stamp. */
  readonly at: Instant;
  readonly deliveries: readonly Delivery[];
}

/** Notices that are kept at hand, at most, beside those still on their way. */
const mostKept = 10_000;

/** What was sent to whom: a fold over the rulings `sent`, oldest first, and nothing else. */
export interface Ledger {
  fold(sent: Sent, at: Instant): void;
  /** What each team was told of a group. */
  threads(group: string): readonly Thread[];
  thread(group: string, team: string): Thread | undefined;
  /** Groups that some team was told of and not of their end. */
  openGroups(): readonly string[];
  notice(key: string): Notice | undefined;
  delivery(key: string, receiver: string): Delivery | undefined;
  /** Deliveries without an end, oldest first. */
  unended(): readonly Delivery[];
  /** Newest first. */
  entries(): readonly LedgerEntry[];
}

export function createLedger(): Ledger {
  const threads = new Map<string, Map<string, Thread>>();
  const notices = new Map<
    string,
    { readonly notice: Notice; readonly at: Instant; readonly receivers: readonly string[] }
  >();
  const deliveries = new Map<string, Delivery>();

  const threadOf = (group: string, team: string): Thread | undefined => threads.get(group)?.get(threadKey(group, team));

  function decided(notice: Notice, receivers: readonly string[], at: Instant): void {
    const { group, team } = notice;
    const after = threadAfter(threadOf(group, team.id) ?? firstThread(group, team.id), notice);
    const known = threads.get(group) ?? new Map<string, Thread>();
    // The words of what is over are not needed again.
    known.set(threadKey(group, team.id), after.open ? after : { ...after, last: null });
    threads.set(group, known);
    notices.set(notice.key, { notice, at, receivers });
    for (const receiver of receivers) {
      const delivery = intended(notice.key, receiver, at);
      deliveries.set(deliveryKey(delivery), delivery);
    }
    if (notices.size > mostKept) forgetOldest();
  }

  /** The oldest that is on its way no more. */
  function forgetOldest(): void {
    for (const [key, { receivers }] of notices) {
      const own = receivers.map((receiver) => deliveryKey({ key, receiver }));
      if (own.some((name) => !hasEnded(deliveries.get(name) ?? { state: "dropped" }))) continue;
      notices.delete(key);
      for (const name of own) deliveries.delete(name);
      return;
    }
  }

  return {
    fold(sent, at) {
      if (sent.step === "intended") return decided(sent.notice, sent.receivers, at);
      const name = deliveryKey(sent);
      const delivery = deliveries.get(name);
      if (delivery !== undefined) deliveries.set(name, deliveryAfter(delivery, sent, at));
    },
    threads: (group) => [...(threads.get(group)?.values() ?? [])],
    thread: threadOf,
    openGroups: () =>
      [...threads].filter(([, teams]) => [...teams.values()].some(({ open }) => open)).map(([group]) => group),
    notice: (key) => notices.get(key)?.notice,
    delivery: (key, receiver) => deliveries.get(deliveryKey({ key, receiver })),
    unended: () => [...deliveries.values()].filter((delivery) => !hasEnded(delivery)),
    entries: () =>
      [...notices.values()].reverse().map(({ notice, at, receivers }) => ({
        notice,
        at,
        deliveries: receivers.flatMap((receiver) => deliveries.get(deliveryKey({ key: notice.key, receiver })) ?? []),
      })),
  };
}
