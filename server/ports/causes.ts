import {
  type ExceptionState,
  type Instant,
  type Millis,
  partsOf,
  type Ref,
  type Severity,
  severities,
} from "../domain/index.ts";
import { compareTexts } from "./canonical.ts";
import type { CauseGroup, Episode } from "./views.ts";

/** An exception as its cause counts it. */
export interface CauseMember {
  readonly cause: number;
  readonly number: number;
  readonly state: ExceptionState;
  readonly severity: Severity;
  readonly warehouse: string | null;
  readonly team: string;
  readonly person: string | null;
  readonly object: Ref | null;
  readonly acknowledgedAt: Instant | null;
  readonly told: boolean;
  readonly cutoff: number;
  readonly worth: number;
  readonly opened: Instant;
}

/** What the members of one cause come to, but for what only rows can tell. */
export type CauseCount = Omit<CauseGroup, "cause" | "held" | "first"> & {
  readonly number: number;
  /** Numbers of the first by cut-off, then what is held up, then age. */
  readonly first: readonly number[];
};

/** Members that a cause shows under it. */
export const shownMembers = 3;

/** Counts members by cause, ascending by number. */
export function countCauses(members: Iterable<CauseMember>): readonly CauseCount[] {
  const byCause = new Map<number, CauseMember[]>();
  for (const member of members) {
    const known = byCause.get(member.cause);
    if (known === undefined) byCause.set(member.cause, [member]);
    else known.push(member);
  }
  return [...byCause].sort(([a], [b]) => a - b).map(([number, of]) => countOf(number, of));
}

function countOf(number: number, members: readonly CauseMember[]): CauseCount {
  const states = { open: 0, acknowledged: 0, snoozed: 0, resolved: 0 };
  const objects = new Map<string, number>();
  const owners = new Map<string, { readonly team: string; readonly person: string | null; count: number }>();
  const warehouses = new Set<string>();
  let worst = severities.length - 1;
  let told = 0;
  let acknowledgedAt: Instant | null = null;
  for (const member of members) {
    states[member.state]++;
    worst = Math.min(worst, severities.indexOf(member.severity));
    if (member.told) told++;
    if (member.warehouse !== null) warehouses.add(member.warehouse);
    if (member.object !== null) {
      const { kind } = partsOf(member.object);
      objects.set(kind, (objects.get(kind) ?? 0) + 1);
    }
    const who = JSON.stringify([member.team, member.person]);
    const owner = owners.get(who) ?? { team: member.team, person: member.person, count: 0 };
    owner.count++;
    owners.set(who, owner);
    if (member.acknowledgedAt !== null) acknowledgedAt = Math.max(acknowledgedAt ?? 0, member.acknowledgedAt);
  }
  return {
    number,
    members: members.length,
    states,
    told,
    severity: severities[worst] ?? "low",
    objects: mostFirst(
      [...objects].map(([kind, count]) => ({ kind, count })),
      ({ kind }) => kind,
    ),
    warehouses: [...warehouses].sort(compareTexts),
    owners: mostFirst([...owners.values()], ({ team, person }) => `${team} ${person ?? ""}`),
    acknowledgedAt: states.open > 0 ? null : acknowledgedAt,
    first: firstOf(members).map((member) => member.number),
  };
}

const mostFirst = <T extends { readonly count: number }>(
  items: readonly T[],
  nameOf: (item: T) => string,
): readonly T[] => items.toSorted((a, b) => b.count - a.count || compareTexts(nameOf(a), nameOf(b)));

const compareMembers = (a: CauseMember, b: CauseMember): number =>
  a.cutoff - b.cutoff || b.worth - a.worth || a.opened - b.opened || a.number - b.number;

/** The first few without sorting all. */
function firstOf(members: readonly CauseMember[]): readonly CauseMember[] {
  const first: CauseMember[] = [];
  for (const member of members) {
    const last = first.at(-1);
    if (first.length === shownMembers && last !== undefined && compareMembers(member, last) > 0) continue;
    first.push(member);
    first.sort(compareMembers);
    if (first.length > shownMembers) first.pop();
  }
  return first;
}

/** How one exception of an episode stands. */
export interface Ended {
  /** `rule` or a person's name; null while it has not ended. */
  readonly by: string | null;
  readonly reason: string | null;
  readonly tookMs: Millis | null;
}

/** How the members of an episode ended. */
export function endingsOf(members: readonly Ended[]): Pick<Episode, "members" | "endings" | "medianMs"> {
  const endings = new Map<string, { readonly by: "rule" | "person"; readonly reason: string; count: number }>();
  const took: Millis[] = [];
  for (const { by, reason, tookMs } of members) {
    if (by === null || reason === null) continue;
    const who = by === "rule" ? "rule" : "person";
    const ending = endings.get(`${who} ${reason}`) ?? { by: who, reason, count: 0 };
    ending.count++;
    endings.set(`${who} ${reason}`, ending);
    if (tookMs !== null) took.push(Math.max(0, tookMs));
  }
  took.sort((a, b) => a - b);
  return {
    members: members.length,
    endings: mostFirst([...endings.values()], ({ by, reason }) => `${by} ${reason}`),
    medianMs: took[(took.length - 1) >> 1] ?? null,
  };
}
