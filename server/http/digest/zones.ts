const formats = new Map<string, Intl.DateTimeFormat>();

/** Minutes east of UTC in any zone at an instant. Throws for what is no zone. */
export function offsetIn(timezone: string, at: number): number {
  const format =
    formats.get(timezone) ?? new Intl.DateTimeFormat("en-US", { timeZone: timezone, timeZoneName: "longOffset" });
  formats.set(timezone, format);
  const name = format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign = "+", hours = "0", minutes = "0"] = /^GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** Whether a text names a zone; offsets as `+05:00` are none. */
export function isZone(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(text)) return false;
  try {
    offsetIn(text, 0);
    return true;
  } catch {
    return false;
  }
}
