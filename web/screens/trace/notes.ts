import type { SpanNode, TraceTree } from "./tree.ts";

/** What a person must know to read the waterfall rightly. */
export type TraceNote =
  | { readonly kind: "no-records" }
  | { readonly kind: "records-dropped" }
  | { readonly kind: "root-missing"; readonly tops: number }
  | { readonly kind: "parents-missing"; readonly parents: number; readonly spans: number }
  | { readonly kind: "cycle"; readonly count: number }
  | { readonly kind: "skew"; readonly service: string; readonly against: string; readonly ms: number }
  | { readonly kind: "complete"; readonly spans: number; readonly withinMs: number };

/** Clocks that differ by less than this are not worth a word, in milliseconds. */
const worthSaying = 5;

function worstSkew(tree: TraceTree): { node: SpanNode; parent: SpanNode; ms: number } | null {
  let worst: { node: SpanNode; parent: SpanNode; ms: number } | null = null;
  for (const node of tree.order) {
    const { parent } = node;
    if (!parent || parent.span.service === node.span.service) continue;
    const ms = parent.span.offsetMs - node.span.offsetMs;
    if (ms > (worst?.ms ?? 0)) worst = { node, parent, ms };
  }
  return worst;
}

/** What is missing, doubted or complete in a trace, the gravest first. Never empty. */
export function noteTrace(tree: TraceTree, incomplete: boolean): readonly TraceNote[] {
  if (tree.order.length === 0) return [{ kind: "no-records" }];
  const notes: TraceNote[] = [];
  if (incomplete) notes.push({ kind: "records-dropped" });
  if (!tree.rootReceived) notes.push({ kind: "root-missing", tops: tree.roots.length });
  else if (tree.missingParents > 0) {
    const spans = tree.roots.filter((node) => node.detached === "parent-missing").length;
    notes.push({ kind: "parents-missing", parents: tree.missingParents, spans });
  }
  if (tree.cycles > 0) notes.push({ kind: "cycle", count: tree.cycles });
  const skew = worstSkew(tree);
  if (skew && skew.ms >= worthSaying) {
    notes.push({ kind: "skew", service: skew.node.span.service, against: skew.parent.span.service, ms: skew.ms });
  }
  if (notes.length === 0) notes.push({ kind: "complete", spans: tree.order.length, withinMs: skew?.ms ?? 0 });
  return notes;
}

/**
 * How long a message lay before its consumer began: from the end of the span that sent it, or its start where it
 * outlasts the consumer's start. Null for a call that is no hand-over.
 */
export function waitBefore(node: SpanNode): { readonly fromMs: number; readonly toMs: number } | null {
  const { parent } = node;
  if (!parent || (node.span.kind !== "consumer" && parent.span.kind !== "producer")) return null;
  const fromMs = Math.min(parent.endMs, node.span.offsetMs);
  return node.span.offsetMs > fromMs ? { fromMs, toMs: node.span.offsetMs } : null;
}
