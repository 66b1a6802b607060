import type { Fault } from "../../collectors/kit/index.ts";
import { retryable } from "../../collectors/kit/index.ts";
import type { ExceptionRow, Problem } from "../wire/index.ts";

const titles: ReadonlyMap<number, string> = new Map([
  [300, "Multiple choices"],
  [400, "Bad request"],
  [401, "Not signed in"],
  [403, "Not allowed"],
  [404, "Not found"],
  [405, "Method not allowed"],
  [409, "Changed meanwhile"],
  [410, "Gone"],
  [413, "Too large"],
  [415, "Unsupported media type"],
  [422, "Cannot be done"],
  [429, "Too many requests"],
  [500, "Internal error"],
  [502, "Bad gateway"],
  [503, "Busy"],
]);

/** A problem of RFC 9457; `code` is stable and for programs, `detail` for people. */
export const problem = (
  status: number,
  code: string,
  detail: string,
  more: { readonly current?: ExceptionRow; readonly faults?: Problem["faults"]; readonly errorId?: string } = {},
): Problem => ({
  type: "about:blank",
  title: titles.get(status) ?? "Problem",
  status,
  detail,
  code,
  ...(more.current === undefined ? {} : { current: more.current }),
  ...(more.faults === undefined ? {} : { faults: more.faults }),
  ...(more.errorId === undefined ? {} : { errorId: more.errorId }),
});

/** Thrown in a route to answer with a problem: an expected end, not a bug. */
export class Refused extends Error {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  constructor(problem: Problem, headers: Readonly<Record<string, string>> = {}) {
    super(problem.code);
    this.problem = problem;
    this.headers = headers;
  }
}

/** Of what lies behind a damage of the journal nothing can be read, and nothing is written. */
export const damagedFault: Fault = retryable(
  "journal-damaged",
  "The journal is damaged: nothing is taken, and what lies behind the damage cannot be read. Whoever runs this server finds out more by: tallyman verify",
  60_000,
).fault;

/** The same as a problem. */
export const damaged = (): Refused => refusedBy(damagedFault);

/** What the engine refused, as a problem: time mends a retryable one. */
export function refusedBy(fault: Fault): Refused {
  if (fault.class === "retryable") {
    const seconds = Math.max(1, Math.ceil((fault.retryAfterMs ?? 1_000) / 1_000));
    return new Refused(problem(503, fault.code, fault.message), { "retry-after": String(seconds) });
  }
  return new Refused(problem(fault.code === "not-found" ? 404 : 422, fault.code, fault.message));
}
