import { type ASTNode, Environment, type ParseResult } from "@marcbachmann/cel-js";
import { RE2JS } from "re2js";
import type { AttributeValue } from "../../collectors/kit/index.ts";

/** What an expression may look at; names of attributes as they came. */
interface ExpressionView {
  readonly name: string;
  readonly signal: string;
  readonly system: string;
  readonly failed: boolean;
  attribute(name: string): AttributeValue | undefined;
}

/** A condition, compiled once. */
export type Condition = (view: ExpressionView) => boolean;

const longestPattern = 512;
/** What runs over members of lists is left out: nested, it would take time beyond all bounds. */
const functions = new Set([
  "size",
  "has",
  "int",
  "double",
  "string",
  "bool",
  "startsWith",
  "endsWith",
  "contains",
  "matches",
  "lowerAscii",
  "upperAscii",
  "trim",
]);

/** What is wrong with an expression; null when nothing is. */
export function expressionFault(text: string): string | null {
  try {
    prepare(text);
    return null;
  } catch (error) {
    return error instanceof Error
      ? `The expression cannot be used: ${firstLine(error.message)}`
      : "The expression cannot be used.";
  }
}

/** Compiles an expression that was checked; one that cannot be answered for a record (a missing attribute) is false there. */
export function conditionOf(text: string): Condition {
  const { run, attributes } = prepare(text);
  return (view) => {
    const found = new Map<string, AttributeValue>();
    for (const name of attributes) {
      const value = view.attribute(name);
      if (value !== undefined && value !== null) found.set(name, value);
    }
    try {
      return (
        run({ name: view.name, signal: view.signal, system: view.system, failed: view.failed, attributes: found }) ===
        true
      );
    } catch {
      // CEL answers with an error where a value is missing or of another type: the record does not match.
      return false;
    }
  };
}

interface Prepared {
  readonly run: ParseResult;
  readonly attributes: ReadonlySet<string>;
}

function prepare(text: string): Prepared {
  const patterns = new Map<string, RE2JS>();
  const environment = new Environment({ limits: { maxAstNodes: 500, maxDepth: 24 } })
    .registerVariable("name", "string")
    .registerVariable("signal", "string")
    .registerVariable("system", "string")
    .registerVariable("failed", "bool")
    .registerVariable("attributes", "map")
    .registerFunction(
      "string.matchesLinear(string): bool",
      (value: string, pattern: string) => patterns.get(pattern)?.matcher(value).find() === true,
    );
  const run = environment.parse(text);
  const attributes = new Set<string>();
  walk(run.ast, attributes, patterns);
  const { valid, type, error } = run.check();
  if (!valid) throw error ?? new Error("its types do not fit");
  if (type !== "bool" && type !== "dyn") throw new Error(`it gives a ${type}, and must give true or false`);
  return { run, attributes };
}

/** Finds the attributes that are asked for, refuses what is not bounded, and turns `matches` to the linear engine. */
function walk(node: ASTNode, attributes: Set<string>, patterns: Map<string, RE2JS>): void {
  if (node.op === "id" && node.args === "attributes")
    throw new Error('attributes are asked for by name, as attributes["http.route"]');
  if (node.op === "[]" && isAttributes(node.args[0])) {
    attributes.add(literal(node.args[1]));
    return;
  }
  if (node.op === "." && isAttributes(node.args[0])) {
    attributes.add(node.args[1]);
    return;
  }
  if (node.op === "in" && isAttributes(node.args[1])) {
    attributes.add(literal(node.args[0]));
    return;
  }
  if (node.op === "call" || node.op === "rcall") {
    const name = node.args[0];
    if (!functions.has(name))
      throw new Error(`${name.slice(0, 40)} is not offered; there are ${[...functions].join(", ")}`);
    if (name === "matches") {
      const pattern = node.op === "rcall" && node.args[2].length === 1 ? literal(node.args[2][0]) : null;
      if (pattern === null) throw new Error('matches is called on a text, as name.matches("^POST ")');
      if (pattern.length > longestPattern) throw new Error(`a pattern is at most ${longestPattern} characters`);
      patterns.set(pattern, RE2JS.compile(pattern));
      // cel-js answers `matches` with the backtracking engine of JavaScript; ours takes linear time.
      (node.args as unknown as [string])[0] = "matchesLinear";
    }
  }
  for (const child of childrenOf(node.args)) walk(child, attributes, patterns);
}

const isAttributes = (node: ASTNode): boolean => node.op === "id" && node.args === "attributes";

function literal(node: ASTNode | undefined): string {
  if (node?.op === "value" && typeof node.args === "string") return node.args;
  throw new Error("the name of an attribute, and a pattern, is a text in quotes");
}

function childrenOf(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(childrenOf);
  return typeof args === "object" && args !== null && "op" in args ? [args as ASTNode] : [];
}

const firstLine = (message: string): string => (message.split("\n")[0] ?? "").slice(0, 300);
