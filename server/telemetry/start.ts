import { lookup } from "node:dns/promises";
import { networkInterfaces } from "node:os";
import { DiagLogLevel, diag, metrics } from "@opentelemetry/api";
import type { NodeSDK, NodeSDKConfiguration } from "@opentelemetry/sdk-node";
import { bridgeMetrics } from "./bridge.ts";
import { report } from "./events.ts";

const signals = ["traces", "metrics", "logs"] as const;
type OwnSignal = (typeof signals)[number];

/** Our own telemetry as it was started. */
export interface Telemetry {
  /** Signals that are exported; empty when telemetry is off. */
  readonly signals: readonly OwnSignal[];
  /** Sends what is waiting and closes; gives up after five seconds. */
  shutdown(): Promise<void>;
}

/**
 * Starts our own telemetry by the standard `OTEL_*` variables. Off while they name no OTLP endpoint. An exporter aimed
 * at one of `ownIngestUrls`, under whatever name, is refused with a warning, as is one that is not OTLP.
 */
export async function startTelemetry(options: {
  readonly ownIngestUrls: readonly string[];
  readonly version?: string;
}): Promise<Telemetry> {
  const env = process.env;
  if (env.OTEL_SDK_DISABLED?.toLowerCase() === "true") return off;
  const wanted: { readonly signal: OwnSignal; readonly endpoint: string }[] = [];
  for (const signal of signals) {
    const endpoint = endpointOf(signal, env);
    if (endpoint === null) continue;
    const reason = await refusal(signal, endpoint, options.ownIngestUrls, env);
    if (reason === null) wanted.push({ signal, endpoint });
    else report("telemetry.refused", { signal, endpoint, reason });
  }
  if (wanted.length === 0) return off;
  const on = (signal: OwnSignal): boolean => wanted.some((one) => one.signal === signal);
  const sdk = await construct({
    ...(on("traces") ? {} : { spanProcessors: [] }),
    ...(on("metrics") ? {} : { metricReaders: [] }),
    ...(on("logs") ? {} : { logRecordProcessors: [] }),
    ...(namesService(env) ? {} : { serviceName: "tallyman" }),
  });
  sdk.start();
  if (on("metrics")) bridgeMetrics(metrics.getMeter("tallyman", options.version ?? ""));
  report("telemetry.started", {
    signals: wanted.map((one) => one.signal).join(" "),
    endpoints: [...new Set(wanted.map((one) => one.endpoint))].join(" "),
  });
  return {
    signals: wanted.map((one) => one.signal),
    async shutdown() {
      const late = new Promise<void>((resolve) => setTimeout(resolve, 5_000).unref());
      await Promise.race([sdk.shutdown().catch(noted), late]);
      diag.disable();
    },
  };
}

const off: Telemetry = { signals: [], shutdown: async () => {} };

/** Where a signal would go, or null when nobody asked for it. */
function endpointOf(signal: OwnSignal, env: NodeJS.ProcessEnv): string | null {
  const name = signal.toUpperCase();
  const exporter = env[`OTEL_${name}_EXPORTER`]?.trim() ?? "";
  if (exporter === "none") return null;
  const own = env[`OTEL_EXPORTER_OTLP_${name}_ENDPOINT`]?.trim();
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT?.trim();
  if (own) return own;
  if (base) return base;
  if (exporter === "") return null;
  return protocolOf(signal, env) === "grpc" ? "http://localhost:4317" : "http://localhost:4318";
}

const protocolOf = (signal: OwnSignal, env: NodeJS.ProcessEnv): string =>
  env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_PROTOCOL`] ?? env.OTEL_EXPORTER_OTLP_PROTOCOL ?? "http/protobuf";

async function refusal(
  signal: OwnSignal,
  endpoint: string,
  own: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string | null> {
  const exporter = env[`OTEL_${signal.toUpperCase()}_EXPORTER`]?.trim() || "otlp";
  if (exporter !== "otlp") return `only otlp is offered, not ${exporter}; metrics for a scraper are at /metrics`;
  const target = addressOf(endpoint);
  if (target === null) return "that is no address";
  const ports = new Set(own.map((url) => addressOf(url)?.port));
  if (!ports.has(target.port)) return null;
  return (await isThisMachine(target.host)) ? "that is our own ingest address, and would feed us with ourselves" : null;
}

function addressOf(url: string): { readonly host: string; readonly port: number } | null {
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `http://${url}`;
  try {
    const { hostname, port, protocol } = new URL(full);
    return { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) || (protocol === "https:" ? 443 : 80) };
  } catch {
    return null;
  }
}

/** True when a name or address leads to this machine; a name that cannot be looked up does not. */
async function isThisMachine(host: string): Promise<boolean> {
  const here = new Set(Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((one) => one.address)));
  const local = (address: string): boolean =>
    here.has(address) || /^(127\.|0\.0\.0\.0$|::1?$|::ffff:(127\.|7f))/i.test(address);
  if (host === "localhost" || host.endsWith(".localhost") || local(host)) return true;
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.some((one) => local(one.address));
}

function namesService(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env.OTEL_SERVICE_NAME) || /(^|,)\s*service\.name\s*=/.test(env.OTEL_RESOURCE_ATTRIBUTES ?? "");
}

const noted = (error: unknown): void =>
  report("telemetry.failed", { reason: error instanceof Error ? error.message : String(error) });

/**
 * The SDK, which is loaded here: no thread and no start pays for it that sends nothing. Its own messages become events:
 * left alone it would write them on stdout, which has JSON lines only.
 */
async function construct(configuration: Partial<NodeSDKConfiguration>): Promise<NodeSDK> {
  const { NodeSDK } = await import("@opentelemetry/sdk-node");
  const asked = process.env.OTEL_LOG_LEVEL;
  delete process.env.OTEL_LOG_LEVEL;
  let telling = false;
  const tell = (message: string): void => {
    // Reporting goes through the SDK again: what it says of that must not be reported in turn.
    if (telling) return;
    telling = true;
    try {
      report("telemetry.failed", { reason: message });
    } finally {
      telling = false;
    }
  };
  const quiet = (): void => {};
  const logLevel = asked?.toLowerCase() === "none" ? DiagLogLevel.NONE : DiagLogLevel.WARN;
  diag.setLogger(
    { error: tell, warn: tell, info: quiet, debug: quiet, verbose: quiet },
    { logLevel, suppressOverrideMessage: true },
  );
  try {
    return new NodeSDK(configuration);
  } finally {
    if (asked !== undefined) process.env.OTEL_LOG_LEVEL = asked;
  }
}
