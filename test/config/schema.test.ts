import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { demoText, houseText, withSections } from "./files.ts";

const schema = JSON.parse(readFileSync(new URL("../../server/config/network.schema.json", import.meta.url), "utf8"));
const reads = z.fromJSONSchema(schema);

test("editors accept by the schema what the server accepts", () => {
  for (const text of [houseText, demoText, withSections("")]) {
    const told = reads.safeParse(parse(text));
    expect(told.success ? [] : told.error.issues.slice(0, 3)).toEqual([]);
  }
});

test("and refuse unknown keys, wrong units and unknown events", () => {
  for (const sections of [
    "flow: []",
    "warehouses: [{ id: A, timzone: UTC }]",
    "retention: { records: 30 }",
    "retention: { records: 30 days }",
    "tests: [{ name: t, at: 1h, expect: [], given: [{ at: 0m, event: order.creatd }] }]",
  ]) {
    expect([sections, reads.safeParse(parse(withSections(sections))).success]).toEqual([sections, false]);
  }
});

test("every setting has a sentence", () => {
  const missing: string[] = [];
  const walk = (shape: Record<string, unknown>, path: string) => {
    for (const [name, setting] of Object.entries((shape.properties ?? {}) as Record<string, Record<string, unknown>>)) {
      if (typeof setting.description !== "string" || !/\.$/.test(setting.description)) missing.push(`${path}${name}`);
      walk(setting, `${path}${name}.`);
    }
    if (typeof shape.items === "object" && shape.items !== null) walk(shape.items as Record<string, unknown>, path);
  };
  walk(schema, "");
  walk(schema.$defs.route, "route.");
  expect(missing).toEqual([]);
});
