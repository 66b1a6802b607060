import type { OpsException } from "../types.ts";
import { exceptionOf, type Work } from "../work.ts";

/** The exception that answers for one that was joined to another. */
export function survivor(work: Work, number: number): OpsException | undefined {
  let exception = exceptionOf(work, number);
  for (let hops = 0; hops < 50 && exception?.resolution?.reason === "merged"; hops++) {
    exception = exceptionOf(work, Number(exception.resolution.text?.slice(2)));
  }
  return exception;
}
