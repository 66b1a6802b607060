import { type Import, importsOf, isCode, isSheet, type Node, nodesOf, placeOf, type SourceFile } from "./files.ts";
import {
  callers,
  clientMembers,
  clientNames,
  clients,
  debt,
  impure,
  impureMembers,
  maxLines,
  type Row,
  table,
  topLevel,
} from "./table.ts";

/** Imports that the table forbids and the debt list does not name, and debts that are paid. */
export function importFaults(
  files: readonly SourceFile[],
  rows: readonly Row[] = table,
  owed: readonly string[] = debt,
): readonly string[] {
  const forbidden = files
    .filter(isCode)
    .flatMap(importsOf)
    .filter((one) => !isAllowed(one, rows))
    .map((one) => `${one.from} -> ${one.to}${one.typesOnly ? " (types)" : ""}`);
  const paid = owed.filter((one) => !forbidden.includes(one)).map((one) => `${one} is paid: take it off the list`);
  return [...new Set(forbidden.filter((one) => !owed.includes(one))), ...paid];
}

function isAllowed(one: Import, rows: readonly Row[]): boolean {
  const home = homeOf(one.from, rows);
  if (home === null) return false;
  const { row, folder } = home;
  if (!one.inside) return row.packages.some((allowed) => packageFits(one.to, allowed));
  if (homeOf(one.to, rows)?.folder === folder) return true;
  return isBelow(one.to, row.may) || (one.typesOnly && isBelow(one.to, row.types ?? []));
}

/** The row that holds for a path, and the folder that it stands for there. */
function homeOf(path: string, rows: readonly Row[]): { readonly row: Row; readonly folder: string } | null {
  for (const row of rows) {
    const each = row.folder.endsWith("/*");
    const base = each ? row.folder.slice(0, -1) : `${row.folder}/`;
    if (!path.startsWith(base)) continue;
    const rest = path.slice(base.length).split("/");
    if (!each) return { row, folder: row.folder };
    if (rest.length > 1) return { row, folder: `${base}${rest[0]}` };
  }
  return null;
}

const isBelow = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => path.startsWith(`${folder}/`) || path.startsWith(`${folder}.`));

function packageFits(name: string, allowed: string): boolean {
  if (allowed === "node:") return name.startsWith("node:");
  if (allowed.endsWith("/*")) return name.startsWith(allowed.slice(0, -1));
  return name === allowed || name.startsWith(`${allowed}/`);
}

/** Places in the core that name a clock, the machine, its language or chance. */
export function purityFaults(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter((file) => isCode(file) && file.path.startsWith("server/domain/"))
    .flatMap((file) =>
      [...nodesOf(file)].flatMap(({ node, parent }) => {
        const name = impurityOf(node, parent);
        return name === null ? [] : [`${placeOf(file, node)} names ${name}`];
      }),
    );
}

function impurityOf(node: Node, parent: Node | null): string | null {
  if (node.type !== "Identifier") return null;
  const name = String(node.name);
  const member = parent?.type === "MemberExpression" && parent.property === node && parent.computed === false;
  if (member) {
    const object = parent.object as Node;
    if (impureMembers.has(name)) return name;
    return name === "random" && object.name === "Math" ? "Math.random" : null;
  }
  const label = parent !== null && "key" in parent && parent.key === node && parent.computed !== true;
  return impure.has(name) && !label ? name : null;
}

/** Places on the server's side that could open a connection beside the guard. */
export const egressFaults = (files: readonly SourceFile[]): readonly string[] =>
  places(
    files.filter(
      ({ path }) => /^(server|collectors)\//.test(path) && !callers.some((caller) => path.startsWith(caller)),
    ),
    ({ node, parent }) => clientImport(node) ?? clientUse(node, parent),
  );

function clientImport(node: Node): string | null {
  const source = node.source as Node | null | undefined;
  const from = source?.type === "Literal" ? String(source.value) : null;
  if (from === null) return null;
  // A name without `node:` is the same module; a path inside a package is that package.
  const known = [...clients.keys()].find(
    (name) => from === name || `node:${from}` === name || from.startsWith(`${name}/`),
  );
  if (known === undefined || node.importKind === "type" || node.exportKind === "type") return null;
  const harmless = clients.get(known) ?? [];
  if (node.type !== "ImportDeclaration") return `takes all of ${from}`;
  const taken = (node.specifiers as readonly Node[]).filter((one) => one.importKind !== "type");
  const bad = taken.find((one) => !harmless.includes(String((one.imported as Node | undefined)?.name ?? "*")));
  if (bad !== undefined) return `takes ${String((bad.imported as Node | undefined)?.name ?? "all")} of ${from}`;
  return (node.specifiers as readonly Node[]).length === 0 ? `takes all of ${from}` : null;
}

function clientUse(node: Node, parent: Node | null): string | null {
  if (node.type !== "Identifier") return null;
  const name = String(node.name);
  const member = parent?.type === "MemberExpression" && parent.property === node && parent.computed === false;
  if (member) {
    const of = String((parent.object as Node).name ?? "");
    return clientMembers.has(name) || (clientNames.has(name) && of === "globalThis") ? `uses ${name}` : null;
  }
  const label = parent !== null && "key" in parent && parent.key === node && parent.computed !== true;
  const loads = name === "createRequire" || name === "require";
  return (clientNames.has(name) || loads) && !label ? `uses ${name}` : null;
}

/** Places where a regular expression is made from something other than a literal. */
export const patternFaults = (files: readonly SourceFile[]): readonly string[] =>
  places(files, ({ node }) => {
    if (node.type !== "NewExpression" && node.type !== "CallExpression") return null;
    const callee = node.callee as Node;
    if (callee.type !== "Identifier" || callee.name !== "RegExp") return null;
    const args = node.arguments as readonly Node[];
    return args.every((arg) => arg.type === "Literal") ? null : "makes a pattern from a value";
  });

/** Places that say `any`. */
export const anyFaults = (files: readonly SourceFile[]): readonly string[] =>
  places(files, ({ node }) => (node.type === "TSAnyKeyword" ? "says any" : null));

/** Places that put markup into a page as text. */
export const markupFaults = (files: readonly SourceFile[]): readonly string[] =>
  places(files, ({ node, parent }) => {
    const name = node.type === "JSXIdentifier" || node.type === "Identifier" ? String(node.name) : "";
    const literal = node.type === "Literal" && parent?.type === "Property" ? String(node.value) : "";
    const found = ["dangerouslySetInnerHTML", "innerHTML", "outerHTML", "insertAdjacentHTML"];
    return found.includes(name) || found.includes(literal) ? `uses ${name || literal}` : null;
  });

function places(
  files: readonly SourceFile[],
  fault: (at: { readonly node: Node; readonly parent: Node | null }) => string | null,
): readonly string[] {
  return files.filter(isCode).flatMap((file) =>
    [...nodesOf(file)].flatMap((at) => {
      const said = fault(at);
      return said === null ? [] : [`${placeOf(file, at.node)} ${said}`];
    }),
  );
}

/** Files that are longer than is allowed. */
export const sizeFaults = (files: readonly SourceFile[]): readonly string[] =>
  files
    .filter((file) => isCode(file) || isSheet(file))
    .map((file) => ({ path: file.path, lines: file.text.replace(/\n$/, "").split("\n").length }))
    .filter((file) => file.lines > maxLines)
    .map((file) => `${file.path} has ${file.lines} lines; ${maxLines} is the most`);

/** Names that are banned because they say nothing. */
export const nameFaults = (files: readonly SourceFile[]): readonly string[] =>
  files.filter((file) => /(^|[/.-])(utils?|helpers?|\w*manager)([/.]|$)/i.test(file.path)).map((file) => file.path);

/** Names at the top of the repository that have no place there; `tracked` are the paths that are kept in version control. */
export function topLevelFaults(tracked: readonly string[]): readonly string[] {
  const names = new Set(tracked.map((path) => path.split("/")[0] ?? ""));
  return [...names].filter((name) => !name.startsWith(".") && !topLevel.includes(name)).sort();
}
