/** Controls, format marks (direction of writing, joiners, tags), line and paragraph separators, lone surrogates. */
const acting = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const spelt = (char: string): string =>
  char
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");

/**
 * Makes a line of JSON harmless for a terminal and whole for a reader of lines: whatever could act on either becomes
 * a JSON escape. The value is the same when parsed.
 */
export const escapeLine = (line: string): string =>
  line.replace(acting, (char) => (char === "\n" ? char : spelt(char)));

/** The same for words shown to people: line ends and tabs stay, everything else that could act is spelt out. */
export const escapeWords = (text: string): string =>
  text.replace(acting, (char) => (char === "\n" || char === "\t" ? char : spelt(char)));

const hidden = "[redacted]";
const secretName = /(^|[-_.])(authorization|cookie|password|secret|token|apikey|api-key|credential)s?$/i;

/** True where a field of this name may hold a secret. */
export const isSecretName = (name: string): boolean => secretName.test(name);

/** Takes secrets out of a text: credentials in headers, in addresses and in their queries, and sign-in links. */
export const redact = (text: string): string =>
  text
    .replace(/\b(bearer|basic)(\s+|%20)[\w.~+/=%-]+/gi, `$1$2${hidden}`)
    .replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${hidden}@`)
    .replace(/([?&#](?:link|token|key|secret|password|code|access_token)=)[^\s&#"']+/gi, `$1${hidden}`)
    .replace(
      /((?:^|[^\w])(?:cookie|set-cookie|x-api-key|authorization)\s*[:=]\s*)(?!bearer|basic)[^\s,;]+/gi,
      `$1${hidden}`,
    );
