import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Grouping } from "../../server/domain/index.ts";
import { attributer, errorAttributes, errorGroupRows, grouperOf, groupsOf, trialOf } from "../../server/feeds/index.ts";
import type { LivedException } from "../../server/ports/index.ts";
import { aNetwork, start } from "./fakes.ts";
import { aLife as lifeOf } from "./lives.ts";

const minute = 60_000;
const hour = 60 * minute;
const span = { from: start, to: start + 24 * hour };
const network = aNetwork();

const aLife = (number: number, changes: Partial<LivedException> = {}): LivedException =>
  lifeOf(number, { ...says("Label refused"), kind: "failed-event", system: "tms", flow: null, step: null, ...changes });
const says = (text: string) => ({ family: ["failed-event", "tms", "", "", "", text].join("\u001f"), title: text });
const labels: Grouping = {
  id: "labels",
  name: "Labels",
  lines: [{ says: ["Label*"] }],
  matches: (told) => told.says.startsWith("Label"),
  by: [],
};
const attributesOf = attributer([]);
const grouper = (groupings: readonly Grouping[] = []) => grouperOf({ groupings }, attributesOf);
const around = { span, since: new Map(), happenings: [], systems: new Map(), network };
const rows = (lives: readonly LivedException[], groupings: readonly Grouping[] = [], more = {}) =>
  errorGroupRows(groupsOf(lives, grouper(groupings)).values(), { ...around, ...more });

describe("error groups", () => {
  test("hold up what is open of them, price and cost apart, also what became known before the while", () => {
    const held = (ref: string, minor: number, basis: "order-price" | "cost") => ({
      ref,
      money: { minor, currency: "USD" },
      basis,
    });
    const [row] = rows([
      aLife(3, { held: [held("order:*:1", 5_000, "order-price")] }),
      aLife(2, { held: [held("order:*:1", 4_000, "order-price"), held("transfer:*:7", 9_000, "cost")] }),
      aLife(1, { createdAt: start - hour, openedAt: start - hour, held: [held("order:*:2", 100, "order-price")] }),
    ]);
    expect(row?.held).toMatchObject({
      objects: 3,
      money: [
        { amount: "51.00", currency: "USD", side: "price" },
        { amount: "90.00", currency: "USD", side: "cost" },
      ],
    });
    expect(row).toMatchObject({ open: 3, raised: 2, causes: [{ id: "C-1", open: 3 }] });
  });

  test("are new when their first ever lies in the last quarter, and grow when they come more than twice as often", () => {
    const late = (number: number) => aLife(number, { openedAt: start + 20 * hour, createdAt: start + 20 * hour });
    const [fresh] = rows([late(1)]);
    expect(fresh).toMatchObject({ change: "new", beganAt: new Date(start + 20 * hour).toISOString() });
    const family = aLife(1).family;
    const [old] = rows([late(1)], [], { since: new Map([[family, start - 48 * hour]]) });
    expect(old).toMatchObject({ change: null, beganAt: null });
    const [growing] = rows([late(4), late(3), late(2), aLife(1)]);
    expect(growing).toMatchObject({ change: "growing", beganAt: new Date(start + 20 * hour).toISOString() });
    const [steady] = rows([late(3), late(2), ...Array.from({ length: 20 }, (_, n) => aLife(n + 4))]);
    expect(steady?.change).toBeNull();
  });

  test("say what changed before they began, of their systems and those in their traces", () => {
    const openedAt = start + 20 * hour;
    const lives = [aLife(1, { openedAt, createdAt: openedAt })];
    const happenings = [{ kind: "version", at: openedAt - 12 * minute, system: "shop", version: "2", before: "1" }];
    expect(rows(lives, [], { happenings })[0]?.suspects).toEqual([]);
    const systems = new Map([["failed-event|tms||||Label refused", new Set(["shop"])]]);
    expect(rows(lives, [], { happenings, systems })[0]?.suspects).toEqual([
      {
        kind: "version",
        at: new Date(openedAt - 12 * minute).toISOString(),
        beforeMs: 12 * minute,
        system: "shop",
        version: "2",
        before: "1",
      },
    ]);
  });

  test("are one by a rule, with one trend of both, and say of none what they differ in", () => {
    const lives = [
      aLife(3, says("Label refused")),
      aLife(2, { ...says("Label not printed"), system: "shop" }),
      aLife(1, says("Invoice refused")),
    ];
    expect(rows(lives)).toHaveLength(3);
    const [labelled, other] = rows(lives, [labels]).toSorted((a, b) => b.raised - a.raised);
    expect(labelled).toMatchObject({
      title: "Labels",
      raised: 2,
      system: null,
      rule: { id: "labels", name: "Labels" },
    });
    expect(labelled?.trend[0]).toBe(2);
    expect(labelled?.told.map((told) => told.says).toSorted()).toEqual(["Label not printed", "Label refused"]);
    expect(other).toMatchObject({ title: "Invoice refused", rule: null });
  });

  test("whatever the rules, each exception is in one group", () => {
    const life = fc
      .tuple(fc.constantFrom("Label refused", "Label lost", "Invoice refused"), fc.constantFrom("ATL", "EWR", null))
      .map(([text, warehouse]) => ({ ...says(text), warehouse }));
    const rule = fc.constantFrom<readonly Grouping[]>([], [labels], [{ ...labels, by: ["warehouse"] }]);
    fc.assert(
      fc.property(fc.array(life, { maxLength: 30 }), rule, rule, (some, groupings, draft) => {
        const lives = some.map((one, index) => aLife(index + 1, one));
        const grouped = rows(lives, groupings);
        expect(grouped.reduce((sum, { raised }) => sum + raised, 0)).toBe(lives.length);
        const trial = trialOf(lives, span, grouper(groupings), grouper(draft));
        expect(trial.moves.reduce((sum, { count }) => sum + count, 0) + trial.unchanged).toBe(lives.length);
        expect(trial.looked).toBe(lives.length);
        expect(trial.groups).toEqual({ before: grouped.length, after: rows(lives, draft).length });
        if (JSON.stringify(groupings) === JSON.stringify(draft)) expect(trial.moves).toEqual([]);
      }),
    );
  });
});

describe("a trial", () => {
  const lives = [aLife(3, says("Label refused")), aLife(2, says("Label lost")), aLife(1, says("Invoice refused"))];

  test("says what moves from where to where, with examples, and what stays", () => {
    const trial = trialOf(lives, span, grouper(), grouper([labels]));
    expect(trial).toMatchObject({ looked: 3, unchanged: 1, groups: { before: 3, after: 2 } });
    expect(trial.moves.map(({ from, to, count }) => [from.title, to.title, count])).toEqual([
      ["Label lost", "Labels", 1],
      ["Label refused", "Labels", 1],
    ]);
    expect(trial.moves[0]?.examples).toEqual([
      { id: "X-2", title: "Label lost", openedAt: new Date(start + 2 * minute).toISOString() },
    ]);
  });

  test("a group that only gets a name moves nothing", () => {
    const alone: Grouping = { ...labels, matches: (told) => told.says === "Label lost" };
    expect(trialOf(lives, span, grouper(), grouper([alone]))).toMatchObject({ moves: [], unchanged: 3 });
  });
});

describe("what is peculiar to a group", () => {
  const shop = { system: "tms", environment: "", versions: [{ version: "2", since: start + 10 * minute }] };

  test("is compared with the others of its kind, and names what it can be split by", () => {
    const lives = [
      ...Array.from({ length: 6 }, (_, n) => aLife(n + 10, { carrier: "CORVUS", warehouse: n < 3 ? "ATL" : "EWR" })),
      ...Array.from({ length: 12 }, (_, n) => aLife(n + 20, { ...says("Invoice refused"), carrier: "UPS" })),
    ];
    const groups = groupsOf(lives, grouper());
    const found = errorAttributes("failed-event|tms||||Label refused", groups, attributesOf);
    expect(found).toMatchObject({ here: 6, elsewhere: 12, against: "kind" });
    expect(found?.items).toEqual([
      { name: "carrier", value: "CORVUS", here: 6, elsewhere: 0, hereShare: 1, elseShare: 0, ratio: null },
    ]);
    expect(found?.splits).toEqual([
      {
        name: "warehouse",
        distinct: 2,
        values: [
          { value: "ATL", count: 3 },
          { value: "EWR", count: 3 },
        ],
      },
    ]);
    expect(errorAttributes("nothing", groups, attributesOf)).toBeNull();
  });

  test("is compared with all where of its kind there are too few, and with nothing where there are too few at all", () => {
    const other = { kind: "missing-event", family: "missing-event", carrier: "UPS" } as const;
    const here = Array.from({ length: 6 }, (_, n) => aLife(n + 1));
    const id = "failed-event|tms||||Label refused";
    const many = [...here, ...Array.from({ length: 12 }, (_, n) => aLife(n + 20, other))];
    expect(errorAttributes(id, groupsOf(many, grouper()), attributesOf)).toMatchObject({
      against: "all",
      elsewhere: 12,
    });
    expect(errorAttributes(id, groupsOf(here, grouper()), attributesOf)?.items).toBeNull();
  });

  test("a version is compared with others of its system, and what tells the group apart is no news", () => {
    const versionOf = attributer([shop, { ...shop, system: "erp" }]);
    const here = Array.from({ length: 8 }, (_, n) => aLife(n + 20));
    const elsewhere = Array.from({ length: 20 }, (_, n) =>
      aLife(n + 40, { ...says("Invoice refused"), system: "erp" }),
    );
    const before = Array.from({ length: 12 }, (_, n) =>
      aLife(n + 100, { ...says("Void refused"), openedAt: start + 9 * minute }),
    );
    const id = "failed-event|tms||||Label refused";
    const found = (lives: readonly LivedException[]) =>
      errorAttributes(id, groupsOf(lives, grouper()), versionOf)?.items?.map(({ name, value }) => [name, value]);
    expect(found([...before, ...elsewhere, ...here])).toEqual([["version", "2"]]);
    expect(found([...elsewhere, ...here])).toEqual([]);
  });

  test("a version is the newest that the system had spoken with by then", () => {
    const versionOf = attributer([shop]);
    expect([aLife(9), aLife(10), aLife(11)].map((life) => versionOf(life).version)).toEqual([null, "2", "2"]);
  });
});
