import { Button } from "@mantine/core";
import { IconArrowBackUp, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { Keycap } from "./Keycap.tsx";
import { say } from "./say.ts";
import classes from "./UndoBar.module.css";

/** The bar stays this long, and longer while the pointer or the focus is on it. */
const staysMs = 12_000;

/** What was just done, and the way to take it back. Nothing moves for it: it floats at the bottom left. */
export function UndoBar({
  text,
  busy = false,
  onUndo,
  onClose,
}: {
  readonly text: string;
  readonly busy?: boolean;
  readonly onUndo: () => void;
  readonly onClose: () => void;
}) {
  const [held, setHeld] = useState(false);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    if (held || busy) return;
    const timer = setTimeout(() => close.current(), staysMs);
    return () => clearTimeout(timer);
  }, [held, busy]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only notes whether somebody is about to use it
    <div
      className={classes.bar}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span role="status">{text}</span>
      <Button
        size="sm"
        variant="default"
        loading={busy}
        aria-keyshortcuts="z"
        leftSection={<IconArrowBackUp size={15} stroke={1.8} aria-hidden="true" />}
        rightSection={<Keycap of="z" />}
        onClick={onUndo}
      >
        {say("undo.do")}
      </Button>
      <Button
        size="sm"
        variant="subtle"
        aria-label={say("undo.close")}
        onClick={onClose}
        className={classes.close ?? ""}
      >
        <IconX size={15} stroke={1.8} aria-hidden="true" />
      </Button>
    </div>
  );
}
