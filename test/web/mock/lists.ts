import {
  type CauseRow,
  compareCauses,
  type ExceptionRow,
  exceptionOrders,
  type HeldRow,
  type Subscribe,
} from "../../../server/wire/index.ts";

/** Rows as they stand at one commit. */
export type World = ReadonlyMap<string, ExceptionRow>;

/** All that a filter finds, in an order, with what it holds up. */
export interface Found {
  readonly rows: readonly ExceptionRow[];
  readonly held: HeldRow;
}

const kept = new WeakMap<World, Map<string, Found>>();

/** Lists are made once a commit and question: a hundred thousand rows are not sorted for each. */
export function find(world: World, ask: Pick<Subscribe, "filter" | "sort">): Found {
  const key = JSON.stringify([ask.filter, ask.sort]);
  const known = kept.get(world) ?? new Map<string, Found>();
  kept.set(world, known);
  let found = known.get(key);
  if (found === undefined) {
    const order = exceptionOrders[(ask.sort ?? "cutoff") as keyof typeof exceptionOrders];
    const rows = [...world.values()].filter((row) => fits(row, ask.filter ?? {})).sort(order);
    found = { rows, held: heldOf(rows) };
    known.set(key, found);
  }
  return found;
}

/** Whether a row is among those that a filter asks for. */
export function fits(row: ExceptionRow, filter: Readonly<Record<string, string>>): boolean {
  const one = (name: string, value: string | null): boolean =>
    filter[name] === undefined || filter[name].split(",").includes(value ?? "");
  const words = filter.q?.toLowerCase();
  return (
    one("state", row.state) &&
    one("severity", row.severity) &&
    one("warehouse", row.warehouse) &&
    one("team", row.owner.team) &&
    one("kind", row.kind) &&
    one("system", row.system) &&
    one("cause", row.causeId) &&
    (filter.person === undefined ||
      (filter.person === "none" ? row.owner.person === null : row.owner.person === filter.person)) &&
    (words === undefined ||
      `${row.title} ${row.reason} ${row.object?.id} ${row.customer}`.toLowerCase().includes(words))
  );
}

/** What rows hold up, each object once. */
export function heldOf(rows: readonly ExceptionRow[]): HeldRow {
  const once = new Map(
    rows.filter((row) => row.object !== null).map((row) => [`${row.object?.kind}:${row.object?.id}`, row]),
  );
  const cents = [...once.values()].reduce((sum, row) => sum + Math.round(Number(row.value?.amount ?? 0) * 100), 0);
  return {
    objects: once.size,
    money: cents === 0 ? [] : [{ amount: (cents / 100).toFixed(2), currency: "USD", side: "price" }],
    estimated: [...once.values()].filter((row) => row.value?.basis === "order-price").length,
    unknown: [...once.values()].filter((row) => row.value?.amount == null).length,
  };
}

/** Where a page begins behind the row that its cursor names. */
export function startOf(rows: readonly ExceptionRow[], sort: string | undefined, before: ExceptionRow): number {
  const order = exceptionOrders[(sort ?? "cutoff") as keyof typeof exceptionOrders];
  const at = rows.findIndex((row) => order(row, before) > 0);
  return at < 0 ? rows.length : at;
}

/** The causes of what a filter finds, the soonest first. */
export function causesOf(world: World, ask: Pick<Subscribe, "filter">): readonly CauseRow[] {
  const groups = new Map<string, ExceptionRow[]>();
  for (const row of find(world, { filter: ask.filter ?? {} }).rows) {
    if (row.causeId === null) continue;
    const members = groups.get(row.causeId);
    if (members === undefined) groups.set(row.causeId, [row]);
    else members.push(row);
  }
  return [...groups].map(([id, members]) => causeOf(id, members)).sort(compareCauses);
}

function causeOf(id: string, members: readonly ExceptionRow[]): CauseRow {
  const [first] = members;
  if (first === undefined) throw new Error(`cause ${id} has no members`);
  const state = (name: ExceptionRow["state"]): number => members.filter((row) => row.state === name).length;
  const owners = new Map<string, { team: string; person: string | null; count: number }>();
  for (const { owner } of members) {
    const key = JSON.stringify(owner);
    owners.set(key, { ...owner, count: (owners.get(key)?.count ?? 0) + 1 });
  }
  const taken = members.map((row) => row.acknowledgedAt);
  const times = members.map((row) => row.openedAt).sort();
  const severities = ["critical", "high", "medium", "low"] as const;
  return {
    id,
    kind: first.kind,
    system: first.system,
    flow: first.flow,
    step: first.step,
    title: first.title,
    code: first.code,
    severity: severities.find((level) => members.some((row) => row.severity === level)) ?? "low",
    openedAt: times[0] ?? first.openedAt,
    newestAt: times.at(-1) ?? first.openedAt,
    members: members.length,
    total: members.length,
    states: { open: state("open"), acknowledged: state("acknowledged"), snoozed: state("snoozed") },
    told: members.filter((row) => row.told !== null).length,
    objects: first.object === null ? [] : [{ kind: first.object.kind, count: members.length }],
    warehouses: [...new Set(members.flatMap((row) => row.warehouse ?? []))],
    owners: [...owners.values()].sort((a, b) => b.count - a.count),
    acknowledgedAt: taken.includes(null) ? null : (taken.map(String).sort().at(-1) ?? null),
    cutoff: first.cutoff,
    held: heldOf(members),
    first: members.slice(0, 3),
    explains: 0,
  };
}
