import type { Link } from "./link.ts";
import { type Cell, cell } from "./store.ts";

/** Keeps who looks at which row as a link tells it; empty whenever the connection is not there. */
export function followPresence(link: Link): Cell<ReadonlyMap<string, readonly string[]>> {
  const present = cell<ReadonlyMap<string, readonly string[]>>(new Map());
  link.onPresence(({ id, people }) => {
    const next = new Map(present.get());
    if (people.length === 0) next.delete(id);
    else
      next.set(
        id,
        people.map(({ name }) => name),
      );
    present.set(next);
  });
  link.state.watch(() => {
    if (link.state.get().phase !== "open" && present.get().size > 0) present.set(new Map());
  });
  return present;
}

/** The others among those who look: this page is one of them while it looks itself. */
export function others(people: readonly string[], me: string, looking: boolean): readonly string[] {
  const own = looking ? people.indexOf(me) : -1;
  return own < 0 ? people : people.filter((_, index) => index !== own);
}
