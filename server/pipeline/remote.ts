import type { MessagePort } from "node:worker_threads";
import type { Ask, Instant, Position, Seq } from "../domain/index.ts";
import type { Dropped, Keep } from "../ports/index.ts";
import { mergeMetrics, report } from "../telemetry/index.ts";
import { createAsking } from "./asking.ts";
import type { EngineCall, FromEngine, FromWriterThread, WriterCall } from "./bridge.ts";
import type { ConcernsMoved } from "./concerns.ts";
import type { Decided, EngineProgress, Ruled } from "./desk.ts";
import type { IntakeRequest } from "./intake.ts";
import type { Moved } from "./moving.ts";
import { zeros } from "./pace.ts";
import type { Running } from "./run.ts";

/** Writer and engine as the serving thread sees them. */
export interface RemoteEngine extends Omit<Running, "recent" | "progress"> {
  /** Where the doors deliver to the writer; theirs alone. */
  readonly deliveries: MessagePort;
  progress(): Omit<EngineProgress, "counts">;
  /** Where what is kept would begin, once all was dropped that need not be kept; null where nothing is. */
  droppable(keep: Keep): Promise<Position | null>;
  /** Drops whole segments of the records before a position; null where there is none. */
  drop(before: Position): Promise<Dropped | null>;
  readonly recent: readonly IntakeRequest[];
}

/** The threads behind it, each over a port of its own. */
export interface Threads {
  readonly writer: MessagePort;
  readonly engine: MessagePort;
  readonly deliveries: MessagePort;
  /** Called when a thread ended, with its name, the reason, and whether it had come to its own end. */
  onEnd(listener: (thread: string, reason: string, inOrder: boolean) => void): void;
  /** Waits for the threads to end; what does not end by itself is ended. */
  end(): Promise<void>;
}

/** Waits until the engine behind its thread is open. `failed` is called when one of both can do its work no more, or is gone. */
export function connectEngine(threads: Threads, failed: (reason: string) => void): Promise<RemoteEngine> {
  const engine = createAsking<EngineCall>((question) => threads.engine.postMessage(question));
  const writer = createAsking<WriterCall>((question) => threads.writer.postMessage(question));
  const listeners = new Set<(seq: Seq) => void>();
  const watchers = new Set<(moved: readonly ConcernsMoved[]) => void>();
  let closed = false;
  /** Called when a thread has come to its end after it was to close: maybe before its last answer is heard. */
  const leaving = new Map<string, () => void>();
  let progress: ReturnType<Running["progress"]> = { position: 0, behindMs: 0, pace: zeros(), horizon: 0 };
  let network: { readonly hash: string; readonly adoptedAt: Instant | null } = { hash: "", adoptedAt: null };

  const fail = (worker: string, reason: string): void => {
    report("worker.failed", { worker, reason });
    failed(reason);
  };

  return new Promise<RemoteEngine>((resolve, reject) => {
    threads.onEnd((thread, reason, inOrder) => {
      if (closed) return;
      const leave = inOrder ? leaving.get(thread) : undefined;
      if (leave !== undefined) return leave();
      closed = true;
      engine.end(reason);
      writer.end(reason);
      reject(new Error(reason));
      fail(thread, reason);
    });
    threads.writer.on("message", (message: FromWriterThread) => {
      switch (message.kind) {
        case "answer":
        case "thrown":
          return writer.settle(message);
        case "metrics":
          return mergeMetrics("writer", message.metrics);
        case "failed":
          return fail("writer", message.reason);
      }
    });
    threads.engine.on("message", (message: FromEngine) => {
      switch (message.kind) {
        case "answer":
        case "thrown":
          return engine.settle(message);
        case "metrics":
          return mergeMetrics("engine", message.metrics);
        case "failed":
          return fail("engine", message.reason);
        case "commit":
          progress = message.progress;
          for (const listener of listeners) listener(message.seq);
          return;
        case "moved":
          for (const watcher of watchers) watcher(message.moved);
          return;
        case "progress":
          progress = message.progress;
          return;
        case "opened":
          progress = message.progress;
          network = message.network;
          return resolve(opened(message.recent, message.damage));
      }
    });
  });

  function opened(recent: readonly IntakeRequest[], damage: string | null): RemoteEngine {
    return {
      damage,
      recent,
      deliveries: threads.deliveries,
      droppable: (keep) => writer.ask<Position | null>({ kind: "droppable", keep }),
      drop: (before) => writer.ask<Dropped | null>({ kind: "drop", before }),
      decideAll: (decisions) => engine.ask<readonly Decided[]>({ kind: "decide", decisions }),
      rule: (ruling) => engine.ask<Ruled>({ kind: "rule", ruling }),
      move: (decision) => engine.ask<Moved>({ kind: "move", decision }),
      ask: (ruling) => engine.ask<Ask | undefined>({ kind: "ask", ruling }),
      async adopt(text, hash, expansions) {
        await engine.ask<void>({ kind: "adopt", text, hash, expansions });
        network = { hash, adoptedAt: null };
      },
      network: () => network,
      concerns: (after, limit) =>
        engine.ask<Awaited<ReturnType<Running["concerns"]>>>({ kind: "concerns", after, limit }),
      onMoved(listener) {
        watchers.add(listener);
        return () => watchers.delete(listener);
      },
      sent: (steps) => engine.ask<Instant>({ kind: "sent", steps }),
      start: () => engine.ask<void>({ kind: "start" }),
      progress: () => ({ ...progress, damage }),
      onCommit(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      async close() {
        if (closed) return;
        const left = (thread: string) => new Promise<void>((resolve) => leaving.set(thread, resolve));
        const [engineLeft, writerLeft] = [left("engine"), left("writer")];
        // The engine first: what it still rules, the writer writes.
        await Promise.race([engine.ask<void>({ kind: "close" }), engineLeft]);
        await Promise.race([writer.ask<void>({ kind: "close" }), writerLeft]);
        closed = true;
        await threads.end();
      },
    };
  }
}
