import { useSyncExternalStore } from "react";
import { cell } from "./store.ts";

const stored = "tallyman.paused-since";

function read(): number | null {
  try {
    const text = localStorage.getItem(stored);
    return text === null ? null : Number(text);
  } catch {
    return null;
  }
}

/** Since when live updates are paused on this device, Unix milliseconds; null while they run. Remembered. */
export const paused = cell<number | null>(read());

/** Pauses live updates as of an instant, or lets them run with null. */
export function setPaused(since: number | null): void {
  paused.set(since);
  try {
    if (since === null) localStorage.removeItem(stored);
    else localStorage.setItem(stored, String(since));
  } catch {
    // Refused storage: it holds for this page.
  }
}

/** Since when live updates are paused; null while they run. */
export const usePaused = (): number | null => useSyncExternalStore(paused.watch, paused.get);
