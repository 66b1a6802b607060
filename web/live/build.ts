import { useEffect } from "react";

/** How often a page that nobody touches looks whether it is still the newest, milliseconds. */
const lookEveryMs = 60_000;

/** Address of the script that a page begins with, which names the build; null for what is no page of ours. */
export const scriptOf = (html: string): string | null =>
  /<script[^>]*\ssrc="(\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? null;

const reloadPage = (): void => window.location.reload();

/** Loads the page anew when the server serves another build: for pages that nobody touches. */
export function useNewestBuild(reload: () => void = reloadPage): void {
  useEffect(() => {
    const mine = document.querySelector('script[src^="/assets/"]')?.getAttribute("src") ?? null;
    const look = async (): Promise<void> => {
      const answer = await fetch("/index.html", { cache: "no-store" }).catch(() => null);
      if (answer?.ok !== true) return;
      const newest = scriptOf(await answer.text().catch(() => ""));
      if (newest !== null && mine !== null && newest !== mine) reload();
    };
    const timer = setInterval(() => void look(), lookEveryMs);
    return () => clearInterval(timer);
  }, [reload]);
}
