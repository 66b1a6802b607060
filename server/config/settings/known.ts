import * as z from "zod";
import { keyKinds } from "../names.ts";
import { networkFile } from "./index.ts";

/** Names of the settings that can stand at a path of the file; empty where names are free. */
export function namesAt(path: readonly (string | number)[]): readonly string[] {
  let schema: z.core.$ZodType | undefined = networkFile;
  for (const part of path) {
    const inner: z.core.$ZodType | undefined = branchFor(within(schema), part);
    if (inner instanceof z.ZodObject)
      schema = typeof part === "string" && Object.hasOwn(inner.shape, part) ? inner.shape[part] : undefined;
    else if (inner instanceof z.ZodArray) schema = inner.element;
    else schema = undefined;
  }
  const found = branchFor(within(schema), "");
  if (found instanceof z.ZodRecord && found.keyType instanceof z.ZodEnum) return found.keyType.options.map(String);
  return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
}

/** Where one or a list of them may stand, the one that a part of a path leads into. */
const branchFor = (schema: z.core.$ZodType | undefined, part: string | number): z.core.$ZodType | undefined =>
  schema instanceof z.ZodUnion
    ? schema.options
        .map((option) => within(option as z.core.$ZodType))
        .find((option) => (typeof part === "number" ? option instanceof z.ZodArray : option instanceof z.ZodObject))
    : schema;

/** Names that a key of a map can be, where they are not free. */
export function namesFor(issue: z.core.$ZodIssue): readonly string[] {
  const values =
    "issues" in issue
      ? issue.issues.flatMap((one) => (one.code === "invalid_value" ? one.values.map(String) : []))
      : [];
  return values.length > 0 ? values : keyKinds;
}

/** The shape below what only decorates it: defaults, options, transformations. */
export function within(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  let inner = schema;
  for (;;) {
    if (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault)
      inner = inner.unwrap() as z.core.$ZodType;
    else if (inner instanceof z.ZodLazy) inner = inner.unwrap() as z.core.$ZodType;
    else if (inner instanceof z.ZodPipe) inner = inner.in;
    else return inner;
  }
}
