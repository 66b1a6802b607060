import classes from "./Parts.module.css";

/** How much of a whole its greatest parts are, the greatest first, and pale what is left. Their numbers stand beside it. */
export function Parts({ parts, of }: { readonly parts: readonly number[]; readonly of: number }) {
  const sum = parts.reduce((all, one) => all + one, 0);
  const left = Math.max(0, of - sum);
  return (
    <span className={classes.parts} aria-hidden="true">
      {parts.map((n, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
        <span key={place} data-place={place} style={{ flexGrow: n }} />
      ))}
      {left > 0 && <span style={{ flexGrow: left }} />}
    </span>
  );
}
