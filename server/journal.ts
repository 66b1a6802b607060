import { openSegments, openSegmentsReader } from "./adapters/segments/index.ts";
import { openJournal, openJournalReader } from "./adapters/sqlite/index.ts";
import type { Clock, Journal, JournalReader, Retention } from "./ports/index.ts";
import { journalPlace } from "./start/journal-place.ts";

/** A journal that its one writer has open. `damage`: why it takes nothing, in words that name what is lost; null when whole. */
export type OpenJournal = Journal & {
  readonly damage: string | null;
  /** What drops its records; null where it keeps all of them. */
  readonly retention: Retention | null;
};

/** The journal of a data folder, by the technology that keeps it there: for its one writer, and for those who read beside it. */
export const journalOf = (data: string) => ({
  open(clock: Clock): OpenJournal {
    const { kind, path } = journalPlace(data);
    if (kind === "sqlite") return { ...openJournal(path, clock), damage: null, retention: null };
    const segments = openSegments(path, clock);
    return { ...segments, retention: segments.damage === null ? segments : null };
  },
  /** It must have been opened by its writer once. `prepares`: people will look in it for traces and keys. */
  reader(prepares = false): JournalReader {
    const { kind, path } = journalPlace(data);
    return kind === "segments" ? openSegmentsReader(path, { prepares }) : openJournalReader(path);
  },
});
