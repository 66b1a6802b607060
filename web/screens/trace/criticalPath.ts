import type { SpanNode, TraceTree } from "./tree.ts";

/** A stretch of a span that the end of the trace waited for, in milliseconds from the start of the trace. */
export interface Section {
  readonly fromMs: number;
  readonly toMs: number;
}

interface Frame {
  readonly node: SpanNode | null;
  readonly queue: readonly SpanNode[];
  next: number;
  cursor: number;
  fresh: boolean;
}

const byReach = (a: SpanNode, b: SpanNode): number =>
  b.reachMs - a.reachMs || b.span.offsetMs - a.span.offsetMs || a.key - b.key;

/**
 * What the end of the trace waited for, walked back from its last instant: at each level the child that ended last
 * before the instant in question, then what came before that child. Work after a parent's own end (messages) counts;
 * siblings that ran beside the chosen one do not. Sections never overlap, lie inside their own span, and need no
 * agreement of clocks. By key of the span.
 */
export function findCriticalPath(tree: TraceTree): ReadonlyMap<number, readonly Section[]> {
  const found = new Map<number, Section[]>();
  const end = tree.roots.reduce((most, root) => Math.max(most, root.reachMs), 0);

  const own = (node: SpanNode | null, fromMs: number, toMs: number): void => {
    if (!node) return;
    const from = Math.max(fromMs, node.span.offsetMs);
    const to = Math.min(toMs, node.endMs);
    const instant = node.span.durationMs === 0 && from === to && toMs >= fromMs;
    if (to <= from && !instant) return;
    const sections = found.get(node.key);
    if (sections) sections.unshift({ fromMs: from, toMs: to });
    else found.set(node.key, [{ fromMs: from, toMs: to }]);
  };

  const open = (node: SpanNode | null, cursor: number): Frame => ({
    node,
    queue: [...(node ? node.children : tree.roots)].sort(byReach),
    next: 0,
    cursor,
    fresh: true,
  });

  const stack: Frame[] = [open(null, end)];
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    let entered: SpanNode | null = null;
    while (frame.next < frame.queue.length) {
      const child = frame.queue[frame.next++] as SpanNode;
      if (child.span.offsetMs > frame.cursor) continue;
      if (child.reachMs > frame.cursor && !frame.fresh) continue;
      entered = child;
      break;
    }
    if (entered) {
      const until = Math.min(entered.reachMs, frame.cursor);
      own(frame.node, until, frame.cursor);
      frame.fresh = false;
      frame.cursor = until;
      stack.push(open(entered, until));
      continue;
    }
    const floor = frame.node ? Math.min(frame.node.span.offsetMs, frame.cursor) : frame.cursor;
    own(frame.node, floor, frame.cursor);
    stack.pop();
    const above = stack.at(-1);
    if (above) above.cursor = Math.min(above.cursor, floor);
  }
  return found;
}
