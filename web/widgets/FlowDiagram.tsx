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
import { createContext, type KeyboardEvent, type ReactNode, useContext, useEffect, useMemo, useRef } from "react";
import classes from "./FlowDiagram.module.css";
import { type Placed, placed, type Sized, type Way } from "./flowLayout.ts";
import { say } from "./say.ts";

/** How a way is drawn: `width` of its volume in pixels, and its state as a line of its own over that. */
export interface WayLook {
  readonly width: number;
  readonly tone: "calm" | "over" | "silent";
  readonly label: ReactNode;
}

interface Drawing {
  /** Name of the picture, and how it is moved. */
  readonly label: string;
  readonly boxes: readonly Sized[];
  readonly ways: readonly Way[];
  readonly box: (id: string) => ReactNode;
  readonly way: (from: string, to: string) => WayLook | null;
}

// Boxes and ways keep their places while their numbers move: what stands in them is asked for here.
const DrawingContext = createContext<Pick<Drawing, "box" | "way" | "ways"> | null>(null);
function useDrawing(): Pick<Drawing, "box" | "way" | "ways"> {
  const drawing = useContext(DrawingContext);
  if (drawing === null) throw new Error("a box outside its diagram");
  return drawing;
}

function BoxNode({ id }: NodeProps) {
  const { box, ways } = useDrawing();
  return (
    <>
      {ways.some(({ to }) => to === id) && (
        <Handle type="target" position={Position.Left} isConnectable={false} className={classes.handle ?? ""} />
      )}
      {box(id)}
      {ways.some(({ from }) => from === id) && (
        <Handle type="source" position={Position.Right} isConnectable={false} className={classes.handle ?? ""} />
      )}
    </>
  );
}

function WayEdge({ source, target, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition }: EdgeProps) {
  const look = useDrawing().way(source, target);
  if (look === null) return null;
  const [path, x, y] = getBezierPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition });
  const { width, tone, label } = look;
  return (
    <>
      {tone !== "silent" && <BaseEdge path={path} className={classes.volume ?? ""} style={{ strokeWidth: width }} />}
      {tone !== "calm" && <BaseEdge path={path} className={classes[tone] ?? ""} />}
      <EdgeLabelRenderer>
        <span
          aria-hidden="true"
          className={`${classes.label} num`}
          data-tone={tone}
          style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
        >
          {label}
        </span>
      </EdgeLabelRenderer>
    </>
  );
}

const nodeTypes = { box: BoxNode };
const edgeTypes = { way: WayEdge };
/** A picture that fits is little larger than its text was drawn for, and no smaller than can be read. */
const fitting = { padding: 0.06, maxZoom: 1.15, minZoom: 0.3 } as const;
const panPx = 60;

function Canvas({ label, boxes, ways }: Drawing) {
  const flow = useReactFlow();
  const frame = useRef<HTMLDivElement>(null);
  // The same boxes make no new nodes, so that a picture whose numbers move stands still.
  const same = JSON.stringify([boxes, ways]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text says all that places are made of
  const { places, nodes, edges } = useMemo(() => drawn(boxes, ways), [same]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: other places are fitted anew, and so is another size
  useEffect(() => {
    const { current } = frame;
    if (current === null) return;
    const watch = new ResizeObserver(() => void flow.fitView(fitting));
    watch.observe(current);
    return () => watch.disconnect();
  }, [flow, nodes]);

  const pan = (x: number, y: number): void => {
    const at = flow.getViewport();
    void flow.setViewport({ ...at, x: at.x + x, y: at.y + y });
  };
  const keys: Readonly<Record<string, () => unknown>> = {
    "+": () => flow.zoomIn(),
    "=": () => flow.zoomIn(),
    "-": () => flow.zoomOut(),
    "0": () => flow.fitView(fitting),
    ArrowLeft: () => pan(panPx, 0),
    ArrowRight: () => pan(-panPx, 0),
    ArrowUp: () => pan(0, panPx),
    ArrowDown: () => pan(0, -panPx),
  };
  const press = (event: KeyboardEvent): void => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys pressed on what is within move the picture
    <div className={classes.frame} ref={frame} onKeyDown={press} style={{ height: heightFor(places) }}>
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
        aria-label={`${label}. ${say("diagram.keys")}`}
      />
      <div className={classes.buttons}>
        <ActionIcon variant="default" size={32} aria-label={say("diagram.larger")} onClick={() => void flow.zoomIn()}>
          <IconPlus size={16} stroke={1.8} aria-hidden="true" />
        </ActionIcon>
        <ActionIcon variant="default" size={32} aria-label={say("diagram.smaller")} onClick={() => void flow.zoomOut()}>
          <IconMinus size={16} stroke={1.8} aria-hidden="true" />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size={32}
          aria-label={say("diagram.fit")}
          onClick={() => void flow.fitView(fitting)}
        >
          <IconZoomScan size={16} stroke={1.8} aria-hidden="true" />
        </ActionIcon>
      </div>
    </div>
  );
}

/** As high as the boxes want it, within what leaves room for what stands above. */
function heightFor(places: readonly Placed[]): number {
  const below = Math.max(0, ...places.map(({ y, height }) => y + height));
  return Math.min(560, Math.max(260, below * fitting.maxZoom + 110));
}

function drawn(boxes: readonly Sized[], ways: readonly Way[]) {
  const places = placed(boxes, ways);
  const nodes = places.map(
    ({ id, x, y, width, height }): Node => ({ id, type: "box", position: { x, y }, width, height, data: {} }),
  );
  const edges = ways.map(
    ({ from, to }): Edge => ({ id: `${from} ${to}`, source: from, target: to, type: "way", focusable: false }),
  );
  return { places, nodes, edges };
}

/** Boxes and the ways between them, laid out from left to right; moved and made larger by buttons and keys. */
export function FlowDiagram(drawing: Drawing) {
  return (
    <DrawingContext value={drawing}>
      <ReactFlowProvider>
        <Canvas {...drawing} />
      </ReactFlowProvider>
    </DrawingContext>
  );
}
