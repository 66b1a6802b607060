import type { Attributes, AttributeValue } from "../kit/index.ts";

/** A sign that records were left out before they came to us, and the share that was kept where it can be told. */
export interface SamplingSign {
  readonly by: string;
  readonly share: number | null;
}

/** The sign in a W3C tracestate: `ot=th:…` (rejection threshold) or `ot=p:…` (power of two). Null when all is kept. */
export function signInTraceState(traceState: string): SamplingSign | null {
  if (!traceState.includes("ot=")) return null;
  for (const member of traceState.split(",")) {
    const [vendor, fields] = splitOnce(member.trim(), "=");
    if (vendor !== "ot") continue;
    for (const field of fields.split(";")) {
      const [name, value] = splitOnce(field.trim(), ":");
      const share = name === "th" ? shareOfThreshold(value) : name === "p" ? shareOfPower(value) : null;
      if (share !== null && share < 1) return { by: `tracestate ${name}`, share };
    }
  }
  return null;
}

/** The sign in attributes named `sampling.…`: a share, or one in so many. Null when there is none or all is kept. */
export function signInAttributes(attributes: Attributes): SamplingSign | null {
  let found: SamplingSign | null = null;
  for (const [name, value] of attributes) {
    if (!name.startsWith("sampling.")) continue;
    const share = shareIn(name, value);
    if (share !== 1) found = stronger(found, { by: name, share });
  }
  return found;
}

/** Of two signs the one with the lesser share; one without a share only where no other has one. */
export function stronger(a: SamplingSign | null, b: SamplingSign | null): SamplingSign | null {
  if (a === null || b === null) return a ?? b;
  const left = a.share ?? 2;
  const right = b.share ?? 2;
  if (left !== right) return left < right ? a : b;
  return a.by <= b.by ? a : b;
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** A threshold is up to 14 hex digits, zeros left out on the right: what lies below it is dropped. */
function shareOfThreshold(digits: string): number | null {
  if (!/^[0-9a-f]{1,14}$/.test(digits)) return null;
  return 1 - Number(BigInt(`0x${digits.padEnd(14, "0")}`)) / 2 ** 56;
}

/** 63 stands for a probability of zero. */
function shareOfPower(text: string): number | null {
  if (!/^\d{1,2}$/.test(text)) return null;
  const power = Number(text);
  return power > 63 ? null : power === 63 ? 0 : 2 ** -power;
}

function shareIn(name: string, value: AttributeValue): number | null {
  const number = typeof value === "number" ? value : typeof value === "string" ? Number.parseFloat(value) : Number.NaN;
  if (!Number.isFinite(number) || number < 0) return null;
  if (!/\.(rate|ratio|probability|share|fraction)$/.test(name)) return null;
  if (number <= 1) return number;
  return name.endsWith(".rate") ? 1 / number : null;
}
