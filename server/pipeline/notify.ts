import {
  type Channel,
  channelName,
  type Delivery,
  type DeliveryEnd,
  deliveryKey,
  hears,
  type Instant,
  isNoise,
  judgeGroup,
  knowsRepeats,
  type Network,
  type Notice,
  type PushTarget,
  type Sent,
} from "../domain/index.ts";
import type { Clock, JournalReader, NoticeLinks, Notifier, Told } from "../ports/index.ts";
import { report } from "../telemetry/index.ts";
import { createConcerns, type TellingEngine } from "./concerns.ts";
import { createLanes } from "./lanes.ts";
import { createLedger, type LedgerEntry } from "./ledger.ts";

export interface NotifyParts {
  readonly engine: TellingEngine;
  readonly journal: Pick<JournalReader, "rulings">;
  readonly notifier: Pick<Notifier, "send">;
  readonly clock: Clock;
  readonly network: () => Network;
  /** Age of the oldest entry that is not applied yet: what stands is not to be believed before. */
  readonly behindMs: () => number;
  readonly links: (notice: Notice, receiver: string) => NoticeLinks;
  /** Browsers that subscribed for a team. */
  readonly browsers: (team: string) => readonly PushTarget[];
  /** A browser that can be told no more. */
  readonly gone: (browser: PushTarget) => void;
}

/** The outbox of messages, running. */
export interface Notify {
  /** What was sent to whom, newest first. */
  entries(): readonly LedgerEntry[];
  notice(key: string): Notice | undefined;
  /** What a team owns of a group and nobody took. */
  untaken(group: string, team: string): readonly { readonly number: number; readonly version: number }[];
  /** Who is told how may have changed. */
  networkChanged(): void;
  /** Begins nothing more, and waits a while for what is on its way. */
  close(): Promise<void>;
}

const lookEveryMs = 1_000;
const concernsAtOnce = 500;
/** While the engine is behind by this, telling waits: what it has not read yet may have mended what stands. */
const believedWithin = 10_000;
/** But not for longer than this. */
const patience = 600_000;
/** Tried again after 5 s, 10 s, 20 s, … up to 15 min, or when the receiver says, and given up after three hours. */
const retry = { first: 5_000, most: 900_000, giveUp: 10_800_000 };
const endWithin = 5_000;

/**
 * The loop that tells people: what stands and what was told → what is due → kept in the journal → handed over → kept in
 * the journal. Order and retries only; whom to tell what is the core's. Before a message leaves for a receiver that
 * would take the same one twice for two, that is kept too; one whose fate a crash left open is not sent there again.
 */
export async function startNotify(parts: NotifyParts): Promise<Notify> {
  const { engine, notifier, clock } = parts;
  const ledger = createLedger();
  const concerns = createConcerns();
  const emptied = new Map<string, ReadonlyMap<string, Instant>>();
  const lanes = createLanes<Delivery>(clock, (one) => one.until, deliver);
  /** How attempts ended that could not be kept yet: kept before anything else, and never a reason to send again. */
  const unkept = new Map<string, Extract<Sent, { readonly step: "ended" | "postponed" }>>();
  let closing = false;
  let heldSince: Instant | null = null;

  for (let after = 0; ; ) {
    const rulings = await parts.journal.rulings(after, 500);
    for (const { ruling, at } of rulings) if (ruling.kind === "sent") ledger.fold(ruling.sent, at);
    const last = rulings.at(-1);
    if (last === undefined) break;
    after = last.number;
  }
  // Listening first: what moves while the rows are read comes after them, as it happened.
  const drop = engine.onMoved((moved) => {
    for (const one of moved) concerns.move(one);
  });
  for (let after: number | null = 0; after !== null; ) {
    const page: Awaited<ReturnType<TellingEngine["concerns"]>> = await engine.concerns(after, concernsAtOnce);
    for (const concern of page.concerns) concerns.move({ number: concern.number, concern });
    after = page.next;
  }
  for (const group of ledger.openGroups()) concerns.touch(group);
  for (const delivery of ledger.unended()) await resume(delivery);

  async function keep(steps: readonly Sent[]): Promise<Instant> {
    const at = await engine.sent(steps);
    for (const sent of steps) ledger.fold(sent, at);
    return at;
  }

  /** After a start: what was leaving for a receiver that knows no repeats may have arrived. */
  async function resume(delivery: Delivery): Promise<void> {
    if (delivery.state === "waiting") return lanes.add(delivery.receiver, delivery);
    report("notice.unsure", { key: delivery.key, receiver: delivery.receiver });
    await end(delivery, "unknown", "stopped while it was sent");
  }

  async function end({ key, receiver }: Delivery, how: DeliveryEnd, said: string): Promise<void> {
    await keep([{ step: "ended", key, receiver, end: how, said }]);
  }

  async function drops(delivery: Delivery, said: string): Promise<null> {
    await end(delivery, "dropped", said);
    return null;
  }

  /** Everybody who hears of a notice now, each once. */
  function receiversOf(team: string, occasion: Notice["occasion"]): ReadonlyMap<string, Channel> {
    const channels = parts.network().notify.teams.get(team)?.channels ?? [];
    const found = channels.flatMap((channel): readonly Channel[] => {
      if (!hears(channel, occasion)) return [];
      return channel.kind === "push" ? parts.browsers(team) : [channel];
    });
    return new Map(found.map((channel) => [channelName(channel), channel]));
  }

  async function look(): Promise<void> {
    const now = clock.now();
    const behind = parts.behindMs() > believedWithin;
    heldSince = behind ? (heldSince ?? now) : null;
    if (heldSince !== null && now - heldSince < patience) return;
    const due = concerns.due(now);
    for (const [index, group] of due.entries()) {
      try {
        await lookAt(group, now);
      } catch (error) {
        // What could not be kept is as due as before.
        for (const left of due.slice(index)) concerns.touch(left);
        throw error;
      }
    }
  }

  async function lookAt(group: string, now: Instant): Promise<void> {
    const judged = judgeGroup(
      {
        group,
        members: concerns.members(group),
        threads: ledger.threads(group),
        elsewhere: concerns.wentElsewhere(group),
        emptied: emptied.get(group) ?? new Map(),
      },
      parts.network(),
      now,
    );
    if (judged.emptied.size > 0) emptied.set(group, judged.emptied);
    else emptied.delete(group);
    concerns.wakeAt(group, judged.wakeAt);
    // Told of one thing, the next may be due.
    if (judged.notices.length > 0) concerns.touch(group);
    for (const notice of judged.notices) if (!closing) await decide(notice);
  }

  async function decide(notice: Notice): Promise<void> {
    const receivers = [...receiversOf(notice.team.id, notice.occasion).keys()];
    await keep([{ step: "intended", notice, receivers }]);
    report("notice.decided", {
      key: notice.key,
      occasion: notice.occasion,
      team: notice.team.id,
      severity: notice.severity,
      receivers: receivers.length,
    });
    for (const receiver of receivers) {
      const delivery = ledger.delivery(notice.key, receiver);
      if (delivery !== undefined) lanes.add(receiver, delivery);
    }
  }

  /** One attempt of the first in a lane; answers what is left of it, or null when it ended. */
  async function deliver(delivery: Delivery): Promise<Delivery | null> {
    const { key, receiver } = delivery;
    const notice = ledger.notice(key);
    const name = deliveryKey(delivery);
    if (notice === undefined) return drops(delivery, "no longer told");
    let next = unkept.get(name);
    if (next === undefined) {
      const channel = receiversOf(notice.team.id, notice.occasion).get(receiver);
      if (closing) return delivery;
      if (channel === undefined) return drops(delivery, "no longer told");
      const over = ledger.thread(notice.group, notice.team.id)?.open !== true;
      if (over && isNoise(notice.occasion)) return drops(delivery, "over");
      const attempt = delivery.attempts + 1;
      if (!knowsRepeats(channel)) await keep([{ step: "trying", key, receiver, attempt }]);
      const told = await handOver(notice, channel, receiver);
      next = afterwards(delivery, notice, channel, told, attempt, clock.now());
      unkept.set(name, next);
      const code = told.ok ? null : told.fault.code;
      report("notice.attempted", { key, kind: channel.kind, step: next.step === "ended" ? next.end : next.step, code });
      if (code === "receiver-gone" && channel.kind === "push") parts.gone(channel);
    }
    await keep([next]);
    unkept.delete(name);
    return next.step === "ended" ? null : (ledger.delivery(key, receiver) ?? null);
  }

  /** What is thrown is a bug, and nobody knows what it left undone. */
  function handOver(notice: Notice, channel: Channel, receiver: string): Promise<Told> {
    return notifier.send(notice, parts.links(notice, receiver), channel).catch((error: unknown): Told => {
      failed(error);
      const fault = { class: "retryable", code: "bug", message: "Something unexpected happened here." } as const;
      return { ok: false, fault, taken: "unknown" };
    });
  }

  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(look).catch(failed);
  }, lookEveryMs);
  timer.unref();

  return {
    entries: () => ledger.entries(),
    notice: (key) => ledger.notice(key),
    untaken: (group, team) =>
      concerns
        .members(group)
        .filter(({ state, owner }) => state === "open" && owner.team === team)
        .map(({ number, version }) => ({ number, version })),
    networkChanged: () => concerns.touchAll(),
    async close() {
      closing = true;
      clearInterval(timer);
      drop();
      const late = new Promise<void>((resolve) => setTimeout(resolve, endWithin).unref());
      await Promise.race([Promise.all([looking, lanes.close()]), late]);
    },
  };

  function failed(error: unknown): void {
    // Without the engine nothing can be kept, and what cannot be kept is not sent.
    if (!closing) report("fault.thrown", { where: "notify", reason: String(error), stack: stackOf(error) });
  }
}

const stackOf = (error: unknown): string | null => (error instanceof Error ? (error.stack ?? null) : null);

/** What follows on an attempt. */
function afterwards(
  { key, receiver }: Delivery,
  notice: Notice,
  channel: Channel,
  told: Told,
  attempt: number,
  now: Instant,
): Extract<Sent, { readonly step: "ended" | "postponed" }> {
  const ended = (end: DeliveryEnd, said: string) => ({ step: "ended", key, receiver, end, said }) as const;
  if (told.ok) return ended("taken", told.said);
  const { fault } = told;
  if (told.taken === "unknown" && !knowsRepeats(channel)) return ended("unknown", fault.code);
  if (fault.class === "permanent") return ended("refused", fault.code);
  if (now - notice.at >= retry.giveUp) return ended("given-up", fault.code);
  const wait = Math.max(fault.retryAfterMs ?? 0, Math.min(retry.most, retry.first * 2 ** Math.min(attempt - 1, 20)));
  return { step: "postponed", key, receiver, attempt, until: now + wait, said: fault.code };
}
