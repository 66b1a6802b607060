import { Button } from "@mantine/core";
import { IconCheck, IconTable } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { Keycap } from "./Keycap.tsx";
import { useKeys } from "./keys.ts";
import { say } from "./say.ts";

/** A table as mail programs and sheets take it: cells as HTML, and the same as tab-separated text. */
export interface TableToCopy {
  readonly html: string;
  readonly text: string;
}

type Phase = "idle" | "busy" | "copied" | "failed";

/**
 * Puts a table on the clipboard, by button or by one key. `load` is asked at each press, so that what is pasted is what is
 * known then; what it throws is said in the button.
 */
export function CopyTable({
  label,
  shortcut,
  primary = false,
  load,
}: {
  readonly label: string;
  /** The one filled button of its pane. */
  readonly primary?: boolean;
  /** A key as `KeyboardEvent.key` has it. */
  readonly shortcut?: string;
  readonly load: () => Promise<TableToCopy>;
}) {
  const [phase, setPhase] = useState<Phase>("idle");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async (): Promise<void> => {
    if (phase === "busy") return;
    setPhase("busy");
    const ended = await copyTable(load).then(
      () => "copied" as const,
      () => "failed" as const,
    );
    setPhase(ended);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setPhase("idle"), 4000);
  };
  useKeys(shortcut === undefined ? [] : [{ key: shortcut, label, run: () => void copy() }]);
  const icon =
    phase === "copied" ? (
      <IconCheck size={16} stroke={1.8} aria-hidden="true" />
    ) : (
      <IconTable size={16} stroke={1.8} aria-hidden="true" />
    );
  return (
    <Button
      variant={primary ? "filled" : "default"}
      leftSection={icon}
      rightSection={shortcut === undefined ? undefined : <Keycap of={shortcut} onAccent={primary} />}
      aria-keyshortcuts={shortcut}
      aria-busy={phase === "busy" || undefined}
      onClick={() => void copy()}
    >
      <span aria-live="polite">
        {phase === "copied" ? say("table.copied") : phase === "failed" ? say("table.failed") : label}
      </span>
    </Button>
  );
}

/** Puts a table on the clipboard in both forms, also where the page is served without TLS and the newer way is missing. Throws where neither way is allowed. */
async function copyTable(load: () => Promise<TableToCopy>): Promise<void> {
  if (window.isSecureContext && navigator.clipboard?.write !== undefined && typeof ClipboardItem === "function") {
    // The item takes promises, so that the press of a key is still what it is written by once they hold.
    const table = load();
    const part = (of: keyof TableToCopy, type: string) => table.then((one) => new Blob([one[of]], { type }));
    const item = new ClipboardItem({
      "text/html": part("html", "text/html"),
      "text/plain": part("text", "text/plain"),
    });
    await navigator.clipboard.write([item]);
    return;
  }
  const { html, text } = await load();
  let put = false;
  const onCopy = (event: ClipboardEvent): void => {
    event.preventDefault();
    event.clipboardData?.setData("text/html", html);
    event.clipboardData?.setData("text/plain", text);
    put = true;
  };
  document.addEventListener("copy", onCopy, { once: true });
  document.execCommand("copy");
  document.removeEventListener("copy", onCopy);
  if (!put) throw new Error("the clipboard was not given");
}
