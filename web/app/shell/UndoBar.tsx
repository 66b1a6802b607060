import { Button, CloseButton } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { type Deed, deedsKeptMs, undoDeed, useDeeds, useLive } from "../../live/index.ts";
import { Keycap } from "../../widgets/Keycap.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { t, type WordId } from "../words.ts";
import classes from "./UndoBar.module.css";

/** How long the bar stays when nobody is on it, milliseconds; on it, time stands still. */
export const barStaysMs = 12_000;

/** What an action did, in words; after an undo what became of that. */
export function deedText(deed: Deed): string {
  const { what, kept } = deed;
  switch (deed.state) {
    case "undoing":
      return t("undo.undoing");
    case "undone":
      return kept === 0 ? t("undo.undone", { what }) : t("undo.partly", { what, n: kept });
    case "stuck":
      return t("undo.stuck", { what });
    default:
      return t(`undo.${deed.action}` as WordId, { what });
  }
}

/** Whether an action can still be asked back. */
export const canUndo = (deed: Deed): boolean => deed.state === "done" || deed.state === "sending";

/** The last action of this person, with its undo: at the bottom left, for ten seconds and more, on every page. */
export function UndoBar() {
  const { link } = useLive();
  const [newest] = useDeeds();
  const [shown, setShown] = useState<string | null>(null);
  const [on, setOn] = useState({ pointer: false, focus: false });
  const left = useRef(barStaysMs);
  const before = useRef(newest?.key);
  useEffect(() => {
    if (newest === undefined || before.current === newest.key) return;
    before.current = newest.key;
    left.current = barStaysMs;
    setShown(newest.key);
  }, [newest]);
  const open = shown !== null && newest?.key === shown;
  const held = on.pointer || on.focus;
  useEffect(() => {
    if (!open || held) return;
    const since = Date.now();
    const timer = setTimeout(() => setShown(null), left.current);
    return () => {
      clearTimeout(timer);
      left.current = Math.max(0, left.current - (Date.now() - since));
    };
  }, [open, held]);
  const undo = (): void => {
    if (newest === undefined || !canUndo(newest) || link.now() - newest.at > deedsKeptMs) return;
    // Out of sight it is shown first: what one does not see is not taken back.
    if (!open) {
      left.current = barStaysMs;
      setShown(newest.key);
    } else {
      left.current = Math.max(left.current, 6000);
      void undoDeed(newest.key);
    }
  };
  useKeys([{ key: "z", label: t("undo.key"), run: undo }], "everywhere");
  if (!open || newest === undefined) return null;
  return (
    <section
      className={classes.bar}
      aria-label={t("undo.bar")}
      onMouseEnter={() => setOn((old) => ({ ...old, pointer: true }))}
      onMouseLeave={() => setOn((old) => ({ ...old, pointer: false }))}
      onFocus={() => setOn((old) => ({ ...old, focus: true }))}
      onBlur={() => setOn((old) => ({ ...old, focus: false }))}
    >
      <span className={classes.text} role="status">
        {deedText(newest)}
      </span>
      {canUndo(newest) && (
        <Button size="sm" variant="default" aria-keyshortcuts="z" onClick={undo} rightSection={<Keycap of="z" />}>
          {t("undo.do")}
        </Button>
      )}
      <CloseButton size={28} aria-label={t("undo.dismiss")} onClick={() => setShown(null)} />
    </section>
  );
}
