import type { MessagePort } from "node:worker_threads";
import type { AskRuling, Decision, DeskRuling, MoveDecision, Position, Sent, Seq } from "../domain/index.ts";
import type { Keep } from "../ports/index.ts";
import { metricsSnapshot, type Snapshot } from "../telemetry/index.ts";
import { type Question, type Reply, reply } from "./asking.ts";
import type { ConcernsMoved } from "./concerns.ts";
import { serveDeliveries } from "./deliveries.ts";
import type { IntakeRequest } from "./intake.ts";
import type { Running } from "./run.ts";
import type { Writer } from "./writer.ts";

/** What the serving thread asks of the engine's. */
export type EngineCall =
  | { readonly kind: "decide"; readonly decisions: readonly Decision[] }
  | { readonly kind: "rule"; readonly ruling: DeskRuling }
  | { readonly kind: "move"; readonly decision: MoveDecision }
  | { readonly kind: "ask"; readonly ruling: AskRuling }
  | { readonly kind: "adopt"; readonly text: string; readonly hash: string; readonly expansions: unknown }
  | { readonly kind: "concerns"; readonly after: number; readonly limit: number }
  | { readonly kind: "sent"; readonly steps: readonly Sent[] }
  | { readonly kind: "start" }
  | { readonly kind: "close" };

/** What the serving thread asks of the writer's. */
export type WriterCall =
  | { readonly kind: "droppable"; readonly keep: Keep }
  | { readonly kind: "drop"; readonly before: Position }
  | { readonly kind: "close" };

/** What both threads tell of themselves. */
type Told =
  | Reply
  | { readonly kind: "metrics"; readonly metrics: Snapshot }
  | { readonly kind: "failed"; readonly reason: string };

export type FromEngine =
  | Told
  | { readonly kind: "commit"; readonly seq: Seq; readonly progress: ReturnType<Running["progress"]> }
  | { readonly kind: "moved"; readonly moved: readonly ConcernsMoved[] }
  | { readonly kind: "progress"; readonly progress: ReturnType<Running["progress"]> }
  | {
      readonly kind: "opened";
      readonly damage: string | null;
      readonly network: ReturnType<Running["network"]>;
      readonly recent: readonly IntakeRequest[];
      readonly progress: ReturnType<Running["progress"]>;
    };

export type FromWriterThread = Told;

const progressEvery = 500;

/** Answers what is asked over a port until it was asked to close. */
async function serveCalls<Call extends { readonly kind: string }>(
  port: MessagePort,
  name: string,
  answer: (call: Call) => Promise<unknown>,
): Promise<void> {
  await new Promise<void>((resolve) => {
    port.on("message", ({ id, call }: Question<Call>) => {
      const done = reply(port, `${name} ${call.kind}`, id, () => answer(call));
      if (call.kind === "close") void done.then(resolve);
    });
  });
}

/** Serves a running engine over a message port, on the engine's thread. Resolves once it was closed from the other side. */
export async function serveEngine(
  port: MessagePort,
  open: (failed: (reason: string) => void) => Promise<Running>,
): Promise<void> {
  const send = (message: FromEngine) => port.postMessage(message);
  const running = await open((reason) => send({ kind: "failed", reason }));
  const [network, recent, progress] = [running.network(), await running.recent(), running.progress()];
  send({ kind: "opened", damage: running.damage, network, recent, progress });
  running.onCommit((seq) => send({ kind: "commit", seq, progress: running.progress() }));
  running.onMoved((moved) => send({ kind: "moved", moved }));
  const ticking = setInterval(() => {
    send({ kind: "progress", progress: running.progress() });
    send({ kind: "metrics", metrics: metricsSnapshot() });
  }, progressEvery);
  await serveCalls<EngineCall>(port, "engine", (call) => answerEngine(running, call));
  clearInterval(ticking);
}

/** Serves a writer over a message port, and deliveries over another, on the writer's thread. Resolves once it was closed from the other side. */
export async function serveWriter(
  port: MessagePort,
  deliveries: MessagePort,
  open: (failed: (reason: string) => void) => Promise<Writer>,
): Promise<void> {
  const send = (message: FromWriterThread) => port.postMessage(message);
  const writer = await open((reason) => send({ kind: "failed", reason }));
  serveDeliveries(deliveries, writer);
  const ticking = setInterval(() => send({ kind: "metrics", metrics: metricsSnapshot() }), progressEvery);
  await serveCalls<WriterCall>(port, "writer", async (call) => {
    switch (call.kind) {
      case "close":
        return writer.close();
      case "droppable":
        return writer.droppable(call.keep);
      case "drop":
        return writer.drop(call.before);
    }
  });
  deliveries.close();
  clearInterval(ticking);
}

async function answerEngine(running: Running, call: EngineCall): Promise<unknown> {
  switch (call.kind) {
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
