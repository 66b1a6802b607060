import type { KeyMention, Observation, Reading } from "../../collectors/kit/index.ts";
import type { CloseConfig } from "./close/config.ts";
import type { DigestReader } from "./digest.ts";
import type { Grouping } from "./faults/grouping.ts";
import type { TouchTimes } from "./gains/gain.ts";
import type { ChannelConfig } from "./notices/channel.ts";
import type { Agreed } from "./partner/agreement.ts";
import type { DepartureName, ExceptionKind, Instant, Millis, Money, ObjectKind, Severity } from "./types.ts";

/** Sorted, non-overlapping half-open spans of opening time in UTC, as `[start, end, start, end, …]`. */
export interface Calendar {
  readonly id: string;
  readonly edges: readonly Instant[];
}

export interface SystemConfig {
  readonly id: string;
  readonly name: string;
  /** `erp`, `wms`, `tms`, `shop`, `3pl`, `edi`, `carrier`, … */
  readonly kind: string;
  readonly warehouse: string | null;
  readonly partner: string | null;
  /** As declared; null when it is to be found out. */
  readonly presence: "complete" | "sampled" | null;
  /** A batch partner's file times, sorted, and how late a file may be. */
  readonly delivers: { readonly at: readonly Instant[]; readonly grace: Millis } | null;
  readonly watch: boolean;
}

export interface Departure extends DepartureName {
  /** Doors at which it is loaded, as the file names them; absent: none is told. */
  readonly doors?: readonly string[];
  /** How long goods are under way at most; absent: not told. */
  readonly transit?: Millis;
  /** When it is due at the door; absent: no appointment. */
  readonly appointmentAt?: Instant;
}

export interface WarehouseConfig {
  readonly id: string;
  readonly name: string;
  /** IANA zone: for screens; the core uses `offsetAt`. */
  readonly timezone: string;
  /** Sorted by time. */
  readonly departures: readonly Departure[];
}

/** Another company, as far as somebody there can be asked. */
export interface PartnerConfig {
  readonly id: string;
  readonly name: string;
  readonly contact: { readonly mail: string | null; readonly phone: string | null; readonly person: string | null };
  /** IANA zone of its desk. */
  readonly timezone: string;
  /** Language tag, as `es`. */
  readonly language: string;
  /** When its desk is manned; null: always. */
  readonly hours: Calendar | null;
  /** Ids of the systems that it runs. */
  readonly systems: readonly string[];
  /** What each side is to keep, in the order of the file; absent: nothing is agreed. */
  readonly agreed?: readonly Agreed[];
}

/** Somebody whom a ladder or a rota may name. */
export interface TeamMember {
  readonly id: string;
  readonly name: string;
}

/** A stretch in which somebody of a team works; half-open. */
export interface Shift {
  /** Empty where the rota names none. */
  readonly name: string;
  /** Name of the person; null where the rota names nobody. */
  readonly person: string | null;
  readonly from: Instant;
  readonly to: Instant;
}

/** When a team works. */
export interface Rota {
  /** IANA zone of its clock: for screens. */
  readonly timezone: string;
  /** When anybody of it is on shift. */
  readonly hours: Calendar;
  /** By start, then end, name and person. */
  readonly shifts: readonly Shift[];
}

/** Who can own an exception. */
export interface TeamConfig {
  readonly id: string;
  readonly name: string;
  readonly people?: readonly TeamMember[];
  /** Absent: on duty around the clock. */
  readonly rota?: Rota;
}

/** Who has an exception next when the rung before did not take it. */
export interface Rung {
  readonly team: string;
  /** Name of the person; null where the team has it. */
  readonly person: string | null;
  /** How long the rung before has, in time that somebody of its team is on shift. */
  readonly after: Millis;
}

/** One promise of a flow: because `after` happened, `expect` is due from a system. */
export interface Step {
  readonly flow: string;
  readonly id: string;
  /** Kind of the subject. */
  readonly object: ObjectKind;
  readonly criticality: "high" | "medium" | "low";
  readonly after: string;
  readonly expect: string;
  /** Look for B on linked objects of this kind; null: on the subject itself. */
  readonly via: ObjectKind | null;
  /** A system's kind or id; null: any. */
  readonly from: string | null;
  readonly within: Millis;
  /** Counts time on this calendar only; null: always. */
  readonly calendar: Calendar | null;
  /** Where the calendar follows the clock of the building: one for each warehouse; it wins over `calendar`. */
  readonly calendars?: ReadonlyMap<string, Calendar>;
  /** The step holds only for A that happened at one of these warehouses; absent: everywhere. */
  readonly warehouses?: ReadonlySet<string>;
  readonly mode: "tell" | "watch";
  readonly repeat: "first" | "each";
  readonly warmUp: Millis;
  /** What pauses its clock. */
  readonly pausedBy: readonly ("hold" | "future-date")[];
}

/** What a mapping makes of a record that matches: an event type and where its keys and time stand. */
export interface Mapping {
  readonly id: string;
  readonly event: string | null;
  readonly status: "ok" | "failed" | null;
  /** Pure. */
  matches(observation: Observation): boolean;
  /** Keys that the mapping takes from the record's attributes, beside those known by name. Pure. */
  keys(observation: Observation): readonly KeyMention[];
}

/** What routing and severity look at. */
export interface RoutingFacts {
  readonly kind: ExceptionKind;
  readonly flow: string | null;
  readonly step: string | null;
  readonly system: string | null;
  readonly partner: string | null;
  readonly warehouse: string | null;
  readonly severity: Severity;
  readonly value: Money | null;
  readonly customerTier: string | null;
  readonly causeFamily: string | null;
}

/** A node of the route tree. The root has no matchers and names a team. */
export interface RouteNode {
  /** As people read it: `warehouse ATL, kind failed-event or missing-event`; `root` for the root. */
  readonly label: string;
  readonly match: readonly { readonly field: keyof RoutingFacts | "minValue"; readonly values: readonly string[] }[];
  readonly to: string | null;
  readonly severity: Severity | null;
  readonly acknowledge: Millis | null;
  readonly resolve: Millis | null;
  /** Absent or null: that of the node above. */
  readonly ladder?: readonly Rung[] | null;
  readonly routes: readonly RouteNode[];
}

/** One line of the severity table; the first that matches decides the level, each `raise` lifts it by one. */
export interface SeverityRule {
  readonly label: string;
  readonly criticality: "high" | "medium" | "low" | null;
  readonly minMinor: number | null;
  readonly withinCutoff: Millis | null;
  readonly customerTier: string | null;
  /** Either a level, or `raise`: one level more severe. */
  readonly gives: Severity | "raise";
}

/** How a team is told. */
export interface TeamTelling {
  readonly channels: readonly ChannelConfig[];
  /** Open while the team wants quiet: then only what is critical is told. */
  readonly quiet: Calendar | null;
}

/** What one unit of a currency is worth in the company's, from a date on. */
export interface CurrencyRate {
  readonly currency: string;
  /** A decimal number as it was written. */
  readonly rate: string;
  /** `2026-11-18`. */
  readonly on: string;
}

/** Whose counts of stock are compared: kinds or ids of systems. */
export interface StockConfig {
  /** The system whose stock is in the books. */
  readonly ledger: string;
  /** The systems whose stock is on the shelves: of each building its own. */
  readonly floor: string;
  /** Within what time the ledger has what the floor adjusted; absent: the ledger is not asked for adjustments. */
  readonly adjustments?: Millis;
}

/** The compiled network file: data and pure functions, built in `server/config` and looked at by the core. */
export interface Network {
  readonly hash: string;
  /** True for the built-in network that applies when there is no file. */
  readonly open: boolean;
  readonly company: {
    readonly name: string;
    readonly timezone: string;
    /** In which amounts of several currencies are told together. */
    readonly currency: string;
    readonly rates: readonly CurrencyRate[];
    /** How long after its planned time an order still left on time. */
    readonly grace: Millis;
    /** What key figures are to reach, in their units. */
    readonly targets: readonly { readonly figure: string; readonly value: number }[];
    /** Whom the Monday mail goes to; absent: to nobody but those who ask for it. */
    readonly digest?: readonly DigestReader[];
    /** How the books are closed; absent: by calendar months, without accounts. */
    readonly close?: CloseConfig;
    /** How long a touch takes, as somebody timed it; absent: nobody did. */
    readonly minutesPerTouch?: TouchTimes | undefined;
    /** The day from which on the first month may begin, as `2026-10-05`; absent: the first after every system was connected. */
    readonly firstMonth?: string | undefined;
  };
  readonly systems: ReadonlyMap<string, SystemConfig>;
  readonly warehouses: ReadonlyMap<string, WarehouseConfig>;
  readonly partners: ReadonlyMap<string, PartnerConfig>;
  readonly teams: ReadonlyMap<string, TeamConfig>;
  /** Absent: no stock is compared, and no goods are put to items. */
  readonly stock?: StockConfig;
  readonly steps: readonly Step[];
  readonly stepsByObject: ReadonlyMap<ObjectKind, readonly Step[]>;
  /** Steps that look for B on linked objects of this kind. */
  readonly stepsByVia: ReadonlyMap<ObjectKind, readonly Step[]>;
  /** Event types with which an object of a kind may begin: told by `origin`, else what starts a flow and no step awaits. */
  readonly origins: ReadonlyMap<ObjectKind, ReadonlySet<string>>;
  readonly mappings: readonly Mapping[];
  readonly routing: RouteNode;
  readonly severity: readonly SeverityRule[];
  /** How errors are told apart, beside their families; the first that takes one wins. */
  readonly groupings: readonly Grouping[];
  /** What each section of the file says, as a hash, by name: so that a reload can say what it changed. */
  readonly sections: ReadonlyMap<string, string>;
  /** Who is told how, by team, and how long something must stand before anybody is told. */
  readonly notify: { readonly delay: Millis; readonly teams: ReadonlyMap<string, TeamTelling> };
  /** How long after an arrival or a start a deadline that had already passed is called missed (60 s). */
  readonly settle: Millis;
  /** More objects of one kind than this in one trace make it a batch (20). */
  readonly batchObjects: number;
  /** Keys and source of a record, and whether it is a fact. */
  readonly reading: Reading;
  /** Word list of an attribute name, `business` kept: `app.business.occurredAt` is `business.occurred.at`. */
  wordsOf(name: string): string;
  /** Minutes east of UTC in a zone at an instant, from the expanded offset changes. */
  offsetAt(timezone: string, at: Instant): number;
  /** Minor units in one unit of a currency, as 100. */
  minorUnits(currency: string): number;
}
