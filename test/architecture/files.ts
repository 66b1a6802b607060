import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { parseSync } from "vite";

/** A source file; its path is from the repository's folder, with `/`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** One thing that a file imports: a path in the repository, or the name of a package or of Node. */
export interface Import {
  readonly from: string;
  readonly to: string;
  readonly inside: boolean;
  readonly typesOnly: boolean;
}

/** The text files below folders of the repository, sorted by path. */
export function sourcesBelow(root: string, folders: readonly string[]): readonly SourceFile[] {
  const found: SourceFile[] = [];
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(ts|tsx|mjs|css|md)$/.test(entry.name)) continue;
      const full = join(entry.parentPath, entry.name);
      found.push({
        path: full.slice(root.length).replaceAll("\\", "/").replace(/^\//, ""),
        text: readFileSync(full, "utf8"),
      });
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** True for a file that holds code. */
export const isCode = (file: SourceFile): boolean => /\.(ts|tsx|mjs)$/.test(file.path);

/** True for a style sheet. */
export const isSheet = (file: SourceFile): boolean => file.path.endsWith(".css");

/** All that a file imports, also by `export … from` and by `import()` of a literal. */
export function importsOf(file: SourceFile): readonly Import[] {
  const { module } = parseSync(file.path, file.text);
  const found: Import[] = [];
  const add = (name: string, typesOnly: boolean): void => {
    const inside = name.startsWith(".");
    const to = inside ? posix.normalize(posix.join(posix.dirname(file.path), name)) : name;
    found.push({ from: file.path, to, inside, typesOnly });
  };
  for (const one of module.staticImports) {
    add(one.moduleRequest.value, one.entries.length > 0 && one.entries.every((entry) => entry.isType));
  }
  for (const { entries } of module.staticExports) {
    for (const entry of entries) if (entry.moduleRequest) add(entry.moduleRequest.value, entry.isType);
  }
  for (const one of module.dynamicImports) {
    const name = /^\s*["'`]([^"'`$]+)["'`]\s*$/.exec(file.text.slice(one.moduleRequest.start, one.moduleRequest.end));
    if (name?.[1] !== undefined) add(name[1], false);
  }
  return found;
}

/** A node of the syntax tree, as far as rules look at it. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

/** Every node of a file's syntax tree with the node above it: code alone, no comments and no words inside strings. */
export function* nodesOf(file: SourceFile): Generator<{ readonly node: Node; readonly parent: Node | null }> {
  const { program } = parseSync(file.path, file.text);
  const waiting: { node: Node; parent: Node | null }[] = [{ node: program as unknown as Node, parent: null }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    for (const value of Object.values(next.node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (isNode(child)) waiting.push({ node: child, parent: next.node });
      }
    }
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";

/** `path:line` of a node. */
export const placeOf = (file: SourceFile, node: Node): string =>
  `${file.path}:${file.text.slice(0, node.start).split("\n").length}`;
