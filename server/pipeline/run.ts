import type { Collector, Fault } from "../../collectors/kit/index.ts";
import { concernOf, type Decision, type Instant, refusalOf, rulingRefusal, type Seq } from "../domain/index.ts";
import { NoRoom } from "../ports/index.ts";
import { report } from "../telemetry/index.ts";
import type { TellingEngine } from "./concerns.ts";
import { type Decided, type Desk, decisionsAtOnce, type EngineProgress, type Ruled } from "./desk.ts";
import { Engine, type EngineParts, exceptionsIn } from "./engine.ts";
import { decodeEntry } from "./incoming.ts";
import type { IntakeRequest } from "./intake.ts";
import { moveInTurn } from "./moving.ts";
import { createPace } from "./pace.ts";
import type { Supply } from "./supply.ts";
import { tellCommits } from "./telling.ts";

/** Deadlines are looked for at least this often, though the writer has no news. */
const beatMs = 200;
const recentEntries = 20;

/** What the engine's thread does for the serving one. */
export interface Running extends TellingEngine {
  /** Why nothing is ruled or applied: the journal is damaged, and its rows are shown as they are. Null where it is whole. */
  readonly damage: string | null;
  decideAll: Desk["decideAll"];
  rule: Desk["rule"];
  move: Desk["move"];
  ask: Desk["ask"];
  adopt(text: string, hash: string, expansions: unknown): Promise<void>;
  /** Hash of the network in force, empty before the first, and when it was adopted. */
  network(): { readonly hash: string; readonly adoptedAt: Instant | null };
  /** Begins to apply and to settle. A network must have been adopted. */
  start(): Promise<void>;
  progress(): Omit<EngineProgress, "counts" | "damage">;
  onCommit(listener: (seq: Seq) => void): () => void;
  /** The newest kept requests, oldest first, read from the journal's end. */
  recent(): Promise<readonly IntakeRequest[]>;
  close(): Promise<void>;
}

/** Opens the store and takes the engine's place. `failed` is called once, when it can apply nothing any more. */
export async function run(
  parts: Omit<EngineParts, "journal"> & { readonly journal: Supply; readonly collectors: readonly Collector[] },
  failed: (reason: string) => void,
): Promise<Running> {
  const { journal, clock, collectors } = parts;
  const engine = new Engine(parts);
  const pace = createPace();
  engine.onCommit(tellCommits(clock.now()));
  engine.onCommit(({ position, durationMs, applied }) => {
    if (position > journal.startedAt && applied.full) pace.took(durationMs, applied.load, applied.ms);
  });
  const { damage, lastAlive: downSince } = journal;
  try {
    await engine.open();
  } catch (error) {
    // The network in force may be among what is damaged: the rows can be shown without it.
    if (damage === null) throw error;
  }
  const byName = new Map(collectors.map((collector) => [collector.name, collector]));
  let wake: (() => void) | null = null;
  let closing = false;
  let adoptedAt: Instant | null = null;
  let loop: Promise<void> = Promise.resolve();
  let queue: Promise<unknown> = Promise.resolve();
  let news = false;
  journal.onNews(() => {
    news = true;
    wake?.();
  });

  // Rulings that the rows do not know yet, as after a crash or without a store: nothing is ruled before they hold.
  while (damage === null && (await journal.rulings(engine.ruling, 1)).length > 0) await engine.turn(journal.after);
  if (engine.adopted !== null) await journal.adopt(engine.adopted);

  /** One thing at a time touches the rows; each waits for the one before, whatever became of it. */
  const inTurn = <T>(job: () => Promise<T>): Promise<T> => {
    const next = queue.then(job, job);
    queue = next.catch(() => undefined);
    return next;
  };

  async function applyAll(): Promise<void> {
    for (let attempt = 1; !closing; ) {
      try {
        news = false;
        const more = await inTurn(() => engine.turn(journal.after));
        attempt = 1;
        if (more || news) await new Promise((resolve) => setImmediate(resolve));
        else {
          await inTurn(() => parts.store.tidy());
          await rest();
        }
      } catch (error) {
        // Where the disk is full, room may come back; what was acknowledged stands in the journal meanwhile.
        if (attempt >= 5 && !(error instanceof NoRoom)) {
          report("engine.failed", { position: engine.position, reason: String(error) });
          report("fault.thrown", {
            where: "engine",
            reason: String(error),
            stack: error instanceof Error ? (error.stack ?? null) : null,
          });
          closing = true;
          failed(`The engine stands still at position ${engine.position}: ${String(error)}`);
          return;
        }
        report("engine.retried", { position: engine.position, attempt, reason: String(error) });
        await new Promise((resolve) => setTimeout(resolve, Math.min(1_000, 50 * 2 ** attempt++)));
      }
    }
  }

  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(done, beatMs);
      function done() {
        clearTimeout(timer);
        wake = null;
        // Behind all that was told at once: it is applied in one batch.
        setImmediate(resolve);
      }
      wake = done;
    });

  return {
    damage,
    move: (decision) => inTurn(() => moveInTurn(engine, clock, decision)),
    decideAll: (decisions) => {
      if (decisions.length > decisionsAtOnce) throw new Error(`${decisions.length} decisions in one turn`);
      return inTurn(() => decideInTurn(engine, decisions));
    },
    rule: (ruling) =>
      inTurn(async (): Promise<Ruled> => {
        const refusal = await engine.look((draft) => rulingRefusal(draft, engine.network, ruling, clock.now()));
        if (refusal !== null) return { kind: "refused", fault: faultOf(refusal) };
        const { number } = await engine.rule(ruling);
        report("ruling.taken", { kind: ruling.kind, number, person: ruling.by });
        return { kind: "done", number, seq: engine.seq };
      }),
    ask: (ruling) =>
      inTurn(async () => {
        // What is about no ask that there is must not stand in the journal.
        if (ruling.kind !== "asked" && (await engine.look((draft) => draft.ask(ruling.ask))) === undefined)
          return undefined;
        const kept = await engine.rule(ruling);
        return engine.look((draft) => draft.ask(ruling.kind === "asked" ? kept.number : ruling.ask));
      }),
    adopt: (text, hash, expansions) =>
      inTurn(async () => {
        const ruling = { kind: "network", text, hash, expansions } as const;
        const kept = await engine.rule(ruling);
        await journal.adopt(ruling);
        adoptedAt = kept.at;
        report("network.adopted", {
          hash,
          file: null,
          systems: engine.network.systems.size,
          steps: engine.network.steps.length,
        });
      }),
    network: () => ({ hash: engine.hasNetwork ? engine.network.hash : "", adoptedAt: adoptedAt ?? engine.adoptedAt }),
    async start() {
      if (damage !== null) return;
      await inTurn(async () => {
        if (engine.position > 0 || downSince !== null) await engine.rule({ kind: "start", downSince });
      });
      report("engine.started", {
        position: engine.position,
        seq: engine.seq,
        downMs: downSince === null ? null : clock.now() - downSince,
      });
      journal.started();
      loop = applyAll();
    },
    progress: () => ({
      position: engine.position,
      behindMs: engine.behindSince === null ? 0 : Math.max(0, clock.now() - engine.behindSince),
      pace: pace.now(),
      horizon: engine.settledTo,
    }),
    onCommit: (listener) => engine.onCommit(({ seq }) => listener(seq)),
    concerns: (after, limit) =>
      inTurn(() =>
        engine.look((draft) => {
          const numbers = draft.unresolved().filter((number) => number > after);
          const page = numbers.slice(0, limit);
          const concerns = page.flatMap((number) => {
            const exception = draft.exception(number);
            return (exception === undefined ? null : concernOf(exception)) ?? [];
          });
          return { concerns, next: numbers.length > page.length ? (page.at(-1) ?? null) : null };
        }),
      ),
    onMoved: (listener) =>
      engine.onCommit((commit) => {
        const changed = exceptionsIn(commit);
        if (changed.length === 0) return;
        listener(changed.map((exception) => ({ number: exception.number, concern: concernOf(exception) })));
      }),
    sent: (steps) =>
      inTurn(async () => {
        const kept = await engine.ruleAll(steps.map((sent) => ({ kind: "sent" as const, sent })));
        return kept.at(-1)?.at ?? clock.now();
      }),
    async recent() {
      if (damage !== null) return [];
      const { position } = await journal.head();
      const entries = await journal.read(Math.max(0, position - recentEntries), recentEntries);
      return entries.map((entry): IntakeRequest => {
        const decoded = engine.hasNetwork ? decodeEntry(byName, entry, engine.network) : null;
        return {
          at: entry.at,
          route: entry.receipt.route,
          contentType: entry.receipt.contentType,
          sender: entry.receipt.sender,
          bytes: entry.receipt.body.byteLength,
          status: entry.kind === "unreadable" ? 400 : 200,
          records: entry.records,
          rejected: decoded?.rejected.length ?? 0,
          message: entry.reason,
          sources: decoded?.sources ?? [],
        };
      });
    },
    async close() {
      closing = true;
      wake?.();
      await loop;
      await inTurn(async () => {
        if (engine.hasNetwork && damage === null) await engine.flush();
      });
    },
  };
}

/** Judges all by the rows as they are, then takes what was not refused; the answer to each is read from what they left. */
async function decideInTurn(engine: Engine, decisions: readonly Decision[]): Promise<readonly Decided[]> {
  const first = new Map([...decisions].reverse().map((decision) => [decision.exception, decision]));
  const judged = await engine.look((draft) =>
    decisions.map((decision) => ({
      decision,
      again: first.get(decision.exception) !== decision,
      refusal: refusalOf(
        draft.exception(decision.exception),
        decision,
        draft.history(decision.exception),
        engine.network,
      ),
    })),
  );
  const taken = judged.filter(({ refusal, again }) => refusal === null && !again).map(({ decision }) => decision);
  if (taken.length > 0) await engine.ruleAll(taken.map((decision) => ({ kind: "decision", decision })));
  return engine.look((draft) =>
    judged.map(({ decision, again, refusal }): Decided => {
      const { exception: number, action, by: person } = decision;
      if (refusal !== null && refusal.kind !== "stale") return { kind: "refused", fault: faultOf(refusal) };
      const exception = draft.exception(number);
      if (exception === undefined) throw new Error(`exception ${number} is gone`);
      if (refusal !== null || again) {
        report("decision.stale", { id: `X-${number}`, action, person });
        return { kind: "stale", current: exception };
      }
      report("decision.taken", { id: `X-${number}`, action, person });
      return { kind: "done", exception, seq: engine.seq };
    }),
  );
}

function faultOf(
  refusal: { readonly kind: "unknown" } | { readonly kind: "refused"; readonly code: string; readonly message: string },
): Fault {
  return refusal.kind === "unknown"
    ? { class: "permanent", code: "not-found", message: "There is nothing of that number." }
    : { class: "permanent", code: refusal.code, message: refusal.message };
}
