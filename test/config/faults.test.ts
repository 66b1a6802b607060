import { describe, expect, test } from "vitest";
import { faultsOf, withSections } from "./files.ts";

const flow = (step: string): string =>
  withSections(`systems: [{ id: erp, kind: erp }, { id: wms-atl, kind: wms }]
calendars: [{ id: dock-hours, hours: { mon-fri: "05:00-22:00" } }]
flows:
  - id: out
    object: order
    steps:
      - ${step}`);
const goodStep = "{ id: pick, after: order.released, expect: pick.confirmed, from: wms, within: 4h }";
const put = (from: string, to: string): string => flow(goodStep.replace(from, to));

const cases: readonly (readonly [string, string, { line: number; path: string; says: string }])[] = [
  [
    "an unknown section",
    withSections("flow: []"),
    { line: 4, path: "flow", says: 'no setting "flow" here. Did you mean flows?' },
  ],
  [
    "an unknown key in a list",
    withSections("warehouses:\n  - id: ATL\n    timzone: UTC"),
    { line: 6, path: "warehouses[0].timzone", says: "Did you mean timezone?" },
  ],
  [
    "an unknown key of a step",
    put("within:", "withn: 2h, within:"),
    { line: 10, path: "flows[0].steps[0].withn", says: "Did you mean within?" },
  ],
  [
    "an unknown key of a route",
    withSections("").replace("{ to: ops }", "\n  to: ops\n  routes:\n    - match: { flw: x }\n      to: ops"),
    { line: 6, path: "routing.routes[0].match.flw", says: "Did you mean flow?" },
  ],
  [
    "a name of every object as a key",
    withSections("constructor: 1"),
    { line: 4, path: "constructor", says: "no setting" },
  ],
  [
    "a section that must be there",
    "company: { name: A, timezone: UTC, currency: USD }\nrouting: { to: ops }",
    { line: 1, path: "teams", says: '"teams" is missing' },
  ],
  [
    "a setting that must be there",
    withSections("warehouses:\n  - { name: Atlanta }"),
    { line: 5, path: "warehouses[0].id", says: "is missing" },
  ],
  ["an empty file", "", { line: 1, path: "", says: "empty" }],
  [
    "a list where settings belong",
    withSections("retention: []"),
    { line: 4, path: "retention", says: "should be settings, and is a list" },
  ],
  [
    "a number where a text belongs",
    withSections("warehouses: [{ id: 12 }]"),
    { line: 4, path: "warehouses[0].id", says: "Put it in quotes" },
  ],
  [
    "an id with a blank",
    withSections('warehouses: [{ id: "A B" }]'),
    { line: 4, path: "warehouses[0].id", says: "An id has" },
  ],
  ["a duration without a unit", put("4h", "4"), { line: 10, path: "flows[0].steps[0].within", says: "needs a unit" }],
  [
    "a duration with a wrong unit",
    put("4h", "4 hours"),
    { line: 10, path: "flows[0].steps[0].within", says: "30m, 4h, 1h30m, 2d" },
  ],
  [
    "a duration of nothing",
    put("4h", "0m"),
    { line: 10, path: "flows[0].steps[0].within", says: "longer than nothing" },
  ],
  [
    "a partner without a mail address",
    withSections("partners: [{ id: p, name: P, contact: { mail: desk of P } }]"),
    { line: 4, path: "partners[0].contact.mail", says: "name@host.example" },
  ],
  [
    "a language that is none",
    withSections("partners: [{ id: p, name: P, language: Spanish }]"),
    { line: 4, path: "partners[0].language", says: "a tag as en, es or de-AT" },
  ],
  [
    "hours of a partner on no day",
    withSections('partners: [{ id: p, name: P, hours: { someday: "06:00-18:00" } }]'),
    { line: 4, path: "partners[0].hours.someday", says: "names no days" },
  ],
  [
    "a system that two partners run",
    withSections(
      "systems: [{ id: a, kind: 3pl, partner: p }]\npartners: [{ id: p, name: P }, { id: q, name: Q, systems: [a] }]",
    ),
    { line: 5, path: "partners[1].systems[0]", says: 'Partner "p" runs this system already.' },
  ],
  [
    "a time zone that is none",
    withSections("warehouses: [{ id: A, timezone: America/New_Yrok }]"),
    { line: 4, path: "warehouses[0].timezone", says: "Did you mean America/New_York?" },
  ],
  [
    "an offset for a zone",
    withSections('warehouses: [{ id: A, timezone: "+05:00" }]'),
    { line: 4, path: "warehouses[0].timezone", says: "no such time zone" },
  ],
  [
    "a currency in small letters",
    "company: { name: A, timezone: UTC, currency: usd }",
    { line: 1, path: "company.currency", says: "three capital letters" },
  ],
  [
    "a schedule that is none",
    withSections('systems: [{ id: a, kind: b, delivers: { every: "often" } }]'),
    { line: 4, path: "systems[0].delivers.every", says: "five cron fields" },
  ],
  [
    "a schedule of six fields",
    withSections('systems: [{ id: a, kind: b, delivers: { every: "0 0 * * * *" } }]'),
    { line: 4, path: "systems[0].delivers.every", says: "five cron fields" },
  ],
  [
    "a schedule finer than 5 minutes",
    withSections('systems: [{ id: a, kind: b, delivers: { every: "*/4 * * * *" } }]'),
    { line: 4, path: "systems[0].delivers.every", says: "finer than 5 minutes" },
  ],
  [
    "a schedule that never comes",
    withSections('systems: [{ id: a, kind: b, delivers: { every: "0 0 31 2 *" } }]'),
    { line: 4, path: "systems[0].delivers.every", says: "never comes" },
  ],
  [
    "days that are none",
    withSections('calendars: [{ id: c, hours: { mo-fr: "05:00-22:00" } }]'),
    { line: 4, path: "calendars[0].hours.mo-fr", says: '"mo-fr" names no days' },
  ],
  [
    "hours that are none",
    withSections('calendars: [{ id: c, hours: { mon: "5-22" } }]'),
    { line: 4, path: "calendars[0].hours.mon", says: "HH:MM-HH:MM" },
  ],
  [
    "hours of nothing",
    withSections('calendars: [{ id: c, hours: { mon: "05:00-05:00" } }]'),
    { line: 4, path: "calendars[0].hours.mon", says: "a whole day is" },
  ],
  [
    "a holiday that does not exist",
    withSections("calendars: [{ id: c, hours: {}, holidays: [2026-02-30] }]"),
    { line: 4, path: "calendars[0].holidays[0]", says: "exists" },
  ],
  [
    "a calendar called warehouse",
    withSections("calendars: [{ id: warehouse, hours: {} }]"),
    { line: 4, path: "calendars[0].id", says: "choose another id" },
  ],
  [
    "a departure without a time",
    withSections('warehouses: [{ id: A, departures: [{ at: "5pm" }] }]'),
    { line: 4, path: "warehouses[0].departures[0].at", says: "HH:MM" },
  ],
  [
    "the same id twice",
    withSections("systems:\n  - { id: a, kind: b }\n  - { id: a, kind: c, match: { service.name: z } }"),
    { line: 6, path: "systems[1].id", says: "taken by an entry above" },
  ],
  [
    "the same step twice",
    put(goodStep, `${goodStep}\n      - ${goodStep}`),
    { line: 11, path: "flows[0].steps[1].id", says: "taken" },
  ],
  [
    "two systems with one match",
    withSections(
      "systems:\n  - { id: a, kind: x, match: { service.name: s } }\n  - { id: b, kind: x, match: { service.name: s } }",
    ),
    { line: 6, path: "systems[1].match", says: 'System "a" above takes' },
  ],
  [
    "a calendar that is not there",
    withSections("warehouses: [{ id: A, calendar: dok }]\ncalendars: [{ id: dock, hours: {} }]"),
    { line: 4, path: "warehouses[0].calendar", says: "Did you mean dock?" },
  ],
  [
    "a warehouse that is not there",
    withSections("warehouses: [{ id: ATL }]\nsystems: [{ id: a, kind: b, warehouse: ALT }]"),
    { line: 5, path: "systems[0].warehouse", says: "Did you mean ATL?" },
  ],
  [
    "a partner that is not there",
    withSections("systems: [{ id: a, kind: b, partner: p }]"),
    { line: 4, path: "systems[0].partner", says: "no partner" },
  ],
  [
    "a team that is not there",
    withSections("").replace("{ to: ops }", "{ to: opps }"),
    { line: 3, path: "routing.to", says: "Did you mean ops?" },
  ],
  [
    "a team in a route that is not there",
    withSections("").replace("{ to: ops }", "\n  to: ops\n  routes:\n    - { match: { kind: failed-event }, to: op }"),
    { line: 6, path: "routing.routes[0].to", says: "Did you mean ops?" },
  ],
  [
    "a root with a matcher",
    withSections("").replace("{ to: ops }", "{ to: ops, match: { kind: failed-event } }"),
    { line: 3, path: "routing.match", says: "The root has no matcher" },
  ],
  [
    "a root without a team",
    withSections("").replace("{ to: ops }", "{ routes: [] }"),
    { line: 3, path: "routing.to", says: "missing" },
  ],
  [
    "a route without a matcher",
    withSections("").replace("{ to: ops }", "{ to: ops, routes: [{ to: ops }] }"),
    { line: 3, path: "routing.routes[0]", says: "says what it matches" },
  ],
  [
    "a route with an empty matcher",
    withSections("").replace("{ to: ops }", "{ to: ops, routes: [{ match: {}, to: ops }] }"),
    { line: 3, path: "routing.routes[0].match", says: "says what it matches" },
  ],
  [
    "a kind of exception that is none",
    withSections("").replace("{ to: ops }", "{ to: ops, routes: [{ match: { kind: [failed-evnt] }, to: ops }] }"),
    { line: 3, path: "routing.routes[0].match.kind[0]", says: "Did you mean failed-event?" },
  ],
  [
    "a step in a route that is not there",
    withSections("").replace("{ to: ops }", "{ to: ops, routes: [{ match: { step: [pik] }, to: ops }] }"),
    { line: 3, path: "routing.routes[0].match.step[0]", says: "no step" },
  ],
  [
    "an event that is none",
    put("pick.confirmed", "pick.confrimed"),
    { line: 10, path: "flows[0].steps[0].expect", says: "Did you mean pick.confirmed?" },
  ],
  [
    "a step that cannot be about its flow",
    put("order.released", "shipment.confirmed"),
    { line: 10, path: "flows[0].steps[0].after", says: "another kind of object (shipment) than this flow (order)" },
  ],
  [
    "an origin of another kind",
    put("steps:", "origin: shipment.planned\n    steps:").replace(
      "object: order\n",
      "object: order\n    origin: shipment.planned\n",
    ),
    { line: 9, path: "flows[0].origin", says: "another kind of object (shipment)" },
  ],
  [
    "a step that awaits what starts it",
    put("pick.confirmed", "order.released"),
    { line: 10, path: "flows[0].steps[0].expect", says: "always met" },
  ],
  [
    "a link on which B is never seen",
    put("from:", "via: invoice, from:"),
    {
      line: 10,
      path: "flows[0].steps[0].via",
      says: "another kind of object (order) than is looked at here (invoice)",
    },
  ],
  [
    "a system that is not there",
    put("from: wms", "from: wsm"),
    { line: 10, path: "flows[0].steps[0].from", says: "Did you mean wms?" },
  ],
  [
    "a calendar of a step that is not there",
    put("from: wms", "from: wms, calendar: doc-hours"),
    { line: 10, path: "flows[0].steps[0].calendar", says: "Did you mean dock-hours?" },
  ],
  [
    "a system whose stock is not there",
    withSections("stock: { ledger: erp, floor: wsm }"),
    { line: 4, path: "stock.floor", says: "Did you mean wms?" },
  ],
  [
    "an authority that is not there",
    withSections("authority: { stock: wsm }"),
    { line: 4, path: "authority.stock", says: "Did you mean wms?" },
  ],
  [
    "an alias for a kind that is none",
    withSections("aliases: [{ attribute: a.b, key: ordr }]"),
    { line: 4, path: "aliases[0].key", says: "Did you mean order?" },
  ],
  [
    "an alias given twice",
    withSections("aliases:\n  - { attribute: a.b, key: order }\n  - { attribute: a.b, key: item }"),
    { line: 6, path: "aliases[1].attribute", says: "has an alias already" },
  ],
  [
    "an alias of a system that is not there",
    withSections("aliases: [{ attribute: a.b, key: order, system: x }]"),
    { line: 4, path: "aliases[0].system", says: "no system" },
  ],
  [
    "a mapping of everything",
    withSections("mappings: [{ id: m, match: {}, event: order.created }]"),
    { line: 4, path: "mappings[0].match", says: "matches everything" },
  ],
  [
    "a mapping that makes nothing",
    withSections("mappings: [{ id: m, match: { signal: log } }]"),
    { line: 4, path: "mappings[0]", says: "makes nothing" },
  ],
  [
    "a mapping that takes a key of no object",
    withSections("mappings: [{ id: m, match: { signal: log }, keys: { ordre: a.b } }]"),
    { line: 4, path: "mappings[0].keys.ordre", says: "Did you mean order?" },
  ],
  [
    "an expression that cannot be read",
    withSections("mappings: [{ id: m, match: { when: 'name ==' }, event: order.created }]"),
    { line: 4, path: "mappings[0].match.when", says: "Unexpected token" },
  ],
  [
    "an expression that gives no truth",
    withSections("mappings: [{ id: m, match: { when: '1 + 1' }, event: order.created }]"),
    { line: 4, path: "mappings[0].match.when", says: "must give true or false" },
  ],
  [
    "an expression that runs over a list",
    withSections("mappings: [{ id: m, match: { when: '[1,2].exists(x, x > 1)' }, event: order.created }]"),
    { line: 4, path: "mappings[0].match.when", says: "exists is not offered" },
  ],
  [
    "an expression that asks for any attribute",
    withSections("mappings: [{ id: m, match: { when: 'attributes[name] == name' }, event: order.created }]"),
    { line: 4, path: "mappings[0].match.when", says: "a text in quotes" },
  ],
  [
    "a pattern that is none",
    withSections("mappings: [{ id: m, match: { when: 'name.matches(\"(\")' }, event: order.created }]"),
    { line: 4, path: "mappings[0].match.when", says: "cannot be used" },
  ],
  [
    "an attribute of a test without a dot",
    withSections("tests: [{ name: t, at: 1h, expect: [], given: [{ at: 0m, event: order.created, ordr: S }] }]"),
    { line: 4, path: "tests[0].given[0].ordr", says: "Did you mean order?" },
  ],
  [
    "two objects of one exception",
    withSections(
      "tests: [{ name: t, at: 1h, given: [{ at: 0m, event: order.created }], expect: [{ exception: failed-event, order: A, shipment: B }] }]",
    ),
    { line: 4, path: "tests[0].expect[0]", says: "one object" },
  ],
  [
    "a severity table without lines",
    withSections("priorities: { severity: [] }"),
    { line: 4, path: "priorities.severity", says: "without lines" },
  ],
  [
    "a key that stands twice",
    withSections("retention: { records: 1d }\nretention: { records: 2d }"),
    { line: 5, path: "", says: "stands twice" },
  ],
  ["a tag", withSections("retention: !!js/function 'x'"), { line: 4, path: "", says: "Tags" }],
  ["a second document", withSections("---\na: 1"), { line: 4, path: "", says: "one document" }],
  ["text that is no YAML", "company: [\n", { line: 2, path: "", says: "not YAML" }],
  ["the name of a prototype", withSections("__proto__: { polluted: 1 }"), { line: 4, path: "", says: "no name" }],
  ["an anchor that is not there", withSections("teams2: *x"), { line: 4, path: "", says: "anchor" }],
];

describe("what is refused, with its line", () => {
  for (const [name, text, { line, path, says }] of cases) {
    test(name, () => {
      const found = faultsOf(text);
      expect(found.map((fault) => ({ line: fault.line, path: fault.path, message: fault.message }))).toContainEqual({
        line,
        path,
        message: expect.stringContaining(says),
      });
    });
  }

  test("a fault is told once", () => {
    for (const [, text] of cases) {
      const told = faultsOf(text).map((fault) => JSON.stringify(fault));
      expect(new Set(told).size).toBe(told.length);
    }
  });
});
