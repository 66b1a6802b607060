import { exceptionFilterNames, readExceptionFilter } from "../feeds/index.ts";
import type { ExceptionFilter } from "../ports/index.ts";
import { problem, Refused } from "./problems.ts";

const names: ReadonlySet<string> = new Set(exceptionFilterNames);

/**
 * A filter of the list from its words; refuses what cannot be. Where the filter stands in a body, `within` is its name
 * there: it decides what is touched, so that a name that means nothing is refused and not passed over.
 */
export function filterFrom(words: ReadonlyMap<string, string>, within?: string): ExceptionFilter {
  const unknown = within === undefined ? undefined : [...words.keys()].find((name) => !names.has(name));
  if (unknown !== undefined) {
    const path = `${within}.${unknown}`;
    throw new Refused(
      problem(400, "bad-body", `${path} is no filter`, { faults: [{ path, message: "is no filter" }] }),
    );
  }
  const known = exceptionFilterNames.filter((name) => words.has(name));
  const { filter, faults } = readExceptionFilter(new Map(known.map((name) => [name, words.get(name) ?? ""])));
  const first = faults[0];
  if (first !== undefined) {
    throw new Refused(problem(400, "bad-parameter", `${first.path} ${first.message}`, { faults }));
  }
  return filter;
}
