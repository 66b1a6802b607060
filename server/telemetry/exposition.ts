import type { Family, Point } from "./registry.ts";

/** A page for a scraper. */
export interface Exposition {
  readonly contentType: string;
  readonly body: string;
}

const openMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";
const prometheusType = "text/plain; version=0.0.4; charset=utf-8";

/** The families in OpenMetrics 1.0 where `accept` prefers it to plain text, else in Prometheus' text format. */
export function expose(families: readonly Family[], accept: string | undefined): Exposition {
  const filled = families.filter((family) => family.points.length > 0);
  return prefersOpenMetrics(accept ?? "")
    ? { contentType: openMetricsType, body: `${filled.map(openMetrics).join("")}# EOF\n` }
    : { contentType: prometheusType, body: filled.map(prometheus).join("") };
}

function prefersOpenMetrics(accept: string): boolean {
  let open = 0;
  let plain = 0;
  for (const part of accept.split(",")) {
    const [range = "", ...parameters] = part.split(";").map((word) => word.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith("q="));
    const quality = weight === undefined ? 1 : Number(weight.slice(2)) || 0;
    const version = parameters.find((parameter) => parameter.startsWith("version="));
    const known = version === undefined || version === "version=1.0.0";
    if (range === "application/openmetrics-text" && known) open = Math.max(open, quality);
    if (range === "text/plain") plain = Math.max(plain, quality);
  }
  return open > 0 && open >= plain;
}

function openMetrics(family: Family): string {
  const base = family.type === "counter" ? family.name.slice(0, -"_total".length) : family.name;
  const unit = ["seconds", "bytes", "ratio"].find((word) => base.endsWith(`_${word}`));
  const head = [`# TYPE ${base} ${family.type}\n`, `# HELP ${base} ${escapeHelp(family.help, true)}\n`];
  if (unit !== undefined) head.splice(1, 0, `# UNIT ${base} ${unit}\n`);
  return head.join("") + samples(family);
}

function prometheus(family: Family): string {
  const { name, type, help } = family;
  return `# HELP ${name} ${escapeHelp(help, false)}\n# TYPE ${name} ${type}\n${samples(family)}`;
}

function samples(family: Family): string {
  if (family.type !== "histogram") {
    return family.points.map((point) => sample(family.name, family, point, point.value)).join("");
  }
  return family.points
    .map((point) => {
      let seen = 0;
      const lines = (point.buckets ?? []).map((count, at) => {
        seen += count;
        const bound = family.bounds[at];
        const le = bound === undefined ? "+Inf" : numberText(bound, true);
        return sample(`${family.name}_bucket`, family, point, seen, le);
      });
      lines.push(sample(`${family.name}_count`, family, point, seen));
      lines.push(sample(`${family.name}_sum`, family, point, point.value));
      return lines.join("");
    })
    .join("");
}

function sample(name: string, family: Family, point: Point, value: number, le?: string): string {
  const pairs = family.labels.map((label, at) => `${label}="${escapeLabel(point.labels[at] ?? "")}"`);
  if (le !== undefined) pairs.push(`le="${le}"`);
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${numberText(value, false)}\n`;
}

function numberText(value: number, float: boolean): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return float && Number.isInteger(value) ? `${value}.0` : String(value);
}

// A lone surrogate has no UTF-8 form.
const escapeLabel = (text: string): string =>
  wellFormed(text).replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');

const escapeHelp = (text: string, quotes: boolean): string => {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return quotes ? escaped.replaceAll('"', '\\"') : escaped;
};

const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "\ufffd");
