import { say } from "../telemetry/index.ts";
import { type Environment, isLoopback } from "./environment.ts";

/** Says to whoever started it where everything is. */
export function greet(
  environment: Environment,
  link: string,
  urls: { readonly dashboard: string; readonly otlpHttp: string; readonly otlpGrpc: string },
  data: string,
): void {
  say("");
  say(`  Tallyman ${environment.demo ? "demo, simulated data " : ""}is up.`);
  say(`  Sign in      ${link}`);
  say("               good once, for 15 minutes");
  say(`  Dashboard    ${urls.dashboard}`);
  say(`  OTLP/HTTP    ${urls.otlpHttp}   (OTEL_EXPORTER_OTLP_ENDPOINT)`);
  say(`  OTLP/gRPC    ${urls.otlpGrpc}   (with OTEL_EXPORTER_OTLP_PROTOCOL=grpc)`);
  say(`  Data         ${data}`);
  if (!isLoopback(environment.host))
    say("  It listens beyond this machine: put TLS before it, and make ingest tokens on the page Connect.");
  say("");
}
