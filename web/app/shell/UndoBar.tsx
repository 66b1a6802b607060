import { Button, CloseButton } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { type Deed, deedsKeptMs, undoDeed, useDeeds, useLive } from "../../live/index.ts";
import { Keycap } from "../../widgets/Keycap.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { t, type WordId } from "../words.ts";
import classes from "./UndoBar.module.css";

/** How long the bar stays when nobody is on it, seconds; on it, time stands still. */
const stays = 12;

/** Lowest part of the page in which the bar stands where nothing else does, px; and what it keeps clear of a footer. */
const lowest = 140;
const clear = 8;

/** How high the bar has to stand so that a page's footer, with what can be pressed in it, is not under it; null: where it stands anyhow. */
function aboveFooters(bar: DOMRect): number | null {
  const under = [...document.querySelectorAll("main footer")]
    .map((footer) => footer.getBoundingClientRect())
    .filter(({ height, left, right }) => height > 0 && left < bar.right && right > bar.left)
    .filter(({ top, bottom }) => top < innerHeight && bottom > innerHeight - lowest);
  return under.length === 0 ? null : innerHeight - Math.min(...under.map(({ top }) => top)) + clear;
}

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
      return deed.failed == null
        ? t(`undo.${deed.action}` as WordId, { what })
        : t("undo.failed", { what, why: deed.failed.detail ?? deed.failed.title });
  }
}

/** Whether an action can still be asked back. */
export const canUndo = (deed: Deed): boolean => deed.state === "done" || deed.state === "sending";

/** The last action of this person, wherever it was done, with its undo: at the bottom left, for twelve seconds and more, on every page. */
export function UndoBar() {
  const { link } = useLive();
  const [newest] = useDeeds();
  const [shown, setShown] = useState<string | null>(null);
  const [on, setOn] = useState({ pointer: false, focus: false });
  const [left, setLeft] = useState(stays);
  const before = useRef(newest?.key);
  const bar = useRef<HTMLElement>(null);
  const [height, setHeight] = useState<number | null>(null);
  useEffect(() => {
    if (newest === undefined || before.current === newest.key) return;
    before.current = newest.key;
    setShown(newest.key);
  }, [newest]);
  const open = shown !== null && newest?.key === shown;
  const held = on.pointer || on.focus;
  /** What stands in the bar; when it changes, its time begins anew. */
  const said = open ? `${newest.key} ${newest.state === "sending" ? "done" : newest.state}` : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it begins anew with what is said
  useEffect(() => setLeft(stays), [said]);
  useEffect(() => {
    if (said === null || held) return;
    const timer = setInterval(() => setLeft((seconds) => seconds - 1), 1000);
    return () => clearInterval(timer);
  }, [said, held]);
  useEffect(() => {
    if (left <= 0) setShown(null);
  }, [left]);
  // A bar that is gone hears of no pointer and no focus that leaves it.
  useEffect(() => {
    if (!open) setOn({ pointer: false, focus: false });
  }, [open]);
  // Looked at anew with each second that is counted: pages change under it. Not while one is on it: what moves between
  // pressing and letting go is not pressed.
  const placed = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (bar.current === null || (held && placed.current === said)) return;
    placed.current = said;
    setHeight(aboveFooters(bar.current.getBoundingClientRect()));
  });
  const undo = (): void => {
    if (newest === undefined || !canUndo(newest) || link.now() - newest.at > deedsKeptMs) return;
    // The button goes while one is on it: the focus stays with what it says next.
    if (bar.current?.contains(document.activeElement)) bar.current.focus();
    // Out of sight it is shown first: what one does not see is not taken back.
    if (!open) setShown(newest.key);
    else void undoDeed(newest.key);
  };
  const dismiss = (): void => {
    if (bar.current?.contains(document.activeElement)) document.getElementById("content")?.focus();
    setShown(null);
  };
  useKeys([{ key: "z", label: t("undo.key"), run: undo }], "everywhere");
  return (
    <>
      {/* It is there before it speaks: a region that comes with its text is not read out. */}
      <span role="status" className={classes.spoken}>
        {open ? deedText(newest) : ""}
      </span>
      {open && (
        <section
          ref={bar}
          className={classes.bar}
          aria-label={t("undo.bar")}
          tabIndex={-1}
          {...(height === null ? {} : { style: { bottom: height } })}
          onMouseEnter={() => setOn((old) => ({ ...old, pointer: true }))}
          onMouseLeave={() => setOn((old) => ({ ...old, pointer: false }))}
          onFocus={() => setOn((old) => ({ ...old, focus: true }))}
          onBlur={() => setOn((old) => ({ ...old, focus: false }))}
        >
          <span className={classes.text}>{deedText(newest)}</span>
          <span className={`${classes.left} num`} aria-hidden="true">
            {t("undo.left", { n: left })}
          </span>
          {canUndo(newest) && (
            <Button
              size="sm"
              variant="default"
              aria-keyshortcuts="z"
              onClick={undo}
              leftSection={<IconArrowBackUp size={15} stroke={1.8} aria-hidden="true" />}
              rightSection={<Keycap of="z" />}
            >
              {t("undo.do")}
            </Button>
          )}
          <CloseButton size={28} aria-label={t("undo.dismiss")} onClick={dismiss} />
        </section>
      )}
    </>
  );
}
