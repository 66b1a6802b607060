import { type Calendar, eventOf, type ObjectKind, type Step } from "../../domain/index.ts";
import type { Expansions } from "../expand.ts";
import { unpack } from "../packed.ts";
import type { NetworkFile } from "../settings/index.ts";

type FlowConfig = NetworkFile["flows"][number];
type StepConfig = FlowConfig["steps"][number];

/** The steps of all flows, in file order. */
export function stepsOf(file: NetworkFile, expansions: Expansions): readonly Step[] {
  const calendars = calendarsOf(file, expansions);
  return file.flows.flatMap((flow) =>
    flow.steps.map((step) => ({
      flow: flow.id,
      id: step.id,
      object: flow.object,
      criticality: flow.criticality,
      after: step.after,
      expect: step.expect,
      via: viaOf(flow, step),
      from: step.from ?? null,
      within: step.within,
      ...calendars(step.calendar),
      ...(flow.warehouses === undefined ? {} : { warehouses: new Set(flow.warehouses) }),
      mode: step.mode ?? flow.mode,
      repeat: step.repeat,
      warmUp: step.warmUp ?? step.within,
      pausedBy: step.pausedBy ?? pausesOf(flow.object, step.expect),
    })),
  );
}

/** B is looked for on linked objects of the kind that it is about, unless that is the flow's own kind. */
function viaOf(flow: FlowConfig, step: StepConfig): ObjectKind | null {
  const kind = step.via ?? eventOf(step.expect)?.subject ?? null;
  return kind === flow.object ? null : kind;
}

/** A hold stops every clock of an order; a future ship date those of the warehouse's work. */
function pausesOf(object: ObjectKind, expect: string): Step["pausedBy"] {
  if (object !== "order") return [];
  const work = expect === "order.allocated" || /^(pick|pack|shipment)\./.test(expect);
  return work ? ["hold", "future-date"] : ["hold"];
}

type Clocks = Pick<Step, "calendar"> & { readonly calendars?: ReadonlyMap<string, Calendar> };

/** Calendars by the word that a step uses: a calendar with a zone is one; without, it is one for each warehouse's clock. */
function calendarsOf(file: NetworkFile, expansions: Expansions): (name: string | undefined) => Clocks {
  const made = new Map<string, Calendar>(
    expansions.calendars.map(([id, zone, edges]) => [`${id} ${zone}`, { id, edges: unpack(edges, expansions.from) }]),
  );
  const companyZone = file.company.timezone;
  const calendarIn = (id: string, zone: string): Calendar => {
    const calendar = made.get(`${id} ${zone}`);
    if (calendar === undefined)
      throw new Error(`The expansions lack calendar ${id} in ${zone}: they were made of another file.`);
    return calendar;
  };
  const follow = (
    idAt: (warehouse: NetworkFile["warehouses"][number]) => string | undefined,
  ): ReadonlyMap<string, Calendar> =>
    new Map(
      file.warehouses.flatMap((warehouse) => {
        const id = idAt(warehouse);
        if (id === undefined) return [];
        const zone =
          file.calendars.find((calendar) => calendar.id === id)?.timezone ?? warehouse.timezone ?? companyZone;
        return [[warehouse.id, calendarIn(id, zone)] as const];
      }),
    );
  return (name) => {
    if (name === undefined) return { calendar: null };
    if (name === "warehouse") return { calendar: null, calendars: follow((warehouse) => warehouse.calendar) };
    const zone = file.calendars.find(({ id }) => id === name)?.timezone;
    if (zone !== undefined) return { calendar: calendarIn(name, zone) };
    return { calendar: calendarIn(name, companyZone), calendars: follow(() => name) };
  };
}

/** Events with which objects of a kind may begin: as told, else what starts a step and is awaited by none. */
export function originsOf(file: NetworkFile): ReadonlyMap<ObjectKind, ReadonlySet<string>> {
  const awaited = new Set(file.flows.flatMap((flow) => flow.steps.map(({ expect }) => expect)));
  const origins = new Map<ObjectKind, ReadonlySet<string>>();
  for (const object of new Set(file.flows.map((flow) => flow.object))) {
    const flows = file.flows.filter((flow) => flow.object === object);
    const told = flows.flatMap((flow) => flow.origin ?? []);
    const first = flows.flatMap((flow) => flow.steps.map(({ after }) => after)).filter((type) => !awaited.has(type));
    origins.set(object, new Set(told.length > 0 ? told : first));
  }
  return origins;
}

/** Steps by a kind that they have; kinds without steps are left out. */
export function byKind(
  steps: readonly Step[],
  kindOf: (step: Step) => ObjectKind | null,
): ReadonlyMap<ObjectKind, readonly Step[]> {
  const found = new Map<ObjectKind, Step[]>();
  for (const step of steps) {
    const kind = kindOf(step);
    if (kind === null) continue;
    const others = found.get(kind);
    if (others === undefined) found.set(kind, [step]);
    else others.push(step);
  }
  return found;
}
