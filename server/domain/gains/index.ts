export * from "./baseline.ts";
export * from "./gain.ts";
