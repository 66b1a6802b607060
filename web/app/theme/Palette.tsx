import type { CSSProperties, ReactNode } from "react";
import { floorTokens, wallTokens } from "./tokens.ts";

const palettes = { wall: wallTokens, floor: floorTokens } as const;

/** Colours of a page that has its own, whatever theme the device asks for. */
export function Palette({ of, children }: { readonly of: keyof typeof palettes; readonly children: ReactNode }) {
  return <div style={{ display: "contents", ...palettes[of] } as CSSProperties}>{children}</div>;
}
