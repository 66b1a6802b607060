import { type Drawn, page, pdfOf } from "./pdf.ts";
import { type Face, linesOf, widthOf } from "./pdf-text.ts";

const left = 48;
const right = page.width - 48;
const top = 56;
const bottom = page.height - 64;

/** One cell of a row: where it begins, how wide it is, and how it is set. */
export interface Cell {
  readonly text: string;
  readonly x: number;
  readonly width: number;
  readonly face?: Face;
  readonly grey?: number;
}

/** A document that is written from top to bottom, and goes on on the next page. */
export interface Flow {
  /** Text across the page; `gap`: points before it. */
  text(
    text: string,
    how?: { readonly face?: Face; readonly size?: number; readonly grey?: number; readonly gap?: number },
  ): void;
  /** Cells side by side, each broken within its width; a row is never cut unless it is higher than a page. */
  row(cells: readonly Cell[], size?: number): void;
  rule(): void;
  /** All pages, each with its number and the foot. */
  end(foot: string): Uint8Array;
}

/** Width between the margins, in points; `x` of a cell counts from the left one. */
export const measure = right - left;

/** Begins a document. */
export function flowOf(title: string): Flow {
  const pages: Drawn[][] = [[]];
  let y = top;
  const room = (height: number): void => {
    if (y + height <= bottom || y === top) return;
    pages.push([]);
    y = top;
  };
  const put = (drawn: Drawn): void => {
    pages.at(-1)?.push(drawn);
  };
  return {
    text(text, { face = "plain", size = 9.5, grey = 0, gap = 0 } = {}) {
      y += gap;
      for (const line of linesOf(text, face, size, measure)) {
        room(size * 1.4);
        put({ kind: "text", x: left, y: y + size, text: line, face, size, grey });
        y += size * 1.4;
      }
    },
    row(cells, size = 8.5) {
      const broken = cells.map((cell) => ({ cell, lines: linesOf(cell.text, cell.face ?? "plain", size, cell.width) }));
      const height = Math.max(...broken.map(({ lines }) => lines.length));
      room(height * size * 1.3 + 3);
      for (let at = 0; at < height; at++) {
        room(size * 1.3);
        for (const { cell, lines } of broken) {
          const text = lines[at];
          if (text === undefined || text === "") continue;
          put({
            kind: "text",
            x: left + cell.x,
            y: y + size,
            text,
            face: cell.face ?? "plain",
            size,
            grey: cell.grey ?? 0,
          });
        }
        y += size * 1.3;
      }
      y += 3;
    },
    rule() {
      room(8);
      put({ kind: "line", x: left, y: y + 2, to: right });
      y += 7;
    },
    end(foot) {
      pages.forEach((drawn, index) => {
        const number = `${index + 1} of ${pages.length}`;
        const size = 7.5;
        const width = measure - widthOf(number, "plain", size) - 12;
        const [line = ""] = linesOf(foot, "plain", size, width);
        drawn.push({ kind: "text", x: left, y: page.height - 36, text: line, face: "plain", size, grey: 0.4 });
        drawn.push({
          kind: "text",
          x: right - widthOf(number, "plain", size),
          y: page.height - 36,
          text: number,
          face: "plain",
          size,
          grey: 0.4,
        });
      });
      return pdfOf(title, pages);
    },
  };
}
