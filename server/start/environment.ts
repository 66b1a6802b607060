import { readAllow } from "../egress/index.ts";

/** What the environment and the command line say; every setting has a default that is safe on one machine. */
export interface Environment {
  readonly host: string;
  readonly port: number;
  readonly otlpHttpPort: number;
  /** Null: `./data`, or a throw-away folder on a demo. */
  readonly data: string | null;
  /** Path of the network file; null: the open network, or the demo's own. */
  readonly network: string | null;
  readonly adminToken: string | null;
  /** Address under which browsers reach the dashboard, where a proxy stands before it; null: host and port. */
  readonly publicUrl: string | null;
  /** Targets of outgoing calls inside the own network, or on other ports, each as `scheme://host:port`. */
  readonly egressAllow: ReadonlySet<string>;
  readonly demo: boolean;
  /** Arguments for the demo network, after `--`. */
  readonly demoArguments: readonly string[];
}

/** Reads the settings; all faults at once, each with the variable's name. */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  args: readonly string[],
):
  | { readonly ok: true; readonly environment: Environment }
  | { readonly ok: false; readonly faults: readonly string[] } {
  const faults: string[] = [];
  const text = (name: string): string | null => {
    const value = env[name]?.trim();
    return value === undefined || value === "" ? null : value;
  };
  const port = (name: string, otherwise: number): number => {
    const value = text(name);
    if (value === null) return otherwise;
    const number = Number(value);
    if (/^\d{1,5}$/.test(value) && number <= 65_535) return number;
    faults.push(`${name} wants a port from 0 to 65535, not "${value}".`);
    return otherwise;
  };
  const publicUrl = text("TALLYMAN_URL_PUBLIC");
  if (publicUrl !== null && !/^https?:\/\/[^/\s]+$/.test(publicUrl)) {
    faults.push(`TALLYMAN_URL_PUBLIC wants an address as https://tallyman.example, not "${publicUrl}".`);
  }
  const adminToken = text("TALLYMAN_ADMIN_TOKEN");
  if (adminToken !== null && (adminToken.length < 8 || !/^[\x21-\x7e]+$/.test(adminToken))) {
    faults.push("TALLYMAN_ADMIN_TOKEN wants at least 8 printable characters without spaces.");
  }
  const egress = readAllow(text("TALLYMAN_EGRESS_ALLOW") ?? "");
  for (const fault of egress.faults) faults.push(`TALLYMAN_EGRESS_ALLOW: ${fault}`);
  const level = text("TALLYMAN_LOG_LEVEL");
  if (level !== null && !["debug", "info", "warn", "error"].includes(level)) {
    faults.push(`TALLYMAN_LOG_LEVEL wants debug, info, warn or error, not "${level}".`);
  }
  // Every port that the contract names is checked, though gRPC is not served yet.
  port("TALLYMAN_OTLP_GRPC_PORT", 4317);
  const cut = args.indexOf("--");
  const own = cut < 0 ? args : args.slice(0, cut);
  for (const word of own) if (word !== "--demo") faults.push(`Unknown argument ${word}.`);
  const environment: Environment = {
    host: text("TALLYMAN_HOST") ?? "127.0.0.1",
    port: port("TALLYMAN_PORT", 8080),
    otlpHttpPort: port("TALLYMAN_OTLP_HTTP_PORT", 4318),
    data: text("TALLYMAN_DATA"),
    network: text("TALLYMAN_NETWORK"),
    adminToken,
    publicUrl,
    egressAllow: egress.allow,
    demo: own.includes("--demo"),
    demoArguments: cut < 0 ? [] : args.slice(cut + 1),
  };
  return faults.length === 0 ? { ok: true, environment } : { ok: false, faults };
}

/** True for addresses that only this machine can reach. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || host === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);

/** How a host and port stand in an address. */
export const addressOf = (host: string, port: number): string => {
  const shown = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${shown.includes(":") && !shown.startsWith("[") ? `[${shown}]` : shown}:${port}`;
};
