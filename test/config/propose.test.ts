import { describe, expect, test } from "vitest";
import { withRoute } from "../../server/config/index.ts";
import { diffOf } from "../../server/http/diff.ts";
import { demoText, fileOf, houseText } from "./files.ts";

const rule = {
  match: [
    ["flow", ["pick-to-ship"]],
    ["kind", ["missing-event", "failed-event"]],
  ] as const,
  to: "ar-finance",
};
const head = `company: { name: A, timezone: UTC, currency: USD }
teams: [{ id: ops, name: Ops }, { id: desk, name: Desk }]
`;
const small = { match: [["kind", ["failed-event"]]] as const, to: "desk" };

describe("a rule before all others", () => {
  test("goes to the head of a block list, and leaves the rest as it is", () => {
    const text = withRoute(houseText, rule) ?? "";
    expect(fileOf(text).routing.routes).toHaveLength(3);
    expect(fileOf(text).routing.routes[0]).toMatchObject({ match: { flow: ["pick-to-ship"] }, to: "ar-finance" });
    expect(diffOf("house.yaml", houseText, text)).toBe(`--- a/house.yaml
+++ b/house.yaml
@@ -35,6 +35,7 @@
   acknowledge: 30m
   resolve: 4h
   routes:
+    - { match: { flow: pick-to-ship, kind: [missing-event, failed-event] }, to: ar-finance }
     - { match: { warehouse: ATL, kind: [failed-event, missing-event], flow: pick-to-ship }, to: atl-dock-leads }
     - { match: { flow: ship-to-invoice }, to: ar-finance }
 tests:
`);
    const demo = withRoute(demoText, { match: [["kind", ["undecodable"]]], to: fileOf(demoText).teams[0]?.id ?? "" });
    expect(fileOf(demo ?? "").routing.routes.length).toBe(fileOf(demoText).routing.routes.length + 1);
  });

  test.each([
    ["routing: { to: ops }\n"],
    ["routing: { to: ops, routes: [] }\n"],
    ["routing: { to: ops, routes: [{ match: { kind: undecodable }, to: ops }] } # last\n"],
    ["routing:\n  to: ops # whose\n"],
    ["routing:\n  to: ops\n  routes: []\nenvironments: [prod]\n"],
    ["routing:\n  to: ops\nenvironments: [prod]\n"],
    ["routing:\n    to: ops\n    routes:\n    # first\n    - match: { kind: undecodable }\n      to: ops\n"],
  ])("is put where %j has none, or few", (routing) => {
    const text = withRoute(head + routing, small);
    const before = fileOf(head + routing);
    const after = fileOf(text ?? "");
    expect(after.routing.routes).toHaveLength(before.routing.routes.length + 1);
    expect(after.routing.routes[0]).toMatchObject({ match: { kind: ["failed-event"] }, to: "desk" });
    expect({ ...after, routing: null }).toEqual({ ...before, routing: null });
  });

  test("is refused where the file would not be read any more", () => {
    expect(
      withRoute(`${head}routing: { to: ops }\n`, { match: [["kind", ["failed-event"]]], to: "nobody" }),
    ).toBeNull();
    expect(withRoute("nothing", small)).toBeNull();
  });
});

test("a difference is one hunk with three lines around it, at either end of a file too", () => {
  expect(diffOf("a", "1\n2\n3\n4\n5\n", "1\n2\n3\n4\n5\n")).toBe("");
  expect(diffOf("a", "1\n2\n", "0\n1\n2\n")).toBe("--- a/a\n+++ b/a\n@@ -1,2 +1,3 @@\n+0\n 1\n 2\n");
  expect(diffOf("a", "1\n2\n3\n4\n5\n", "1\n2\n3\n4\n6\n7\n")).toBe(
    "--- a/a\n+++ b/a\n@@ -2,4 +2,5 @@\n 2\n 3\n 4\n-5\n+6\n+7\n",
  );
  expect(diffOf("a", "", "1\n")).toBe("--- a/a\n+++ b/a\n@@ -0,0 +1,1 @@\n+1\n");
});
