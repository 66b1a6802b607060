import { ActionIcon, Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { LogRow, SpanRow, TraceDetail } from "../../../server/wire/index.ts";
import { timeMillis, took, zoneName } from "../../app/format.ts";
import { copyText } from "../../widgets/CodeBlock.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { say } from "../../widgets/say.ts";
import { Tabs } from "../../widgets/Tabs.tsx";
import type { Section } from "./criticalPath.ts";
import { logBody } from "./Line.tsx";
import classes from "./SpanPanel.module.css";
import type { SpanNode } from "./tree.ts";
import { t } from "./words.ts";

const valueText = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value, null, 1) ?? "");

function Attributes({ of }: { readonly of: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return <p className={classes.none}>{t("trace.no-attributes")}</p>;
  return (
    <dl className={`${classes.attributes} mono`}>
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{valueText(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Logs({ logs, zone }: { readonly logs: readonly LogRow[]; readonly zone: string }) {
  if (logs.length === 0) return <p className={classes.none}>{t("trace.no-logs")}</p>;
  return (
    <ul className={classes.entries}>
      {logs.map((log, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: records of one instant may be alike
        <li key={i}>
          <span className="num">
            {timeMillis(log.time, zone)} {log.severityText}
          </span>
          <pre className="mono">{logBody(log.body)}</pre>
          {Object.keys(log.attributes).length > 0 && <Attributes of={log.attributes} />}
        </li>
      ))}
    </ul>
  );
}

function Events({ span, zone }: { readonly span: SpanRow; readonly zone: string }) {
  if (span.events.length === 0) return <p className={classes.none}>{t("trace.no-events")}</p>;
  return (
    <ul className={classes.entries}>
      {span.events.map((event, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: events of one instant may be alike
        <li key={i}>
          <span className="num">
            {timeMillis(event.time, zone)} <b>{event.name}</b>
          </span>
          <Attributes of={event.attributes} />
        </li>
      ))}
    </ul>
  );
}

interface PanelProps {
  readonly node: SpanNode;
  readonly trace: TraceDetail;
  readonly zone: string;
  readonly sections: readonly Section[];
  readonly tab: string;
  readonly onTab: (tab: string) => void;
  readonly onClose: (() => void) | null;
}

/** What the chosen span says of itself. */
export function SpanPanel({ node, trace, zone, sections, tab, onTab, onClose }: PanelProps) {
  const { span } = node;
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const failed = span.status.code === "error";
  const logs = trace.logs.filter((log) => log.spanId === span.spanId);
  const critical = sections.reduce((sum, section) => sum + section.toMs - section.fromMs, 0);
  const exception =
    trace.exceptions.find((one) => one.evidence.some((e) => e.spanId === span.spanId)) ??
    trace.exceptions.find((one) => one.state !== "resolved") ??
    trace.exceptions[0];
  return (
    <section className={classes.panel} aria-label={`${span.service}, ${span.name}`}>
      <div className={classes.panelBody}>
        <div className={classes.panelTop}>
          <StateGlyph state={failed ? "failed" : "done"}>
            {t(failed ? "trace.span-error" : "trace.span-fine")}
          </StateGlyph>
          {onClose && (
            <ActionIcon variant="subtle" color="gray" onClick={onClose} aria-label={t("trace.close")}>
              <IconX size={18} stroke={1.8} aria-hidden="true" />
            </ActionIcon>
          )}
        </div>
        <h2 className={classes.panelTitle}>
          {span.service}, {span.name}
        </h2>
        {failed && span.status.message !== "" && <p className={classes.message}>{span.status.message}</p>}
        <dl className={classes.times}>
          <dt>{t("trace.span-began")}</dt>
          <dd className="num">
            {timeMillis(span.startTime, zone)} {zoneName(zone, span.startTime)},{" "}
            {t("trace.span-after", { after: took(span.offsetMs) })}
          </dd>
          <dt>{t("trace.span-took")}</dt>
          <dd className="num">
            {took(span.durationMs)}.{" "}
            {critical > 0 ? t("trace.span-critical", { ms: took(critical) }) : t("trace.span-side")}
          </dd>
        </dl>
        <Tabs
          label={t("trace.tab-attributes")}
          value={tab}
          onChange={onTab}
          tabs={[
            { id: "attributes", label: t("trace.tab-attributes"), count: Object.keys(span.attributes).length },
            { id: "logs", label: t("trace.tab-logs"), count: logs.length },
            { id: "events", label: t("trace.tab-events"), count: span.events.length },
          ]}
        >
          {(id) =>
            id === "logs" ? (
              <Logs logs={logs} zone={zone} />
            ) : id === "events" ? (
              <Events span={span} zone={zone} />
            ) : (
              <Attributes of={span.attributes} />
            )
          }
        </Tabs>
        {span.links.length > 0 && (
          <div>
            <h3 className={classes.panelSection}>{t("trace.links")}</h3>
            {span.links.map((link) => (
              <Link
                key={`${link.traceId} ${link.spanId}`}
                className="mono"
                to="/trace/$id"
                params={{ id: link.traceId }}
                search={{ span: link.spanId }}
              >
                {link.traceId}
              </Link>
            ))}
          </div>
        )}
      </div>
      <div className={classes.panelFoot}>
        {exception && (
          <Button
            renderRoot={(props) => <Link {...props} to="/x/$id" params={{ id: exception.id }} />}
            className={classes.grow}
          >
            {t("trace.open-exception")}
          </Button>
        )}
        <Button
          variant="default"
          onClick={() => {
            void copyText(JSON.stringify({ ...span, logs }, null, 2)).then(() => setCopied(true));
          }}
        >
          <span aria-live="polite">{copied ? say("do.copied") : t("trace.copy")}</span>
        </Button>
      </div>
    </section>
  );
}
