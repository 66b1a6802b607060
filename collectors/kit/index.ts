export * from "./collector.ts";
export * from "./kept.ts";
export * from "./names.ts";
export * from "./observation.ts";
export * from "./reading.ts";
export * from "./receipt.ts";
export * from "./result.ts";
export * from "./term.ts";
