import { openJournal, openJournalReader } from "./adapters/sqlite/index.ts";
import type { Clock, Journal, JournalReader } from "./ports/index.ts";

/** The journal at a path, by the technology that keeps it: for its one writer, and for those who read beside it. */
export const journalOf = (path: string) => ({
  open: (clock: Clock): Journal => openJournal(path, clock),
  /** It must have been opened by its writer once. */
  reader: (): JournalReader => openJournalReader(path),
});
