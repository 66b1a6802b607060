import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRunbook } from "../../server/config/index.ts";
import { type Runbook, runbookDeeds, runbookFor } from "../../server/domain/index.ts";
import { exceptionOf } from "../contracts/samples.ts";

const book = (id: string, text: string): Runbook => {
  const read = readRunbook(id, text);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.runbook;
};
const faultsOf = (text: string) => {
  const read = readRunbook("X", text);
  return read.ok ? [] : read.faults;
};
const of = (match: string, title = "Do it") => `---\nmatch: ${match}\n---\n# ${title}\n\n1. One\n2. Two\n`;

describe("a runbook", () => {
  test("says what it is for, what it recommends, and how", () => {
    const read = book(
      "LBL-04",
      of("{ kind: failed-event, step: [label, ship] }", "Ask customer care") +
        "\nCall **care** at [once](tel:+1404).\n",
    );
    expect(read).toEqual({
      id: "LBL-04",
      title: "Ask customer care",
      match: { kind: ["failed-event"], step: ["label", "ship"] },
      blocks: [
        { kind: "list", ordered: true, items: [[{ text: "One" }], [{ text: "Two" }]] },
        {
          kind: "paragraph",
          text: [
            { text: "Call " },
            { text: "care", strong: true },
            { text: " at " },
            { text: "once", href: "tel:+1404" },
            { text: "." },
          ],
        },
      ],
    });
  });

  test("tells every fault with its line and the nearest known name", () => {
    expect(faultsOf("# No head\n")).toMatchObject([{ line: 1 }]);
    expect(faultsOf("---\nmatch:\n  stepp: label\n  flow: a\n---\n# T\n")).toMatchObject([
      { line: 3, path: "match.stepp", message: expect.stringContaining("step") },
    ]);
    expect(faultsOf("---\nmatch: {}\n---\n# T\n")).toMatchObject([{ line: 2, path: "match" }]);
    expect(faultsOf("---\nmatch: { kind: failed-event }\n---\nno heading\n")).toMatchObject([{ line: 4 }]);
    expect(faultsOf("---\nmatch: { kind: nothing }\n---\n# T\n")).toMatchObject([{ path: "match.kind" }]);
  });

  test("keeps HTML as text and drops addresses that a page must not open", () => {
    const { blocks } = book(
      "X",
      `${of("{ step: a }")}\n<img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](//evil)\n`,
    );
    const texts = JSON.stringify(blocks);
    expect(texts).not.toContain("href");
    expect(texts).toContain("<img src=x onerror=alert(1)>");
  });

  test("names in a step what the product does for it", () => {
    const steps = "\n1. [Ask **customer** care](do:hand-over/customer-care) now\n2. [Later](do:ship-later)\n";
    expect(book("X", `${of("{ step: a }").split("\n1.")[0]}\n${steps}`).blocks).toEqual([
      {
        kind: "list",
        ordered: true,
        items: [
          [{ text: "Ask customer care", action: { deed: "hand-over", team: "customer-care" } }, { text: " now" }],
          [{ text: "Later", action: { deed: "ship-later" } }],
        ],
      },
    ]);
    for (const deed of runbookDeeds) {
      const name = deed === "hand-over" ? `${deed}/care` : deed;
      expect(faultsOf(`${of("{ step: a }")}\n[Do](do:${name})\n`)).toEqual([]);
    }
  });

  test("tells what a step names and nothing does, with its line and the nearest that is known", () => {
    const read = (text: string) => {
      const told = readRunbook("X", `---\nmatch: { step: a }\n---\n# T\n\n1. One\n2. ${text}\n`, ["customer-care"]);
      return told.ok ? [] : told.faults;
    };
    expect(read("[Ask](do:ask-parter)")).toEqual([
      { line: 7, path: "do:ask-parter", message: expect.stringContaining("Did you mean ask-partner?") },
    ]);
    expect(read("[Give](do:hand-over/customer-car)")).toEqual([
      { line: 7, path: "do:hand-over/customer-car", message: expect.stringContaining("Did you mean customer-care?") },
    ]);
    expect(read("[Give](do:hand-over)")).toMatchObject([{ line: 7, message: expect.stringContaining("TEAM") }]);
    expect(read("[Take](do:take/me)")).toMatchObject([{ line: 7, message: expect.stringContaining("do:take") }]);
    expect(read("[Give](do:hand-over/customer-care)")).toEqual([]);
    expect(faultsOf("---\nmatch: { step: a }\n---\n# [Take](do:take) it\n")).toMatchObject([{ line: 4 }]);
  });

  test("never throws, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), fc.boolean(), (text, headed) => {
        const read = readRunbook("X", headed ? of("{ step: a }") + text : text);
        expect(typeof read.ok).toBe("boolean");
      }),
      { numRuns: 500 },
    );
  });

  test("the one that asks for most fits best", () => {
    const books = [
      book("B", of("{ kind: failed-event }")),
      book("A", of("{ kind: failed-event }")),
      book("C", of("{ kind: failed-event, says: postcode }")),
      book("D", of("{ kind: missing-event, step: label }")),
    ];
    const failed = exceptionOf(1, { kind: "failed-event", title: "Label refused", reason: "POSTCODE missing" });
    expect(runbookFor(books, failed)?.id).toBe("C");
    expect(runbookFor(books, { ...failed, reason: "no printer" })?.id).toBe("A");
    expect(runbookFor(books, { ...failed, kind: "undecodable" })).toBeNull();
  });

  test("those of the demo can all be read", () => {
    const folder = new URL("../../server/demo/runbooks/", import.meta.url);
    const names = readdirSync(folder);
    const network = readFileSync(new URL("../network.yaml", folder), "utf8");
    const demoTeams = [...network.matchAll(/^ {2}- \{ id: ([a-z0-9-]+), name/gm)].map((found) => found[1] ?? "");
    expect(names.length).toBeGreaterThan(3);
    for (const name of names)
      expect(readRunbook(name, readFileSync(new URL(name, folder), "utf8"), demoTeams)).toMatchObject({ ok: true });
  });
});
