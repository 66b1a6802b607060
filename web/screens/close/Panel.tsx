import type { ReactNode } from "react";
import classes from "./Panel.module.css";

/** A part of the page with its title, what it counts, and what stands at its right. */
export function Panel({
  title,
  sub,
  right,
  glyph,
  children,
}: {
  readonly title: string;
  readonly sub?: ReactNode;
  readonly right?: ReactNode;
  readonly glyph?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className={classes.panel} aria-label={title}>
      <header className={classes.head}>
        <h2>
          {title} {glyph}
        </h2>
        {sub !== undefined && <span className={classes.sub}>{sub}</span>}
        {right !== undefined && <span className={classes.right}>{right}</span>}
      </header>
      {children}
    </section>
  );
}

/** What a part says where it has nothing. */
export const Nothing = ({ children }: { readonly children: ReactNode }) => (
  <p className={classes.nothing}>{children}</p>
);
