import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type SourceFile, sourcesBelow } from "./architecture/files.ts";
import {
  anyFaults,
  egressFaults,
  importFaults,
  markupFaults,
  nameFaults,
  patternFaults,
  purityFaults,
  sizeFaults,
  topLevelFaults,
} from "./architecture/rules.ts";
import { styleFaults } from "./architecture/styles.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const product = sourcesBelow(root, ["collectors", "server", "web"]);
const all = [...product, ...sourcesBelow(root, ["test"])];

describe("the house", () => {
  test("imports only point where the table lets them", () => expect(importFaults(product)).toEqual([]));
  test("the core knows no clock, machine, language or chance", () => expect(purityFaults(product)).toEqual([]));
  test("nothing calls out beside the guard", () => expect(egressFaults(product)).toEqual([]));
  test("no pattern is made from a value", () => expect(patternFaults(product)).toEqual([]));
  test("nothing is any", () => expect(anyFaults(all)).toEqual([]));
  test("no markup enters a page as text", () => expect(markupFaults(product)).toEqual([]));
  test("no file is too long", () => expect(sizeFaults(all)).toEqual([]));
  test("every class that is taken is there, and every class that is there is taken", () =>
    expect(styleFaults(product)).toEqual([]));
  test("no name says nothing", () => expect(nameFaults(all)).toEqual([]));
  test("nothing stray stands at the top", () => {
    const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" }).split("\0");
    expect(topLevelFaults(tracked.filter((path) => path !== ""))).toEqual([]);
  });
  test("the files are there to be looked at", () => expect(product.length).toBeGreaterThan(100));
});

const planted = (path: string, text: string): readonly SourceFile[] => [{ path, text }];

describe("the rules find what is planted", () => {
  test.each([
    ["server/domain/x.ts", `import { open } from "../adapters/sqlite/open.ts";`],
    ["server/domain/x.ts", `import { readFileSync } from "node:fs";`],
    ["server/domain/x.ts", `import { keyTerm } from "../../collectors/kit/index.ts";`],
    ["server/domain/deep/x.ts", `export { row } from "../../wire/types.ts";`],
    ["server/wire/x.ts", `import { report } from "../telemetry/index.ts";`],
    ["server/pipeline/x.ts", `const http = await import("../http/door.ts");`],
    ["server/pipeline/x.ts", `import express from "express";`],
    ["server/adapters/sqlite/x.ts", `import { rows } from "../memory/rows.ts";`],
    ["server/http/x.ts", `import Database from "better-sqlite3";`],
    ["server/demo/x.ts", `import { adopt } from "../config/index.ts";`],
    ["server/feeds/x.ts", `import { main } from "../main.ts";`],
    ["collectors/otlp/x.ts", `import { segment } from "../edi/segment.ts";`],
    ["collectors/kit/x.ts", `import type { Instant } from "../../server/domain/index.ts";`],
    ["web/widgets/x.tsx", `import { useFeed } from "../live/index.ts";`],
    ["web/screens/queue/x.tsx", `import { Object } from "../object/index.tsx";`],
    ["web/live/x.ts", `import type { Network } from "../../server/domain/index.ts";`],
    ["elsewhere/x.ts", `import "node:fs";`],
  ])("import: %s: %s", (path, text) => expect(importFaults(planted(path, text))).toHaveLength(1));

  test.each([
    ["server/domain/x.ts", `import type { Observation } from "../../collectors/kit/index.ts";`],
    ["server/domain/deep/x.ts", `import { fold } from "../fold.ts"; export * from "./y.ts";`],
    ["server/adapters/sqlite/x.ts", `import Database from "better-sqlite3"; import { open } from "./open.ts";`],
    ["server/main.ts", `import { open } from "./adapters/sqlite/open.ts";`],
    ["web/screens/queue/x.tsx", `import { words } from "../../app/words.ts";`],
    ["web/app/x.tsx", `import { Queue } from "../screens/queue/index.tsx";`],
  ])("import: %s may: %s", (path, text) => expect(importFaults(planted(path, text))).toEqual([]));

  test("a debt is let through until it is paid", () => {
    const text = `import { open } from "../adapters/sqlite/open.ts";`;
    const owed = ["server/domain/x.ts -> server/adapters/sqlite/open.ts"];
    expect(importFaults(planted("server/domain/x.ts", text), undefined, owed)).toEqual([]);
    expect(importFaults(planted("server/domain/x.ts", ""), undefined, owed)).toHaveLength(1);
  });

  test.each([
    "const at = Date.now();",
    "const at = new Date(0);",
    "const day = new Intl.DateTimeFormat();",
    "const luck = Math.random();",
    'console.log("x");',
    "const env = process.env;",
    "const now = globalThis.performance;",
    "const sorted = words.sort((a, b) => a.localeCompare(b));",
  ])("purity: %s", (text) => expect(purityFaults(planted("server/domain/x.ts", text))).toHaveLength(1));

  test("purity looks at code, not at comments, strings and labels", () => {
    const text = `/** A Date, by Math.random(). */ const a = "process"; const b = { console: 1, Date: 2 }; b.console; Math.max(1);`;
    expect(purityFaults(planted("server/domain/x.ts", text))).toEqual([]);
  });

  test.each([
    `import { request } from "node:http";`,
    `import http from "node:http";`,
    `import * as http from "http";`,
    `import { get as fine } from "node:https";`,
    `import "node:net";`,
    `import { connect } from "node:net";`,
    `import { connect } from "node:tls";`,
    `import { Socket } from "node:net";`,
    `import { createSocket } from "node:dgram";`,
    `import { Agent } from "undici";`,
    `import { createTransport } from "nodemailer";`,
    `import MailComposer from "nodemailer/lib/mail-composer";`,
    `export { request } from "node:http";`,
    `const http = await import("node:http");`,
    `const answer = await fetch("https://example.com");`,
    `const answer = await globalThis.fetch("https://example.com");`,
    `const call = fetch;`,
    `const http = require("node:http");`,
    `const live = new WebSocket("wss://example.com");`,
    `await webPush.sendNotification(subscription);`,
  ])("egress: %s", (text) => {
    expect(egressFaults(planted("server/pipeline/x.ts", text))).toHaveLength(1);
    expect(egressFaults(planted("collectors/pull/x.ts", text))).toHaveLength(1);
  });

  test("egress lets servers, types, the guard and the page be", () => {
    const fine = `import { createServer, type IncomingMessage } from "node:http"; import type { Socket } from "node:net";
      import { isIP } from "node:net"; const order = { fetch: 1 }; queue.fetch(); // fetch`;
    expect(egressFaults(planted("server/http/x.ts", fine))).toEqual([]);
    const call = `import { connect } from "node:net"; await fetch("https://example.com");`;
    expect(egressFaults(planted("server/egress/x.ts", call))).toEqual([]);
    expect(egressFaults(planted("server/demo/x.ts", call))).toEqual([]);
    expect(egressFaults(planted("web/live/x.ts", call))).toEqual([]);
    expect(egressFaults(planted("server/egressing/x.ts", call))).toHaveLength(2);
  });

  test("pattern, any, markup", () => {
    expect(patternFaults(planted("server/x.ts", "new RegExp(text)"))).toHaveLength(1);
    expect(patternFaults(planted("server/x.ts", "const p = RegExp(`a` + text)"))).toHaveLength(1);
    expect(patternFaults(planted("server/x.ts", 'new RegExp("a", "u"); // new RegExp(text)'))).toEqual([]);
    expect(anyFaults(planted("web/x.ts", "const a = b as any;"))).toHaveLength(1);
    expect(anyFaults(planted("web/x.ts", "const any = 1; // any"))).toEqual([]);
    expect(markupFaults(planted("web/x.tsx", "const a = <p dangerouslySetInnerHTML={{ __html: b }} />;"))).toHaveLength(
      1,
    );
    expect(markupFaults(planted("web/x.ts", "element.innerHTML = text;"))).toHaveLength(1);
  });

  test.each([
    ["a class that is missing", ".row {}", "<p className={classes.row + classes.cell} />"],
    ["a class by its text that is missing", ".row {}", '<p className={classes.row + classes["cell"]} />'],
    ["a class of others", ".row :global(.cell) {}", "<p className={classes.row + classes.cell} />"],
    ["a class that is a comment's", "/* .cell {} */ .row {}", "<p className={classes.row + classes.cell} />"],
    ["a class that nobody takes", "@media (width < 1.5em) { .row > .cell {} }", "<p className={classes.row} />"],
    ["a class that only another thing has", ".row {} .cell {}", "<p className={classes.row + x.classes.cell} />"],
  ])("style: %s", (_what, css, jsx) => {
    const sheet = { path: "web/x/X.module.css", text: css };
    const text = `import classes from "./X.module.css"; const x = { classes: { cell: 1 } }; export const X = () => ${jsx};`;
    expect(styleFaults([sheet, { path: "web/x/X.tsx", text }])).toHaveLength(1);
  });

  test("style lets be what fits, what is chosen by its name while it runs, and plain sheets", () => {
    const sheet = { path: "web/x/X.module.css", text: `.row[data-x="a.b"] > i { margin: 0.5em; } .row + .cell {}` };
    const plain = { path: "web/x/base.css", text: ".cell {}" };
    const uses = (jsx: string): SourceFile => ({
      path: "web/x/Y.tsx",
      text: `import at from "./X.module.css"; ${jsx};`,
    });
    expect(styleFaults([sheet, plain, uses("<p className={at.row + at.cell} />")])).toEqual([]);
    expect(styleFaults([sheet, uses("<p className={at[kind]} />")])).toEqual([]);
    expect(styleFaults([sheet, uses("<P classNames={at} />")])).toEqual([]);
    expect(styleFaults([sheet])).toEqual(["web/x/X.module.css is of no component"]);
  });

  test("size, name, top", () => {
    expect(sizeFaults(planted("web/x.css", ".a {}\n".repeat(401)))).toHaveLength(1);
    expect(sizeFaults(planted("web/x.ts", "a;\n".repeat(401)))).toHaveLength(1);
    expect(sizeFaults(planted("web/x.ts", "a;\n".repeat(400)))).toEqual([]);
    expect(nameFaults([...planted("server/utils/x.ts", ""), ...planted("web/date-helper.ts", "")])).toHaveLength(2);
    expect(nameFaults(planted("server/utilisation.ts", ""))).toEqual([]);
    expect(topLevelFaults([".ci/run", "server/main.ts", "notes.txt", "vite.config.ts"])).toEqual([
      "notes.txt",
      "vite.config.ts",
    ]);
  });
});
