/** What a page ends with; opaque outside. */
export type CursorPart = string | number;

/** A cursor from the sort values of a page's last row. */
export const cursorText = (parts: readonly CursorPart[]): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(parts))))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/**
 * The sort values that a cursor holds, if it is one of the right shape (`s` for a text, `n` for a number); null for
 * anything else, which reads from the start.
 */
export function readCursor(cursor: string | null, shape: string): readonly CursorPart[] | null {
  if (cursor === null || cursor.length > 2_048) return null;
  try {
    const bytes = Uint8Array.from(atob(cursor.replaceAll("-", "+").replaceAll("_", "/")), (unit) => unit.charCodeAt(0));
    const parts: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (!Array.isArray(parts) || parts.length !== shape.length) return null;
    const fits = parts.every((part, index) =>
      shape[index] === "s" ? typeof part === "string" : typeof part === "number" && Number.isFinite(part),
    );
    return fits ? (parts as readonly CursorPart[]) : null;
  } catch {
    return null;
  }
}
