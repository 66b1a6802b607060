import { count } from "../../app/format.ts";
import { SeverityGlyph } from "../../widgets/Severity.tsx";
import classes from "./Views.module.css";
import { say } from "./words.ts";

/** How many rows a view has; critical ones are told beside it. */
export function ViewCount({ n, critical = 0 }: { readonly n: number; readonly critical?: number }) {
  if (n === 0) return <span className={classes.zero}>{say("queue.zero")}</span>;
  return (
    <span className={`${classes.count} num`} data-critical={critical > 0 || undefined}>
      {critical > 0 && (
        <>
          <SeverityGlyph level="critical" size={14} />
          <span className={classes.read}>{say("queue.critical-of", { n: critical })}, </span>
        </>
      )}
      {count(n)}
    </span>
  );
}
