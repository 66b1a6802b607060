import { dateOf, type Network, type Pledge } from "../domain/index.ts";
import type { PledgeRow } from "../wire/index.ts";
import { isoOf } from "./formats.ts";

/** How long a promise is still told after it was closed, in milliseconds: until it was looked at in two more weeks. */
export const pledgesTold = 14 * 86_400_000;

/** Number of the promise that an id names; null for what is none. */
export function numberOfPledge(id: string): number | null {
  const match = /^P-([1-9]\d{0,14})$/.exec(id);
  return match === null ? null : Number(match[1]);
}

/** A promise as it is told at an instant. Pure. */
export function toPledgeRow(pledge: Pledge, network: Network, now: number): PledgeRow {
  const { number, at, by, text, owner, dueOn, closed } = pledge;
  const { timezone } = network.company;
  return {
    id: `P-${number}`,
    at: isoOf(at),
    by,
    text,
    owner,
    dueOn,
    over: closed === null && dueOn < dateOf(now + network.offsetAt(timezone, now) * 60_000),
    closed: closed === null ? null : { ...closed, at: isoOf(closed.at) },
  };
}
