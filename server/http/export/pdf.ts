import { bytesOf, type Face } from "./pdf-text.ts";

/** Size of a page in points: A4. */
export const page = { width: 595, height: 842 } as const;

/** Something on a page; `x` and `y` in points from the upper left corner. */
export type Drawn =
  | {
      readonly kind: "text";
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly face: Face;
      readonly size: number;
      /** 0 is black, 1 white. */
      readonly grey?: number;
    }
  | { readonly kind: "line"; readonly x: number; readonly y: number; readonly to: number };

const number = (value: number): string => String(Math.round(value * 100) / 100);

/** A string of the format: what would end or escape it is escaped, what is no ASCII stands as octal digits. */
function literal(bytes: readonly number[]): string {
  const text = bytes.map((code) => {
    if (code === 0x28 || code === 0x29 || code === 0x5c) return `\\${String.fromCharCode(code)}`;
    return code < 0x7f ? String.fromCharCode(code) : `\\${code.toString(8).padStart(3, "0")}`;
  });
  return `(${text.join("")})`;
}

function operators(drawn: Drawn): string {
  const y = number(page.height - drawn.y);
  if (drawn.kind === "line") return `0.75 G 0.5 w ${number(drawn.x)} ${y} m ${number(drawn.to)} ${y} l S`;
  const { x, text, face, size, grey = 0 } = drawn;
  const font = face === "bold" ? "/F2" : "/F1";
  return `BT ${number(grey)} g ${font} ${number(size)} Tf 1 0 0 1 ${number(x)} ${y} Tm ${literal(bytesOf(text))} Tj ET`;
}

/**
 * A document of pages, in Helvetica, as every reader has it: no picture, no compression, no time of its own, so that the
 * same pages are the same bytes.
 */
export function pdfOf(title: string, pages: readonly (readonly Drawn[])[]): Uint8Array {
  const count = pages.length;
  const kids = pages.map((_, index) => `${6 + index * 2} 0 R`).join(" ");
  const font = (name: string) => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
    `<< /Type /Pages /Kids [${kids}] /Count ${count} /MediaBox [0 0 ${page.width} ${page.height}] >>`,
    font("Helvetica"),
    font("Helvetica-Bold"),
    `<< /Title ${literal(bytesOf(title))} /Producer (Tallyman) >>`,
    ...pages.flatMap((drawn, index) => {
      const content = drawn.map(operators).join("\n");
      return [
        `<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents ${7 + index * 2} 0 R >>`,
        // All of it is ASCII: a character is a byte.
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ];
    }),
  ];
  let text = "%PDF-1.4\n";
  const offsets: number[] = [];
  objects.forEach((object, index) => {
    offsets.push(text.length);
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
  });
  const begin = text.length;
  const entries = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${begin}\n%%EOF\n`;
  return new TextEncoder().encode(text);
}
