import { IconUserQuestion } from "@tabler/icons-react";
import classes from "./TeamTile.module.css";

/** Two letters that stand for a team or a person: the first of the first two words. */
export function initials(name: string): string {
  const words = name.split(/[\s\-_.@]+/).filter(Boolean);
  const letters = words.length > 1 ? `${words[0]?.[0] ?? ""}${words[1]?.[0] ?? ""}` : (words[0] ?? "?").slice(0, 2);
  return letters.toUpperCase();
}

/** A rounded square with two letters; dashed with a question when nobody has it. The name must stand beside it or in a label. */
export function TeamTile({ name, size = 26 }: { readonly name: string | null; readonly size?: number }) {
  if (name === null) {
    return (
      <span className={classes.nobody} style={{ width: size, height: size }} aria-hidden="true">
        <IconUserQuestion size={Math.round(size * 0.62)} stroke={1.8} />
      </span>
    );
  }
  return (
    <span className={classes.tile} style={{ width: size, height: size }} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
