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

/** What a finger hits by less than 44 px around its middle, less its edge, but for links in the middle of a sentence. */
export const tooSmall = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const inSentence = (one: Element): boolean => {
      if (one.tagName !== "A" || getComputedStyle(one).display !== "inline") return false;
      return (one.parentElement?.textContent ?? "").trim().length > (one.textContent ?? "").trim().length + 8;
    };
    const found = new Set<string>();
    for (const one of document.querySelectorAll(
      "a[href], button, input, select, textarea, summary, [role=button], [role=tab], [role=option], [role=menuitem]",
    )) {
      if (!one.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      if (one.closest("[inert], [aria-hidden=true]") !== null || inSentence(one)) continue;
      // A box or a ring is hit by its label.
      const own = (one instanceof HTMLInputElement && /checkbox|radio/.test(one.type) && one.labels?.[0]) || one;
      own.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
      const { left, top, width, height } = own.getBoundingClientRect();
      const hits = (x: number, y: number): boolean => {
        const hit = document.elementFromPoint(left + width / 2 + x, top + height / 2 + y);
        return hit !== null && (own.contains(hit) || hit.closest("label")?.control === one);
      };
      // What lies under something else, or outside the page as the skip link does, is no target now.
      if (!hits(0, 0)) continue;
      const reached = (
        [
          [-20, 0],
          [20, 0],
          [0, -20],
          [0, 20],
        ] as const
      ).filter(([x, y]) => hits(x, y)).length;
      if (reached === 4) continue;
      const name = one.getAttribute("aria-label") ?? one.textContent?.trim() ?? "";
      found.add(`${one.tagName} ${name.slice(0, 40)} ${Math.round(width)} × ${Math.round(height)} .${one.className}`);
    }
    return [...found];
  });
