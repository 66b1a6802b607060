export * from "./change.ts";
export * from "./context.ts";
export * from "./events/index.ts";
export * from "./keys.ts";
export * from "./network.ts";
export * from "./types.ts";
