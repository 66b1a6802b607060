import { useEffect, useState } from "react";
import classes from "./Skeleton.module.css";
import { say } from "./say.ts";

/** True once 150 ms have passed: what is there sooner needs no skeleton. */
export function useLate(ms = 150): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return late;
}

/** Rows of the height that the real ones will have; they do not shimmer. */
export function SkeletonRows({ rows = 8, height = 62 }: { readonly rows?: number; readonly height?: number }) {
  const late = useLate();
  return (
    <div role="status" aria-label={say("app.loading")} className={classes.list}>
      {late &&
        Array.from({ length: rows }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
          <div key={index} className={classes.row} style={{ height }} aria-hidden="true">
            <span className={classes.lead} />
            <span className={classes.body}>
              <span className={classes.line} style={{ width: `${62 - ((index * 7) % 23)}%` }} />
              <span className={classes.faint} style={{ width: `${41 - ((index * 5) % 17)}%` }} />
            </span>
          </div>
        ))}
    </div>
  );
}
