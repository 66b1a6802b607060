/** Schemas of routing, hand-overs and planned quiet: what may be sent, and what we answer. */
import * as z from "zod/mini";
import { b, instant, int, list, n, no, owner, s, severity } from "./primitives.ts";
import type {
  CoverageRow,
  DryRunRow,
  ExceptionBrief,
  ExplanationRow,
  HandOverRow,
  QuietRow,
  RotaRow,
  RoutingRow,
  RuleProposal,
  RuleRow,
  SuggestionRow,
} from "./routing.ts";
import { exceptionRow } from "./row-shapes.ts";
import { routeBody } from "./schemas.ts";
import { routeAnswer } from "./shapes.ts";
import { exceptionKindWords, historyActionWords } from "./vocabulary.ts";

const text = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most));
const names = z.optional(
  list(z.string().check(z.minLength(1), z.maxLength(64))).check(z.minLength(1), z.maxLength(50)),
);
const at = z.iso.datetime({ offset: true });
const exceptionId = z.string().check(z.regex(/^X-[1-9]\d{0,14}$/));

/** A rule that is proposed: at least one matcher. */
export const ruleProposal: z.ZodMiniType<RuleProposal> = z.strictObject({
  match: z
    .strictObject({
      kind: z.optional(list(z.enum(exceptionKindWords)).check(z.minLength(1), z.maxLength(12))),
      flow: names,
      step: names,
      system: names,
      partner: names,
      warehouse: names,
    })
    .check(z.refine((match) => Object.values(match).some((one) => one !== undefined), "A rule says what it matches.")),
  to: z.string().check(z.minLength(1), z.maxLength(64)),
});

/** A network file's text, at most 1 MiB. */
const networkText = z.string().check(z.minLength(1), z.maxLength(1_048_576));

/** `POST /api/v1/routing/dry-run`: other rules by `text` or by `rule`, and the window: a length that ends now, or from and to. */
export const dryRunBody = z.strictObject({
  text: z.optional(networkText),
  rule: z.optional(ruleProposal),
  window: z.union([z.string().check(z.regex(/^\d{1,4}[hd]$/)), z.strictObject({ from: at, to: at })]),
});

/** `POST /api/v1/routing/explain`: a real exception, or made-up facts; with `text` or `rule` by other rules too. */
export const explainBody = z.strictObject({
  exception: z.optional(exceptionId),
  facts: z.optional(routeBody),
  text: z.optional(networkText),
  rule: z.optional(ruleProposal),
});

/** `POST /api/v1/network/adoptions`: the whole text, and the version of the file that it is against. */
export const adoptionBody = z.strictObject({ text: networkText, against: z.string().check(z.regex(/^[0-9a-f]{64}$/)) });

/** `POST /api/v1/hand-overs`. */
export const handOverBody = z.strictObject({
  to: z.strictObject({ team: z.string().check(z.minLength(1), z.maxLength(64)), person: z.optional(no(text(120))) }),
  note: z.optional(no(text(4_000))),
  ids: list(z.union([exceptionId, z.strictObject({ id: exceptionId, version: int.check(z.positive()) })])).check(
    z.minLength(1),
    z.maxLength(5_000),
  ),
});

/** `POST /api/v1/hand-overs/{id}/accept`: all that waits, or these. */
export const acceptBody = z.strictObject({
  ids: z.optional(list(exceptionId).check(z.minLength(1), z.maxLength(5_000))),
});

/** `POST /api/v1/hand-overs/{id}/questions` and `…/{number}/answer`: the words, at most 500 characters. */
export const questionBody = z.strictObject({ text: text(500) });

/** `POST /api/v1/quiets`. */
export const quietBody = z.strictObject({
  system: z.string().check(z.minLength(1), z.maxLength(256)),
  from: z.optional(at),
  to: at,
  why: text(500),
});

const brief: z.ZodMiniType<ExceptionBrief> = z.object({
  id: s,
  title: s,
  severity,
  warehouse: no(s),
  openedAt: instant,
  orders: int,
});

const rung = z.object({ team: s, person: no(s), afterMs: n });

const ruleRow: z.ZodMiniType<RuleRow> = z.object({
  number: s,
  depth: int,
  label: s,
  match: list(z.object({ field: s, values: list(s) })),
  team: s,
  severity: no(severity),
  acknowledgeMs: n,
  resolveMs: n,
  ladder: list(rung),
});

const shift = z.object({ name: s, person: no(s), from: instant, to: instant });

const rotaRow: z.ZodMiniType<RotaRow> = z.object({
  id: s,
  name: s,
  people: list(z.object({ id: s, name: s })),
  timezone: no(s),
  onShift: b,
  now: list(shift),
  changesAt: no(instant),
  knownTo: no(instant),
  shifts: list(shift),
});

const coverageRow: z.ZodMiniType<CoverageRow> = z.object({
  from: instant,
  to: instant,
  total: int,
  byRule: int,
  byFallback: int,
});

/** Schema of `RoutingRow`. */
export const routingRow: z.ZodMiniType<RoutingRow> = z.object({
  hash: s,
  file: no(z.object({ name: s, version: s, writable: b })),
  rules: list(ruleRow),
  coverage: coverageRow,
  teams: list(rotaRow),
});

/** Schema of `SuggestionRow`. */
export const suggestionRow: z.ZodMiniType<SuggestionRow> = z.object({
  id: s,
  from: s,
  to: s,
  count: int,
  people: int,
  lastAt: instant,
  reasons: list(s),
  examples: list(brief),
  rule: ruleProposal,
  change: no(z.object({ file: s, diff: s, text: s })),
});

const historyRow = z.object({
  actionId: int,
  at: instant,
  by: s,
  action: z.enum(historyActionWords),
  text: no(s),
});

/** Schema of `ExplanationRow`. */
export const explanationRow: z.ZodMiniType<ExplanationRow> = z.object({
  exception: no(
    z.object({
      id: s,
      title: s,
      severity,
      warehouse: no(s),
      openedAt: instant,
      orders: int,
      owner,
      rung: int,
      decided: b,
    }),
  ),
  live: routeAnswer,
  draft: no(routeAnswer),
  history: list(historyRow),
});

const share = z.object({ byRule: int, byFallback: int });
const ownedBy = z.object({ team: s, rule: s });

/** Schema of `DryRunRow`. */
export const dryRunRow: z.ZodMiniType<DryRunRow> = z.object({
  id: s,
  state: z.enum(["running", "done", "cancelled", "failed"]),
  from: instant,
  to: instant,
  looked: int,
  of: int,
  cut: b,
  live: share,
  draft: share,
  moves: list(z.object({ from: ownedBy, to: ownedBy, count: int, examples: list(brief) })),
  unchanged: int,
  offShift: z.object({ live: int, draft: int }),
});

const said = { at: instant, by: s, text: s };

/** Schema of `HandOverRow`. */
export const handOverRow: z.ZodMiniType<HandOverRow> = z.object({
  id: s,
  at: instant,
  by: s,
  to: owner,
  note: no(s),
  waiting: int,
  lines: list(
    z.object({
      exception: exceptionRow,
      state: z.enum(["waiting", "accepted", "ended"]),
      acceptedAt: no(instant),
      acceptedBy: no(s),
      dueAt: no(instant),
      done: list(historyRow),
    }),
  ),
  questions: list(z.object({ number: int, ...said, answer: no(z.object(said)) })),
});

/** Schema of `QuietRow`. */
export const quietRow: z.ZodMiniType<QuietRow> = z.object({
  id: s,
  system: s,
  from: instant,
  to: instant,
  why: s,
  by: s,
  declaredAt: instant,
  endedAt: no(instant),
  endedBy: no(s),
  state: z.enum(["planned", "running", "over"]),
});

export type DryRunBody = z.output<typeof dryRunBody>;
export type ExplainBody = z.output<typeof explainBody>;
export type HandOverBody = z.output<typeof handOverBody>;
