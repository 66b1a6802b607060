import * as z from "zod";
import { exceptionKinds, objectKinds } from "../domain/index.ts";
import { dimensionKinds, eventNames, keyKinds } from "./names.ts";
import { networkFile } from "./settings/index.ts";

/** A part of a JSON Schema, as far as ours uses it. */
interface Shape {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly unit?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly items?: Shape;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Shape;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Shape>>;
}

/** Texts of the files that are made from the declaration, by name within `server/config`. */
export function generate(): ReadonlyMap<string, string> {
  const made = z.toJSONSchema(networkFile, { io: "input" });
  const schema = { ...made, $id: "network.schema.json", title: "Tallyman network file" };
  return new Map([
    ["network.schema.json", `${JSON.stringify(schema, null, 2)}\n`],
    ["reference.md", referenceOf(schema as Shape)],
  ]);
}

function referenceOf(schema: Shape): string {
  const page = [
    "# Settings of the network file",
    "",
    "Generated from `server/config/settings`; do not edit. For editors there is `network.schema.json`:",
    "begin a file with `# yaml-language-server: $schema=<path>/network.schema.json`.",
    "",
    "A setting in **bold** must be given. Durations are whole numbers with units, greatest first: `30m`, `4h`, `1h30m`, `2d`.",
    "Keys that are not listed are refused.",
  ];
  for (const [name, section] of Object.entries(schema.properties ?? {})) {
    const must = schema.required?.includes(name) === true ? " Must be given." : "";
    page.push("", `## ${name}`, "", `${section.description ?? ""}${must}`, "");
    const rows = rowsOf(section, "", schema);
    if (rows.length === 0) page.push(`Value: ${valueText(section)}. Default: ${defaultText(section.default)}.`);
    else page.push("| setting | value | default | meaning |", "|---|---|---|---|", ...rows);
  }
  page.push(
    "",
    "## Words",
    "",
    `**Event types:** ${codes(eventNames)}.`,
    "",
    `**Object kinds:** ${codes(objectKinds)}.`,
    "",
    `**Key kinds:** the object kinds, and ${codes(dimensionKinds)}.`,
    "",
    `**Exception kinds:** ${codes(exceptionKinds)}.`,
    "",
  );
  return page.join("\n");
}

/** Table rows of the settings below a shape; what refers back to itself is told once. */
function rowsOf(shape: Shape, prefix: string, root: Shape, open: readonly string[] = []): string[] {
  const ref = shape.items?.$ref;
  if (ref !== undefined && open.includes(ref)) return [];
  const inner = settingsOf(shape, root);
  if (inner?.properties === undefined) return [];
  const within = ref === undefined ? open : [...open, ref];
  const settings = Object.entries(inner.properties);
  const has = (kind: string) => settings.some(([name]) => name === kind);
  const any = has(dimensionKinds[1]) ? "key kind" : "object kind";
  const rowed = new Set<string>(has(objectKinds[1]) ? (any === "key kind" ? keyKinds : objectKinds) : []);
  return settings.flatMap(([name, setting]) => {
    // One row stands for all kinds of keys.
    if (rowed.has(name)) {
      const told = `| \`${prefix}<${any}>\` | ${valueText(setting)} |  | ${cell(setting.description ?? "")} |`;
      return name === objectKinds[0] ? [told] : [];
    }
    const path = `${prefix}${name}`;
    const bold = inner.required?.includes(name) === true ? "**" : "";
    const list = settingsOf(setting, root) !== undefined && setting.type === "array";
    const row = `| ${bold}\`${path}\`${bold} | ${valueText(setting)} | ${defaultText(setting.default)} | ${cell(setting.description ?? "")} |`;
    return [row, ...rowsOf(setting, `${path}${list ? "[]" : ""}.`, root, within)];
  });
}

/** The shape whose properties stand below: the shape itself, that of its entries, or the one where a list may stand too. */
function settingsOf(shape: Shape, root: Shape): Shape | undefined {
  const inner = shape.type === "array" ? shape.items : (shape.anyOf?.[0] ?? shape);
  const target = inner?.$ref === undefined ? inner : root.$defs?.[inner.$ref.slice("#/$defs/".length)];
  return target?.properties === undefined ? undefined : target;
}

function valueText(shape: Shape): string {
  if (shape.$ref !== undefined) return shape.$ref.endsWith("eventType") ? "event type" : "route";
  if (shape.anyOf !== undefined) {
    const [one, list] = shape.anyOf;
    if (one !== undefined && list?.type === "array" && valueText(list) === `list of ${valueText(one)}`)
      return `${valueText(one)}, or a list`;
    return shape.anyOf.map(valueText).join(" or ");
  }
  if (shape.unit !== undefined) return cell(shape.unit);
  if (shape.enum !== undefined) return shape.enum.map((value) => `\`${value}\``).join(" ");
  if (shape.type === "array")
    return shape.items?.properties === undefined && shape.items !== undefined
      ? `list of ${valueText(shape.items)}`
      : "list";
  if (typeof shape.additionalProperties === "object" && shape.properties === undefined)
    return `map to ${valueText(shape.additionalProperties)}`;
  if (shape.type === "object") return "settings";
  if (shape.type === "boolean") return "`true` `false`";
  if (shape.type === "number") return "number";
  return Array.isArray(shape.type) ? "value" : "text";
}

function defaultText(value: unknown): string {
  if (value === undefined) return "";
  if (Array.isArray(value) && value.length === 0) return "none";
  if (Array.isArray(value))
    return value
      .map((one) => (typeof one === "object" && one !== null ? lineText(one) : `\`${String(one)}\``))
      .join(" ");
  if (typeof value === "object" && value !== null && Object.keys(value).length === 0) return "";
  return typeof value === "string" ? `\`${value}\`` : `\`${cell(JSON.stringify(value))}\``;
}

/** An entry as YAML writes it in one line. */
const lineText = (entry: object): string =>
  `\`{ ${Object.entries(entry)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(", ")} }\``;

const codes = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(" ");
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
