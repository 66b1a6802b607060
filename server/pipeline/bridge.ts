import type { MessagePort, TransferListItem, Worker } from "node:worker_threads";
import type { Receipt, SourceTally } from "../../collectors/kit/index.ts";
import type { Ask, AskRuling, Decision, DeskRuling, Instant, MoveDecision, Sent, Seq } from "../domain/index.ts";
import { mergeMetrics, metricsSnapshot, report, type Snapshot } from "../telemetry/index.ts";
import type { ConcernsMoved } from "./concerns.ts";
import type { Decided, EngineProgress, Ruled } from "./desk.ts";
import type { Delivered } from "./ingest.ts";
import type { IntakeRequest } from "./intake.ts";
import type { Moved } from "./moving.ts";
import type { Running } from "./run.ts";

/** What the serving thread asks of the engine's. */
type Call =
  | { readonly kind: "deliver"; readonly receipt: Receipt }
  | { readonly kind: "decide"; readonly decisions: readonly Decision[] }
  | { readonly kind: "rule"; readonly ruling: DeskRuling }
  | { readonly kind: "move"; readonly decision: MoveDecision }
  | { readonly kind: "ask"; readonly ruling: AskRuling }
  | { readonly kind: "adopt"; readonly text: string; readonly hash: string; readonly expansions: unknown }
  | { readonly kind: "concerns"; readonly after: number; readonly limit: number }
  | { readonly kind: "sent"; readonly steps: readonly Sent[] }
  | { readonly kind: "start" }
  | { readonly kind: "close" };

type ToEngine = { readonly id: number; readonly call: Call };
type FromEngine =
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  | { readonly kind: "thrown"; readonly id: number; readonly message: string }
  | { readonly kind: "commit"; readonly seq: Seq; readonly progress: EngineProgress }
  | { readonly kind: "moved"; readonly moved: readonly ConcernsMoved[] }
  | { readonly kind: "progress"; readonly progress: EngineProgress; readonly metrics: Snapshot }
  | {
      readonly kind: "opened";
      readonly network: ReturnType<Running["network"]>;
      readonly recent: readonly IntakeRequest[];
      readonly progress: EngineProgress;
    }
  | { readonly kind: "failed"; readonly reason: string };

/** Attribute names travel with an answer at most this often; the first of a source always does. */
const talliesEvery = 250;
const progressEvery = 500;

/** Serves a running engine over a message port, on the engine's thread. Resolves once it was closed from the other side. */
export async function serveEngine(
  port: MessagePort,
  open: (failed: (reason: string) => void) => Promise<Running>,
): Promise<void> {
  const send = (message: FromEngine) => port.postMessage(message);
  const running = await open((reason) => send({ kind: "failed", reason }));
  const told = new Map<string, number>();
  send({ kind: "opened", network: running.network(), recent: await running.recent(), progress: running.progress() });
  running.onCommit((seq) => send({ kind: "commit", seq, progress: running.progress() }));
  running.onMoved((moved) => send({ kind: "moved", moved }));
  const ticking = setInterval(
    () => send({ kind: "progress", progress: running.progress(), metrics: metricsSnapshot() }),
    progressEvery,
  );
  await new Promise<void>((resolve) => {
    port.on("message", (message: ToEngine) => {
      answer(running, message.call, told).then(
        (value) => {
          send({ kind: "answer", id: message.id, value });
          if (message.call.kind === "close") resolve();
        },
        (error: unknown) => {
          report("fault.thrown", {
            where: `engine ${message.call.kind}`,
            reason: String(error),
            stack: error instanceof Error ? (error.stack ?? null) : null,
          });
          send({ kind: "thrown", id: message.id, message: String(error) });
        },
      );
    });
  });
  clearInterval(ticking);
}

async function answer(running: Running, call: Call, told: Map<string, number>): Promise<unknown> {
  switch (call.kind) {
    case "deliver": {
      const delivered = await running.deliver(call.receipt);
      return {
        outcome: delivered.outcome,
        sources: delivered.sources.map((tally) => thinned(tally, told)),
      } satisfies Delivered;
    }
    case "decide":
      return running.decideAll(call.decisions);
    case "rule":
      return running.rule(call.ruling);
    case "move":
      return running.move(call.decision);
    case "ask":
      return running.ask(call.ruling);
    case "adopt":
      return running.adopt(call.text, call.hash, call.expansions);
    case "concerns":
      return running.concerns(call.after, call.limit);
    case "sent":
      return running.sent(call.steps);
    case "start":
      return running.start();
    case "close":
      return running.close();
  }
}

/** A tally without its names where these travelled a moment ago: they are many, and only for people. */
function thinned(tally: SourceTally, told: Map<string, number>): SourceTally {
  const name = `${tally.source.environment}@${tally.source.system}/${tally.signal}`;
  const now = performance.now();
  if (now - (told.get(name) ?? Number.NEGATIVE_INFINITY) < talliesEvery) return { ...tally, names: new Map() };
  told.set(name, now);
  return tally;
}

/** The engine as the serving thread sees it. */
export interface RemoteEngine extends Omit<Running, "recent"> {
  readonly recent: readonly IntakeRequest[];
}

/** Waits until the engine behind a worker is open. `failed` is called when it can take nothing any more, or is gone. */
export function connectEngine(worker: Worker, failed: (reason: string) => void): Promise<RemoteEngine> {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const listeners = new Set<(seq: Seq) => void>();
  const watchers = new Set<(moved: readonly ConcernsMoved[]) => void>();
  let next = 1;
  let closed = false;
  let progress: EngineProgress = {
    position: 0,
    behindMs: 0,
    horizon: 0,
    counts: { accepted: 0, rejected: 0, quarantined: 0, refused: 0 },
  };
  let network: { readonly hash: string; readonly adoptedAt: Instant | null } = { hash: "", adoptedAt: null };

  const ask = <T>(call: Call, transfer: readonly TransferListItem[] = []): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const id = next++;
      waiting.set(id, { resolve: (value) => resolve(value as T), reject });
      worker.postMessage({ id, call } satisfies ToEngine, transfer);
    });

  return new Promise<RemoteEngine>((resolve, reject) => {
    const gone = (reason: string) => {
      if (closed) return;
      closed = true;
      for (const one of waiting.values()) one.reject(new Error(reason));
      waiting.clear();
      reject(new Error(reason));
      failed(reason);
    };
    worker.on("error", (error) => gone(error instanceof Error ? error.message : String(error)));
    worker.on("exit", (code) => gone(`The engine's thread ended (${code}).`));
    worker.on("message", (message: FromEngine) => {
      switch (message.kind) {
        case "answer":
          waiting.get(message.id)?.resolve(message.value);
          waiting.delete(message.id);
          break;
        case "thrown":
          waiting.get(message.id)?.reject(new Error(message.message));
          waiting.delete(message.id);
          break;
        case "commit":
          progress = message.progress;
          for (const listener of listeners) listener(message.seq);
          break;
        case "moved":
          for (const watcher of watchers) watcher(message.moved);
          break;
        case "progress":
          progress = message.progress;
          mergeMetrics("engine", message.metrics);
          break;
        case "failed":
          failed(message.reason);
          break;
        case "opened":
          progress = message.progress;
          network = message.network;
          resolve({
            recent: message.recent,
            deliver: (receipt) => ask<Delivered>({ kind: "deliver", receipt: owned(receipt) }),
            decideAll: (decisions) => ask<readonly Decided[]>({ kind: "decide", decisions }),
            rule: (ruling) => ask<Ruled>({ kind: "rule", ruling }),
            move: (decision) => ask<Moved>({ kind: "move", decision }),
            ask: (ruling) => ask<Ask | undefined>({ kind: "ask", ruling }),
            async adopt(text, hash, expansions) {
              await ask<void>({ kind: "adopt", text, hash, expansions });
              network = { hash, adoptedAt: null };
            },
            network: () => network,
            concerns: (after, limit) =>
              ask<Awaited<ReturnType<Running["concerns"]>>>({ kind: "concerns", after, limit }),
            onMoved(listener) {
              watchers.add(listener);
              return () => watchers.delete(listener);
            },
            sent: (steps) => ask<Instant>({ kind: "sent", steps }),
            start: () => ask<void>({ kind: "start" }),
            progress: () => progress,
            onCommit(listener) {
              listeners.add(listener);
              return () => listeners.delete(listener);
            },
            async close() {
              if (closed) return;
              await ask<void>({ kind: "close" });
              closed = true;
              await worker.terminate();
            },
          });
          break;
      }
    });
  });
}

/** A receipt whose body is no view into a larger buffer, so that only its own bytes are copied. */
function owned(receipt: Receipt): Receipt {
  const { body } = receipt;
  return body.byteLength === body.buffer.byteLength ? receipt : { ...receipt, body: new Uint8Array(body) };
}
