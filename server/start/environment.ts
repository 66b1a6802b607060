import { type MailServer, readAllow } from "../egress/index.ts";

/** What the environment and the command line say; every setting has a default that is safe on one machine. */
export interface Environment {
  readonly host: string;
  readonly port: number;
  readonly otlpHttpPort: number;
  readonly otlpGrpcPort: number;
  /** Null: `./data`, or a throw-away folder on a demo. */
  readonly data: string | null;
  /** Path of the network file; null: the open network, or the demo's own. */
  readonly network: string | null;
  readonly adminToken: string | null;
  /** Address under which browsers reach the dashboard, where a proxy stands before it; null: host and port. */
  readonly publicUrl: string | null;
  /** Targets of outgoing calls inside the own network, or on other ports, each as `scheme://host:port`. */
  readonly egressAllow: ReadonlySet<string>;
  /** The server that takes our mail, and who it is from; null: no mail. */
  readonly mail: { readonly server: MailServer; readonly from: string } | null;
  /** Program that prints the scorecard; null: the first that is found. */
  readonly chromium: string | null;
  /** Address that is called each minute while everything runs. */
  readonly heartbeat: string | null;
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
  const heartbeat = text("TALLYMAN_HEARTBEAT_URL");
  if (heartbeat !== null && !/^https?:\/\/\S+$/.test(heartbeat)) {
    faults.push("TALLYMAN_HEARTBEAT_URL wants an address as https://monitor.example/ping/abc.");
  }
  const level = text("TALLYMAN_LOG_LEVEL");
  if (level !== null && !["debug", "info", "warn", "error"].includes(level)) {
    faults.push(`TALLYMAN_LOG_LEVEL wants debug, info, warn or error, not "${level}".`);
  }
  const cut = args.indexOf("--");
  const own = cut < 0 ? args : args.slice(0, cut);
  for (const word of own) if (word !== "--demo") faults.push(`Unknown argument ${word}.`);
  const environment: Environment = {
    host: text("TALLYMAN_HOST") ?? "127.0.0.1",
    port: port("TALLYMAN_PORT", 8080),
    otlpHttpPort: port("TALLYMAN_OTLP_HTTP_PORT", 4318),
    otlpGrpcPort: port("TALLYMAN_OTLP_GRPC_PORT", 4317),
    data: text("TALLYMAN_DATA"),
    network: text("TALLYMAN_NETWORK"),
    adminToken,
    publicUrl,
    egressAllow: egress.allow,
    mail: mailOf(text, faults),
    chromium: text("TALLYMAN_CHROMIUM"),
    heartbeat,
    demo: own.includes("--demo"),
    demoArguments: cut < 0 ? [] : args.slice(cut + 1),
  };
  return faults.length === 0 ? { ok: true, environment } : { ok: false, faults };
}

/** The mail settings, which come together or not at all. */
function mailOf(text: (name: string) => string | null, faults: string[]): Environment["mail"] {
  const [url, from] = [text("TALLYMAN_SMTP_URL"), text("TALLYMAN_MAIL_FROM")];
  const [user, password] = [text("TALLYMAN_SMTP_USER"), text("TALLYMAN_SMTP_PASSWORD")];
  if (url === null && from === null) return null;
  if (url === null || !/^smtps?:\/\/[^/@\s]+\/?$/.test(url)) {
    faults.push("TALLYMAN_SMTP_URL wants a mail server as smtps://mail.example:465, without user and password.");
    return null;
  }
  if (from === null || !/^[^\s@<>,;:"]+@[^\s@<>,;:"]+\.[^\s@<>,;:"]+$/.test(from)) {
    faults.push("TALLYMAN_MAIL_FROM wants the address that mail is from, as tallyman@example.com.");
    return null;
  }
  if ((user === null) !== (password === null)) {
    faults.push("TALLYMAN_SMTP_USER and TALLYMAN_SMTP_PASSWORD are set together.");
    return null;
  }
  return { server: { url, account: user === null || password === null ? null : { user, password } }, from };
}

/** True for addresses that only this machine can reach. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || host === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);

/** How a host and port stand in an address. */
export const addressOf = (host: string, port: number): string => {
  const shown = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${shown.includes(":") && !shown.startsWith("[") ? `[${shown}]` : shown}:${port}`;
};
