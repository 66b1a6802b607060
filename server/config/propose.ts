import { isCollection, isMap, isScalar, isSeq, type Node, parseDocument } from "yaml";
import { check } from "./check.ts";

/** A route to be put before all others, as the file writes it: each matcher with its values. */
export interface RouteLine {
  readonly match: readonly (readonly [string, readonly string[]])[];
  readonly to: string;
}

const word = (text: string): string => (/^[A-Za-z][\w.-]*$/.test(text) ? text : JSON.stringify(text));
const values = (list: readonly string[]): string =>
  list.length === 1 ? word(list[0] ?? "") : `[${list.map(word).join(", ")}]`;

/**
 * The text of a network file with one more route, first of all, so that it is asked before every other. All the rest of
 * the text stays as it is. Null where it cannot be put there by hand of ours, or the file would not be read any more.
 */
export function withRoute(text: string, { match, to }: RouteLine): string | null {
  const matchers = match.map(([field, list]) => `${field}: ${values(list)}`).join(", ");
  const line = `{ match: { ${matchers} }, to: ${word(to)} }`;
  const root = parseDocument(text, { schema: "core", logLevel: "error" }).contents;
  const routing = settingOf(root, "routing");
  if (!isMap(routing) || routing.range == null) return null;
  const routes = settingOf(routing, "routes");
  const next = isSeq(routes) && routes.range != null ? atHead(text, routes, line) : appended(text, routing, line);
  if (next === null) return null;
  const checked = check(next);
  return checked.ok && checked.file.routing.routes[0]?.to === to ? next : null;
}

/** A rule of the section `errors`, as the file writes it: its lines, each with its patterns, and what splits it. */
export interface GroupingText {
  readonly id: string;
  readonly name: string;
  readonly match: readonly (readonly (readonly [string, readonly string[]])[])[];
  readonly by: readonly string[];
}

/**
 * The text of a network file with one more rule of how errors are told apart: in place of the one that has its id, else
 * first of all. All the rest of the text stays as it is. Null as for `withRoute`.
 */
export function withGrouping(text: string, rule: GroupingText): string | null {
  const lines = rule.match.map((line) => `{ ${line.map(([part, list]) => `${part}: ${values(list)}`).join(", ")} }`);
  const name = rule.name === rule.id ? "" : `, name: ${word(rule.name)}`;
  const by = rule.by.length === 0 ? "" : `, by: ${values(rule.by)}`;
  const line = `{ id: ${word(rule.id)}${name}, match: ${lines.length === 1 ? lines[0] : `[${lines.join(", ")}]`}${by} }`;
  const root = parseDocument(text, { schema: "core", logLevel: "error" }).contents;
  const errors = settingOf(root, "errors");
  const same = isSeq(errors) ? errors.items.find((item) => isMap(item) && item.get("id") === rule.id) : undefined;
  const next =
    errors === null
      ? `${text.trimEnd()}\n\nerrors:\n  - ${line}\n`
      : isMap(same) && same.range != null
        ? replaced(text, same, line)
        : isSeq(errors) && errors.range != null
          ? atHead(text, errors, line)
          : null;
  if (next === null) return null;
  const checked = check(next);
  return checked.ok && checked.file.errors.some(({ id }) => id === rule.id) ? next : null;
}

/** What ends a block of several lines stays behind it. */
function replaced(text: string, node: Node, line: string): string {
  const [start = 0, end = 0] = node.range ?? [];
  const body = text.slice(start, end).trimEnd();
  return `${text.slice(0, start)}${line}${text.slice(start + body.length)}`;
}

function settingOf(node: Node | null, key: string): Node | null {
  if (!isMap(node)) return null;
  const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
  return (pair?.value as Node | null | undefined) ?? null;
}

function atHead(text: string, routes: Node, line: string): string | null {
  const [start = 0] = routes.range ?? [];
  if (isCollection(routes) && routes.flow === true) {
    const open = text.indexOf("[", start);
    return `${text.slice(0, open + 1)}${isSeq(routes) && routes.items.length > 0 ? `${line}, ` : ` ${line} `}${text.slice(open + 1)}`;
  }
  // A block list begins at its first dash; its column is that of every entry.
  const begin = text.lastIndexOf("\n", start - 1) + 1;
  const indent = text.slice(begin, start);
  return /^\s*$/.test(indent) ? `${text.slice(0, begin)}${indent}- ${line}\n${text.slice(begin)}` : null;
}

/** The section without routes gets a list of its own. */
function appended(text: string, routing: Node, line: string): string | null {
  const [start = 0, end = 0] = routing.range ?? [];
  if (isCollection(routing) && routing.flow === true) {
    const close = text.lastIndexOf("}", end - 1);
    const before = text.slice(0, close).trimEnd();
    return `${before}${before.endsWith(",") ? "" : ","} routes: [${line}] ${text.slice(close)}`;
  }
  const indent = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  if (!/^\s+$/.test(indent)) return null;
  const body = text.slice(0, end).trimEnd();
  return `${body}\n${indent}routes:\n${indent}  - ${line}\n${text.slice(end).replace(/^\n/, "")}`;
}
