import "@xyflow/react/dist/base.css";
import { ActionIcon } from "@mantine/core";
import { IconMinus, IconPlus, IconZoomScan } from "@tabler/icons-react";
import {
  BaseEdge,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  getBezierPath,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from "@xyflow/react";
import { createContext, type KeyboardEvent, useContext, useEffect, useMemo, useRef } from "react";
import type { FlowRow, NetworkRow } from "../../../server/wire/index.ts";
import { duration } from "../../app/format.ts";
import { flowWord } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { layOut } from "./layout.ts";
import classes from "./Map.module.css";
import { busiest, wayOf, wayWidth } from "./model.ts";
import { StartBox, StepBox } from "./StepBox.tsx";
import { wayText } from "./say.ts";
import { t } from "./words.ts";

interface Shown {
  readonly row: FlowRow;
  readonly network: NetworkRow | undefined;
  readonly names: Names;
}
// Boxes and ways keep their places while their numbers move: they read these here.
const ShownContext = createContext<Shown | null>(null);
function useShown(): Shown {
  const shown = useContext(ShownContext);
  if (shown === null) throw new Error("a box outside the map");
  return shown;
}

function BoxNode({ id }: NodeProps) {
  const { row, network, names } = useShown();
  const step = row.steps.find((one) => one.id === id);
  const start = row.starts.find((one) => one.id === id);
  return (
    <>
      {step !== undefined && (
        <>
          <Handle type="target" position={Position.Left} isConnectable={false} className={classes.handle ?? ""} />
          <StepBox row={row} step={step} network={network} names={names} />
        </>
      )}
      {start !== undefined && <StartBox event={start.event} />}
      <Handle type="source" position={Position.Right} isConnectable={false} className={classes.handle ?? ""} />
    </>
  );
}

function Way({ source, target, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition }: EdgeProps) {
  const { row, names } = useShown();
  const step = row.steps.find(({ id }) => id === target);
  const edge = row.edges.find(({ from, to }) => from === source && to === target);
  const [path, x, y] = getBezierPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition });
  if (step === undefined || edge === undefined) return null;
  const tone = wayOf(step);
  const p95 = step.p95Ms === null ? null : duration(step.p95Ms);
  return (
    <>
      {tone !== "silent" && (
        <BaseEdge
          path={path}
          className={classes.volume ?? ""}
          style={{ strokeWidth: wayWidth(edge.volume, busiest(row)) }}
        />
      )}
      {tone !== "calm" && <BaseEdge path={path} className={classes[tone] ?? ""} />}
      <EdgeLabelRenderer>
        <span
          aria-hidden="true"
          className={`${classes.label} num`}
          data-tone={tone}
          style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
        >
          {tone === "silent" ? (
            <StateGlyph state="silent" size={13}>
              {t("flow.node-silent", { system: step.silent.map(({ system }) => names.system(system)).join(", ") })}
            </StateGlyph>
          ) : tone === "over" ? (
            <StateGlyph state="late" size={13}>
              {p95}
            </StateGlyph>
          ) : (
            (p95 ?? "–")
          )}
        </span>
      </EdgeLabelRenderer>
    </>
  );
}

const nodeTypes = { box: BoxNode };
const edgeTypes = { way: Way };
/** A map that fits is no larger than its text was drawn for, and no smaller than can be read. */
const fitting = { padding: 0.06, maxZoom: 1.15, minZoom: 0.3 } as const;
const stepPx = 60;

function Canvas(shown: Shown) {
  const { row } = shown;
  const flow = useReactFlow();
  const frame = useRef<HTMLDivElement>(null);
  const boxes = useMemo(() => layOut(row), [row]);
  // Equal places make no new nodes, so that a map that only counts on does not move.
  const places = JSON.stringify([...boxes]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the places are all that nodes and ways are made of
  const { nodes, edges } = useMemo(() => drawn(row, boxes), [places]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another layout is fitted anew, and so is another size
  useEffect(() => {
    const { current } = frame;
    if (current === null) return;
    const watch = new ResizeObserver(() => void flow.fitView(fitting));
    watch.observe(current);
    return () => watch.disconnect();
  }, [flow, nodes]);

  const keys: Readonly<Record<string, () => unknown>> = {
    "+": () => flow.zoomIn(),
    "=": () => flow.zoomIn(),
    "-": () => flow.zoomOut(),
    "0": () => flow.fitView(fitting),
    ArrowLeft: () => pan(stepPx, 0),
    ArrowRight: () => pan(-stepPx, 0),
    ArrowUp: () => pan(0, stepPx),
    ArrowDown: () => pan(0, -stepPx),
  };
  const pan = (x: number, y: number): void => {
    const at = flow.getViewport();
    void flow.setViewport({ ...at, x: at.x + x, y: at.y + y });
  };
  const press = (event: KeyboardEvent): void => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys pressed on the boxes within move the map
    <div className={classes.frame} ref={frame} onKeyDown={press} style={{ height: heightFor(boxes) }}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        deleteKeyCode={null}
        zoomOnScroll={false}
        preventScrolling={false}
        zoomOnDoubleClick={false}
        minZoom={0.3}
        maxZoom={2}
        fitView
        fitViewOptions={fitting}
        proOptions={{ hideAttribution: true }}
        role="group"
        aria-label={`${t("flow.map", { flow: flowWord(row.id) })}. ${t("flow.keys")}`}
      />
      <div className={classes.buttons}>
        <ActionIcon variant="default" size={32} aria-label={t("flow.zoom-in")} onClick={() => void flow.zoomIn()}>
          <IconPlus size={16} stroke={1.8} aria-hidden="true" />
        </ActionIcon>
        <ActionIcon variant="default" size={32} aria-label={t("flow.zoom-out")} onClick={() => void flow.zoomOut()}>
          <IconMinus size={16} stroke={1.8} aria-hidden="true" />
        </ActionIcon>
        <ActionIcon variant="default" size={32} aria-label={t("flow.fit")} onClick={() => void flow.fitView(fitting)}>
          <IconZoomScan size={16} stroke={1.8} aria-hidden="true" />
        </ActionIcon>
      </div>
    </div>
  );
}

/** As high as the boxes want it, within what leaves room for the figures above. */
function heightFor(boxes: ReturnType<typeof layOut>): number {
  const below = Math.max(0, ...[...boxes.values()].map(({ y, height }) => y + height));
  return Math.min(560, Math.max(260, below * fitting.maxZoom + 110));
}

function drawn(row: FlowRow, boxes: ReturnType<typeof layOut>): { readonly nodes: Node[]; readonly edges: Edge[] } {
  return {
    nodes: [...boxes].map(([id, { x, y, width, height }]) => ({
      id,
      type: "box",
      position: { x, y },
      width,
      height,
      data: {},
    })),
    edges: row.edges.map(({ from, to }) => ({ id: `${from} ${to}`, source: from, target: to, type: "way" })),
  };
}

/** A flow drawn from left to right: the wider a way, the more came over it. */
export function FlowMap(shown: Shown) {
  return (
    <ShownContext value={shown}>
      <ReactFlowProvider>
        <Canvas {...shown} />
      </ReactFlowProvider>
      <ul className={classes.hidden}>
        {shown.row.edges.map(({ from, to, volume }) => {
          const step = shown.row.steps.find(({ id }) => id === to);
          return step === undefined ? null : <li key={`${from} ${to}`}>{wayText(shown.row, from, step, volume)}</li>;
        })}
      </ul>
    </ShownContext>
  );
}
