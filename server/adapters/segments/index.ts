export { openSegmentsReader } from "./reader.ts";
export { openSegments } from "./segments.ts";
