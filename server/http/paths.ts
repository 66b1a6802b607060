/** The only path whose last part may hold an encoded slash: ids from outside have them. */
const objectPath = /^\/api\/v1\/objects\/[a-z-]+\/[^/]+$/;

/**
 * Why a path is refused before anybody looks at what it names; null when it is plain. Everything behind this sees one
 * spelling of each path: no empty parts, no dot parts, no encoded slashes, nothing that a proxy may read otherwise.
 */
export function pathFault(path: string): string | null {
  if (!path.startsWith("/")) return "must begin with a slash";
  if (path.length > 4_096) return "is too long";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/[\u0000-\u0020\u007f\\]/.test(path)) return "holds a character that no path has";
  if (path.includes("//")) return "has an empty part";
  const parts = path.split("/").slice(1);
  for (const [index, part] of parts.entries()) {
    let plain: string;
    try {
      plain = decodeURIComponent(part);
    } catch {
      return "is not well encoded";
    }
    const name = index === parts.length - 1 && objectPath.test(path);
    if (plain === "." || plain === "..") return "has a dot part";
    if (!name && (plain.includes("/") || plain.includes("\\"))) return "holds an encoded slash";
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
    if (/[\u0000-\u001f\u007f]/.test(plain)) return "holds a control character";
  }
  return null;
}

/** Query parameters by name; a fault where one is given twice, since proxies and programs disagree which one holds. */
export function queryOf(url: string): {
  readonly query: ReadonlyMap<string, string>;
  readonly twice: string | null;
} {
  const from = url.indexOf("?");
  const query = new Map<string, string>();
  let twice: string | null = null;
  if (from < 0) return { query, twice };
  for (const [name, value] of new URLSearchParams(url.slice(from + 1))) {
    if (query.has(name)) twice = name;
    query.set(name, value);
  }
  return { query, twice };
}
