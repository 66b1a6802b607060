import { type Concern, groupOf, type Instant, type Sent } from "../domain/index.ts";

/** An exception that changed: what telling looks at of it, or null where it tells nobody. */
export interface ConcernsMoved {
  readonly number: number;
  readonly concern: Concern | null;
}

/** What the outbox of messages asks of the engine, wherever that runs. */
export interface TellingEngine {
  /** Exceptions that are not resolved and tell somebody, ascending by number, after one. */
  concerns(
    after: number,
    limit: number,
  ): Promise<{ readonly concerns: readonly Concern[]; readonly next: number | null }>;
  /** Called after each commit with the exceptions that changed in it, as they are then. */
  onMoved(listener: (moved: readonly ConcernsMoved[]) => void): () => void;
  /** Keeps steps of telling in the journal, in their order; resolves when the disk has them, with the last one's stamp. */
  sent(steps: readonly Sent[]): Promise<Instant>;
}

/** Exceptions that stand, by what one message is about, and when each group is to be looked at. */
export interface Concerns {
  move(moved: ConcernsMoved): void;
  members(group: string): readonly Concern[];
  /** Whether what stood last in a group became another's. */
  wentElsewhere(group: string): boolean;
  /** Looks at a group at the next occasion. */
  touch(group: string): void;
  /** Groups to be looked at now; each is answered once. */
  due(now: Instant): readonly string[];
  /** When a group is to be looked at again; null: when something changes. */
  wakeAt(group: string, at: Instant | null): void;
  touchAll(): void;
}

export function createConcerns(): Concerns {
  const groups = new Map<string, { readonly members: Map<number, Concern>; standing: number }>();
  const homes = new Map<number, string>();
  const touched = new Set<string>();
  const wakes = new Map<string, Instant>();
  const elsewhere = new Set<string>();
  const slim = slimming();

  function leave(number: number): void {
    const name = homes.get(number);
    const group = name === undefined ? undefined : groups.get(name);
    if (name === undefined || group === undefined) return;
    homes.delete(number);
    if (group.members.get(number)?.state !== "resolved") group.standing--;
    group.members.delete(number);
    touched.add(name);
    drop(name);
  }

  /** A silence that is over is remembered as long as something stands that it explained. */
  function drop(name: string): void {
    const group = groups.get(name);
    if (group === undefined || group.standing > 0) return;
    for (const number of group.members.keys()) homes.delete(number);
    groups.delete(name);
  }

  return {
    move({ number, concern }) {
      leaveUnless(concern === null || hasEnded(concern) ? null : groupOf(concern), number);
      if (concern === null || hasEnded(concern)) return;
      const name = groupOf(concern);
      const group = groups.get(name) ?? { members: new Map<number, Concern>(), standing: 0 };
      const before = group.members.get(number);
      if (before !== undefined && before.state !== "resolved") group.standing--;
      if (concern.state !== "resolved") group.standing++;
      group.members.set(number, slim(concern));
      groups.set(name, group);
      homes.set(number, name);
      touched.add(name);
      elsewhere.delete(name);
      drop(name);
    },
    wentElsewhere: (group) => elsewhere.has(group),
    members: (group) => [...(groups.get(group)?.members.values() ?? [])],
    touch: (group) => void touched.add(group),
    due(now) {
      for (const [group, at] of wakes) if (at <= now) touched.add(group);
      const due = [...touched].sort();
      touched.clear();
      for (const group of due) wakes.delete(group);
      return due;
    },
    wakeAt(group, at) {
      if (at === null) wakes.delete(group);
      else wakes.set(group, at);
    },
    touchAll() {
      for (const group of [...groups.keys(), ...wakes.keys()]) touched.add(group);
    },
  };

  function leaveUnless(group: string | null, number: number): void {
    const home = homes.get(number);
    if (home === undefined || home === group) return;
    leave(number);
    if (group === null || groups.has(home)) elsewhere.delete(home);
    else elsewhere.add(home);
  }
}

/** What is over tells nothing more; a silence that is over tells when it ended. */
const hasEnded = ({ state, kind }: Concern): boolean => state === "resolved" && kind !== "source-silent";

/** Parts that are kept to be shared, at most. */
const mostShared = 5_000;

/**
 * A concern with what others have alike taken from them: it comes from another thread with copies of its own, and there
 * may be a hundred thousand.
 */
function slimming(): (concern: Concern) => Concern {
  const parts = new Map<string, unknown>();
  const share = <T>(part: T): T => {
    const text = JSON.stringify(part);
    const known = parts.get(text);
    if (known !== undefined) return known as T;
    if (parts.size >= mostShared) parts.clear();
    parts.set(text, part);
    return part;
  };
  return (concern) => ({
    ...concern,
    kind: share(concern.kind),
    state: share(concern.state),
    severity: share(concern.severity),
    title: share(concern.title),
    reason: share(concern.reason),
    system: share(concern.system),
    warehouse: share(concern.warehouse),
    owner: share(concern.owner),
    cutoff: share(concern.cutoff),
    blocks: share(concern.blocks),
    causeId: share(concern.causeId),
    held: concern.held.map(({ ref, money, basis }) => ({
      ref: ref === concern.object ? concern.object : ref,
      money: share(money),
      basis: share(basis),
    })),
  });
}
