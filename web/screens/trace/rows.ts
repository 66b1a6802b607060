import type { LogRow } from "../../../server/wire/index.ts";
import type { SpanNode, TraceTree } from "./tree.ts";

/** One line of the waterfall. `context`: shown only because something below it matches. */
export type WaterfallRow =
  | {
      readonly kind: "span";
      readonly id: string;
      readonly node: SpanNode;
      readonly collapsed: boolean;
      readonly context: boolean;
    }
  | {
      readonly kind: "log";
      readonly id: string;
      readonly log: LogRow;
      readonly index: number;
      readonly depth: number;
      readonly node: SpanNode | null;
    };

export interface WaterfallFilter {
  /** Words that all must stand in a span's name, service, status or attributes, or in a log's text. */
  readonly text: string;
  readonly service: string | null;
  readonly errors: boolean;
  /** Hides spans that took less than this share of the trace, 0 to 1. */
  readonly share: number;
}

/** A filter that hides nothing. */
export const showAll: WaterfallFilter = { text: "", service: null, errors: false, share: 0 };

/** True when the filter would hide something. */
export const hides = (filter: WaterfallFilter): boolean =>
  filter.text.trim() !== "" || filter.service !== null || filter.errors || filter.share > 0;

/** Severity number from which a log record is a failure. */
export const failedSeverity = 17;

const wordsOf = (text: string): readonly string[] => text.toLowerCase().split(/\s+/).filter(Boolean);

const textOf = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

function spanText(node: SpanNode): string {
  const { span } = node;
  const parts = [span.name, span.service, span.spanId, span.status.message];
  for (const [name, value] of Object.entries(span.attributes)) parts.push(`${name}=${textOf(value)}`);
  return parts.join("\n").toLowerCase();
}

const logText = (log: LogRow): string =>
  [
    textOf(log.body),
    log.service,
    log.severityText,
    ...Object.entries(log.attributes).map(([n, v]) => `${n}=${textOf(v)}`),
  ]
    .join("\n")
    .toLowerCase();

function matcher(filter: WaterfallFilter, lengthMs: number) {
  const words = wordsOf(filter.text);
  const has = (text: string): boolean => words.every((word) => text.includes(word));
  return {
    span: (node: SpanNode): boolean =>
      (filter.service === null || node.span.service === filter.service) &&
      (!filter.errors || node.span.status.code === "error") &&
      (filter.share === 0 || node.span.durationMs >= filter.share * lengthMs) &&
      (words.length === 0 || has(spanText(node))),
    log: (log: LogRow): boolean =>
      (filter.service === null || log.service === filter.service) &&
      (!filter.errors || log.severity >= failedSeverity) &&
      filter.share === 0 &&
      (words.length === 0 || has(logText(log))),
  };
}

type Item =
  | { readonly at: number; readonly node: SpanNode }
  | { readonly at: number; readonly log: LogRow; readonly index: number };

function logsBySpan(tree: TraceTree, logs: readonly LogRow[]) {
  const of = new Map<number | null, Item[]>();
  logs.forEach((log, index) => {
    const node = log.spanId === null ? undefined : tree.bySpan.get(log.spanId);
    const key = node ? node.key : null;
    const item = { at: log.offsetMs ?? 0, log, index };
    const list = of.get(key);
    if (list) list.push(item);
    else of.set(key, [item]);
  });
  return of;
}

/**
 * The lines of the waterfall from top to bottom: parents before children, logs between the children of their span by
 * time, nothing below what is collapsed. A filter hides what does not match and keeps the way down to what does;
 * `shown` counts the spans that match by themselves.
 */
export function layRows(
  tree: TraceTree,
  logs: readonly LogRow[],
  collapsed: ReadonlySet<number>,
  filter: WaterfallFilter,
  lengthMs: number,
): { readonly rows: readonly WaterfallRow[]; readonly shown: number } {
  const filtering = hides(filter);
  const match = matcher(filter, lengthMs);
  const attached = logsBySpan(tree, logs);
  const matching = new Set<number>();
  const kept = new Set<number>();
  const keptLogs = new Set<number>();
  if (filtering) {
    for (const node of tree.order) if (match.span(node)) matching.add(node.key);
    logs.forEach((log, index) => {
      if (match.log(log)) keptLogs.add(index);
    });
    for (let i = tree.order.length - 1; i >= 0; i--) {
      const node = tree.order[i] as SpanNode;
      const hasLog = (attached.get(node.key) ?? []).some((item) => "index" in item && keptLogs.has(item.index));
      if (matching.has(node.key) || hasLog || kept.has(node.key)) {
        kept.add(node.key);
        if (node.parent) kept.add(node.parent.key);
      }
    }
  }

  const rows: WaterfallRow[] = [];
  const below = (key: number | null, nodes: readonly SpanNode[]): Item[] => {
    const items: Item[] = nodes.map((node) => ({ at: node.span.offsetMs, node }));
    const own = attached.get(key);
    return own ? [...items, ...own].sort((a, b) => a.at - b.at) : items;
  };
  const waiting: { item: Item; depth: number; owner: SpanNode | null }[] = [];
  const push = (items: readonly Item[], depth: number, owner: SpanNode | null): void => {
    for (let i = items.length - 1; i >= 0; i--) waiting.push({ item: items[i] as Item, depth, owner });
  };
  push(below(null, tree.roots), 0, null);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { item, depth, owner } = next;
    if ("log" in item) {
      if (filtering && !keptLogs.has(item.index)) continue;
      rows.push({ kind: "log", id: `l${item.index}`, log: item.log, index: item.index, depth, node: owner });
      continue;
    }
    const { node } = item;
    if (filtering && !kept.has(node.key)) continue;
    const isCollapsed = collapsed.has(node.key);
    rows.push({
      kind: "span",
      id: `s${node.key}`,
      node,
      collapsed: isCollapsed,
      context: filtering && !matching.has(node.key),
    });
    if (!isCollapsed) push(below(node.key, node.children), depth + 1, node);
  }
  return { rows, shown: filtering ? matching.size : tree.order.length };
}

/** What is collapsed after one more level was closed: every open span of the deepest level that is still open. */
export function collapseLevel(tree: TraceTree, collapsed: ReadonlySet<number>): ReadonlySet<number> {
  let deepest = -1;
  const hidden = new Set<number>();
  for (const node of tree.order) {
    const shut = node.parent !== null && (hidden.has(node.parent.key) || collapsed.has(node.parent.key));
    if (shut) hidden.add(node.key);
    else if (node.children.length > 0 && !collapsed.has(node.key)) deepest = Math.max(deepest, node.depth);
  }
  if (deepest < 0) return collapsed;
  const next = new Set(collapsed);
  for (const node of tree.order) if (node.depth === deepest && node.children.length > 0) next.add(node.key);
  return next;
}

/** What is collapsed after one level was opened: the shallowest level that is closed. */
export function expandLevel(tree: TraceTree, collapsed: ReadonlySet<number>): ReadonlySet<number> {
  let shallowest = Number.POSITIVE_INFINITY;
  for (const key of collapsed)
    shallowest = Math.min(shallowest, tree.byKey.get(key)?.depth ?? Number.POSITIVE_INFINITY);
  return new Set([...collapsed].filter((key) => tree.byKey.get(key)?.depth !== shallowest));
}

/** Everything that has something below it. */
export const collapseAll = (tree: TraceTree): ReadonlySet<number> =>
  new Set(tree.order.filter((node) => node.children.length > 0).map((node) => node.key));
