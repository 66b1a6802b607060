import { api } from "../../live/index.ts";
import { browserMemory } from "../../push/memory.ts";
import { keepTold } from "../../push/subscription.ts";
import { registration } from "./registration.ts";

/** Keeps a browser that is told so, when its address or the server's key changed. What fails is tried at the next opening. */
export async function keep(): Promise<void> {
  try {
    if ((await browserMemory.recall()) === null) return;
    const { pushManager } = await registration();
    await keepTold({ pushes: pushManager, ask: api, memory: browserMemory });
  } catch {
    // No connection, or no push service: the dialog says so to whoever looks.
  }
}
