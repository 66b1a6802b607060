import { useSyncExternalStore } from "react";

/** How close rows stand. */
export type Density = "normal" | "compact";

const stored = "tallyman.density";
let density = read();
const listeners = new Set<() => void>();

function read(): Density {
  try {
    return localStorage.getItem(stored) === "compact" ? "compact" : "normal";
  } catch {
    return "normal";
  }
}

const show = (): void => {
  document.documentElement.dataset.density = density;
};
show();

/** Sets how close rows stand, for good on this device. Style sheets find it at the root as `data-density`. */
export function setDensity(value: Density): void {
  density = value;
  show();
  try {
    localStorage.setItem(stored, value);
  } catch {
    // Refused storage: it holds for this page.
  }
  for (const listener of [...listeners]) listener();
}

/** How close rows stand. */
export const useDensity = (): Density =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => density,
  );
