import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";

/** One thing that is wrong with a network file. */
export interface ConfigFault {
  /** Line in the file, from 1. */
  readonly line: number;
  /** Where, as `flows[0].steps[1].within`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong and what to do, for people. */
  readonly message: string;
  /** A file beside it that the line is of; absent where it is the network file's. */
  readonly file?: string;
}

/** Steps from the root to a value: keys and indexes. */
export type Path = readonly (string | number)[];

/** Plain data read from YAML: objects have no prototype, so that no name in them means anything. */
export type Raw = string | number | boolean | null | readonly Raw[] | RawMap;
export interface RawMap {
  readonly [key: string]: Raw;
}

/** A YAML text as data, and where in it each value stands. */
export interface SourceFile {
  readonly root: Raw;
  /** Line of a value, else of the nearest thing around it. */
  lineOf(path: Path): number;
  /** Line of a key of the map at a path. */
  lineOfKey(path: Path, key: string): number;
  readonly faults: readonly ConfigFault[];
}

/** Size limit of a network file in UTF-8 bytes: 1 MiB. */
const maxFileBytes = 1_048_576;
/** How often anchors may be used in one file. */
const maxAliasCount = 200;
const maxValues = 50_000;
const maxDepth = 32;

/** A path as people read it. */
export const pathText = (path: Path): string =>
  path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`),
    "",
  );

/**
 * Reads YAML 1.2 with the core schema: no tags, no merge keys, one document. What multiplies without end
 * (anchors of anchors), is nested too deep or too large is refused before it is built.
 */
export function readSource(text: string): SourceFile {
  if (Buffer.byteLength(text) > maxFileBytes) return refused(1, "The file is larger than 1 MiB.");
  const lines = new LineCounter();
  const at = (offset: number | undefined): number =>
    offset === undefined ? 1 : Math.max(1, lines.linePos(offset).line);
  let root: Node | null;
  const faults: ConfigFault[] = [];
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      schema: "core",
      merge: false,
      prettyErrors: false,
      logLevel: "error",
    });
    for (const problem of [...document.errors, ...document.warnings]) {
      faults.push({ line: at(problem.pos[0]), path: "", message: sayYaml(problem.code, problem.message) });
    }
    root = document.contents;
  } catch (error) {
    if (error instanceof RangeError) return refused(1, "It is nested too deep to be read.");
    throw error;
  }
  if (root === null && faults.length === 0) return refused(1, "The file is empty.");
  const lineOfNode = (node: Node | null | undefined): number => at(node?.range?.[0]);
  const built = build(root, (node, message) => faults.push({ line: lineOfNode(node), path: "", message }));
  const find = (path: Path): { node: Node | null; line: number } => {
    let node = root;
    let line = lineOfNode(node);
    for (const part of path) {
      node = childOf(built.resolve(node), part);
      if (node === null) break;
      line = lineOfNode(node);
    }
    return { node, line };
  };
  return {
    root: built.value,
    faults,
    lineOf: (path) => find(path).line,
    lineOfKey: (path, key) => {
      const { node, line } = find(path);
      const map = built.resolve(node);
      const pair = isMap(map)
        ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
        : undefined;
      return pair === undefined ? line : lineOfNode(pair.key as Node);
    },
  };
}

const refused = (line: number, message: string): SourceFile => ({
  root: null,
  faults: [{ line, path: "", message }],
  lineOf: () => line,
  lineOfKey: () => line,
});

function sayYaml(code: string, message: string): string {
  if (code === "DUPLICATE_KEY") return "This key stands twice in one place.";
  if (code === "MULTIPLE_DOCS") return "One file holds one document: take out the `---`.";
  if (code === "TAG_RESOLVE_FAILED") return "Tags (`!…`) are not read.";
  return `This is not YAML: ${message.replace(/\s+/g, " ").slice(0, 160)}`;
}

/** Makes plain data of nodes; a value reached through anchors is built again each time, within the limits. */
function build(root: Node | null, refuse: (node: Node | null, message: string) => void) {
  const anchors = new Map<string, Node>();
  const targets = new Map<Node, Node>();
  const open = new Set<Node>();
  let values = 0;
  let aliases = 0;
  let stopped = false;
  const stop = (node: Node | null, message: string): null => {
    if (!stopped) refuse(node, message);
    stopped = true;
    return null;
  };
  const resolve = (node: Node | null): Node | null =>
    node !== null && isAlias(node) ? (targets.get(node) ?? null) : node;
  const make = (node: Node | null, depth: number): Raw => {
    if (stopped || node === null) return null;
    values += 1;
    if (values > maxValues) return stop(node, "The file holds too many values, or its anchors multiply.");
    if (depth > maxDepth) return stop(node, "It is nested too deep.");
    if (isAlias(node)) {
      aliases += 1;
      if (aliases > maxAliasCount) return stop(node, `Anchors are used more than ${maxAliasCount} times.`);
      const target = anchors.get(node.source);
      if (target === undefined) return stop(node, `There is no anchor &${node.source.slice(0, 40)} above.`);
      if (open.has(target)) return stop(node, "An anchor stands within itself.");
      targets.set(node, target);
      return make(target, depth + 1);
    }
    const named = node as { anchor?: string };
    if (named.anchor !== undefined) anchors.set(named.anchor, node);
    if (isScalar(node)) return plain(node.value);
    open.add(node);
    let made: Raw = null;
    if (isSeq(node)) made = node.items.map((item) => make(item as Node | null, depth + 1));
    else if (isMap(node)) {
      const map: Record<string, Raw> = Object.create(null);
      for (const pair of node.items) {
        if (!isScalar(pair.key)) {
          refuse(node, "A key is a plain text.");
          continue;
        }
        const key = String(pair.key.value);
        if (key === "__proto__") refuse(pair.key as Node, "This is no name that can stand here.");
        map[key] = make(pair.value as Node | null, depth + 1);
      }
      made = map;
    }
    open.delete(node);
    return made;
  };
  return { value: make(root, 0), resolve };
}

function plain(value: unknown): Raw {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return typeof value === "bigint" ? value.toString() : null;
}

function childOf(node: Node | null, part: string | number): Node | null {
  if (typeof part === "number") return isSeq(node) ? ((node.items[part] as Node | undefined) ?? null) : null;
  if (!isMap(node)) return null;
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === part);
  return (pair?.value as Node | null | undefined) ?? null;
}
