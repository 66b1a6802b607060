import { useMemo } from "react";
import { took } from "../../app/format.ts";
import { hueColour } from "../../widgets/serviceHue.ts";
import classes from "./Minimap.module.css";
import type { TraceTree } from "./tree.ts";
import { t } from "./words.ts";

const height = 36;

/** The whole trace at a glance: a line a span by hue, failures in red. `onPick` is told the share of time that was pressed. */
export function Minimap({
  tree,
  lengthMs,
  hues,
  errors,
  onPick,
}: {
  readonly tree: TraceTree;
  readonly lengthMs: number;
  readonly hues: ReadonlyMap<string, number>;
  readonly errors: number;
  readonly onPick: (share: number) => void;
}) {
  const paths = useMemo(() => {
    const drawn = new Map<string, string[]>();
    const step = Math.min(4, (height - 4) / Math.max(1, tree.order.length));
    tree.order.forEach((node, i) => {
      const colour = node.span.status.code === "error" ? "var(--critical)" : hueColour(hues.get(node.span.service));
      const x = (node.span.offsetMs / Math.max(1, lengthMs)) * 1000;
      const width = Math.max(2, (node.span.durationMs / Math.max(1, lengthMs)) * 1000);
      const line = `M${x.toFixed(1)} ${(3 + i * step).toFixed(1)}h${width.toFixed(1)}`;
      const list = drawn.get(colour);
      if (list) list.push(line);
      else drawn.set(colour, [line]);
    });
    return [...drawn].map(([colour, lines]) => ({ colour, path: lines.join("") }));
  }, [tree, lengthMs, hues]);
  return (
    <div className={classes.mini}>
      <span className={classes.miniName}>{t("trace.whole")}</span>
      <svg
        className={classes.miniDrawing}
        viewBox={`0 0 1000 ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("trace.whole-read", { n: tree.order.length, took: took(lengthMs), errors })}
        onPointerDown={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          onPick((event.clientX - box.left) / Math.max(1, box.width));
        }}
      >
        {paths.map((one) => (
          <path
            key={one.colour}
            d={one.path}
            stroke={one.colour}
            strokeWidth={Math.max(1, Math.min(2.6, 30 / tree.order.length))}
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
    </div>
  );
}
