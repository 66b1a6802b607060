import { type ReactNode, useEffect, useState } from "react";
import classes from "./Panes.module.css";

/** True while a media query holds. */
export function useMedia(query: string): boolean {
  const [holds, setHolds] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const media = window.matchMedia(query);
    const change = (): void => setHolds(media.matches);
    change();
    media.addEventListener("change", change);
    return () => media.removeEventListener("change", change);
  }, [query]);
  return holds;
}

/** Widths at which panes fall away: `wide` has side list, list and detail; `middle` list and detail; else one page. */
export function useWidth(): "wide" | "middle" | "narrow" {
  const wide = useMedia("(min-width: 81em)");
  const middle = useMedia("(min-width: 64em)");
  return wide ? "wide" : middle ? "middle" : "narrow";
}

/** Panes side by side, meeting at 1 px lines; each scrolls by itself. Absent ones take no space. */
export function Panes({
  side,
  children,
  detail,
  sideWidth = 206,
  detailWidth = 456,
}: {
  readonly side?: ReactNode;
  readonly children: ReactNode;
  readonly detail?: ReactNode;
  readonly sideWidth?: number;
  readonly detailWidth?: number;
}) {
  return (
    <div className={classes.panes}>
      {side !== undefined && side !== null && (
        <div className={classes.side} style={{ flexBasis: sideWidth }}>
          {side}
        </div>
      )}
      <div className={classes.main}>{children}</div>
      {detail !== undefined && detail !== null && (
        <div className={classes.detail} style={{ flexBasis: detailWidth }}>
          {detail}
        </div>
      )}
    </div>
  );
}
