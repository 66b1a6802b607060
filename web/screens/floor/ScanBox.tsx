import { IconCamera, IconLineScan } from "@tabler/icons-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { type Keys, press, readEnter } from "../../widgets/scan.ts";
import classes from "./ScanBox.module.css";
import { t } from "./words.ts";

/** Where keys belong to what has the focus. */
const writing = "input, textarea, select, [contenteditable='true']";

/**
 * The box that a scanner types into. It has the focus whenever nothing else is written into: a tap elsewhere does what
 * it does and gives the focus back, and a key that nobody waits for is its own.
 */
export function ScanBox({
  onNumber,
  onCamera,
}: {
  readonly onNumber: (text: string) => void;
  /** Null where this device has no way to read a barcode by its camera. */
  readonly onCamera: (() => void) | null;
}) {
  const box = useRef<HTMLInputElement>(null);
  const keys = useRef<Keys>([]);
  const [text, setText] = useState("");
  /** Without a tap on it the box brings up no keyboard that hides half the screen. */
  const [typed, setTyped] = useState(false);

  useEffect(() => {
    const take = (): void => {
      if (document.activeElement?.closest(writing) != null) return;
      // While a note is written, what is scanned belongs into it.
      (document.querySelector<HTMLElement>("[data-writes]") ?? box.current)?.focus({ preventScroll: true });
    };
    const tapped = (event: MouseEvent): void => {
      // A key that pressed a button leaves the focus where it is.
      if (event.detail > 0) requestAnimationFrame(take);
    };
    const key = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      // Before the key writes: it then writes into the box. A space presses the button that has the focus.
      if (event.key !== " " && [...event.key].length === 1) take();
      if (document.activeElement !== box.current) return;
      if (event.key === "Escape") setText("");
      if (event.key !== "Enter") keys.current = press(keys.current, event.key, event.timeStamp);
    };
    take();
    document.addEventListener("click", tapped);
    document.addEventListener("keydown", key, true);
    return () => {
      document.removeEventListener("click", tapped);
      document.removeEventListener("keydown", key, true);
    };
  }, []);

  const enter = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const written = readEnter(keys.current, event.timeStamp);
    const number = (written.by === "scanner" ? written.text : text).trim();
    keys.current = [];
    setText("");
    setTyped(false);
    if (number !== "") onNumber(number);
  };
  return (
    <search className={classes.scan}>
      <form onSubmit={enter}>
        <IconLineScan size={30} stroke={1.8} aria-hidden="true" />
        <input
          ref={box}
          data-scan
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onPointerDown={() => setTyped(true)}
          inputMode={typed ? "text" : "none"}
          enterKeyHint="search"
          placeholder={t("floor.scan")}
          aria-label={t("floor.scan-label")}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={256}
        />
        {onCamera !== null && (
          <button type="button" aria-label={t("floor.camera")} onClick={onCamera}>
            <IconCamera size={30} stroke={1.8} aria-hidden="true" />
          </button>
        )}
      </form>
    </search>
  );
}
