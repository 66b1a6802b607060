import type { KpiRow } from "../../../server/wire/index.ts";
import sheet from "./Table.module.css";

/** Worst share that a bar shows: most figures lie near the whole, where differences would not be seen. */
const floor = 0.8;
const at = (share: number): number => (100 * (Math.max(floor, Math.min(1, share)) - floor)) / (1 - floor);

/** A share as a bar from 80 %: what is known, hatched what may still be good, and a line at the target. */
export function Bar({ row }: { readonly row: Pick<KpiRow, "value" | "bounds"> & { readonly target?: number | null } }) {
  const { value, bounds, target = null } = row;
  if (value === null) return null;
  return (
    <span className={sheet.bar} aria-hidden="true">
      <span className={sheet.known} style={{ inlineSize: `${at(bounds?.low ?? value)}%` }} />
      {bounds !== null && (
        <span
          className={sheet.maybe}
          style={{ insetInlineStart: `${at(bounds.low)}%`, inlineSize: `${at(bounds.high) - at(bounds.low)}%` }}
        />
      )}
      {target !== null && <span className={sheet.target} style={{ insetInlineStart: `${at(target)}%` }} />}
    </span>
  );
}
