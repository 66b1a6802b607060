import { fullWordsOf } from "../../../collectors/kit/index.ts";
import type {
  Departure,
  DigestReader,
  Network,
  PartnerConfig,
  Shift,
  SystemConfig,
  TeamConfig,
  WarehouseConfig,
} from "../../domain/index.ts";
import { minorUnits } from "../currency.ts";
import { type Expansions, joined } from "../expand.ts";
import { unpack } from "../packed.ts";
import type { NetworkFile } from "../settings/index.ts";
import { type Offsets, offsetAt, reachedAt } from "../zones.ts";
import { groupingsOf, sectionsOf } from "./grouping.ts";
import { mappingsOf } from "./mappings.ts";
import { readingOf } from "./reading.ts";
import { routingOf, severityOf } from "./routing.ts";
import { byKind, originsOf, stepsOf } from "./steps.ts";
import { notifyOf } from "./telling.ts";

/** How long after an arrival or a start a deadline that had already passed is called missed. */
const settle = 60_000;
/** More objects of one kind than this in one trace make it a batch. */
const batchObjects = 20;
const remembered = 5000;
const day = 86_400_000;

/**
 * The network in force: data and pure functions, made of a checked file and what was expanded for it.
 * The same file and expansions give the same network on every machine. Throws when the expansions are of another file.
 */
export function compile(file: NetworkFile, expansions: Expansions, hash: string, open = false): Network {
  const zones = new Map<string, Offsets>(expansions.zones);
  const steps = stepsOf(file, expansions);
  const { mappings, mapped, signs } = mappingsOf(file);
  return {
    hash,
    open,
    company: { ...file.company, digest: digestOf(file) },
    systems: new Map(systemsOf(file, expansions).map((system) => [system.id, system])),
    warehouses: new Map(warehousesOf(file, expansions, zones).map((warehouse) => [warehouse.id, warehouse])),
    partners: new Map(partnersOf(file, expansions).map((partner) => [partner.id, partner])),
    teams: new Map(teamsOf(file, expansions).map((team) => [team.id, team])),
    ...stockOf(file),
    steps,
    stepsByObject: byKind(steps, (step) => step.object),
    stepsByVia: byKind(steps, (step) => step.via),
    origins: originsOf(file),
    mappings,
    routing: routingOf(file),
    severity: severityOf(file),
    groupings: groupingsOf(file),
    sections: sectionsOf(file),
    notify: notifyOf(file, expansions),
    settle,
    batchObjects,
    reading: readingOf(file, mapped, signs),
    wordsOf: wordMemory(),
    offsetAt: (timezone, at) => offsetAt(zones.get(timezone) ?? [], at),
    minorUnits,
  };
}

const digestOf = ({ company }: NetworkFile): readonly DigestReader[] =>
  company.digest.map(({ mail, name, timezone }) => ({
    to: mail,
    name: name ?? null,
    timezone: timezone ?? company.timezone,
  }));

function systemsOf(file: NetworkFile, expansions: Expansions): readonly SystemConfig[] {
  const deliveries = new Map(expansions.deliveries);
  return file.systems.map((system) => ({
    id: system.id,
    name: system.name ?? system.id,
    kind: system.kind,
    warehouse: system.warehouse ?? null,
    partner: system.partner ?? file.partners.find(({ systems }) => systems.includes(system.id))?.id ?? null,
    presence: system.presence ?? null,
    delivers:
      system.delivers === undefined
        ? null
        : { at: unpack(deliveries.get(system.id) ?? [], expansions.from), grace: system.delivers.grace },
    watch: system.mode === "watch",
  }));
}

function warehousesOf(
  file: NetworkFile,
  expansions: Expansions,
  zones: ReadonlyMap<string, Offsets>,
): readonly WarehouseConfig[] {
  const departures = new Map(expansions.departures);
  return file.warehouses.map((warehouse) => {
    const times = departures.get(warehouse.id) ?? [];
    const offsets = zones.get(warehouse.timezone ?? file.company.timezone) ?? [];
    const trucks = warehouse.departures.flatMap(({ carrier, service, doors, transit, appointment }, index) =>
      unpack(times[index] ?? [], expansions.from).map(
        (at): Departure => ({
          at,
          carrier: carrier ?? null,
          service: service ?? null,
          ...(doors.length === 0 ? {} : { doors }),
          ...(transit === undefined ? {} : { transit }),
          ...(appointment === undefined ? {} : { appointmentAt: appointmentOf(at, appointment, offsets) }),
        }),
      ),
    );
    return {
      id: warehouse.id,
      name: warehouse.name ?? warehouse.id,
      timezone: warehouse.timezone ?? file.company.timezone,
      departures: trucks.sort((a, b) => a.at - b.at),
    };
  });
}

function partnersOf(file: NetworkFile, expansions: Expansions): readonly PartnerConfig[] {
  const hours = new Map(expansions.partners);
  return file.partners.map(({ id, name, contact, timezone, language, systems, agreed }) => {
    const open = hours.get(id);
    const own = file.systems.filter((system) => system.partner === id && !systems.includes(system.id));
    return {
      id,
      name,
      contact: { mail: contact.mail ?? null, phone: contact.phone ?? null, person: contact.person ?? null },
      timezone: timezone ?? file.company.timezone,
      language,
      hours: open === undefined ? null : { id, edges: unpack(open, expansions.from) },
      systems: [...systems, ...own.map((system) => system.id)],
      ...(agreed.length === 0 ? {} : { agreed: agreed.map((line) => ({ ...line, step: line.step ?? null })) }),
    };
  });
}

function teamsOf(file: NetworkFile, expansions: Expansions): readonly TeamConfig[] {
  const rotas = new Map(expansions.teams.map(([team, timezone, shifts]) => [team, { timezone, shifts }]));
  return file.teams.map(({ id, name, people }) => {
    const told = rotas.get(id);
    if (told === undefined) return { id, name, people };
    const shifts = told.shifts.flatMap(([shift, person, packed]) => {
      const edges = unpack(packed, expansions.from);
      return Array.from({ length: edges.length / 2 }, (_, index): Shift => {
        const [from = 0, to = 0] = edges.slice(index * 2, index * 2 + 2);
        return { name: shift, person, from, to };
      });
    });
    shifts.sort(
      (a, b) =>
        a.from - b.from || a.to - b.to || compareText(a.name, b.name) || compareText(a.person ?? "", b.person ?? ""),
    );
    const hours = { id, edges: joined(shifts.map(({ from, to }) => [from, to])) };
    return { id, name, people, rota: { timezone: told.timezone, hours, shifts } };
  });
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The last time before a truck goes at which the clock on the wall shows its appointment. */
function appointmentOf(at: number, clock: string, offsets: Offsets): number {
  const local = at + offsetAt(offsets, at) * 60_000;
  const midnight = Math.floor(local / day) * day;
  const time = midnight + (Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))) * 60_000;
  return reachedAt(offsets, time <= local ? time : time - day);
}

/** Whose stock is compared, where the file says it. */
function stockOf({ stock }: NetworkFile): Pick<Network, "stock"> {
  if (stock === undefined) return {};
  const { ledger, floor, adjustments } = stock;
  return { stock: { ledger, floor, ...(adjustments === undefined ? {} : { adjustments }) } };
}

/** Word lists of names, remembered: the same names come with every record. */
function wordMemory(): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    if (known.size >= remembered) known.clear();
    const words = fullWordsOf(name);
    known.set(name, words);
    return words;
  };
}
