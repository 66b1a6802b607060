import { eventOf } from "../domain/index.ts";
import { expressionFault } from "./expression.ts";
import { dimensionKinds, keyKinds, usualKinds } from "./names.ts";
import { shown, suggestion } from "./nearest.ts";
import { daysOf } from "./settings/scalars.ts";
import type { Path, Raw, RawMap } from "./source.ts";

/** A fault between settings; `atKey` where the fault is a key and not its value. */
interface ReferenceFault {
  readonly path: Path;
  readonly message: string;
  readonly atKey?: string;
}

/** What the file names, by section. */
interface Known {
  readonly warehouses: ReadonlySet<string>;
  readonly systems: ReadonlySet<string>;
  /** Ids and kinds of systems. */
  readonly selectors: ReadonlySet<string>;
  readonly partners: ReadonlySet<string>;
  readonly teams: ReadonlySet<string>;
  readonly people: ReadonlySet<string>;
  readonly calendars: ReadonlySet<string>;
  readonly flows: ReadonlySet<string>;
  readonly steps: ReadonlySet<string>;
  /** As `flow.step`. */
  readonly flowSteps: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

type Report = (path: Path, message: string, atKey?: string) => void;

/**
 * What one setting says of another: names that nothing has, names given twice, steps that cannot be about their flow.
 * Works on what could be read of the file, so that these faults are told together with all others.
 */
export function referenceFaults(root: Raw): readonly ReferenceFault[] {
  const faults: ReferenceFault[] = [];
  const report: Report = (path, message, atKey) =>
    faults.push(atKey === undefined ? { path, message } : { path, message, atKey });
  const file = asMap(root);
  const known = knownOf(file);
  const named = (path: Path, value: Raw | undefined, what: string, names: ReadonlySet<string>) => {
    for (const [at, text] of textsAt(path, value)) {
      if (!names.has(text)) report(at, `There is no ${what} ${shown(text)}.${suggestion(text, names)}`);
    }
  };

  for (const section of [
    "warehouses",
    "systems",
    "partners",
    "teams",
    "calendars",
    "mappings",
    "flows",
    "contracts",
    "errors",
  ]) {
    twice([section], file[section], report);
  }
  const close = asMap(asMap(file.company).close);
  const closing: Path = ["company", "close"];
  for (const list of ["periods", "entities"]) twice([...closing, list], close[list], report);
  for (const list of ["entities", "accounts"]) {
    each(close[list], [...closing, list], (one, path) =>
      named([...path, "warehouses"], one.warehouses, "warehouse", known.warehouses),
    );
  }
  each(file.warehouses, ["warehouses"], (one, path) =>
    named([...path, "calendar"], one.calendar, "calendar", known.calendars),
  );
  each(file.teams, ["teams"], (one, path) => checkTeam(one, path, known, named, report));
  const matches = new Map<string, string>();
  each(file.systems, ["systems"], (one, path) => {
    named([...path, "warehouse"], one.warehouse, "warehouse", known.warehouses);
    named([...path, "partner"], one.partner, "partner", known.partners);
    const id = textOf(one.id) ?? "";
    const match = one.match === undefined ? `service.name=${id}` : matchText(one.match);
    const earlier = match === null ? undefined : matches.get(match);
    if (earlier !== undefined && earlier !== id)
      report(
        [...path, "match"],
        `System ${shown(earlier)} above takes the same records; this one would never get any.`,
      );
    else if (match !== null) matches.set(match, id);
  });
  each(file.calendars, ["calendars"], (one, path) => checkHours(one, path, report));
  const runs = new Map<string, string>();
  each(file.systems, ["systems"], (one) => runs.set(textOf(one.id) ?? "", textOf(one.partner) ?? ""));
  each(file.partners, ["partners"], (one, path) => {
    checkHours(one, path, report);
    named([...path, "systems"], one.systems, "system", known.systems);
    each(one.agreed, [...path, "agreed"], (line, at) => checkAgreed(line, at, known, named, report));
    const id = textOf(one.id) ?? "";
    for (const [at, system] of textsAt([...path, "systems"], one.systems)) {
      const other = runs.get(system) ?? "";
      if (other !== "" && other !== id) report(at, `Partner ${shown(other)} runs this system already.`);
      runs.set(system, id);
    }
  });
  each(file.teams, ["teams"], (one, path) => named([...path, "quiet"], one.quiet, "calendar", known.calendars));
  const aliases = new Set<string>();
  each(file.aliases, ["aliases"], (one, path) => {
    named([...path, "system"], one.system, "system", known.systems);
    const alias = `${textOf(one.attribute)}\u0000${textOf(one.system) ?? ""}`;
    if (aliases.has(alias)) report([...path, "attribute"], "This attribute of this system has an alias already.");
    aliases.add(alias);
  });
  each(file.mappings, ["mappings"], (one, path) => {
    const match = asMap(one.match);
    named([...path, "match", "system"], match.system, "system of this kind or id", known.selectors);
    const when = textOf(match.when);
    const fault = when === null ? null : expressionFault(when);
    if (fault !== null) report([...path, "match", "when"], fault);
    if (one.event === undefined && one.status === undefined && one.keys === undefined)
      report(path, "This mapping makes nothing of a record: give it an event, a status or keys.");
  });
  each(file.flows, ["flows"], (flow, path) => checkFlow(flow, path, known, named, report));
  const authorities = new Set([...known.selectors, ...usualKinds]);
  for (const [key, value] of Object.entries(asMap(file.authority)))
    named(["authority", key], value, "system of this kind or id", authorities);
  for (const key of ["ledger", "floor"])
    named(["stock", key], asMap(file.stock)[key], "system of this kind or id", authorities);
  each(file.contracts, ["contracts"], (one, path) =>
    named([...path, "from"], one.from, "system of this kind or id", known.selectors),
  );
  each(file.errors, ["errors"], (rule, path) => checkGroup(rule, path, known, named));
  if (file.routing !== undefined) checkRoute(asMap(file.routing), ["routing"], known, named, report);
  each(file.tests, ["tests"], (test, path) => checkTest(test, path, known, named, report));
  return faults;
}

type Named = (path: Path, value: Raw | undefined, what: string, names: ReadonlySet<string>) => void;

function checkHours(one: RawMap, path: Path, report: Report): void {
  for (const days of Object.keys(asMap(one.hours))) {
    if (daysOf(days) === null)
      report(
        [...path, "hours"],
        `${shown(days)} names no days: mon tue wed thu fri sat sun, a range as mon-sat, or several as mon,wed.`,
        days,
      );
  }
}

function checkFlow(flow: RawMap, path: Path, known: Known, named: Named, report: Report): void {
  const object = textOf(flow.object);
  const fitting = (at: Path, type: string, what: string) => {
    const subject = eventOf(type)?.subject;
    if (subject !== undefined && object !== null && subject !== object && type !== "opening.stated") {
      report(at, `${what} ${shown(type)} is about another kind of object (${subject}) than this flow (${object}).`);
    }
  };
  twice([...path, "steps"], flow.steps, report);
  named([...path, "warehouses"], flow.warehouses, "warehouse", known.warehouses);
  for (const [at, type] of textsAt([...path, "origin"], flow.origin)) fitting(at, type, "The origin");
  const calendars = new Set([...known.calendars, "warehouse"]);
  each(flow.steps, [...path, "steps"], (step, at) => {
    named([...at, "from"], step.from, "system of this kind or id", known.selectors);
    named([...at, "calendar"], step.calendar, "calendar", calendars);
    const after = textOf(step.after);
    const expect = textOf(step.expect);
    if (after !== null) fitting([...at, "after"], after, "The event");
    if (after !== null && after === expect)
      report([...at, "expect"], "A step that awaits what starts it is always met.");
    const about = expect === null ? undefined : eventOf(expect)?.subject;
    const via = textOf(step.via);
    if (via !== null && about !== undefined && via !== about)
      report(
        [...at, "via"],
        `${shown(expect ?? "")} is about another kind of object (${about}) than is looked at here (${via}).`,
      );
  });
}

function checkAgreed(line: RawMap, path: Path, known: Known, named: Named, report: Report): void {
  named([...path, "step"], line.step, "step", known.flowSteps);
  const measure = textOf(line.measure) ?? "in-time";
  const byStep = measure === "in-time" || measure === "correct";
  if (!byStep && line.step !== undefined) report([...path, "step"], `No step tells ${shown(measure)}: leave it out.`);
  if (!byStep && line.side === "ours")
    report([...path, "measure"], `${shown(measure)} is measured of the partner only; leave it out of our half.`);
}

function checkTeam(team: RawMap, path: Path, known: Known, named: Named, report: Report): void {
  named([...path, "warehouse"], team.warehouse, "warehouse", known.warehouses);
  twice([...path, "people"], team.people, report);
  each(team.people, [...path, "people"], (person, at) => {
    const id = textOf(person.id);
    if (id !== null && known.teams.has(id))
      report([...at, "id"], `${shown(id)} is a team: a ladder could not tell them apart.`);
  });
  if (team.timezone !== undefined && team.warehouse !== undefined)
    report([...path, "warehouse"], "A team is on one clock: give `timezone` or `warehouse`.");
  if (team.shifts !== undefined && team.rota !== undefined)
    report([...path, "rota"], "A team has its shifts by the week or from a file: give `shifts` or `rota`.");
  if (team.holidays !== undefined && team.shifts === undefined && team.rota === undefined)
    report(
      [...path, "holidays"],
      "Without `shifts` or `rota` the team is on duty around the clock: there is nothing to leave out.",
    );
}

function checkRoute(node: RawMap, path: Path, known: Known, named: Named, report: Report): void {
  if (path.length === 1 && node.match !== undefined)
    report(path, "The root has no matcher: it takes what no route takes.", "match");
  named([...path, "to"], node.to, "team", known.teams);
  each(node.ladder, [...path, "ladder"], (rung, at) =>
    named([...at, "to"], rung.to, "team or person", new Set([...known.teams, ...known.people])),
  );
  const match = asMap(node.match);
  const at = [...path, "match"];
  named([...at, "flow"], match.flow, "flow", known.flows);
  named([...at, "step"], match.step, "step", known.steps);
  named([...at, "system"], match.system, "system of this kind or id", known.selectors);
  named([...at, "partner"], match.partner, "partner", known.partners);
  named([...at, "warehouse"], match.warehouse, "warehouse", known.warehouses);
  each(node.routes, [...path, "routes"], (child, inner) => {
    if (child.match === undefined)
      report(inner, "A route below the root says what it matches; without a matcher it would take everything.");
    checkRoute(child, inner, known, named, report);
  });
}

/** One line may stand for a list of one. */
function checkGroup(rule: RawMap, path: Path, known: Known, named: Named): void {
  const lines: (readonly [RawMap, Path])[] = isMap(rule.match) ? [[rule.match, [...path, "match"]]] : [];
  each(rule.match, [...path, "match"], (line, at) => lines.push([line, at]));
  for (const [line, at] of lines) {
    named([...at, "system"], line.system, "system of this kind or id", known.selectors);
    named([...at, "flow"], line.flow, "flow", known.flows);
    named([...at, "step"], line.step, "step", known.steps);
  }
}

const givenNames = ["at", "event", "status", "error", "system", "amount", ...keyKinds];
const subjectKinds = keyKinds.filter((kind) => !(dimensionKinds as readonly string[]).includes(kind));

function checkTest(test: RawMap, path: Path, known: Known, named: Named, report: Report): void {
  each(test.given, [...path, "given"], (line, at) => {
    for (const key of Object.keys(line)) {
      if (!givenNames.includes(key) && !key.includes("."))
        report(
          at,
          `There is no setting ${shown(key)} here; names of attributes have a dot.${suggestion(key, givenNames)}`,
          key,
        );
    }
    named([...at, "system"], line.system, "system", known.systems);
    named([...at, "warehouse"], line.warehouse, "warehouse", known.warehouses);
  });
  each(test.expect, [...path, "expect"], (line, at) => {
    named([...at, "to"], line.to, "team", known.teams);
    named([...at, "flow"], line.flow, "flow", known.flows);
    named([...at, "step"], line.step, "step", known.steps);
    named([...at, "system"], line.system, "system", known.systems);
    named([...at, "warehouse"], line.warehouse, "warehouse", known.warehouses);
    named([...at, "group"], line.group, "group of errors", known.groups);
    const about = subjectKinds.filter((kind) => line[kind] !== undefined);
    if (about.length > 1) report(at, `An exception is about one object, and this names ${about.join(" and ")}.`);
  });
}

function knownOf(file: RawMap): Known {
  const ids = (section: Raw | undefined): Set<string> =>
    new Set(entries(section).flatMap((one) => textOf(one.id) ?? []));
  const systems = ids(file.systems);
  return {
    warehouses: ids(file.warehouses),
    systems,
    selectors: new Set([...systems, ...entries(file.systems).flatMap((one) => textOf(one.kind) ?? [])]),
    partners: ids(file.partners),
    teams: ids(file.teams),
    people: new Set(entries(file.teams).flatMap((team) => [...ids(team.people)])),
    calendars: ids(file.calendars),
    flows: ids(file.flows),
    steps: new Set(entries(file.flows).flatMap((flow) => [...ids(flow.steps)])),
    flowSteps: new Set(
      entries(file.flows).flatMap((flow) => [...ids(flow.steps)].map((step) => `${textOf(flow.id) ?? ""}.${step}`)),
    ),
    groups: ids(file.errors),
  };
}

/** Reports each id that an earlier entry of a list has. */
function twice(path: Path, list: Raw | undefined, report: Report): void {
  const seen = new Set<string>();
  each(list, path, (one, at) => {
    const id = textOf(one.id);
    if (id === null) return;
    if (seen.has(id)) report([...at, "id"], `The id ${shown(id)} is taken by an entry above.`);
    seen.add(id);
  });
}

/** Text of a match, equal for equal matches; null when it cannot be read. */
function matchText(match: Raw | undefined): string | null {
  const map = asMap(match);
  const names = Object.keys(map).sort();
  return names.length === 0 ? null : names.map((name) => `${name}=${JSON.stringify(map[name])}`).join("\u0000");
}

const none: RawMap = Object.freeze(Object.create(null));
const isMap = (value: Raw | undefined): value is RawMap =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const asMap = (value: Raw | undefined): RawMap => (isMap(value) ? value : none);
const entries = (value: Raw | undefined): readonly RawMap[] => (Array.isArray(value) ? value.filter(isMap) : []);
const textOf = (value: Raw | undefined): string | null => (typeof value === "string" ? value : null);

function each(list: Raw | undefined, path: Path, visit: (one: RawMap, path: Path) => void): void {
  if (!Array.isArray(list)) return;
  for (const [index, one] of list.entries()) if (isMap(one)) visit(one, [...path, index]);
}

/** The texts that stand at a place: one, or a list of them. */
function textsAt(path: Path, value: Raw | undefined): (readonly [Path, string])[] {
  if (typeof value === "string") return [[path, value]];
  if (!Array.isArray(value)) return [];
  return value.flatMap((one, index) => (typeof one === "string" ? [[[...path, index], one] as const] : []));
}
