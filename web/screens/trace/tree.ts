import type { SpanRow } from "../../../server/wire/index.ts";

/** Why a span stands at the top although it names a parent: the parent never came, or the parents run in a circle. */
export type Detached = "parent-missing" | "cycle";

export interface SpanNode {
  /** Place in the answer's list: unique even when two spans carry one id. */
  readonly key: number;
  readonly span: SpanRow;
  readonly parent: SpanNode | null;
  readonly children: readonly SpanNode[];
  readonly depth: number;
  readonly detached: Detached | null;
  /** Spans below it. */
  readonly descendants: number;
  /** Milliseconds from the start of the trace at which it ends, and at which the last span below it ends. */
  readonly endMs: number;
  readonly reachMs: number;
}

export interface TraceTree {
  readonly roots: readonly SpanNode[];
  /** Every span once, parents before children, siblings by start. */
  readonly order: readonly SpanNode[];
  readonly byKey: ReadonlyMap<number, SpanNode>;
  readonly bySpan: ReadonlyMap<string, SpanNode>;
  /** True when a span without a parent came. */
  readonly rootReceived: boolean;
  /** Parents that spans name and that did not come. */
  readonly missingParents: number;
  readonly cycles: number;
  readonly depth: number;
}

type Growing = { -readonly [K in keyof SpanNode]: SpanNode[K] } & { children: Growing[] };

const byStart = (a: Growing, b: Growing): number =>
  a.span.offsetMs - b.span.offsetMs || b.span.durationMs - a.span.durationMs || a.key - b.key;

function* preorder(roots: readonly Growing[]): Generator<Growing> {
  const waiting = [...roots].reverse();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node;
    for (let i = node.children.length - 1; i >= 0; i--) waiting.push(node.children[i] as Growing);
  }
}

/**
 * The spans of a trace as a forest. Every span has exactly one place: one whose parent never came is a root, and a
 * circle of parents is cut at the span that starts first. Works without recursion, however deep the trace.
 */
export function growTree(spans: readonly SpanRow[]): TraceTree {
  const nodes = spans.map(
    (span, key): Growing => ({
      key,
      span,
      parent: null,
      children: [],
      depth: 0,
      detached: null,
      descendants: 0,
      endMs: span.offsetMs + span.durationMs,
      reachMs: span.offsetMs + span.durationMs,
    }),
  );
  const bySpan = new Map<string, Growing>();
  for (const node of nodes) if (!bySpan.has(node.span.spanId)) bySpan.set(node.span.spanId, node);

  const roots: Growing[] = [];
  const missing = new Set<string>();
  let rootReceived = false;
  for (const node of nodes) {
    const parentId = node.span.parentSpanId;
    const parent = parentId === null ? undefined : bySpan.get(parentId);
    if (parentId === null) rootReceived = true;
    if (parent === undefined || parent === node) {
      if (parent === node) node.detached = "cycle";
      else if (parentId !== null) {
        node.detached = "parent-missing";
        missing.add(parentId);
      }
      roots.push(node);
      continue;
    }
    node.parent = parent;
    parent.children.push(node);
  }

  const placed = new Set<Growing>(preorder(roots));
  let cycles = roots.filter((node) => node.detached === "cycle").length;
  if (placed.size < nodes.length) {
    for (const node of [...nodes].sort(byStart)) {
      if (placed.has(node)) continue;
      cycles++;
      const parent = node.parent as Growing | null;
      if (parent) parent.children.splice(parent.children.indexOf(node), 1);
      node.parent = null;
      node.detached = "cycle";
      roots.push(node);
      for (const below of preorder([node])) placed.add(below);
    }
  }

  roots.sort(byStart);
  for (const node of nodes) node.children.sort(byStart);
  const order = [...preorder(roots)];
  let depth = 0;
  for (const node of order) {
    node.depth = node.parent ? node.parent.depth + 1 : 0;
    depth = Math.max(depth, node.depth);
  }
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i] as Growing;
    const parent = node.parent as Growing | null;
    if (!parent) continue;
    parent.descendants += node.descendants + 1;
    parent.reachMs = Math.max(parent.reachMs, node.reachMs);
  }
  return {
    roots,
    order,
    byKey: new Map(order.map((node) => [node.key, node])),
    bySpan,
    rootReceived,
    missingParents: missing.size,
    cycles,
    depth,
  };
}
