/** What is held up now, by building. */
import type { HeldRow } from "./types.ts";

export interface HeldSite {
  readonly warehouse: string;
  readonly held: HeldRow;
}

/** An object that waits in two buildings stands in both, and once in `all`, where what waits in none is as well. */
export interface HeldBySite {
  readonly items: readonly HeldSite[];
  readonly all: HeldRow;
}
