export * from "./act.ts";
export * from "./api.ts";
export * from "./freshness.ts";
export * from "./hooks.ts";
export type { Link, LinkState, Wire } from "./link.ts";
export * from "./names.ts";
export * from "./pause.ts";
export * from "./steady.ts";
export * from "./summary.ts";
