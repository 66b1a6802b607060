import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

declare global {
  interface Window {
    readonly axe?: typeof import("axe-core");
  }
}

const checker = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const criteria = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

/**
 * What breaks WCAG 2.0 to 2.2, levels A and AA, on the page as it stands, one line for each element;
 * `strict`: text at 7:1 too.
 */
export async function wcag(page: Page, strict = false): Promise<readonly string[]> {
  if (!(await page.evaluate(() => window.axe !== undefined))) await page.evaluate(checker);
  const { violations } = await page.evaluate(
    ([tags, enhanced]): Promise<AxeResults> => {
      if (window.axe === undefined) throw new Error("The page left while it was checked.");
      return window.axe.run(document, {
        runOnly: { type: "tag", values: tags },
        resultTypes: ["violations"],
        ...(enhanced ? { rules: { "color-contrast-enhanced": { enabled: true } } } : {}),
      });
    },
    [criteria, strict] as const,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 4).map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary?.slice(0, 200)}`),
  );
}
