import classes from "./Keycap.module.css";

/** How a key is printed: Shift and a letter as ⇧A. */
export const keyText = (key: string): string => (/^[A-Z]$/.test(key) ? `⇧${key}` : key);

/** A key as it stands on the keyboard; hidden from screen readers, which get it by `aria-keyshortcuts`. */
export function Keycap({ of, onAccent = false }: { readonly of: string; readonly onAccent?: boolean }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a key cap takes no focus
    <kbd className={classes.key} data-on-accent={onAccent || undefined} aria-hidden="true">
      {keyText(of)}
    </kbd>
  );
}
