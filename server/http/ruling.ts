import type { Desk } from "../pipeline/desk.ts";
import { refusedBy } from "./problems.ts";
import type { Serving } from "./route.ts";

/** Rules, waits until the rows that are read beside the engine show it, and answers its number; refuses as the core does. */
export async function ruled({ deps }: Serving, ruling: Parameters<Desk["rule"]>[0]): Promise<number> {
  const answer = await deps.desk.rule(ruling);
  if (answer.kind === "refused") throw refusedBy(answer.fault);
  return answer.number;
}
