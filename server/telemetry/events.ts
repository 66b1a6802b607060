import { SpanStatusCode, trace } from "@opentelemetry/api";
import { logs, SeverityNumber } from "@opentelemetry/api-logs";
import { pino } from "pino";
import { catalogue, type EventFields, type EventName, type EventSpec, type Level } from "./catalogue.ts";
import { counter, histogram } from "./metrics.ts";
import type { LabelName, Labels } from "./registry.ts";
import { escapeLine, escapeWords, isSecretName, redact } from "./text.ts";

type Value = string | number | boolean | null;

const severities: Readonly<Record<Level, number>> = { debug: 20, info: 30, notice: 70, warn: 40, error: 50 };
const levels = ["debug", "info", "warn", "error"];
const asked = process.env.TALLYMAN_LOG_LEVEL ?? "info";
const lineLimit = 100;
const lineWindowMs = 10_000;
const maxText = 2_000;

const log = pino(
  {
    level: levels.includes(asked) ? asked : "info",
    customLevels: { notice: severities.notice },
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label === "notice" ? "info" : label }) },
    hooks: { streamWrite: escapeLine },
  },
  pino.destination({ dest: 1, sync: true }),
);

/** What an event counts and measures, ready to be called; made once for each event. */
type Tell = (fields: ReadonlyMap<string, Value>) => void;

const tells = new Map<string, Tell>();
const windows = new Map<string, { until: number; lines: number; dropped: number }>();

/**
 * Reports one event: a JSON line on stdout if the log level asks for it, its counters and histograms always, and the
 * fields as attributes of the active span. Never throws on what the fields hold; lines of one event beyond 100 in ten
 * seconds are only counted, except at level `notice`.
 */
export function report<N extends EventName>(name: N, fields: EventFields<N>): void {
  tell(name, catalogue[name], fields);
}

/**
 * The same for parts that are handed a plain function and know no catalogue. A thrown value among the fields becomes
 * its message, and its stack goes beside it. An event that the catalogue lacks is still written: as a warning where it
 * carries a thrown value, else as information, and is counted nowhere.
 */
export function reportNamed(name: string, fields: Readonly<Record<string, unknown>>): void {
  const flat = new Map<string, Value>();
  for (const [field, value] of Object.entries(fields)) {
    if (value instanceof Error) {
      flat.set(field === "error" ? "reason" : field, value.message);
      flat.set("stack", value.stack ?? null);
    } else flat.set(field, plain(value));
  }
  const level = flat.has("stack") ? "warn" : "info";
  tell(name, specOf(name) ?? { level, says: name, fields: {} }, Object.fromEntries(flat));
}

const specOf = (name: string): EventSpec | undefined =>
  Object.hasOwn(catalogue, name) ? catalogue[name as EventName] : undefined;

function plain(value: unknown): Value {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  if (value === undefined) return null;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

function tell(name: string, spec: EventSpec, fields: Readonly<Record<string, Value>>): void {
  const values = new Map<string, Value>();
  for (const [field, value] of Object.entries(fields)) values.set(field, clean(field, value));
  tellOf(name, spec)(values);
  annotate(name, spec, values);
  if (severities[spec.level] < log.levelVal) return;
  if (spec.level !== "notice" && !allowed(name)) return;
  write(name, spec.level, values);
}

/** Words for people, on stderr, ended with a line end; controls are spelt out so that they cannot act on a terminal. */
export function say(text: string): void {
  process.stderr.write(`${escapeWords(text)}\n`);
}

function clean(field: string, value: Value): Value {
  if (typeof value !== "string") return value;
  if (isSecretName(field)) return "[redacted]";
  const text = redact(value);
  return text.length <= maxText ? text : `${text.slice(0, maxText)}…`;
}

function write(name: string, level: Level, values: ReadonlyMap<string, Value>): void {
  const context = trace.getActiveSpan()?.spanContext();
  const ids = context === undefined ? {} : { traceId: context.traceId, spanId: context.spanId };
  log[level]({ event: name, ...Object.fromEntries(values), ...ids });
}

/** Whether a line of this event may still be written in its window; says afterwards how many were not. */
function allowed(name: string): boolean {
  const now = performance.now();
  const window = windows.get(name);
  if (window === undefined || now >= window.until) {
    windows.set(name, { until: now + lineWindowMs, lines: 1, dropped: 0 });
    if (window !== undefined && window.dropped > 0) {
      write(
        "log.suppressed",
        "warn",
        new Map<string, Value>([
          ["of", name],
          ["lines", window.dropped],
        ]),
      );
    }
    return true;
  }
  window.lines += 1;
  if (window.lines <= lineLimit) return true;
  window.dropped += 1;
  return false;
}

function tellOf(name: string, spec: EventSpec): Tell {
  const found = tells.get(name);
  if (found !== undefined) return found;
  const parts = [...(spec.counts ?? []).map(countOf), ...(spec.measures ?? []).map(measureOf)];
  const tell: Tell = (fields) => {
    for (const part of parts) part(fields);
  };
  tells.set(name, tell);
  return tell;
}

function countOf(count: NonNullable<EventSpec["counts"]>[number]): Tell {
  const labels = Object.keys(count.labels ?? {}) as LabelName[];
  const total = counter(count.name, count.help, labels);
  return (fields) => {
    const by = count.by === undefined ? 1 : fields.get(count.by);
    if (typeof by === "number") total.add(labelsOf(count.labels, fields), by);
  };
}

function measureOf(measure: NonNullable<EventSpec["measures"]>[number]): Tell {
  const labels = Object.keys(measure.labels ?? {}) as LabelName[];
  const seconds = histogram(measure.name, measure.help, labels);
  return (fields) => {
    const millis = fields.get(measure.of);
    if (typeof millis === "number") seconds.observe(labelsOf(measure.labels, fields), millis / 1000);
  };
}

function labelsOf(
  labels: Readonly<Partial<Record<LabelName, string>>> | undefined,
  fields: ReadonlyMap<string, Value>,
): Labels<LabelName> {
  const pairs = Object.entries(labels ?? {}).map(([label, field]) => [label, String(fields.get(field) ?? "")]);
  return Object.fromEntries(pairs) as Labels<LabelName>;
}

function annotate(name: string, spec: EventSpec, values: ReadonlyMap<string, Value>): void {
  const attributes: Record<string, string | number | boolean> = {};
  for (const [field, value] of values) if (value !== null) attributes[`${name}.${field}`] = value;
  const span = trace.getActiveSpan();
  span?.setAttributes(attributes);
  if (spec.level === "error") span?.setStatus({ code: SpanStatusCode.ERROR, message: name });
  // What comes in is never told outwards, nor is what follows from it at once: it could come back in.
  if (spec.level === "debug" || name.startsWith("ingest.")) return;
  logs.getLogger("tallyman").emit({ eventName: name, body: spec.says, attributes, ...severityOf(spec.level) });
}

function severityOf(level: Level): { severityNumber: SeverityNumber; severityText: string } {
  if (level === "error") return { severityNumber: SeverityNumber.ERROR, severityText: "ERROR" };
  if (level === "warn") return { severityNumber: SeverityNumber.WARN, severityText: "WARN" };
  return { severityNumber: SeverityNumber.INFO, severityText: "INFO" };
}
