export * from "./answers.ts";
export * from "./apply.ts";
export * from "./order.ts";
export * from "./sources.ts";
export * from "./stories.ts";
export * from "./types.ts";
export * from "./vocabulary.ts";
