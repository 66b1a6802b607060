/** Who looks at something now, as all who see it are told. */
export interface Looking {
  readonly name: string;
}

/** One browser that looks: its socket, and what makes two sockets the same person. */
export interface Looker {
  readonly socket: string;
  readonly name: string;
  /** Session or token: several windows of one session are one person who looks. */
  readonly credential: string | null;
}

/** What is looked at. `within` is told too, as the cause of an exception is. */
export interface Looked {
  readonly id: string;
  readonly within: string | null;
}

/** Who looks at which row, in memory and nowhere else: it is true now or not at all. */
export interface Presence {
  /** A socket looks at something, or at nothing with null. What it looked at before is let go. */
  look(looker: Looker, at: Looked | null): void;
  /** Who looks at a row, or at something within it, by name. */
  of(id: string): readonly Looking[];
  /** Rows that somebody looks at. */
  rows(): Iterable<string>;
  /** Rows whose people differ from what was told last, each once; they count as told. */
  changed(): readonly { readonly id: string; readonly people: readonly Looking[] }[];
}

/** Nobody looks at anything. */
export function createPresence(): Presence {
  const bySocket = new Map<string, { readonly looker: Looker; readonly at: Looked }>();
  const byRow = new Map<string, Map<string, Looker>>();
  const told = new Map<string, string>();
  const touched = new Set<string>();

  const rowsOf = ({ id, within }: Looked): readonly string[] => (within === null ? [id] : [id, within]);

  const letGo = (socket: string): void => {
    const was = bySocket.get(socket);
    if (was === undefined) return;
    bySocket.delete(socket);
    for (const row of rowsOf(was.at)) {
      const lookers = byRow.get(row);
      lookers?.delete(socket);
      if (lookers?.size === 0) byRow.delete(row);
      touched.add(row);
    }
  };

  const of = (id: string): readonly Looking[] => {
    const people = new Map<string, string>();
    for (const { name, credential, socket } of byRow.get(id)?.values() ?? []) people.set(credential ?? socket, name);
    return [...people.values()].sort().map((name) => ({ name }));
  };

  return {
    look(looker, at) {
      letGo(looker.socket);
      if (at === null) return;
      bySocket.set(looker.socket, { looker, at });
      for (const row of rowsOf(at)) {
        const lookers = byRow.get(row) ?? new Map<string, Looker>();
        byRow.set(row, lookers.set(looker.socket, looker));
        touched.add(row);
      }
    },
    of,
    rows: () => byRow.keys(),
    changed() {
      const out: { readonly id: string; readonly people: readonly Looking[] }[] = [];
      for (const id of touched) {
        const people = of(id);
        const text = people.map(({ name }) => name).join("\n");
        if (text === (told.get(id) ?? "")) continue;
        if (people.length === 0) told.delete(id);
        else told.set(id, text);
        out.push({ id, people });
      }
      touched.clear();
      return out;
    },
  };
}
