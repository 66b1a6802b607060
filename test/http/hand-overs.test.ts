import { afterEach, expect, test } from "vitest";
import { anException, start } from "../feeds/fakes.ts";
import { endAll, fits, serve } from "./harness.ts";

afterEach(endAll);

test("the giver is asked back and answers: who, when, in what words; what the engine refuses is said", async () => {
  const serving = await serve();
  await serving.store.put(anException(1));
  const asked = { at: start + 2, by: "J. Sato", text: "Which door?" };
  const handOver = {
    number: 7,
    at: start,
    by: "Ortiz",
    to: { team: "desk", person: null },
    note: null,
    exceptions: [1],
    accepted: [],
    questions: [
      { ...asked, answer: { at: start + 3, by: "Ortiz", text: "Door 6." } },
      { ...asked, answer: null },
    ],
  };
  await serving.store.commit([{ kind: "hand-over", handOver }]);
  const { json } = await serving.get("/api/v1/hand-overs");
  fits("listHandOvers", 200, json);
  expect(json.items[0].questions).toEqual([
    {
      number: 1,
      at: new Date(start + 2).toISOString(),
      by: "J. Sato",
      text: "Which door?",
      answer: { at: new Date(start + 3).toISOString(), by: "Ortiz", text: "Door 6." },
    },
    { number: 2, at: new Date(start + 2).toISOString(), by: "J. Sato", text: "Which door?", answer: null },
  ]);
  serving.rule(async () => ({ kind: "done", number: 9, seq: 1 }));
  const path = "/api/v1/hand-overs/H-7/questions";
  const made = await serving.post(path, { text: "  And the pallet? " });
  fits("askBack", 201, made.json);
  const answered = await serving.post(`${path}/2/answer`, { text: "Door 7." });
  fits("answerBack", 200, answered.json);
  expect([made.status, answered.status]).toEqual([201, 200]);
  expect(serving.rulings).toEqual([
    { kind: "ask-back", handOver: 7, by: "administrator", text: "And the pallet?" },
    { kind: "answer-back", handOver: 7, question: 2, by: "administrator", text: "Door 7." },
  ]);
  for (const text of ["", "   ", "x".repeat(501)]) {
    expect((await serving.post(path, { text })).status).toBe(400);
    expect((await serving.post(`${path}/2/answer`, { text })).status).toBe(400);
  }
  for (const nowhere of [`${path}/3/answer`, `${path}/0/answer`, `${path}/02/answer`])
    expect((await serving.post(nowhere, { text: "x" })).status).toBe(404);
  expect((await serving.post("/api/v1/hand-overs/H-9/questions", { text: "x" })).status).toBe(404);
  expect(serving.rulings).toHaveLength(2);
  serving.rule(async () => ({
    kind: "refused",
    fault: { class: "permanent", code: "nothing-waits", message: "Nothing of it waits." },
  }));
  const late = await serving.post(path, { text: "Still there?" });
  expect([late.status, late.json.code]).toEqual([422, "nothing-waits"]);
});
