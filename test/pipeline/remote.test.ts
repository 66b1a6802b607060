import { MessageChannel } from "node:worker_threads";
import { expect, test } from "vitest";
import type { FromEngine } from "../../server/pipeline/bridge.ts";
import { zeros } from "../../server/pipeline/pace.ts";
import { connectEngine, type Threads } from "../../server/pipeline/remote.ts";

type Listener = Parameters<Threads["onEnd"]>[0];

/** An engine and its threads, which do what a case says when they are asked to close. */
async function engineOver(closing: {
  readonly engine: (answer: () => void, ends: Listener) => void;
  readonly writer: (answer: () => void, ends: Listener) => void;
}) {
  const [engine, writer, deliveries] = [new MessageChannel(), new MessageChannel(), new MessageChannel()];
  let heard: Listener = () => undefined;
  const ends: Listener = (...how) => heard(...how);
  for (const [port, close] of [
    [engine.port2, closing.engine],
    [writer.port2, closing.writer],
  ] as const)
    port.on("message", ({ id }: { id: number }) => {
      close(() => port.postMessage({ kind: "answer", id, value: undefined }), ends);
    });
  const failures: string[] = [];
  const connected = connectEngine(
    {
      engine: engine.port1,
      writer: writer.port1,
      deliveries: deliveries.port1,
      onEnd: (listener) => {
        heard = listener;
      },
      end: async () => {
        for (const { port1 } of [engine, writer, deliveries]) port1.close();
      },
    },
    (reason) => failures.push(reason),
  );
  engine.port2.postMessage({
    kind: "opened",
    damage: null,
    network: { hash: "", adoptedAt: null },
    recent: [],
    progress: { position: 0, behindMs: 0, pace: zeros(), horizon: 0 },
  } satisfies FromEngine);
  return { remote: await connected, failures, ends };
}

const answers = (answer: () => void): void => answer();

test("an engine whose thread is gone while the writer still closes was closed in order", async () => {
  const { remote, failures } = await engineOver({
    engine: answers,
    writer: (answer, ends) => {
      ends("engine", "The thread of the engine ended (0).", true);
      setTimeout(answer, 5);
    },
  });
  await remote.close();
  expect(failures).toEqual([]);
});

test("an end that is heard before the last answer is one", async () => {
  const { remote, failures } = await engineOver({
    engine: (_answer, ends) => ends("engine", "The thread of the engine ended (0).", true),
    writer: (_answer, ends) => ends("writer", "The thread of the writer ended (0).", true),
  });
  await remote.close();
  expect(failures).toEqual([]);
});

test("a thread that breaks while it closes is told, and not taken for closed", async () => {
  const { remote, failures } = await engineOver({
    engine: answers,
    writer: (_answer, ends) => ends("writer", "the disk is gone", false),
  });
  await expect(remote.close()).rejects.toThrow("the disk is gone");
  expect(failures).toEqual(["the disk is gone"]);
});

test("a thread that ends though nobody closed it is told", async () => {
  const { remote, failures, ends } = await engineOver({ engine: answers, writer: answers });
  ends("engine", "The thread of the engine ended (0).", true);
  expect(failures).toEqual(["The thread of the engine ended (0)."]);
  await expect(remote.start()).rejects.toThrow("The thread of the engine ended (0).");
  await remote.close();
});
