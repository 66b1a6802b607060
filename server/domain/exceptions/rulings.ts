import type { Ruling } from "../change.ts";
import { closingRefusal } from "../close/closing.ts";
import { termsRefusal } from "../close/decided.ts";
import type { Context } from "../context.ts";
import { sourceText } from "../keys.ts";
import type { Network } from "../network.ts";
import { pledgeRefusal } from "../pledge.ts";
import type { Instant, Quiet } from "../types.ts";
import type { Refusal } from "./decide.ts";
import { answerBackRefusal, askBackRefusal } from "./questions.ts";
import { endOf } from "./quiet.ts";

/** What people rule about more than one exception. */
export type DeskRuling = Extract<
  Ruling,
  {
    readonly kind:
      | "hand-over"
      | "accept"
      | "ask-back"
      | "answer-back"
      | "quiet"
      | "quiet-end"
      | "statement"
      | "close-signed"
      | "close-reopened"
      | "terms-decided"
      | "terms-taken-back"
      | "promised"
      | "promise-closed"
      | "promise-reopened"
      | "digest-asked"
      | "digest-stopped"
      | "digest-sent";
  }
>;

/** A quiet lasts at most 31 days: longer, it is no maintenance. */
const longestQuiet = 31 * 86_400_000;

/** Whether it may be ruled now; null: it may. Asked before anything is written. */
export function rulingRefusal(
  context: Context,
  network: Network,
  ruling: DeskRuling,
  at: Instant,
): Exclude<Refusal, { readonly kind: "stale" }> | null {
  switch (ruling.kind) {
    case "hand-over": {
      const open = ruling.exceptions.some((number) => (context.exception(number)?.state ?? "resolved") !== "resolved");
      return open ? null : refused("nothing-open", "None of these is open: there is nothing to hand over.");
    }
    case "accept": {
      if (context.handOver(ruling.handOver) === undefined) return { kind: "unknown" };
      const waits = ruling.exceptions.some((number) => context.exception(number)?.handOver?.number === ruling.handOver);
      return waits ? null : refused("nothing-waits", "None of these waits to be accepted any more.");
    }
    case "ask-back":
      return askBackRefusal(context, ruling);
    case "answer-back":
      return answerBackRefusal(context, ruling);
    case "quiet": {
      const { system, from, to } = ruling;
      if (!network.systems.has(system) && context.source(sourceText("", system)) === undefined)
        return refused("unknown-system", `There is no system ${system}.`);
      if (to <= from || to <= at) return refused("bad-span", "It should end after it begins, and later than now.");
      return to - from <= longestQuiet ? null : refused("too-long", "A planned quiet lasts at most 31 days.");
    }
    case "statement":
      return ruling.at <= at ? null : refused("lies-ahead", "The ERP cannot have been asked later than now.");
    case "close-signed":
    case "close-reopened":
      return closingRefusal(context, ruling);
    case "terms-decided":
    case "terms-taken-back":
      return termsRefusal(context, ruling);
    case "promised":
    case "promise-closed":
    case "promise-reopened":
      return pledgeRefusal(context, ruling);
    // Who reads the Monday mail concerns no row.
    case "digest-asked":
    case "digest-stopped":
    case "digest-sent":
      return null;
    case "quiet-end": {
      const quiet = quietOf(context, ruling.system, ruling.quiet);
      if (quiet === undefined) return { kind: "unknown" };
      return at < endOf(quiet) ? null : refused("ended", "It has ended already.");
    }
  }
}

const quietOf = (context: Context, system: string, number: number): Quiet | undefined =>
  context.source(sourceText("", system))?.quiets.find((quiet) => quiet.number === number);

const refused = (code: string, message: string) => ({ kind: "refused", code, message }) as const;
