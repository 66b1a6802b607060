export { openSegmentsReader } from "./reader.ts";
export { repairSegments } from "./repair.ts";
export { openSegments } from "./segments.ts";
export { verifySegments } from "./verify.ts";
