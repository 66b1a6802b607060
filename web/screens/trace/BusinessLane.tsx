import { useElementSize } from "@mantine/hooks";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import type { EventRow, TraceDetail } from "../../../server/wire/index.ts";
import { full, timeMillis } from "../../app/format.ts";
import { StateIcon } from "../../widgets/StateGlyph.tsx";
import classes from "./BusinessLane.module.css";
import { stepWord } from "./Header.tsx";
import { type Place, stagger } from "./stagger.ts";
import { t } from "./words.ts";

const rowHeight = 22;
const most = 12;

/** What the trace told about the business, above the spans and on their time axis. */
export function BusinessLane({
  trace,
  zone,
  narrow,
}: {
  readonly trace: TraceDetail;
  readonly zone: string;
  readonly narrow: boolean;
}) {
  const steps = useMemo(() => trace.steps.slice(0, most), [trace.steps]);
  return (
    <section className={classes.lane} aria-label={t("trace.business")}>
      <h2 className={classes.laneName}>{t("trace.business")}</h2>
      {steps.length === 0 ? (
        <p className={classes.laneNone}>{t("trace.business-none")}</p>
      ) : (
        <Steps steps={steps} trace={trace} zone={zone} narrow={narrow} left={trace.steps.length - steps.length} />
      )}
    </section>
  );
}

function Steps({
  steps,
  trace,
  zone,
  narrow,
  left,
}: {
  readonly steps: readonly EventRow[];
  readonly trace: TraceDetail;
  readonly zone: string;
  readonly narrow: boolean;
  readonly left: number;
}) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const list = useRef<HTMLOListElement>(null);
  const [places, setPlaces] = useState<readonly Place[] | null>(null);
  const start = trace.startTime ? Date.parse(trace.startTime) : 0;
  const length = Math.max(1, trace.durationMs);
  useLayoutEffect(() => {
    const marks = [...(list.current?.children ?? [])].slice(0, steps.length).map((item, i) => {
      const share = (Date.parse(steps[i]?.occurredAt ?? "") - start) / length;
      const label = item.firstElementChild?.getBoundingClientRect().width ?? 0;
      return { x: Math.min(1, Math.max(0, share)) * width, width: Math.ceil(label) };
    });
    setPlaces(narrow || left > 0 ? null : stagger(marks, width));
  }, [steps, width, start, length, narrow, left]);
  const rows = places === null ? 0 : Math.max(...places.map((one) => one.row)) + 1;
  return (
    <div ref={ref} className={classes.laneRoom}>
      <ol
        ref={list}
        className={classes.laneSteps}
        data-flow={places === null || undefined}
        style={places === null ? {} : { height: rows * rowHeight }}
      >
        {steps.map((step, i) => {
          const place = places?.[i];
          return (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in business order
              key={i}
              className={classes.laneStep}
              style={place ? { left: place.left, top: place.row * rowHeight } : {}}
              title={`${stepWord(step)}, ${full(step.occurredAt, zone)}`}
            >
              <span data-flipped={place?.flipped || undefined}>
                <StateIcon state={step.status === "failed" ? "failed" : "done"} size={14} />
                <b data-bad={step.status === "failed" || undefined}>{stepWord(step)}</b>
                <small className="num">{timeMillis(step.occurredAt, zone).slice(0, 8)}</small>
              </span>
            </li>
          );
        })}
        {left > 0 && <li className={classes.laneNone}>{t("trace.business-more", { n: left })}</li>}
      </ol>
    </div>
  );
}
