import { setPaused, useLive, usePaused } from "../../live/index.ts";
import { useKeys } from "../../widgets/keys.ts";
import type { DialogKind } from "./Dialogs.tsx";
import { say } from "./words.ts";

/** The keys of the queue. */
export function useQueueKeys(on: {
  readonly here: string | null;
  readonly step: (by: 1 | -1) => void;
  /** Goes on reading what is selected. */
  readonly read: () => void;
  readonly perform: (kind: DialogKind) => void;
  readonly check: (range: boolean) => void;
  /** Lets go of what is chosen; null where nothing is. */
  readonly clear: (() => void) | null;
  readonly toggle: (open: boolean) => void;
  readonly showNew: () => void;
}): void {
  const { link } = useLive();
  const paused = usePaused();
  useKeys([
    { key: "j", label: say("do.first-down"), run: () => on.step(1) },
    { key: "k", label: say("do.first-up"), run: () => on.step(-1) },
    { key: "Enter", label: say("do.open"), run: on.read },
    { key: "ArrowRight", label: say("do.unfold"), run: () => on.toggle(true) },
    { key: "ArrowLeft", label: say("do.fold"), run: () => on.toggle(false) },
    { key: "x", label: say("do.choose"), run: () => on.check(false) },
    { key: "X", label: say("do.choose-range"), run: () => on.check(true) },
    ...(on.clear === null ? [] : [{ key: "Escape", label: say("select.clear"), run: on.clear }]),
    { key: "a", label: say("do.take"), run: () => on.perform("take") },
    { key: "A", label: say("do.hand-over"), run: () => on.perform("over") },
    { key: "h", label: say("do.park"), run: () => on.perform("park") },
    { key: "c", label: say("do.note"), run: () => on.perform("note") },
    { key: "e", label: say("do.close"), run: () => on.perform("close") },
    { key: "[", label: say("do.previous"), run: () => on.step(-1) },
    { key: "]", label: say("do.next"), run: () => on.step(1) },
    { key: ".", label: say("do.show-new"), run: on.showNew },
    { key: "p", label: say("do.pause"), run: () => setPaused(paused === null ? link.now() : null) },
  ]);
}
