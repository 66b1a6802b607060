import {
  type Attributed,
  type AttributeName,
  attributeNames,
  countsOf,
  type FaultGroup,
  faultGroupOf,
  type Happening,
  type Instant,
  masked,
  type Network,
  overRepresented,
  type SourceState,
  severities,
  suspectsFor,
  type Told,
  telling,
  toldBy,
} from "../domain/index.ts";
import type { LivedException } from "../ports/index.ts";
import { heldTotal } from "../ports/worth.ts";
import type { ErrorAttributesRow, ErrorGroupRow, SuspectRow, ToldRow } from "../wire/index.ts";
import { isoOf, isoOrNull } from "./formats.ts";
import { toHeldRow } from "./held.ts";
import { byNoise, type Grouper, groupBy, noiseOf, teachingOf } from "./learning.ts";

const mostTold = 20;
const mostValues = 6;

interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** Tells attributes of lives; the version is the newest that the system had spoken with by then. */
export function attributer(
  sources: readonly Pick<SourceState, "system" | "environment" | "versions">[],
): (life: LivedException) => Attributed {
  const versions = new Map(sources.flatMap((one) => (one.environment === "" ? [[one.system, one.versions]] : [])));
  return (life) => ({
    warehouse: life.warehouse,
    system: life.system,
    version:
      life.system === null
        ? null
        : (versions.get(life.system)?.findLast(({ since }) => since <= life.openedAt)?.version ?? null),
    partner: life.partner,
    carrier: life.carrier,
    customer: life.customer,
    tier: life.customerTier,
    flow: life.flow,
    step: life.step,
    event: life.eventType,
    code: life.code === null ? null : masked(life.code),
  });
}

/** Puts lives into groups by the rules of a network. */
export const grouperOf =
  (network: Pick<Network, "groupings">, attributesOf: (life: LivedException) => Attributed): Grouper =>
  (life) =>
    faultGroupOf(network.groupings, toldBy(life.family, life), attributesOf(life));

/** Lives of a group, the newest first. */
export interface GroupedLives {
  readonly group: FaultGroup;
  readonly lives: readonly LivedException[];
}

/** Groups of lives by id; lives that teach nothing are left out. */
export function groupsOf(known: readonly LivedException[], grouper: Grouper): ReadonlyMap<string, GroupedLives> {
  const grouped = teachingOf(known).map((life) => ({ life, group: grouper(life) }));
  return new Map(
    [...groupBy(grouped, ({ group }) => group.id)].flatMap(([id, of]) => {
      const [first] = of;
      return first === undefined ? [] : [[id, { group: first.group, lives: of.map(({ life }) => life) }] as const];
    }),
  );
}

/** What is known beside the lives of the groups. */
export interface Around {
  readonly span: Span;
  /** When the oldest episode of each family began. */
  readonly since: ReadonlyMap<string, Instant>;
  readonly happenings: readonly Happening[];
  /** Systems in traces of a group's exceptions, by the group's id. */
  readonly systems: ReadonlyMap<string, ReadonlySet<string>>;
  readonly network: Pick<Network, "minorUnits">;
}

/** Groups as the page shows them, most noise first. Pure. */
export const errorGroupRows = (groups: Iterable<GroupedLives>, around: Around): readonly ErrorGroupRow[] =>
  [...groups].map((one) => toErrorGroupRow(one, around)).sort(byNoise);

function toErrorGroupRow({ group, lives }: GroupedLives, around: Around): ErrorGroupRow {
  const { span, since, happenings, systems, network } = around;
  const noise = noiseOf(
    group,
    lives,
    lives.filter(({ createdAt }) => createdAt >= span.from),
    span,
  );
  const open = lives.filter(({ resolvedAt }) => resolvedAt === null);
  const families = new Set(lives.map(({ family }) => family));
  // A rule that splits makes groups of parts of a family: how old the family is says nothing of a part.
  const known = group.by.length > 0 ? [] : [...families].flatMap((family) => since.get(family) ?? []);
  const firstAt = known.reduce((a, b) => Math.min(a, b), Date.parse(noise.firstAt));
  const { change, beganAt } = beginningOf(lives, firstAt, noise.trend, span);
  const involved = new Set([...lives.flatMap(({ system }) => system ?? []), ...(systems.get(group.id) ?? [])]);
  const isSilence = lives.some(({ kind }) => kind === "source-silent");
  return {
    ...noise,
    firstAt: isoOf(firstAt),
    rule: group.rule,
    by: group.by,
    told: toldRows(lives),
    change,
    beganAt: isoOrNull(beganAt),
    open: open.length,
    severity: severities.find((level) => open.some(({ severity }) => severity === level)) ?? null,
    causes: [...groupBy(open, ({ causeId }) => causeId ?? "")]
      .filter(([id]) => id !== "")
      .map(([id, of]) => ({ id, open: of.length }))
      .sort((a, b) => b.open - a.open || (a.id < b.id ? -1 : 1)),
    held: toHeldRow(heldTotal(open), network),
    suspects:
      beganAt === null
        ? []
        : suspectsFor({ beganAt, systems: involved, isSilence }, happenings).map(
            ({ happening, beforeMs }): SuspectRow => ({ ...happening, at: isoOf(happening.at), beforeMs }),
          ),
  };
}

function toldRows(lives: readonly LivedException[]): readonly ToldRow[] {
  const rows = new Map<string, { readonly told: Told; count: number }>();
  for (const life of lives) {
    const told = toldBy(life.family, life);
    const id = JSON.stringify(told);
    const known = rows.get(id);
    if (known === undefined) rows.set(id, { told, count: 1 });
    else known.count++;
  }
  return [...rows]
    .sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1))
    .slice(0, mostTold)
    .map(([, { told }]) => told);
}

const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

/**
 * Whether a group is new (its first ever lies in the last quarter of the while) or growing (raised there at least three
 * times and more than twice as often as before), and since when; null where it is older than the while and does not grow.
 */
export function beginningOf(
  lives: readonly Pick<LivedException, "openedAt">[],
  firstAt: Instant,
  trend: readonly number[],
  span: Span,
): { readonly change: ErrorGroupRow["change"]; readonly beganAt: Instant | null } {
  const cut = Math.floor(trend.length * 0.75);
  const cutAt = span.from + ((span.to - span.from) * cut) / trend.length;
  const before = sum(trend.slice(0, cut));
  const last = sum(trend.slice(cut));
  const beganAt = firstAt >= span.from ? firstAt : null;
  if (last === 0) return { change: null, beganAt };
  if (firstAt >= cutAt) return { change: "new", beganAt: firstAt };
  if (last < 3 || last / (trend.length - cut) <= (2 * before) / cut) return { change: null, beganAt };
  const grewAt = lives.reduce(
    (least, { openedAt }) => (openedAt >= cutAt ? Math.min(least, openedAt) : least),
    span.to,
  );
  return { change: "growing", beganAt: grewAt };
}

/** What tells families apart is no news of them; a version is compared within its system. Null as for `overRepresented`. */
function peculiarTo(
  here: readonly Attributed[],
  elsewhere: readonly Attributed[],
  sameSystems: readonly Attributed[],
): ErrorAttributesRow["items"] {
  const told = new Set<AttributeName>(["system", "flow", "step", "code", "version"]);
  const names = attributeNames.filter((name) => !told.has(name));
  const items = overRepresented(here, elsewhere, names);
  const versions = overRepresented(here, sameSystems, ["version"]);
  return items === null && versions === null ? null : [...(versions ?? []), ...(items ?? [])].slice(0, telling.most);
}

/** What is more frequent in a group than in the others, and what it can be split by. Pure. */
export function errorAttributes(
  id: string,
  groups: ReadonlyMap<string, GroupedLives>,
  attributesOf: (life: LivedException) => Attributed,
): ErrorAttributesRow | null {
  const own = groups.get(id);
  if (own === undefined) return null;
  const kinds = new Set(own.lives.map(({ kind }) => kind));
  const others = [...groups].flatMap(([other, { lives }]) => (other === id ? [] : lives));
  const alike = others.filter(({ kind }) => kinds.has(kind));
  const against = alike.length < telling.leastElse ? ("all" as const) : ("kind" as const);
  const here = own.lives.map(attributesOf);
  const systems = new Set(own.lives.map(({ system }) => system));
  const sameSystems = others.filter(({ system }) => systems.has(system)).map(attributesOf);
  const elsewhere = (against === "kind" ? alike : others).map(attributesOf);
  const splits = attributeNames.flatMap((name) => {
    const counts = countsOf(here, name);
    const none = here.length - sum([...counts.values()]);
    const values = [...counts, ...(none === 0 ? [] : [[null, none] as const])]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || ((a.value ?? "") < (b.value ?? "") ? -1 : 1));
    return values.length < 2 ? [] : [{ name, distinct: values.length, values: values.slice(0, mostValues) }];
  });
  return {
    group: id,
    here: here.length,
    elsewhere: elsewhere.length,
    against,
    items: peculiarTo(here, elsewhere, sameSystems),
    splits,
  };
}
