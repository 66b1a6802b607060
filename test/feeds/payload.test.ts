import { expect, test } from "vitest";
import { maskedValue, payloadLines, shownValue } from "../../server/feeds/index.ts";

test("what differs from the last good record comes first, ids and times apart", () => {
  const now = { "order.id": "SO-2", "ship.zip": "", "http.status": 400, "ship.city": "Reno", extra: [1] };
  const good = { "order.id": "SO-1", "ship.zip": "89501", "http.status": 200, "ship.city": "Reno", gone: "x" };
  expect(payloadLines(now, good).map(({ name, change }) => `${name} ${change}`)).toEqual([
    "gone missing",
    "extra added",
    "http.status differs",
    "ship.zip differs",
    "order.id own",
    "ship.city same",
  ]);
  expect(payloadLines(now, good).find(({ name }) => name === "http.status")).toMatchObject({ now: "400", good: "200" });
});

test("without a good record nothing is said to differ", () => {
  expect(payloadLines({ a: 1 }, null)).toEqual([{ name: "a", now: "1", good: null, change: "same" }]);
});

test("secrets are never shown, by name or by form, and never told apart", () => {
  const names = [
    "authorization",
    "http.request.header.cookie",
    "db.password",
    "api_key",
    "x-api-key",
    "card.number",
    "accessToken",
  ];
  for (const name of names) expect(shownValue(name, "s3cret-value")).toBe(maskedValue);
  expect(shownValue("http.header", "Bearer abcdef123456")).toBe(`Bearer ${maskedValue}`);
  expect(shownValue("url.full", "https://ana:hunter2@host/x")).toBe(`https://ana:${maskedValue}@host/x`);
  expect(payloadLines({ token: "a" }, { token: "b" })[0]?.change).toBe("same");
  expect(shownValue("note", "x".repeat(900)).length).toBeLessThanOrEqual(501);
});

test("a name from outside is only a name", () => {
  const now = JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, unknown>;
  expect(payloadLines(now, null).map(({ name }) => name)).toEqual(["__proto__", "constructor"]);
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});
