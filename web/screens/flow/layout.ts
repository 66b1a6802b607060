import { Graph, layout } from "@dagrejs/dagre";
import type { FlowRow, FlowStepRow } from "../../../server/wire/index.ts";
import { eventWord } from "../../app/words.ts";
import { troublesOf, worstSite } from "./model.ts";

/** Where a box stands: its upper left corner and its size, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const line = 20;

/** Width of a box in which its name has room. */
const widthFor = (event: string): number => Math.min(260, Math.max(148, 60 + 7.6 * eventWord(event).length));

/** Height of a step's box: title, what stands there, and a line for each trouble. */
export function stepHeight(step: FlowStepRow): number {
  const lines = 2 + Number(step.onHold > 0) + troublesOf(step).length + Number(step.silent.length > 0);
  return 20 + line * (lines + Number(worstSite(step) !== null));
}

/** Lays a flow out from left to right; the same flow lies the same way every time. */
export function layOut({ starts, steps, edges }: FlowRow): ReadonlyMap<string, Box> {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 36, ranksep: 128, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, event } of starts) graph.setNode(id, { width: widthFor(event), height: 20 + 2 * line });
  for (const step of steps)
    graph.setNode(step.id, { width: Math.max(164, widthFor(step.expects)), height: stepHeight(step) });
  for (const { from, to } of edges) graph.setEdge(from, to);
  layout(graph);
  return new Map(
    graph.nodes().map((id) => {
      const node = graph.node(id) as { x: number; y: number; width: number; height: number };
      return [id, { ...node, x: node.x - node.width / 2, y: node.y - node.height / 2 }];
    }),
  );
}
