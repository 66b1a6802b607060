export * from "./access.ts";
export * from "./clock.ts";
export type { FlowAsk, FlowCell, FlowHour, FlowHoursAsk, FlowPassages, FlowSeen, FlowSpan } from "./flow.ts";
export * from "./happened.ts";
export * from "./journal.ts";
export * from "./notifier.ts";
export * from "./store.ts";
export * from "./views.ts";
