import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
} from "@mantine/core";
import { darkTokens, lightTokens } from "./tokens.ts";

const petrol: MantineColorsTuple = [
  "#DDEFF1",
  "#BEE0E4",
  "#9BD0D7",
  "#7FB9C3",
  "#58C7D6",
  "#2E97A8",
  "#177386",
  "#0B5F70",
  "#094E5C",
  "#103440",
];
const gray: MantineColorsTuple = [
  "#F5F8F9",
  "#EDF1F3",
  "#D8E0E5",
  "#AEBBC4",
  "#7C8D99",
  "#7C8D99",
  "#5A6A75",
  "#3F505C",
  "#22323D",
  "#0E1B25",
];
const dark: MantineColorsTuple = [
  "#EAF0F4",
  "#B1C0CA",
  "#8FA1AD",
  "#657C8B",
  "#657C8B",
  "#253743",
  "#15232E",
  "#101C25",
  "#0A131A",
  "#060D12",
];

/** Mantine's theme: petrol for what one can press, ink and surface for black and white, borders instead of shadows. */
export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: { light: 7, dark: 4 },
  colors: { petrol, gray, dark },
  white: "#FFFFFF",
  black: "#0E1B25",
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: "650" },
  fontSizes: { xs: "0.75rem", sm: "0.78125rem", md: "0.84375rem", lg: "0.9375rem", xl: "1.25rem" },
  lineHeights: { xs: "1.34", sm: "1.44", md: "1.41", lg: "1.34", xl: "1.3" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "20px", xl: "28px" },
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "10px", xl: "14px" },
  defaultRadius: "sm",
  shadows: { xs: "none", sm: "none", md: "var(--shadow)", lg: "var(--shadow)", xl: "var(--shadow)" },
  respectReducedMotion: true,
  focusRing: "auto",
  cursorType: "pointer",
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input);
    if (input.variant === "filled" && (input.color === undefined || input.color === "petrol")) {
      return {
        ...colors,
        background: "var(--accent)",
        hover: "var(--accent-hover)",
        color: "var(--on-accent)",
        border: "1px solid transparent",
      };
    }
    return colors;
  },
  components: {
    Button: {
      defaultProps: { size: "md" },
      styles: { root: { fontWeight: 600 }, label: { overflow: "visible" } },
      vars: (_theme: unknown, props: { size?: string }) => ({
        root: {
          "--button-height": props.size === "xs" ? "28px" : props.size === "sm" ? "32px" : "36px",
          "--button-fz": props.size === "xs" ? "0.78125rem" : "0.84375rem",
          "--button-padding-x": props.size === "xs" ? "10px" : "13px",
        },
      }),
    },
    Menu: {
      // A menu holds its items and nothing else that takes the focus.
      defaultProps: {
        transitionProps: { duration: 160, transition: "fade" },
        shadow: "md",
        withInitialFocusPlaceholder: false,
      },
    },
    Popover: { defaultProps: { transitionProps: { duration: 160, transition: "fade" }, shadow: "md" } },
    Modal: { defaultProps: { transitionProps: { duration: 160, transition: "fade" }, shadow: "md", radius: "md" } },
    Drawer: { defaultProps: { transitionProps: { duration: 160 }, shadow: "md" } },
    Tooltip: {
      defaultProps: {
        openDelay: 300,
        events: { hover: true, focus: true, touch: false },
        color: "var(--pill)",
        transitionProps: { duration: 120 },
      },
      styles: { tooltip: { color: "var(--pill-ink)", fontSize: "0.75rem" } },
    },
  },
});

const shared = {
  "--mantine-color-body": "var(--surface)",
  "--mantine-color-text": "var(--ink)",
  "--mantine-color-bright": "var(--ink)",
  "--mantine-color-dimmed": "var(--ink-3)",
  "--mantine-color-placeholder": "var(--ink-3)",
  "--mantine-color-anchor": "var(--accent)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--sunk)",
  "--mantine-color-default-color": "var(--ink)",
  "--mantine-color-default-border": "var(--edge)",
  "--mantine-color-error": "var(--critical)",
  "--mantine-color-disabled": "var(--sunk)",
  "--mantine-color-disabled-color": "var(--ink-3)",
  "--mantine-color-disabled-border": "var(--line)",
  "--mantine-primary-color-contrast": "var(--on-accent)",
};

/** Puts the tokens on `:root`, once a theme, and points Mantine's own variables at them. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...lightTokens, ...shared },
  dark: { ...darkTokens, ...shared },
});
