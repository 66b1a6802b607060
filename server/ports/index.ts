export * from "./access.ts";
export * from "./clock.ts";
export * from "./figures.ts";
export * from "./happened.ts";
export * from "./journal.ts";
export * from "./notifier.ts";
export * from "./store.ts";
export * from "./views.ts";
