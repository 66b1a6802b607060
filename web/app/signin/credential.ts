/** The secret in what was pasted: a whole one-time link, its secret alone, or a bearer token. */
export function credential(pasted: string): { readonly link: string } | { readonly token: string } {
  const text = pasted.trim();
  if (text.startsWith("tm_")) return { token: text };
  if (!URL.canParse(text)) return { link: text };
  const url = new URL(text);
  const link = url.searchParams.get("link") ?? new URLSearchParams(url.hash.slice(1)).get("link") ?? url.hash.slice(1);
  return { link: link === "" ? text : link };
}
