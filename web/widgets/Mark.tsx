/** The five-bar gate. `tile`: as the app icon, on an ink tile. `ink`: colour of the uprights. */
export function Mark({
  size = 28,
  tile = false,
  ink = "currentColor",
}: {
  readonly size?: number;
  readonly tile?: boolean;
  readonly ink?: string;
}) {
  const strokes = (
    <>
      <path d="M6.5 5v18M11.5 5v18M16.5 5v18M21.5 5v18" stroke={tile ? "#fff" : ink} strokeWidth="2.6" />
      <path d="M2.5 19.5 25.5 8.5" stroke="#FFC629" strokeWidth="3" />
    </>
  );
  return tile ? (
    <svg width={size} height={size} viewBox="0 0 40 40" fill="none" strokeLinecap="round" aria-hidden="true">
      <rect width="40" height="40" rx="8" fill="#0E1B25" />
      <g transform="translate(6 6)">{strokes}</g>
    </svg>
  ) : (
    <svg width={size} height={size} viewBox="0 0 28 28" fill="none" strokeLinecap="round" aria-hidden="true">
      {strokes}
    </svg>
  );
}

/** The mark with the name beside it. */
export function Wordmark({ size = 32, ink = "currentColor" }: { readonly size?: number; readonly ink?: string }) {
  return (
    <span style={{ display: "inline-flex", alignItems: "center", gap: size * 0.6, color: ink }}>
      <Mark size={size * 1.5} ink={ink} />
      <span style={{ fontSize: size, lineHeight: 1.1, fontWeight: 660, letterSpacing: "-0.03em" }}>Tallyman</span>
    </span>
  );
}
