import { Graph, layout } from "@dagrejs/dagre";

/** A box that is to be placed, in pixels. */
export interface Sized {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}
/** A way from one box to another. */
export interface Way {
  readonly from: string;
  readonly to: string;
}
/** A box with its upper left corner. */
export interface Placed extends Sized {
  readonly x: number;
  readonly y: number;
}

/** Places boxes from left to right, each after those that lead to it; the same boxes lie the same way every time. */
export function placed(boxes: readonly Sized[], ways: readonly Way[]): readonly Placed[] {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 36, ranksep: 128, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height });
  for (const { from, to } of ways) graph.setEdge(from, to);
  layout(graph);
  return boxes.map((box) => {
    // What dagre writes into a node is its middle.
    const { x, y } = graph.node(box.id) as { readonly x: number; readonly y: number };
    return { ...box, x: x - box.width / 2, y: y - box.height / 2 };
  });
}
