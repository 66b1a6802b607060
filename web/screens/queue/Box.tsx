// biome-ignore-all lint/a11y/useSemanticElements: a box that Shift extends, drawn as ours, of three states.
import type { MouseEvent } from "react";
import classes from "./Box.module.css";

/** The box by which a row, or a page of rows, is chosen; Shift reaches back to where one began. */
export function Box({
  checked,
  label,
  onCheck,
}: {
  readonly checked: boolean | "mixed";
  readonly label: string;
  readonly onCheck: (range: boolean) => void;
}) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={checked}
      aria-label={label}
      className={classes.box}
      // One tab stop a list: the key x does the same.
      tabIndex={-1}
      onClick={(event: MouseEvent) => {
        event.stopPropagation();
        onCheck(event.shiftKey);
      }}
      // Else Shift would mark text.
      onMouseDown={(event: MouseEvent) => event.preventDefault()}
    >
      <svg width="12" height="12" viewBox="0 0 14 14" aria-hidden="true">
        <rect x="0.75" y="0.75" width="12.5" height="12.5" rx="3" />
        {checked === true && <path d="M3.5 7.2 6 9.6 10.6 4.6" />}
        {checked === "mixed" && <path d="M3.5 7h7" />}
      </svg>
    </button>
  );
}
