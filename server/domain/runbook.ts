import type { ExceptionKind, OpsException } from "./exception.ts";

/** What a step of a runbook can name: things that the product does when somebody asks for them. */
export const runbookDeeds = [
  "take",
  "hand-over",
  "told",
  "close",
  "ask-partner",
  "copy-for-care",
  "ship-later",
] as const;
export type RunbookDeed = (typeof runbookDeeds)[number];

/** A deed that a step names. */
export interface RunbookAction {
  readonly deed: RunbookDeed;
  /** Of `hand-over`, and of no other: the id of the team. */
  readonly team?: string;
}

/** A stretch of text; `href` is an address of http, https, mailto or tel, or a path of our own. */
export interface Inline {
  readonly text: string;
  readonly strong?: true;
  readonly em?: true;
  readonly code?: true;
  readonly href?: string;
  /** What these words name; they stand for a button then, and never for a link. */
  readonly action?: RunbookAction;
}

/** Text as data: what a page may show of it, and nothing that it could run. */
export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly text: readonly Inline[] }
  | { readonly kind: "paragraph"; readonly text: readonly Inline[] }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: "code"; readonly text: string };

/** What a runbook is for: every member that is there must hold, a list holds when one of it does. */
export interface RunbookMatch {
  readonly kind?: readonly ExceptionKind[];
  /** Ids of systems. */
  readonly system?: readonly string[];
  readonly flow?: readonly string[];
  readonly step?: readonly string[];
  readonly warehouse?: readonly string[];
  readonly code?: readonly string[];
  /** Words that title or reason hold, in any case. */
  readonly says?: readonly string[];
}

/** What to do about exceptions of one kind of fault. */
export interface Runbook {
  /** Its file's name without the ending, as `LBL-04`. */
  readonly id: string;
  /** Its first heading: the action that it recommends. */
  readonly title: string;
  readonly match: RunbookMatch;
  readonly blocks: readonly Block[];
}

/** The runbook that fits an exception best: the one that asks for most, of several the first by id. */
export function runbookFor(runbooks: readonly Runbook[], exception: OpsException): Runbook | null {
  let best: Runbook | null = null;
  for (const runbook of runbooks) {
    if (!fits(runbook.match, exception)) continue;
    const more = best === null ? 1 : weightOf(runbook.match) - weightOf(best.match);
    if (best === null || more > 0 || (more === 0 && runbook.id < best.id)) best = runbook;
  }
  return best;
}

const weightOf = (match: RunbookMatch): number => Object.values(match).filter((values) => values !== undefined).length;

function fits({ kind, system, flow, step, warehouse, code, says }: RunbookMatch, exception: OpsException): boolean {
  const within = (allowed: readonly string[] | undefined, value: string | null): boolean =>
    allowed === undefined || (value !== null && allowed.includes(value));
  const text = `${exception.title}\n${exception.reason}`.toLowerCase();
  return (
    within(kind, exception.kind) &&
    within(system, exception.system) &&
    within(flow, exception.flow) &&
    within(step, exception.step) &&
    within(warehouse, exception.warehouse) &&
    within(code, exception.code) &&
    (says === undefined || says.some((words) => text.includes(words.toLowerCase())))
  );
}
