import type { Page } from "playwright-core";

/** Short words that stand on more than one line; of what is there for a screen reader alone, none. */
export const brokenWords = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const found = new Set<string>();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const isHidden = (element: Element | null): boolean =>
      element !== null && (getComputedStyle(element).clipPath !== "none" || isHidden(element.parentElement));
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      const { parentElement, textContent } = text;
      if (parentElement?.checkVisibility() !== true || parentElement.closest("svg, script, style") !== null) continue;
      if (isHidden(parentElement)) continue;
      for (const { 0: word, index } of (textContent ?? "").matchAll(/[\p{L}\p{N}$.,:]{2,12}/gu)) {
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const lines = [...range.getClientRects()]
          .filter(({ width }) => width > 0)
          .map(({ top }) => Math.round(top / 4));
        if (new Set(lines).size > 1) found.add(word);
      }
    }
    return [...found];
  });
