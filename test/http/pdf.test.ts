import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pdfOf } from "../../server/http/export/pdf.ts";
import { flowOf, measure } from "../../server/http/export/pdf-flow.ts";
import { bytesOf, linesOf, widthOf } from "../../server/http/export/pdf-text.ts";
import { textsIn } from "./pdf-read.ts";

describe("PDF, written by hand", () => {
  it("says the pages, in order, as they can be read back from the bytes through its own table of places", () => {
    const drawn = (text: string) => [{ kind: "text", x: 50, y: 60, text, face: "plain", size: 10 }] as const;
    const bytes = pdfOf("Packet (1)", [drawn("First: 50 % (half) \\ kept"), drawn("Zweite Größe – “told”, 3 €")]);
    expect(textsIn(bytes)).toEqual([["First: 50 % (half) \\ kept"], ["Zweite Größe – “told”, 3 €"]]);
    // The same pages are the same bytes, so that their hash is theirs.
    expect(pdfOf("Packet (1)", [drawn("First: 50 % (half) \\ kept"), drawn("Zweite Größe – “told”, 3 €")])).toEqual(
      bytes,
    );
    expect(bytes.every((byte) => byte < 0x80)).toBe(true);
  });

  it("sets any text without breaking the file, and reads back what its faces have signs for", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 30 }), { minLength: 1, maxLength: 5 }), (texts) => {
        const pages = texts.map((text) => [{ kind: "text", x: 1, y: 1, text, face: "bold", size: 9 }] as const);
        const plain = (text: string) =>
          [...text.normalize("NFC")]
            .map((sign) => (bytesOf(sign)[0] === 0x3f ? "?" : (sign.codePointAt(0) ?? 0) < 0x20 ? " " : sign))
            .join("");
        expect(textsIn(pdfOf("x", pages))).toEqual(texts.map((text) => [plain(text)]));
      }),
    );
  });

  it("breaks lines at spaces so that none is wider than the page, and loses no word", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 40 }), { maxLength: 20 }),
        fc.integer({ min: 40, max: 300 }),
        (words, width) => {
          const text = words.join(" ");
          const lines = linesOf(text, "plain", 9, width);
          for (const line of lines) expect(widthOf(line, "plain", 9)).toBeLessThanOrEqual(width);
          expect(lines.join("").replace(/\s+/g, "")).toBe(text.replace(/\s+/g, ""));
        },
      ),
    );
  });

  it("goes on on the next page, each with its number of how many and the foot", () => {
    const flow = flowOf("Long");
    for (let index = 1; index <= 120; index++) flow.row([{ text: `row ${index}`, x: 0, width: measure }]);
    const pages = textsIn(flow.end("foot of all"));
    expect(pages.length).toBeGreaterThan(1);
    const rows = pages.flatMap((texts) => texts.filter((text) => text.startsWith("row ")));
    expect(rows).toEqual(Array.from({ length: 120 }, (_, index) => `row ${index + 1}`));
    pages.forEach((texts, index) => {
      expect(texts.slice(-2)).toEqual(["foot of all", `${index + 1} of ${pages.length}`]);
    });
  });
});
