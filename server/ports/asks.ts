import type { Ask, OpsException } from "../domain/index.ts";
import { mergedInto, mergesFollowed } from "./words.ts";

/** An ask, and the places of its lines about which nothing is open any more. */
export interface AskSeen {
  readonly ask: Ask;
  readonly ended: ReadonlySet<number>;
}

/** What tells whether an exception is over. */
export type Ending = Pick<OpsException, "state" | "resolution">;

/** Places of the lines whose exceptions are all over; one that was joined to another is over when that one is. */
export function endedIn(ask: Ask, read: (number: number) => Ending | undefined): ReadonlySet<number> {
  const isOver = (number: number): boolean => {
    let one = read(number);
    for (let hops = 0; one !== undefined && hops < mergesFollowed; hops++) {
      const into = mergedInto(one);
      if (into === null) break;
      one = read(into);
    }
    return one?.state === "resolved";
  };
  return new Set(ask.lines.flatMap(({ exceptions }, place) => (exceptions.every(isOver) ? [place] : [])));
}
