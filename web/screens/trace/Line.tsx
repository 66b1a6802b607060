// biome-ignore-all lint/a11y/useSemanticElements: virtual rows are a grid of positioned elements, not a table
// biome-ignore-all lint/a11y/useFocusableInteractive: the row has the focus, its cells are read with it
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { timeMillis, took } from "../../app/format.ts";
import { StateIcon } from "../../widgets/StateGlyph.tsx";
import { hueColour } from "../../widgets/serviceHue.ts";
import type { Section } from "./criticalPath.ts";
import classes from "./Line.module.css";
import { waitBefore } from "./notes.ts";
import { failedSeverity, type WaterfallRow } from "./rows.ts";
import { labelPlace } from "./scale.ts";
import { t } from "./words.ts";

interface LineProps {
  readonly row: WaterfallRow;
  readonly lengthMs: number;
  readonly zone: string;
  readonly hues: ReadonlyMap<string, number>;
  readonly critical: ReadonlyMap<number, readonly Section[]>;
  readonly ticks: readonly number[];
  readonly onToggle: (key: number) => void;
}

const indent = (depth: number): number => Math.min(depth, 12) * 16;

/** One line of the waterfall: a span with its bar, or a log record between the spans. */
export function Line(props: LineProps) {
  return props.row.kind === "span" ? <SpanLine {...props} row={props.row} /> : <LogLine {...props} row={props.row} />;
}

function Grid({ ticks, lengthMs }: { readonly ticks: readonly number[]; readonly lengthMs: number }) {
  return ticks
    .slice(1)
    .map((at) => <span key={at} className={classes.rule} style={{ left: `${(at / lengthMs) * 100}%` }} />);
}

function SpanLine({
  row,
  lengthMs,
  hues,
  critical,
  ticks,
  onToggle,
}: LineProps & { readonly row: Extract<WaterfallRow, { kind: "span" }> }) {
  const { node } = row;
  const { span } = node;
  const failed = span.status.code === "error";
  const share = (ms: number): number => ms / Math.max(1e-6, lengthMs);
  const from = share(span.offsetMs);
  const to = share(node.endMs);
  const colour = failed ? "var(--critical)" : hueColour(hues.get(span.service));
  const parent = node.children.length > 0;
  const place = labelPlace(from, to);
  const wait = waitBefore(node);
  const statusCode = span.attributes["http.response.status_code"] ?? span.attributes["http.status_code"];
  const text = `${took(span.durationMs)}${failed && statusCode !== undefined ? `, ${String(statusCode)}` : ""}`;
  return (
    <div className={classes.line} data-failed={failed || undefined} data-context={row.context || undefined}>
      <div
        role="gridcell"
        className={classes.name}
        style={{ paddingInlineStart: 20 + indent(node.depth) }}
        title={`${span.service} ${span.name}`}
      >
        {parent ? (
          <button
            type="button"
            tabIndex={-1}
            className={classes.toggle}
            aria-expanded={!row.collapsed}
            aria-label={
              row.collapsed
                ? t("trace.expand", { n: node.descendants, name: span.name })
                : t("trace.collapse", { name: span.name })
            }
            onClick={(event) => {
              event.stopPropagation();
              onToggle(node.key);
            }}
          >
            {row.collapsed ? (
              <IconChevronRight size={14} stroke={1.8} aria-hidden="true" />
            ) : (
              <IconChevronDown size={14} stroke={1.8} aria-hidden="true" />
            )}
          </button>
        ) : (
          <span className={classes.toggle} />
        )}
        <span
          className={classes.service}
          style={{ background: hueColour(hues.get(span.service)) }}
          aria-hidden="true"
        />
        {failed && <StateIcon state="failed" size={14} />}
        <b>{span.service}</b>
        <span className={classes.operation}>{span.name}</span>
        {row.collapsed && <span className={`${classes.below} num`}>{t("trace.below", { n: node.descendants })}</span>}
      </div>
      <div
        role="gridcell"
        className={classes.time}
        aria-label={t("trace.row-read", {
          service: span.service,
          name: span.name,
          from: took(span.offsetMs),
          took: text,
        })}
      >
        <Grid ticks={ticks} lengthMs={lengthMs} />
        {wait && (
          <span
            className={classes.wait}
            style={{ left: `${share(wait.fromMs) * 100}%`, width: `${share(wait.toMs - wait.fromMs) * 100}%` }}
            title={t("trace.waited", { ms: took(wait.toMs - wait.fromMs) })}
          />
        )}
        <span
          className={classes.bar}
          style={{
            left: `${from * 100}%`,
            width: `${Math.max(0, to - from) * 100}%`,
            background: colour,
            opacity: parent && !failed ? 0.38 : 1,
          }}
        />
        {(critical.get(node.key) ?? []).map((section) => (
          <span
            key={section.fromMs}
            className={classes.critical}
            style={{ left: `${share(section.fromMs) * 100}%`, width: `${share(section.toMs - section.fromMs) * 100}%` }}
          />
        ))}
        <span
          className={`${classes.took} num`}
          data-place={place}
          style={
            place === "after"
              ? { left: `${to * 100}%` }
              : place === "before"
                ? { right: `${(1 - from) * 100}%` }
                : { right: `${(1 - to) * 100}%` }
          }
          data-solid={(place === "inside" && (!parent || failed)) || undefined}
        >
          {text}
        </span>
      </div>
    </div>
  );
}

/** A log record's body as one line. */
export const logBody = (body: unknown): string => (typeof body === "string" ? body : (JSON.stringify(body) ?? ""));

const severityWord = (severity: number): string =>
  severity >= 21
    ? "FATAL"
    : severity >= 17
      ? "ERROR"
      : severity >= 13
        ? "WARN"
        : severity >= 9
          ? "INFO"
          : severity >= 5
            ? "DEBUG"
            : "TRACE";

function LogLine({ row, lengthMs, zone }: LineProps & { readonly row: Extract<WaterfallRow, { kind: "log" }> }) {
  const { log } = row;
  const bad = log.severity >= failedSeverity;
  const warns = !bad && log.severity >= 13;
  const share = Math.min(1, Math.max(0, (log.offsetMs ?? 0) / Math.max(1e-6, lengthMs)));
  const place = share > 0.5 ? { right: `${(1 - share) * 100}%` } : { left: `${share * 100}%` };
  return (
    <div className={`${classes.line} ${classes.log}`}>
      <div
        role="gridcell"
        className={classes.name}
        style={{ paddingInlineStart: 36 + indent(Math.max(0, row.depth - 1)) }}
      >
        {(bad || warns) && <StateIcon state={bad ? "failed" : "late"} size={14} />}
        <b style={{ color: bad ? "var(--critical)" : warns ? "var(--high)" : "var(--ink-3)" }}>
          {log.severityText || severityWord(log.severity)}
        </b>
        <span className="num">{timeMillis(log.time, zone)}</span>
      </div>
      <div role="gridcell" className={classes.time} title={logBody(log.body)}>
        <span className={`${classes.body} mono`} style={place} data-right={share > 0.5 || undefined}>
          {logBody(log.body)}
        </span>
      </div>
    </div>
  );
}
