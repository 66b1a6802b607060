import { useLayoutEffect, useRef, useSyncExternalStore } from "react";

/** A shortcut: `key` as `KeyboardEvent.key` has it (`j`, `A` for Shift+A, `?`, `Enter`). */
export interface Shortcut {
  readonly key: string;
  readonly label: string;
  readonly run: () => void;
}

/** Shortcuts that hold now, in groups: everywhere, and on this screen. */
export interface ShortcutGroup {
  readonly where: "everywhere" | "here";
  readonly shortcuts: readonly Shortcut[];
}

const stored = "tallyman.single-keys";
let groups: readonly ShortcutGroup[] = [];
let on = read();
const listeners = new Set<() => void>();
const tell = (): void => {
  for (const listener of [...listeners]) listener();
};
const watch = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

function read(): boolean {
  try {
    return localStorage.getItem(stored) !== "off";
  } catch {
    return true;
  }
}

/** Turns single-key shortcuts on or off, for good on this device. */
export function setSingleKeys(value: boolean): void {
  on = value;
  try {
    localStorage.setItem(stored, value ? "on" : "off");
  } catch {
    // Refused storage: it holds for this page.
  }
  tell();
}

/** Whether single-key shortcuts act. */
export const useSingleKeys = (): boolean => useSyncExternalStore(watch, () => on);
/** The shortcuts that hold now, for the list that explains them. */
export const useShortcutGroups = (): readonly ShortcutGroup[] => useSyncExternalStore(watch, () => groups);

/** Does what a key does, for a button that stands for it; nothing when no such key holds now. */
export function runShortcut(key: string): void {
  groups
    .flatMap((group) => group.shortcuts)
    .findLast((one) => one.key === key)
    ?.run();
}

/** True where a key belongs to what has the focus: a field, an open menu or dialog. */
function belongsElsewhere(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  if (document.querySelector("[role='dialog'][aria-modal='true']") !== null) return true;
  if (target === null) return false;
  if (
    target.closest(
      "input, textarea, select, [contenteditable='true'], [role='menu'], [role='listbox'], [role='dialog']",
    ) !== null
  )
    return true;
  return event.key === "Enter" && target.closest("a, button, [role='button']") !== null;
}

/** Lets keys act while the component is on the screen. A later group wins over an earlier one. */
export function useKeys(shortcuts: readonly Shortcut[], where: ShortcutGroup["where"] = "here"): void {
  const current = useRef(shortcuts);
  current.current = shortcuts;
  const shape = shortcuts.map((one) => `${one.key} ${one.label}`).join("\n");
  // With what is drawn, not after it: a key pressed on sight is heard.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape says which keys there are; what they do is read when pressed
  useLayoutEffect(() => {
    const group: ShortcutGroup = {
      where,
      get shortcuts() {
        return current.current;
      },
    };
    groups = [...groups, group];
    tell();
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !on) return;
      const found = current.current.find((one) => one.key === event.key);
      if (found === undefined || belongsElsewhere(event)) return;
      event.preventDefault();
      found.run();
    };
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("keydown", onKey);
      groups = groups.filter((one) => one !== group);
      tell();
    };
  }, [shape, where]);
}
