import { posix } from "node:path";
import { importsOf, isCode, type Node, nodesOf, type SourceFile } from "./files.ts";

const ending = ".module.css";

/** Classes that a component takes and its sheet has not, classes of a sheet that nobody takes, and sheets without a component. */
export function styleFaults(files: readonly SourceFile[]): readonly string[] {
  const sheets = new Map(
    files.filter(({ path }) => path.endsWith(ending)).map((one) => [one.path, classesIn(one.text)]),
  );
  const takings = files.filter(isCode).flatMap(takingsOf);
  const missing = takings.flatMap(({ by, sheet, name }) =>
    name === null || sheets.get(sheet)?.has(name) === true ? [] : [`${by} takes .${name}, which ${sheet} has not`],
  );
  const idle = [...sheets].flatMap(([sheet, classes]) => {
    const names = takings.filter((one) => one.sheet === sheet).map(({ name }) => name);
    if (names.length === 0) return [`${sheet} is of no component`];
    if (names.includes(null)) return [];
    return [...classes]
      .filter((name) => !names.includes(name))
      .map((name) => `${sheet} has .${name}, which nobody takes`);
  });
  return [...new Set([...missing, ...idle])];
}

/** One class that a file takes from a sheet; null: it may be any of them, its name is known when the page runs. */
interface Taking {
  readonly by: string;
  readonly sheet: string;
  readonly name: string | null;
}

function takingsOf(file: SourceFile): readonly Taking[] {
  if (!importsOf(file).some(({ to }) => to.endsWith(ending))) return [];
  const nodes = [...nodesOf(file)];
  const sheets = new Map(nodes.flatMap(({ node }) => sheetOf(file, node)));
  return nodes.flatMap(({ node, parent }) => {
    const sheet = node.type === "Identifier" ? sheets.get(String(node.name)) : undefined;
    if (sheet === undefined || parent === null || isName(node, parent)) return [];
    return [{ by: file.path, sheet, name: nameOf(node, parent) }];
  });
}

/** The word by which a file calls a sheet, and the sheet. */
function sheetOf(file: SourceFile, node: Node): readonly (readonly [word: string, sheet: string])[] {
  if (node.type !== "ImportDeclaration") return [];
  const source = String((node.source as Node).value);
  if (!source.endsWith(ending)) return [];
  const sheet = posix.normalize(posix.join(posix.dirname(file.path), source));
  return (node.specifiers as readonly Node[]).map((one) => [String((one.local as Node).name), sheet]);
}

/** True where the word is a label or stands in the import, and does not mean the sheet. */
function isName(node: Node, parent: Node): boolean {
  if (parent.type.startsWith("Import")) return true;
  if (parent.type === "MemberExpression") return parent.property === node && parent.computed === false;
  return "key" in parent && parent.key === node && parent.computed !== true && parent.shorthand !== true;
}

function nameOf(node: Node, parent: Node): string | null {
  if (parent.type !== "MemberExpression" || parent.object !== node) return null;
  const property = parent.property as Node;
  if (parent.computed === false) return String(property.name);
  return property.type === "Literal" ? String(property.value) : null;
}

/** The classes of a sheet that are its own; what is global belongs to others. */
function classesIn(text: string): ReadonlySet<string> {
  const bare = text
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/"[^"]*"/g, "")
    .replace(/:global\([^)]*\)/g, "");
  const selectors = [...bare.matchAll(/([^{};]*)\{/g)].map((match) => (match[1] ?? "").trim());
  const names = selectors
    .filter((selector) => !selector.startsWith("@"))
    .flatMap((selector) => [...selector.matchAll(/\.([A-Za-z_][\w-]*)/g)].map((match) => match[1] ?? ""));
  return new Set(names);
}
