export { memoryAccess } from "./access.ts";
export { memoryJournal } from "./journal.ts";
export { type MemoryStore, memoryStore } from "./store.ts";
export { memoryViews } from "./views.ts";
