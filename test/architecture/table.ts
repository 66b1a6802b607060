/**
 * Who may import whom. A folder ending in `/*` stands for each folder below it on its own; the first row that fits a
 * file holds. Every file may import its own folder. `types`: from there types only.
 */
export interface Row {
  readonly folder: string;
  readonly may: readonly string[];
  readonly types?: readonly string[];
  /** Packages by name or by `scope/*`; `node:` for what comes with Node. */
  readonly packages: readonly string[];
}

const opentelemetry = "@opentelemetry/*";
const kit = "collectors/kit";
const face = ["react", "react-dom", "@mantine/*", "@tabler/icons-react", "@tanstack/*", "@lingui/*"];

export const table: readonly Row[] = [
  { folder: "collectors/kit", may: [], packages: [] },
  { folder: "collectors/*", may: [kit], packages: ["node:", "protobufjs"] },
  { folder: "collectors", may: ["collectors"], packages: [] },

  { folder: "server/domain", may: [], types: [kit], packages: [] },
  { folder: "server/wire", may: [], types: ["server/domain"], packages: ["zod"] },
  { folder: "server/ports", may: ["server/domain"], types: [kit], packages: [] },
  // The one way out: only it opens connections.
  { folder: "server/egress", may: ["server/telemetry", kit], packages: ["node:", "ipaddr.js", "nodemailer"] },
  {
    folder: "server/adapters/notify",
    may: ["server/ports", "server/domain", "server/egress", "server/telemetry", kit],
    packages: ["node:", "web-push"],
  },
  {
    folder: "server/adapters/*",
    may: ["server/ports", "server/domain", "server/telemetry"],
    types: [kit],
    packages: ["node:", "better-sqlite3", "lz4-napi"],
  },
  {
    // It fulfils the kit's `Reading`, and reads names as collectors do.
    folder: "server/config",
    may: ["server/domain", "server/telemetry", kit],
    packages: ["node:", "zod", "yaml", "marked", "@marcbachmann/cel-js", "re2js", "temporal-polyfill", "croner"],
  },
  {
    folder: "server/pipeline",
    may: ["server/domain", "server/ports", kit, "server/telemetry"],
    packages: ["node:"],
  },
  { folder: "server/feeds", may: ["server/domain", "server/ports", "server/wire", "server/telemetry"], packages: [] },
  {
    folder: "server/http",
    may: [
      "server/domain",
      "server/pipeline",
      "server/feeds",
      "server/wire",
      "server/ports",
      "server/config",
      kit,
      "server/telemetry",
    ],
    packages: ["node:", "express", "express-rate-limit", "helmet", "socket.io", "zod"],
  },
  {
    // The other ingest door: it takes the options, the bounds and the events of the one over HTTP.
    folder: "server/grpc",
    may: ["server/http/door", "server/http/admission", "server/http/inflate", kit],
    packages: ["node:"],
  },
  { folder: "server/telemetry", may: [], packages: ["node:", opentelemetry, "pino"] },
  { folder: "server/demo", may: [], packages: ["node:", opentelemetry] },
  { folder: "server/boot", may: [], packages: ["node:", "vite"] },
  // Files that wire a role: the only ones that see adapters.
  { folder: "server", may: ["server", "collectors"], packages: ["node:"] },

  { folder: "web/live", may: ["server/wire"], packages: [...face, "socket.io-client", "zod"] },
  // It runs in the browser without a page: no widget, no live rows, no catalogue.
  { folder: "web/push", may: [], types: ["server/wire"], packages: [] },
  { folder: "web/widgets", may: [], packages: [...face, "recharts", "@xyflow/react", "@dagrejs/dagre"] },
  {
    folder: "web/screens/*",
    may: [
      "web/live",
      "web/widgets",
      "server/wire",
      "web/app/url",
      "web/app/words",
      "web/app/format",
      "web/app/address",
    ],
    packages: face,
  },
  {
    folder: "web/app",
    may: ["web/screens", "web/live", "web/widgets", "web/push", "server/wire"],
    packages: [...face, "@fontsource-variable/*", "get-nonce"],
  },
  { folder: "web", may: ["web/app"], packages: [...face, "get-nonce", "vite", "@vitejs/plugin-react"] },
];

/** Imports that the table forbids and that stand for now, as `from -> to`. The list may only shrink. */
export const debt: readonly string[] = [];

/** All that may stand at the top of the repository, beside dot files. */
export const topLevel: readonly string[] = [
  "collectors",
  "server",
  "web",
  "test",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "README.md",
  "LICENSE",
];

/** What must not be named in the core, which is told the time and decides alike on every machine. */
export const impure: ReadonlySet<string> = new Set([
  "Date",
  "Intl",
  "Temporal",
  "process",
  "console",
  "performance",
  "globalThis",
  "crypto",
  "fetch",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "eval",
  "Function",
]);

/** Modules of Node that open connections, and what may be taken from them without opening one; types always may. */
export const clients: ReadonlyMap<string, readonly string[]> = new Map([
  ["node:http", ["createServer", "STATUS_CODES", "ServerResponse", "validateHeaderName", "validateHeaderValue"]],
  ["node:https", ["createServer"]],
  ["node:http2", ["createServer", "createSecureServer", "constants"]],
  ["node:net", ["createServer", "isIP", "isIPv4", "isIPv6", "BlockList"]],
  ["node:tls", ["createServer"]],
  ["node:dgram", []],
  ["undici", []],
  ["axios", []],
  ["ws", []],
  ["socket.io-client", []],
  ["nodemailer", []],
]);

/** What opens a connection by its name alone: of the language's surroundings, or as a member. */
export const clientNames: ReadonlySet<string> = new Set(["fetch", "WebSocket", "EventSource", "XMLHttpRequest"]);
export const clientMembers: ReadonlySet<string> = new Set(["sendNotification"]);

/** Who may call out beside the guard: our own telemetry's exporters, the simulated network, and the test order, which goes to our own door. */
export const callers: readonly string[] = [
  "server/egress/",
  "server/telemetry/start.ts",
  "server/demo/",
  "server/http/test-order.ts",
];

/** Members that answer by the machine's language or by chance. */
export const impureMembers: ReadonlySet<string> = new Set([
  "localeCompare",
  "toLocaleString",
  "toLocaleDateString",
  "toLocaleTimeString",
  "toLocaleUpperCase",
  "toLocaleLowerCase",
]);

/** No file of code and no style sheet is longer than this many lines. */
export const maxLines = 400;
