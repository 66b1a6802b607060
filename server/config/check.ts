import type * as z from "zod";
import { type Beside, nothingBeside, type ReadBeside, readAllBeside } from "./beside.ts";
import { shown, suggestion } from "./nearest.ts";
import { referenceFaults } from "./references.ts";
import { type NetworkFile, networkFile } from "./settings/index.ts";
import { namesAt, namesFor } from "./settings/known.ts";
import { type ConfigFault, type Path, pathText, type Raw, readSource, type SourceFile } from "./source.ts";

/** What came of reading a network file: the file, or everything that is wrong with it. */
export type Checked =
  | { readonly ok: true; readonly file: NetworkFile; readonly beside: Beside }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/**
 * Reads a network file strictly and reports all faults at once, in the order of their lines, then those of the files
 * beside it. Without `read` these are not looked at, as where a ruling keeps what they said. Never throws.
 */
export function check(text: string, read?: ReadBeside): Checked {
  const source = readSource(text);
  if (source.root === null && source.faults.length > 0) return { ok: false, faults: source.faults };
  const parsed = networkFile.safeParse(source.root);
  const faults = [...source.faults];
  if (!parsed.success) faults.push(...parsed.error.issues.flatMap((issue) => faultsOf(issue, source)));
  for (const { path, message, atKey } of referenceFaults(source.root)) {
    const line = atKey === undefined ? source.lineOf(path) : source.lineOfKey(path, atKey);
    faults.push({ line, path: pathText(atKey === undefined ? path : [...path, atKey]), message });
  }
  if (!parsed.success) return { ok: false, faults: distinct(faults) };
  const { beside, faults: found } =
    read === undefined ? { beside: nothingBeside, faults: [] } : readAllBeside(parsed.data, read);
  const besides: ConfigFault[] = [];
  for (const { path, message, at } of found) {
    if (at === undefined) faults.push({ line: source.lineOf(path), path: pathText(path), message });
    else besides.push({ line: at.line, path: "", message, file: at.file });
  }
  if (faults.length + besides.length === 0) return { ok: true, file: parsed.data, beside };
  return { ok: false, faults: [...distinct(faults), ...distinct(besides)] };
}

function faultsOf(issue: z.core.$ZodIssue, source: SourceFile): ConfigFault[] {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  if (issue.code === "unrecognized_keys") {
    const known = namesAt(path);
    return issue.keys.map((key) => ({
      line: source.lineOfKey(path, key),
      path: pathText([...path, key]),
      message: `There is no setting ${shown(key)} here.${suggestion(key, known)}`,
    }));
  }
  if (issue.code === "invalid_key") {
    const key = String(path.at(-1) ?? "");
    return [
      {
        line: source.lineOfKey(path.slice(0, -1), key),
        path: pathText(path),
        message: `${shown(key)} is no name that can stand here.${suggestion(key, namesFor(issue))}`,
      },
    ];
  }
  if (issue.code === "invalid_union") {
    // One value or a list: the alternative that fits the shape of what was told says what is wrong with it.
    const wantsList = Array.isArray(valueAt(source.root, path));
    const branch = issue.errors[wantsList ? 1 : 0] ?? [];
    const inner = branch.map((one) => ({ ...one, path: [...issue.path, ...one.path] }) as z.core.$ZodIssue);
    if (inner.length > 0) return inner.flatMap((one) => faultsOf(one, source));
  }
  const told = valueAt(source.root, path);
  const missing = told === undefined;
  const last = path.at(-1);
  if (missing && typeof last === "string") {
    const around = path.slice(0, -1);
    return [{ line: source.lineOf(around), path: pathText(path), message: `${shown(last)} is missing.` }];
  }
  return [{ line: source.lineOf(path), path: pathText(path), message: sayIssue(issue, told) }];
}

function sayIssue(issue: z.core.$ZodIssue, told: Raw | undefined): string {
  if (issue.code === "invalid_value") {
    const values = issue.values.map(String);
    const word = typeof told === "string" ? shown(told) : "This";
    const list = values.length <= 16 ? ` It is one of ${values.join(", ")}.` : "";
    return `${word} is none of the values that can stand here.${typeof told === "string" ? suggestion(told, values) : ""}${list}`;
  }
  if (issue.code === "invalid_type" && !/^A duration/.test(issue.message)) {
    const wanted: Record<string, string> = {
      object: "settings",
      record: "settings",
      array: "a list",
      string: "a text",
      number: "a number",
      boolean: "true or false",
    };
    const want = Object.hasOwn(wanted, issue.expected) ? wanted[issue.expected] : issue.expected;
    const quotes =
      issue.expected === "string" && (typeof told === "number" || typeof told === "boolean")
        ? " Put it in quotes."
        : "";
    return `This should be ${want}, and is ${kindOf(told)}.${quotes}`;
  }
  const near =
    issue.code === "custom" && issue.params?.near === "zone" && typeof told === "string"
      ? suggestion(told, Intl.supportedValuesOf("timeZone"))
      : "";
  return `${issue.message}${near}`;
}

function kindOf(told: Raw | undefined): string {
  if (told === null || told === undefined) return "empty";
  if (Array.isArray(told)) return "a list";
  if (typeof told === "object") return "settings";
  return typeof told === "string" ? "a text" : typeof told === "number" ? "a number" : "true or false";
}

function valueAt(root: Raw, path: Path): Raw | undefined {
  let value: Raw | undefined = root;
  for (const part of path) {
    if (value === null || typeof value !== "object") return undefined;
    value = (value as { readonly [key: string | number]: Raw })[part];
  }
  return value;
}

function distinct(faults: readonly ConfigFault[]): ConfigFault[] {
  const seen = new Set<string>();
  return faults
    .filter(({ line, path, message, file }) => {
      const key = `${file ?? ""}\u0000${line}\u0000${path}\u0000${message}`;
      return !seen.has(key) && seen.add(key) !== undefined;
    })
    .sort((a, b) => a.line - b.line || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
