import type { Family } from "../case.ts";
import { attributes } from "./attributes.ts";
import { envelope } from "./envelope.ts";
import { limits } from "./limits.ts";
import { nesting } from "./nesting.ts";
import { empty, records } from "./records.ts";
import { requests } from "./requests.ts";
import { shapes } from "./shapes.ts";
import { jsonText } from "./text.ts";

/** Every family whose cases are requests; frames of gRPC are no requests and stand apart. */
export const families: readonly Family[] = [
  envelope,
  jsonText,
  records,
  empty,
  nesting,
  shapes,
  limits,
  requests,
  attributes,
];
