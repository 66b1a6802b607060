export { openAccess } from "./access.ts";
export { type Verified, verify } from "./chain.ts";
export { copyRows, type RowsAt, rowsAt, rowsVersion } from "./copy.ts";
export { TooNew } from "./database.ts";
export { openJournal } from "./journal.ts";
export { openJournalReader } from "./journal-read.ts";
export { openOutbox, openStore } from "./store.ts";
export { openViews } from "./views.ts";
