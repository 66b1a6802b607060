/**
 * The colours of the product, light and dark. Each becomes a CSS variable of its name (`var(--ink-2)`);
 * no other file names a colour, but for the mark.
 */
const neutrals = {
  canvas: ["#EDF1F3", "#0A131A"],
  surface: ["#FFFFFF", "#101C25"],
  sunk: ["#F5F8F9", "#15232E"],
  line: ["#D8E0E5", "#253743"],
  "line-2": ["#AEBBC4", "#445966"],
  edge: ["#7C8D99", "#657C8B"],
  ink: ["#0E1B25", "#EAF0F4"],
  "ink-2": ["#3F505C", "#B1C0CA"],
  "ink-3": ["#5A6A75", "#8FA1AD"],
  accent: ["#0B5F70", "#58C7D6"],
  "accent-hover": ["#094E5C", "#7AD4E0"],
  "on-accent": ["#FFFFFF", "#06222A"],
  "accent-soft": ["#DDEFF1", "#103440"],
  "accent-line": ["#7FB9C3", "#2C6E7B"],
  rail: ["#0E1B25", "#060D12"],
  "rail-here": ["#1C2B36", "#14202A"],
  "rail-text": ["#A9BAC6", "#A9BAC6"],
  "rail-ink": ["#FFFFFF", "#FFFFFF"],
  "rail-line": ["#2A3A46", "#1E2B35"],
  yellow: ["#FFC629", "#FFC629"],
  "on-yellow": ["#0E1B25", "#0E1B25"],
  /** The "new" pill: ink on light, inverted in dark. */
  pill: ["#0E1B25", "#EAF0F4"],
  "pill-ink": ["#FFFFFF", "#101C25"],
  "pill-critical": ["#FF9C95", "#A3141A"],
  /** Code stands on ink in both themes. */
  code: ["#0E1B25", "#0E1B25"],
  "code-line": ["#0E1B25", "#253743"],
  "code-ink": ["#D6E2EA", "#D6E2EA"],
  "code-key": ["#8FD3DE", "#8FD3DE"],
  "code-value": ["#FFD978", "#FFD978"],
  "code-quiet": ["#8FA1AD", "#8FA1AD"],
  shadow: ["0 8px 24px rgb(14 27 37 / 16%)", "none"],
} as const;

/** Meaning: text and glyph, soft fill, line. */
const meanings = {
  critical: [
    ["#B3191F", "#FCE8E7", "#EFA9A6"],
    ["#FF8A82", "#3B1719", "#7C2F30"],
  ],
  high: [
    ["#A84300", "#FDEBDD", "#F0B98D"],
    ["#FFA866", "#38210F", "#7A4A20"],
  ],
  medium: [
    ["#755500", "#FAF1D2", "#DEC573"],
    ["#EFC850", "#31280B", "#6B5A1C"],
  ],
  low: [
    ["#3F5B78", "#E8EFF5", "#B4C6D6"],
    ["#A3BCD4", "#1B2B3A", "#3C556C"],
  ],
  done: [
    ["#14703E", "#E0F2E7", "#94CDAB"],
    ["#63D394", "#0F2F1E", "#24613F"],
  ],
  waiting: [
    ["#1D5FA8", "#E4EEF9", "#A9C8EA"],
    ["#84BCF7", "#12283F", "#2D527A"],
  ],
} as const;

/** Bars of services in traces, always beside the name: `var(--service-1)` to `var(--service-5)`. */
const services = [
  ["#2F6FB5", "#6FA8E6"],
  ["#0B7A75", "#4DBDB6"],
  ["#8A5A00", "#D9A441"],
  ["#7A3E9D", "#C08FE0"],
  ["#5A6A75", "#8FA1AD"],
] as const;

function variables(theme: 0 | 1): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, pair] of Object.entries(neutrals)) out[`--${name}`] = pair[theme];
  for (const [name, pair] of Object.entries(meanings)) {
    const [text, soft, line] = pair[theme];
    out[`--${name}`] = text;
    out[`--${name}-soft`] = soft;
    out[`--${name}-line`] = line;
  }
  services.forEach((pair, index) => {
    out[`--service-${index + 1}`] = pair[theme];
  });
  return out;
}

/** The wall is dark wherever it hangs; `on-critical` is the text of its banner. */
const wall: Record<string, string> = {
  canvas: "#060D12",
  surface: "#0F1A22",
  "high-soft": "#2C1B0E",
  "on-critical": "#26080A",
};

/** Floor mode is light wherever it stands, and its text is 7:1 and more on white. */
const floor: Record<string, string> = {
  "ink-2": "#263742",
  "ink-3": "#3F505C",
  critical: "#A3141A",
  high: "#8A3600",
  medium: "#5C4200",
  waiting: "#174F8C",
  done: "#0F5A31",
};

const named = (tokens: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tokens).map(([name, value]) => [`--${name}`, value]));

/** Token variables of the light theme, by CSS name. */
export const lightTokens: Readonly<Record<string, string>> = variables(0);
/** Token variables of the dark theme, by CSS name. */
export const darkTokens: Readonly<Record<string, string>> = variables(1);
/** Token variables of the wall, by CSS name. */
export const wallTokens: Readonly<Record<string, string>> = { ...darkTokens, ...named(wall) };
/** Token variables of floor mode, by CSS name. */
export const floorTokens: Readonly<Record<string, string>> = { ...lightTokens, ...named(floor) };
