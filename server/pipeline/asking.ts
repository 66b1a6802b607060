import type { MessagePort, TransferListItem } from "node:worker_threads";
import { report } from "../telemetry/index.ts";

/** A question to another thread, known by its number. */
export interface Question<Call> {
  readonly id: number;
  readonly call: Call;
}

/** What became of a question. */
export type Reply =
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  | { readonly kind: "thrown"; readonly id: number; readonly message: string };

/** Questions that wait for their answers. */
export interface Asking<Call> {
  ask<T>(call: Call, transfer?: readonly TransferListItem[]): Promise<T>;
  settle(reply: Reply): void;
  /** Whoever would answer is gone: what waits is rejected, and so is every later question. */
  end(reason: string): void;
}

/** Asks by posting. Replies come among other messages, and are handed to `settle` by whoever reads these. */
export function createAsking<Call>(
  post: (question: Question<Call>, transfer: readonly TransferListItem[]) => void,
): Asking<Call> {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let next = 1;
  let ended: string | null = null;
  return {
    ask: <T>(call: Call, transfer: readonly TransferListItem[] = []) =>
      new Promise<T>((resolve, reject) => {
        if (ended !== null) return reject(new Error(ended));
        const id = next++;
        waiting.set(id, { resolve: (value) => resolve(value as T), reject });
        post({ id, call }, transfer);
      }),
    settle(reply) {
      const asked = waiting.get(reply.id);
      waiting.delete(reply.id);
      if (reply.kind === "answer") asked?.resolve(reply.value);
      else asked?.reject(new Error(reply.message));
    },
    end(reason) {
      ended = reason;
      for (const asked of waiting.values()) asked.reject(new Error(reason));
      waiting.clear();
    },
  };
}

/** Answers one question over a port; what is thrown is reported here and told there. */
export async function reply(port: MessagePort, where: string, id: number, answer: () => Promise<unknown>) {
  try {
    port.postMessage({ kind: "answer", id, value: await answer() } satisfies Reply);
  } catch (error) {
    report("fault.thrown", {
      where,
      reason: String(error),
      stack: error instanceof Error ? (error.stack ?? null) : null,
    });
    port.postMessage({ kind: "thrown", id, message: String(error) } satisfies Reply);
  }
}
