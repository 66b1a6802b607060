import { randomBytes } from "node:crypto";
import { factsOf, type Instant, isOnShift, lastRule, type Network, type OpsException, route } from "../domain/index.ts";
import { isoOf, toBrief } from "../feeds/index.ts";
import type { Scope, Window } from "../ports/index.ts";
import type { DryRunRow, ExceptionBrief, OwnedBy } from "../wire/index.ts";
import type { ServingDeps } from "./deps.ts";
import { problem, Refused } from "./problems.ts";

/** Exceptions that one dry run looks at, at most. */
const mostLooked = 100_000;
/** Rows read at once: what comes between two slices is answered in between. */
const slice = 250;
/** Dry runs that go on at once, and that are remembered. */
const most = { running: 2, kept: 20 } as const;
const examplesKept = 5;

/** Dry runs of other rules over past exceptions: begun by a request, done in slices beside all others. */
export interface DryRuns {
  /** Begins one; throws `Refused` while two are running. */
  start(scope: Scope, by: string, draft: Network, window: Window): DryRunRow;
  /** How far one is, for who began it. */
  get(id: string, by: string): DryRunRow | undefined;
  /** Ends one; false where there is none that runs. */
  cancel(id: string, by: string): boolean;
  /** Ends all. */
  close(): void;
}

interface Run {
  readonly id: string;
  readonly by: string;
  readonly window: Window;
  state: DryRunRow["state"];
  looked: number;
  of: number;
  cut: boolean;
  unchanged: number;
  readonly live: { byRule: number; byFallback: number; offShift: number };
  readonly draft: { byRule: number; byFallback: number; offShift: number };
  readonly moves: Map<
    string,
    { readonly from: OwnedBy; readonly to: OwnedBy; count: number; examples: ExceptionBrief[] }
  >;
}

/** Opens the book of dry runs; it forgets the oldest. */
export function createDryRuns(deps: Pick<ServingDeps, "views" | "network" | "report">): DryRuns {
  const runs = new Map<string, Run>();

  async function perform(run: Run, scope: Scope, draft: Network): Promise<void> {
    const live = deps.network();
    const { total } = await deps.views.coverage(scope, run.window);
    run.of = Math.min(total, mostLooked);
    run.cut = total > mostLooked;
    for (let cursor: string | null = null; run.state === "running"; ) {
      const page: Awaited<ReturnType<typeof deps.views.past>> = await deps.views.past(scope, run.window, slice, cursor);
      for (const exception of page.items) if (run.looked < mostLooked) look(run, live, draft, exception);
      cursor = page.nextCursor;
      if (cursor === null || run.looked >= mostLooked) break;
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (run.state !== "running") return;
    // Some may have come or been taken out meanwhile.
    run.of = run.looked;
    run.state = "done";
  }

  const found = (id: string, by: string): Run | undefined => {
    const run = runs.get(id);
    return run?.by === by ? run : undefined;
  };

  return {
    start(scope, by, draft, window) {
      if ([...runs.values()].filter(({ state }) => state === "running").length >= most.running)
        throw new Refused(problem(429, "busy", "Two dry runs go on already; end one, or wait."), {
          "retry-after": "5",
        });
      const run: Run = {
        id: randomBytes(9).toString("hex"),
        by,
        window,
        state: "running",
        looked: 0,
        of: 0,
        cut: false,
        unchanged: 0,
        live: { byRule: 0, byFallback: 0, offShift: 0 },
        draft: { byRule: 0, byFallback: 0, offShift: 0 },
        moves: new Map(),
      };
      runs.set(run.id, run);
      for (const [id, { state }] of runs) {
        if (runs.size <= most.kept) break;
        if (state !== "running") runs.delete(id);
      }
      perform(run, scope, draft).catch((error: unknown) => {
        run.state = "failed";
        const stack = error instanceof Error ? (error.stack ?? null) : null;
        deps.report("fault.thrown", { where: "dry run", reason: String(error), stack });
      });
      return rowOf(run);
    },
    get(id, by) {
      const run = found(id, by);
      return run === undefined ? undefined : rowOf(run);
    },
    cancel(id, by) {
      const run = found(id, by);
      if (run?.state !== "running") return false;
      run.state = "cancelled";
      return true;
    },
    close() {
      for (const run of runs.values()) if (run.state === "running") run.state = "cancelled";
    },
  };
}

function look(run: Run, live: Network, draft: Network, exception: OpsException): void {
  const facts = factsOf(exception);
  const at = exception.createdAt;
  const from = ownedBy(live, facts, at, run.live);
  const to = ownedBy(draft, facts, at, run.draft);
  run.looked++;
  if (from.team === to.team) {
    run.unchanged++;
    return;
  }
  const key = [from.team, from.rule, to.team, to.rule].join("\u001f");
  const move = run.moves.get(key) ?? { from, to, count: 0, examples: [] };
  run.moves.set(key, move);
  move.count++;
  // The newest come last.
  move.examples = [toBrief(exception), ...move.examples].slice(0, examplesKept);
}

function ownedBy(network: Network, facts: ReturnType<typeof factsOf>, at: Instant, count: Run["live"]): OwnedBy {
  const { team, rule } = route(network, facts);
  if (rule === lastRule(network.routing)) count.byFallback++;
  else count.byRule++;
  if (!isOnShift(network.teams.get(team)?.rota, at)) count.offShift++;
  return { team, rule };
}

const rowOf = (run: Run): DryRunRow => ({
  id: run.id,
  state: run.state,
  from: isoOf(run.window.from),
  to: isoOf(run.window.to),
  looked: run.looked,
  of: run.of,
  cut: run.cut,
  live: { byRule: run.live.byRule, byFallback: run.live.byFallback },
  draft: { byRule: run.draft.byRule, byFallback: run.draft.byFallback },
  moves: [...run.moves.values()]
    .map(({ from, to, count, examples }) => ({ from, to, count, examples }))
    .sort((a, b) => b.count - a.count || (a.to.team < b.to.team ? -1 : 1)),
  unchanged: run.unchanged,
  offShift: { live: run.live.offShift, draft: run.draft.offShift },
});
