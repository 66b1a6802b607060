import { exceptionFilterNames, readExceptionFilter } from "../feeds/index.ts";
import type { ExceptionFilter } from "../ports/index.ts";
import { problem, Refused } from "./problems.ts";

/** A filter of the list from query parameters; refuses what cannot be. */
export function filterFrom(query: ReadonlyMap<string, string>): ExceptionFilter {
  const known = exceptionFilterNames.filter((name) => query.has(name));
  const { filter, faults } = readExceptionFilter(new Map(known.map((name) => [name, query.get(name) ?? ""])));
  const first = faults[0];
  if (first !== undefined) {
    throw new Refused(problem(400, "bad-parameter", `${first.path} ${first.message}`, { faults }));
  }
  return filter;
}
