import type { Egress } from "../egress/index.ts";
import { report } from "../telemetry/index.ts";

const beatEveryMs = 60_000;

/**
 * Calls an address each minute, the first time after one, while everything runs, so that somebody outside can expect it and miss it. A beat that
 * failed is not made up for: the next one comes.
 */
export function startHeartbeat(egress: Egress, url: string, alive: () => boolean): { close(): void } {
  const beat = async (): Promise<void> => {
    if (!alive()) return;
    const answer = await egress.request({ method: "GET", url });
    const status = answer.ok ? answer.value.status : null;
    const good = status !== null && status >= 200 && status < 300;
    if (!good) report("heartbeat.missed", { status, code: answer.ok ? null : answer.fault.code });
  };
  const timer = setInterval(() => void beat(), beatEveryMs);
  timer.unref();
  return { close: () => clearInterval(timer) };
}
