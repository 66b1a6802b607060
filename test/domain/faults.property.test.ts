import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Attributed,
  countsOf,
  faultGroupOf,
  type Grouping,
  happeningsOf,
  looking,
  overRepresented,
  suspectsFor,
  telling,
  toldBy,
  unattributed,
} from "../../server/domain/index.ts";

const value = fc.option(fc.constantFrom("A", "B", "C"), { nil: null });
const member: fc.Arbitrary<Attributed> = fc
  .record({ warehouse: value, carrier: value, version: value })
  .map((some) => ({ ...unattributed, ...some }));
const members = fc.array(member, { minLength: 0, maxLength: 60 });
const times = <T>(count: number, item: T): readonly T[] => Array.from({ length: count }, () => item);

describe("what is over-represented", () => {
  test("is at least twice as frequent here, with shares that are counts over all", () => {
    fc.assert(
      fc.property(members, members, (here, others) => {
        const found = overRepresented(here, others);
        if (found === null) return here.length < telling.leastHere || others.length < telling.leastElse;
        return found.every(
          (item) =>
            item.here === countsOf(here, item.name).get(item.value) &&
            item.elsewhere === (countsOf(others, item.name).get(item.value) ?? 0) &&
            item.hereShare === item.here / here.length &&
            item.elseShare === item.elsewhere / others.length &&
            item.here >= telling.leastWith &&
            item.hereShare >= telling.ratio * item.elseShare &&
            item.ratio === (item.elsewhere === 0 ? null : item.hereShare / item.elseShare),
        );
      }),
    );
  });

  test("counts add up to all, what has none counted apart", () => {
    fc.assert(
      fc.property(members, (some) => {
        const counted = [...countsOf(some, "carrier").values()].reduce((a, b) => a + b, 0);
        expect(counted + some.filter(({ carrier }) => carrier === null).length).toBe(some.length);
      }),
    );
  });

  test("does not depend on the order of members", () => {
    const shuffled = fc
      .tuple(members, members)
      .chain(([here, others]) =>
        fc.tuple(
          fc.constant([here, others] as const),
          fc.shuffledSubarray(here, { minLength: here.length }),
          fc.shuffledSubarray(others, { minLength: others.length }),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([[here, others], a, b]) => {
        expect(overRepresented(a, b)).toEqual(overRepresented(here, others));
      }),
    );
  });

  test("is nothing where both sides are alike", () => {
    fc.assert(
      fc.property(fc.array(member, { minLength: 5, maxLength: 30 }), fc.integer({ min: 2, max: 9 }), (base, more) => {
        const others = Array.from({ length: more }, () => base).flat();
        expect(overRepresented(base, others)).toEqual([]);
      }),
    );
  });

  test("is found where one value stands out, and the clearest comes first", () => {
    const here = times(14, { ...unattributed, carrier: "CORVUS", warehouse: "ATL" });
    const others = [
      ...times(9, { ...unattributed, carrier: "CORVUS", warehouse: "EWR" }),
      ...times(40, { ...unattributed, carrier: "UPS", warehouse: "ATL" }),
      ...times(51, { ...unattributed, carrier: "UPS", warehouse: "EWR" }),
    ];
    const found = overRepresented(here, others);
    expect(found?.map(({ name, value: one }) => [name, one])).toEqual([
      ["carrier", "CORVUS"],
      ["warehouse", "ATL"],
    ]);
    expect(found?.[0]).toMatchObject({ here: 14, elsewhere: 9, hereShare: 1, elseShare: 0.09 });
  });

  test("is not said of four, however clear", () => {
    const here = [...times(4, { ...unattributed, carrier: "CORVUS" }), unattributed];
    expect(overRepresented(here, times(50, { ...unattributed, carrier: "UPS" }))).toEqual([]);
    expect(overRepresented(here.slice(0, 4), times(50, unattributed))).toBeNull();
  });
});

const family = (says: string, system = "tms") => ["failed-event", system, "", "", "", says].join("\u001f");
const own = { kind: "failed-event", title: "Label refused" } as const;
const rule = (says: string, by: Grouping["by"] = []): Grouping => ({
  id: "labels",
  name: "Labels",
  lines: [{ says: [says] }],
  matches: (told) => told.says.startsWith(says),
  by,
});

describe("groups", () => {
  test("are families where no rule takes them", () => {
    const told = toldBy(family("Label refused"), own);
    expect(told).toMatchObject({ kind: "failed-event", system: "tms", flow: null, says: "Label refused" });
    expect(faultGroupOf([rule("Invoice")], told, unattributed)).toEqual({
      id: "failed-event|tms||||Label refused",
      rule: null,
      by: [],
    });
    expect(toldBy("", { ...own, title: "Label for SO-1041 refused" }).says).toBe("Label for # refused");
  });

  test("are one by the first rule that takes them, and several by what splits it", () => {
    const groups = ["Label refused", "Label for # refused"].map((says) =>
      faultGroupOf([rule("Label"), rule("")], toldBy(family(says), own), unattributed),
    );
    expect(new Set(groups.map(({ id }) => id)).size).toBe(1);
    const split = ["UPS", null].map((carrier) =>
      faultGroupOf([rule("Label", ["carrier"])], toldBy(family("Label"), own), { ...unattributed, carrier }),
    );
    expect(split.map(({ by }) => by[0]?.value)).toEqual(["UPS", null]);
    expect(new Set(split.map(({ id }) => id)).size).toBe(2);
  });

  test("partition exceptions: equal in rule and value is equal in group", () => {
    fc.assert(
      fc.property(member, member, fc.boolean(), (a, b, taken) => {
        const rules = taken ? [rule("Label", ["carrier", "warehouse"])] : [];
        const told = toldBy(family("Label"), own);
        const alike = !taken || (a.carrier === b.carrier && a.warehouse === b.warehouse);
        expect(faultGroupOf(rules, told, a).id === faultGroupOf(rules, told, b).id).toBe(alike);
      }),
    );
  });
});

const hour = 3_600_000;
const source = {
  system: "wms",
  environment: "",
  versions: [
    { version: "4.11", since: 0 },
    { version: "4.12", since: 100 * hour },
  ],
  quiets: [
    {
      number: 1,
      system: "wms",
      from: 90 * hour,
      to: 99 * hour,
      why: "upgrade",
      by: "Ana",
      at: 0,
      endedAt: null,
      endedBy: null,
    },
    {
      number: 2,
      system: "wms",
      from: 95 * hour,
      to: 99 * hour,
      why: "",
      by: "Ana",
      at: 0,
      endedAt: 94 * hour,
      endedBy: "Ana",
    },
  ],
};

describe("suspected changes", () => {
  const facts = {
    sources: [source, { ...source, environment: "qa" }],
    reloads: [{ at: 98 * hour, hash: "b", changed: ["mappings"] }],
    silences: [{ system: "wms", from: 97 * hour, to: 98 * hour + 1 }],
  };
  const known = happeningsOf(facts, 200 * hour);

  test("are what is known to have changed; the first version and a quiet that never began changed nothing", () => {
    expect(known.map(({ kind, at }) => [kind, at / hour])).toEqual([
      ["silent", 97],
      ["reload", 98],
      ["heard-again", 98 + 1 / hour],
      ["quiet-ended", 99],
      ["version", 100],
    ]);
    expect(happeningsOf(facts, 98 * hour)).toHaveLength(2);
  });

  test("lie before the beginning, within the hours looked back, about a system that is involved; nearest first", () => {
    fc.assert(
      fc.property(fc.integer({ min: 80 * hour, max: 120 * hour }), fc.constantFrom("wms", "erp"), (beganAt, system) => {
        const found = suspectsFor({ beganAt, systems: new Set([system]), isSilence: false }, known);
        expect(found.length).toBeLessThanOrEqual(looking.most);
        expect(found.map(({ beforeMs }) => beforeMs)).toEqual(
          found.map(({ beforeMs }) => beforeMs).toSorted((a, b) => a - b),
        );
        for (const { happening, beforeMs } of found) {
          expect(beforeMs).toBeGreaterThanOrEqual(0);
          expect(beforeMs).toBeLessThanOrEqual(looking.back);
          expect(happening.kind === "reload" || happening.system === system).toBe(true);
        }
      }),
    );
  });

  test("a silence is not suspected of itself", () => {
    const silence = { beganAt: 99 * hour, systems: new Set(["wms"]), isSilence: true };
    expect(suspectsFor(silence, known).map(({ happening }) => happening.kind)).toEqual(["quiet-ended", "reload"]);
  });
});
