import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decoded, JSON_TYPE, PROTO, plain, readAll, receipt } from "./fixtures.ts";
import { toProto } from "./oracle.ts";

const folder = join(import.meta.dirname, "../../golden/otlp");
const requests = readdirSync(folder).filter((name) => /\.(traces|logs)\.json$/.test(name));
const outcomes = (body: ReturnType<typeof receipt>) => ({ decoded: plain(decoded(body)), read: plain(readAll(body)) });

describe("golden requests", () => {
  it("are there", () => expect(requests.length).toBeGreaterThanOrEqual(2));

  it.each(requests)("%s gives what is written down, in either encoding", (name) => {
    const route = name.split(".").at(-2) ?? "";
    const bytes = readFileSync(join(folder, name));
    const expected: unknown = JSON.parse(readFileSync(join(folder, name.replace(/json$/, "expected.json")), "utf8"));
    const proto = readFileSync(join(folder, name.replace(/json$/, "pb")));
    expect(toProto(route, JSON.parse(bytes.toString())).equals(proto)).toBe(true);
    expect(outcomes(receipt(route, JSON_TYPE, bytes))).toEqual(expected);
    expect(outcomes(receipt(route, PROTO, proto))).toEqual(expected);
  });
});
