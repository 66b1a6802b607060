import type { ServingSide } from "../http/app.ts";
import { report } from "../telemetry/index.ts";

/** Time between two looks at who is due the Monday mail. */
const lookEvery = 20_000;

/** Sends the Monday mail to whom it is due, as long as the server takes work; answers what ends it. */
export function startMondays(digests: Pick<ServingSide["digests"], "sendDue">, alive: () => boolean): () => void {
  const timer = setInterval(() => {
    void digests.sendDue().catch((error: unknown) => {
      // Without the engine nothing can be put down, and what cannot be put down is not sent.
      if (!alive()) return;
      const stack = error instanceof Error ? (error.stack ?? null) : null;
      report("fault.thrown", { where: "digest", reason: String(error), stack });
    });
  }, lookEvery);
  timer.unref();
  return () => clearInterval(timer);
}
