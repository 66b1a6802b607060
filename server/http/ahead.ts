import type { Position } from "../domain/index.ts";
import { type ByWorth, loadOf, timeFor, zeros } from "../pipeline/pace.ts";
import { type Worth, worths } from "../pipeline/worth.ts";

/** How far the engine is, and how fast: milliseconds a mebi of load of each worth, all 0 as long as it keeps up, or catches up with a start. */
export interface EngineAt {
  readonly position: Position;
  readonly pace: ByWorth;
}

/** Milliseconds of work for the engine, of each worth: of all senders, and of one. */
export interface Work {
  readonly all: ByWorth;
  readonly own: ByWorth;
}

/**
 * What was acknowledged and the engine has not applied, as the time that it will take. What comes while the engine
 * catches up with a start counts for nothing: whoever sends then can do nothing about it.
 */
export interface Ahead {
  /** A delivery was acknowledged, and lies at a position. */
  add(position: Position, sender: string, worth: Worth, bytes: number): void;
  /** The record stream begins anew: nothing of it waits. */
  clear(): void;
  of(sender: string): Work;
}

type Sums = Record<Worth, number>;

/** What lies within some positions; the work that it was when it came. */
interface Stretch {
  readonly from: Position;
  upTo: Position;
  ms: number;
  readonly bySender: Map<string, Sums>;
}

/** Positions and work that are told apart no further, so that a backlog of millions takes little more memory than one of a few. */
const grain = { positions: 256, ms: 200 };

export function createAhead(engine: () => EngineAt): Ahead {
  let stretches: Stretch[] = [];
  let all = zeros();
  const bySender = new Map<string, Sums>();

  /** Takes out what is applied. */
  function forget(position: Position): void {
    const left = stretches.findIndex(({ upTo }) => upTo > position);
    const gone = left < 0 ? stretches : stretches.slice(0, left);
    if (gone.length === 0) return;
    stretches = left < 0 ? [] : stretches.slice(left);
    for (const { bySender: part } of gone)
      for (const [sender, load] of part) {
        const own = bySender.get(sender);
        if (own === undefined) continue;
        for (const worth of worths) {
          own[worth] -= load[worth];
          all[worth] -= load[worth];
        }
        if (worths.every((worth) => own[worth] === 0)) bySender.delete(sender);
      }
  }

  return {
    add(position, sender, worth, bytes) {
      const load = loadOf(bytes);
      const { position: applied, pace } = engine();
      if (position <= applied || worths.every((one) => pace[one] === 0)) return;
      let last = stretches.at(-1);
      if (last === undefined || position - last.from >= grain.positions || last.ms >= grain.ms) {
        last = { from: position, upTo: position, ms: 0, bySender: new Map() };
        stretches.push(last);
      }
      last.upTo = Math.max(last.upTo, position);
      last.ms += timeFor(load, pace[worth]);
      all[worth] += load;
      for (const sums of [sumsOf(last.bySender, sender), sumsOf(bySender, sender)]) sums[worth] += load;
    },
    clear() {
      stretches = [];
      all = zeros();
      bySender.clear();
    },
    of(sender) {
      const { position, pace } = engine();
      forget(position);
      return { all: timeOf(all, pace), own: timeOf(bySender.get(sender), pace) };
    },
  };
}

function sumsOf(by: Map<string, Sums>, sender: string): Sums {
  const known = by.get(sender) ?? zeros();
  by.set(sender, known);
  return known;
}

function timeOf(load: ByWorth | undefined, pace: ByWorth): ByWorth {
  const ms = zeros();
  if (load !== undefined) for (const worth of worths) ms[worth] = timeFor(load[worth], pace[worth]);
  return ms;
}
