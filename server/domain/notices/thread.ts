import type { Notice } from "./notice.ts";

/**
 * What one team was told of one cause: the memory from which it follows whether to tell again. It is a fold over the
 * notices alone, so that it is the same after every start.
 */
export interface Thread {
  readonly group: string;
  readonly team: string;
  /** How many notices there were. */
  readonly told: number;
  /** Told of it, and not yet of its end. */
  readonly open: boolean;
  /** Highest rung told of since it opened. */
  readonly rung: number;
  /** Rung at which it was told that nobody took it; -1 when it was not. */
  readonly reminded: number;
  /** Told that it is taken, and nothing since that undoes it. */
  readonly taken: boolean;
  /** The newest notice; null before the first. */
  readonly last: Notice | null;
}

/** Before anything was told. */
export const firstThread = (group: string, team: string): Thread => ({
  group,
  team,
  told: 0,
  open: false,
  rung: 0,
  reminded: -1,
  taken: false,
  last: null,
});

/** The thread once a notice was decided on. */
export function threadAfter(thread: Thread, notice: Notice): Thread {
  const { rung } = notice;
  const next = { ...thread, told: thread.told + 1, last: notice };
  switch (notice.occasion) {
    case "opened":
    case "reopened":
      return { ...next, open: true, rung, reminded: -1, taken: false };
    case "escalated":
      return { ...next, open: true, rung, taken: false };
    case "unacknowledged":
      return { ...next, open: true, reminded: rung, taken: false };
    case "taken":
      return { ...next, taken: true };
    case "moved":
    case "cleared":
      return { ...next, open: false, taken: false };
  }
}

/** Name of a thread, and of the notice that makes it `told` long. */
export const threadKey = (group: string, team: string): string => `${group}|${team}`;
export const noticeKey = (group: string, team: string, told: number): string => `${threadKey(group, team)}|${told}`;
