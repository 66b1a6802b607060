import type { FlowRow, NetworkRow } from "../../../server/wire/index.ts";
import { duration } from "../../app/format.ts";
import { flowWord } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { FlowDiagram, type WayLook } from "../../widgets/FlowDiagram.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import classes from "./flow.module.css";
import { boxesOf } from "./layout.ts";
import { busiest, wayOf, wayWidth } from "./model.ts";
import { StartBox, StepBox } from "./StepBox.tsx";
import { silentNames, wayText } from "./say.ts";
import { t } from "./words.ts";

/** A flow drawn from left to right: the wider a way, the more came over it. */
export function FlowMap({
  row,
  network,
  names,
}: {
  readonly row: FlowRow;
  readonly network: NetworkRow | undefined;
  readonly names: Names;
}) {
  const stepOf = (id: string) => row.steps.find((one) => one.id === id);
  const most = busiest(row);
  const box = (id: string) => {
    const step = stepOf(id);
    const start = row.starts.find((one) => one.id === id);
    if (step !== undefined) return <StepBox row={row} step={step} network={network} names={names} />;
    return start === undefined ? null : <StartBox event={start.event} />;
  };
  const way = (from: string, to: string): WayLook | null => {
    const step = stepOf(to);
    const edge = row.edges.find((one) => one.from === from && one.to === to);
    if (step === undefined || edge === undefined) return null;
    const tone = wayOf(step);
    const p95 = step.p95Ms === null ? "–" : duration(step.p95Ms);
    return {
      tone,
      width: wayWidth(edge.volume, most),
      label:
        tone === "silent" ? (
          <StateGlyph state="silent" size={13}>
            {t("flow.node-silent", { system: silentNames(step, names) })}
          </StateGlyph>
        ) : tone === "over" ? (
          <StateGlyph state="late" size={13}>
            {p95}
          </StateGlyph>
        ) : (
          p95
        ),
    };
  };
  return (
    <>
      <FlowDiagram
        label={t("flow.map", { flow: flowWord(row.id) })}
        boxes={boxesOf(row)}
        ways={row.edges.map(({ from, to }) => ({ from, to }))}
        box={box}
        way={way}
      />
      <ul className={classes.said}>
        {row.edges.map(({ from, to, volume }) => {
          const step = stepOf(to);
          return step === undefined ? null : <li key={`${from} ${to}`}>{wayText(row, from, step, volume)}</li>;
        })}
      </ul>
    </>
  );
}
