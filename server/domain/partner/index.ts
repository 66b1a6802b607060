export * from "./agreement.ts";
export * from "./answers.ts";
export * from "./dealing.ts";
export * from "./files.ts";
export * from "./lateness.ts";
export * from "./score.ts";
