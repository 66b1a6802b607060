import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  closeReasons,
  eventDefinitions,
  exceptionKinds,
  historyActions,
  objectKinds,
  severities,
} from "../../server/domain/index.ts";
import { historyActionWords } from "../../server/wire/index.ts";
import { domainWords } from "../../web/app/words/domain.ts";
import { eventWords } from "../../web/app/words/events.ts";
import { frameWords } from "../../web/app/words/frame.ts";
import { tell } from "../../web/screens/queue/detailWords.ts";

const root = new URL("../../web/", import.meta.url).pathname;
const catalogue = new Map<string, string>(Object.entries({ ...domainWords, ...eventWords, ...frameWords }));

function sources(folder: string): readonly { readonly path: string; readonly text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));
}

describe("the catalogue of display words", () => {
  test("has every word that a widget asks for", () => {
    const asked = sources(join(root, "widgets")).flatMap(({ path, text }) =>
      [...text.matchAll(/\bsay\("([a-z0-9.-]+)"/g)].map((found) => ({ path, id: found[1] ?? "" })),
    );
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter(({ id }) => !catalogue.has(id))).toEqual([]);
  });

  test.each([
    ["severity", severities],
    ["kind", exceptionKinds],
    ["reason", closeReasons],
    ["object", objectKinds],
    ["objects", objectKinds],
    [
      "state",
      [
        "done",
        "waiting",
        "late",
        "missed",
        "failed",
        "skipped",
        "silent",
        "stale",
        "not-known",
        "not-judged",
        "on-hold",
        "told",
      ],
    ],
    ["exception", ["open", "acknowledged", "snoozed", "resolved"]],
    ["expectation", ["open", "paused", "met", "met-late", "missed", "cancelled", "not-judged"]],
    ["stroke", ["done", "awaited", "failed", "late", "missed", "skipped", "paused", "not-judged"]],
    ["cutoff", ["order", "load", "departure", "warehouse"]],
    ["basis", ["invoice", "order-price", "cost", "unknown"]],
  ])("has a word for each %s", (prefix, codes) => {
    expect(codes.filter((code) => !catalogue.has(`${prefix}.${code}`))).toEqual([]);
  });

  test("names every canonical event, and its failure as its definition does", () => {
    const lacking = eventDefinitions.filter(
      (one) => !catalogue.has(`event.${one.type}`) || catalogue.get(`refused.${one.type}`) !== one.failed,
    );
    expect(eventDefinitions.length).toBeGreaterThan(50);
    expect(lacking.map((one) => one.type)).toEqual([]);
  });

  test("says in words all that the history of an exception can tell", () => {
    const lacking = historyActions.filter((action) => tell(`did.${action}`, { who: "Dana" }) === `did.${action}`);
    expect(historyActions.length).toBeGreaterThan(15);
    expect(lacking).toEqual([]);
    expect([...historyActionWords]).toEqual([...historyActions]);
  });

  test("keeps to the word table: none of the terms that people do not use", () => {
    const avoided =
      /\b(value at risk|sync lag|p95|acknowledge|reassign|snooze|replay|redeliver|orphan|undecodable|pending|oops|please)\b/i;
    expect([...catalogue].filter(([, text]) => avoided.test(text) || text.includes("!"))).toEqual([]);
  });

  test("screens write no words of their own beside the catalogue", () => {
    const text = />\s*[A-Z][a-z]+( [a-z]+)*\s*</;
    const found = [
      ...sources(join(root, "screens/queue")),
      ...sources(join(root, "app/shell")),
      ...sources(join(root, "widgets")),
    ]
      .filter(({ path }) => path.endsWith(".tsx") && !path.endsWith("Mark.tsx"))
      .flatMap(({ path, text: source }) =>
        source
          .split("\n")
          .filter((line) => text.test(line) && !line.includes("=>") && !line.includes("Promise<"))
          .map((line) => `${path}: ${line.trim()}`),
      );
    expect(found).toEqual([]);
  });
});
