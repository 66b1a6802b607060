/** A name with ids and numbers masked, so that the same fault has the same name: `POST /orders/#`. */
export function masked(name: string): string {
  const text = name
    .replace(/[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}/g, "#")
    .replace(/\b[0-9a-fA-F]{12,}\b/g, "#")
    .replace(/\b[A-Za-z]{1,6}[-_]?\d[\w-]*/g, "#")
    .replace(/\d+/g, "#")
    .replace(/\s+/g, " ")
    .trim();
  return text === "" ? "unnamed" : text.slice(0, 80);
}
