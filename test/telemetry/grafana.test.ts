import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const root = join(import.meta.dirname, "../..");
const folder = join(root, "server/grafana");

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly datasource: { readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
}
interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

const dashboards = readdirSync(join(folder, "dashboards")).map(
  (name) => JSON.parse(readFileSync(join(folder, "dashboards", name), "utf8")) as Dashboard,
);

/** Every metric that a file of the server declares, by name. */
function declared(): ReadonlySet<string> {
  const names = new Set<string>();
  for (const entry of readdirSync(join(root, "server"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".ts")) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
    for (const [name] of text.matchAll(/(?<=")(?:tallyman|process)_[a-z0-9_]+(?=")/g)) names.add(name);
  }
  return names;
}

describe("what Grafana is given", () => {
  test("asks for metrics that there are, of the source that it is given", () => {
    const names = declared();
    const source = parse(readFileSync(join(folder, "provisioning/datasources/tallyman.yaml"), "utf8")) as {
      readonly datasources: readonly { readonly uid: string; readonly type: string }[];
    };
    const [{ uid, type } = { uid: "", type: "" }] = source.datasources;
    expect(type).toBe("prometheus");
    let asked = 0;
    for (const { panels } of dashboards) {
      for (const { datasource, targets, title } of panels) {
        expect([title, datasource.uid]).toEqual([title, uid]);
        for (const { expr, datasource: of } of targets) {
          expect(of.uid).toBe(uid);
          for (const [name] of expr.matchAll(/\b(?:tallyman|process)_[a-z0-9_]+/g)) {
            expect([expr, names.has(name.replace(/_(?:bucket|sum|count)$/, ""))]).toEqual([expr, true]);
            asked++;
          }
        }
      }
    }
    expect(asked).toBeGreaterThan(30);
  });

  test("has each dashboard and panel once, none over another, within the grid", () => {
    expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(dashboards.length);
    for (const { panels } of dashboards) {
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
      for (const { gridPos: a, id } of panels) {
        expect(a.x + a.w).toBeLessThanOrEqual(24);
        for (const { gridPos: b, id: other } of panels) {
          if (id === other) continue;
          const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
          expect([id, other, apart]).toEqual([id, other, true]);
        }
      }
    }
  });
});
