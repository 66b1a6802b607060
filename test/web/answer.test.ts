import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AnswerPage } from "../../server/wire/index.ts";
import { bodyOf, chosen, type Draft, kindsInOrder, lacks, sameForAll } from "../../web/app/answer/drafts.ts";
import { answerWords, languages } from "../../web/app/answer/words.ts";

const today = "2026-11-19";
const line = (state: "open" | "answered" | "ended"): AnswerPage["lines"][number] => ({
  id: "NGS-1",
  order: null,
  customer: null,
  lines: null,
  dueAt: "2026-11-19T18:05:00.000Z",
  neededBy: null,
  state,
  answer: null,
});

describe("the page on which partners answer", () => {
  test("has every word in every language, with the same values in it", () => {
    const valuesIn = (text: string) => [...new Set([...text.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name))].sort();
    const english = languages.en ?? {};
    for (const [language, entries] of Object.entries(languages)) {
      expect([language, Object.keys(entries).sort()]).toEqual([language, Object.keys(english).sort()]);
      for (const [id, text] of Object.entries(entries)) {
        expect(text.trim()).not.toBe("");
        expect([language, id, valuesIn(text)]).toEqual([
          language,
          id,
          valuesIn(english[id as keyof typeof english] ?? ""),
        ]);
      }
    }
    expect(answerWords("es-MX").say("answer.orders", { n: 23 })).toBe("23 pedidos sin confirmación: ¿qué ha pasado?");
    expect(answerWords("de").say("answer.send", { n: 1, all: 4 })).toBe("1 Antwort von 4 senden");
    expect(answerWords("constructor").language).toBe("en");
  });

  test("a first choice guesses today for what left, and nothing for what will", () => {
    expect(chosen(undefined, "shipped", today)).toMatchObject({ kind: "shipped", on: today });
    const will = chosen(chosen(undefined, "shipped", today), "will-ship", today);
    expect(will).toMatchObject({ kind: "will-ship", on: "" });
    expect(lacks(will)).toBe("on");
    const later = { ...will, on: "2026-11-25", note: "truck full" };
    expect(chosen(later, "shipped", today)).toMatchObject({ on: today, note: "truck full" });
    expect(chosen(later, "unknown", today)).toMatchObject({ note: "truck full" });
  });

  test("the same for all fills what is open and empty, and no other line", () => {
    const draft: Draft = { kind: "shipped", on: today, quantity: "", note: "only this one" };
    const mine: Draft = { ...draft, kind: "unknown" };
    const filled = sameForAll(
      new Map([
        [0, draft],
        [2, mine],
      ]),
      draft,
      [line("open"), line("answered"), line("open"), line("ended"), line("open")],
    );
    expect([...filled.keys()].sort()).toEqual([0, 2, 4]);
    expect(filled.get(2)).toEqual(mine);
    expect(filled.get(4)).toEqual({ ...draft, note: "" });
  });

  test("sends what is complete, with what belongs to its choice and nothing else", () => {
    const texts = fc.constantFrom("", "  ", "26 of 30", " truck full ");
    const drafts = fc.array(
      fc.record({
        kind: fc.constantFrom(...kindsInOrder),
        on: fc.constantFrom("", today),
        quantity: texts,
        note: texts,
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(drafts, texts, (list, name) => {
        const body = bodyOf(new Map(list.map((draft, place) => [place, draft])), name, "");
        expect(body.name).toBe(name.trim() === "" ? null : name.trim());
        expect(body.answers.map(({ line: place }) => place)).toEqual(
          list.flatMap((draft, place) => (lacks(draft) === null ? [place] : [])),
        );
        for (const answer of body.answers) {
          expect(answer.on !== null).toBe(answer.kind === "shipped" || answer.kind === "will-ship");
          expect(answer.quantity !== null).toBe(answer.kind === "short");
          expect(answer.note).not.toBe("");
        }
      }),
    );
  });
});
