/** What the address carries: scope, view, filter, sort, what is selected. Unknown or broken values fall away. */
import { dayText, flag, instantText, kept, oneOf, type Raw, type ScopeSearch, text } from "./url/read.ts";

export * from "./url/books.ts";
export type { ScopeSearch } from "./url/read.ts";

/** What a partner is asked about, and which ask is looked at. */
export interface AskSearch extends ScopeSearch {
  /** Members of a cause, `C-17`; or `ids`, a comma list of exceptions. */
  readonly cause?: string | undefined;
  readonly ids?: string | undefined;
  readonly partner?: string | undefined;
  /** The ask in front, `A-17`. */
  readonly a?: string | undefined;
}
/** Reads what is asked about. */
export const askSearch = (raw: Raw): AskSearch =>
  kept({
    ...scopeSearch(raw),
    cause: text(raw.cause),
    ids: text(raw.ids),
    partner: text(raw.partner),
    a: text(raw.a),
  }) as AskSearch;

/** Reads the scope. */
export const scopeSearch = (raw: Raw): ScopeSearch => kept({ site: text(raw.site) }) as ScopeSearch;

export const queueViews = ["due", "mine", "nobody", "parked"] as const;
export type QueueView = (typeof queueViews)[number];
export const queueSorts = ["cutoff", "value", "opened", "severity"] as const;
export type QueueSort = (typeof queueSorts)[number];

/** The queue's view, filter and selection. */
export interface QueueSearch extends ScopeSearch {
  readonly view?: QueueView | undefined;
  readonly team?: string | undefined;
  /** A comma list of severities. */
  readonly severity?: string | undefined;
  /** A person's name, or `none`. */
  readonly owner?: string | undefined;
  readonly kind?: string | undefined;
  readonly system?: string | undefined;
  readonly flow?: string | undefined;
  /** A step, `<flow>.<step>`. */
  readonly policy?: string | undefined;
  /** The members of one cause, `C-17`. */
  readonly cause?: string | undefined;
  /** One row an exception; by cause when not given. */
  readonly by?: "order" | undefined;
  readonly sort?: QueueSort | undefined;
  readonly q?: string | undefined;
  /** Selected exception or cause, `X-1042` or `C-17`. */
  readonly x?: string | undefined;
  /** The technical view of the detail. */
  readonly tech?: true | undefined;
}
/** Reads the queue's state. */
export const queueSearch = (raw: Raw): QueueSearch =>
  kept({
    site: text(raw.site),
    view: oneOf(queueViews, raw.view),
    team: text(raw.team),
    severity: text(raw.severity),
    owner: text(raw.owner),
    kind: text(raw.kind),
    system: text(raw.system),
    flow: text(raw.flow),
    policy: text(raw.policy),
    cause: text(raw.cause),
    by: oneOf(["order"] as const, raw.by),
    sort: oneOf(queueSorts, raw.sort),
    q: text(raw.q),
    x: text(raw.x),
    tech: flag(raw.tech),
  }) as QueueSearch;

/** What a tally can be of. */
export const tallyGoods = ["orders", "receipts", "transfers", "returns"] as const;
export type TallyGoods = (typeof tallyGoods)[number];

/** Tally: the day, the minute of it, what is counted, and which number is opened. */
export interface TallySearch extends ScopeSearch {
  /** `2026-11-19`; none is today in each building's zone. */
  readonly day?: string | undefined;
  /** ISO 8601 instant: as it stood then; none is now. */
  readonly at?: string | undefined;
  readonly goods?: TallyGoods | undefined;
  /** Name of the list behind a number, `orders:blocked`. */
  readonly part?: string | undefined;
  /** The list of all buildings in scope, not of the one in front. */
  readonly of?: "all" | undefined;
}
/** Reads Tally's state. */
export const tallySearch = (raw: Raw): TallySearch =>
  kept({
    site: text(raw.site),
    day: dayText(raw.day),
    at: instantText(raw.at),
    goods: oneOf(tallyGoods, raw.goods),
    part: text(raw.part),
    of: oneOf(["all"] as const, raw.of),
  }) as TallySearch;

/** Departures: the day, which of them are listed, and which one is chosen. */
export interface DeparturesSearch extends ScopeSearch {
  readonly day?: string | undefined;
  readonly show?: "all" | undefined;
  /** Selected departure, by the row's id. */
  readonly d?: string | undefined;
}
/** Reads Departures' state. */
export const departuresSearch = (raw: Raw): DeparturesSearch =>
  kept({
    site: text(raw.site),
    day: dayText(raw.day),
    show: oneOf(["all"] as const, raw.show),
    d: text(raw.d),
  }) as DeparturesSearch;

/** Views of Routing; `rules` stands beside the others where there is room. */
export const routingTabs = ["rules", "why", "rota", "suggestions", "quiet"] as const;

/** Routing: which view, the exception that is explained, and the week of the rota. */
export interface RoutingSearch extends ScopeSearch {
  readonly tab?: (typeof routingTabs)[number] | undefined;
  /** `X-1042`. */
  readonly x?: string | undefined;
  /** First day of the week, `2026-11-19`; none is today. */
  readonly week?: string | undefined;
}
/** Reads Routing's state. */
export const routingSearch = (raw: Raw): RoutingSearch =>
  kept({
    site: text(raw.site),
    tab: oneOf(routingTabs, raw.tab),
    x: text(raw.x),
    week: dayText(raw.week),
  }) as RoutingSearch;

/** Hand-over: accepting, or handing over; which list, and whose. */
export interface HandOverSearch extends ScopeSearch {
  readonly give?: true | undefined;
  /** Hand-over in front, `H-12`. */
  readonly h?: string | undefined;
  /** Team whose open ones are handed over; one's own where not given. */
  readonly team?: string | undefined;
}
/** Reads the hand-over's state. */
export const handOverSearch = (raw: Raw): HandOverSearch =>
  kept({ site: text(raw.site), give: flag(raw.give), h: text(raw.h), team: text(raw.team) }) as HandOverSearch;

/** Floor mode: the card or exception that is looked at. */
export interface FloorSearch {
  readonly x?: string | undefined;
}
/** Reads the state of floor mode. */
export const floorSearch = (raw: Raw): FloorSearch => kept({ x: text(raw.x) }) as FloorSearch;

/** Find: what was typed or pasted. */
export interface FindSearch extends ScopeSearch {
  readonly q?: string | undefined;
}
/** Reads Find's state. */
export const findSearch = (raw: Raw): FindSearch => kept({ site: text(raw.site), q: text(raw.q) }) as FindSearch;

/** One object: its tab, and the environment that it lies in. */
export interface ObjectSearch extends ScopeSearch {
  readonly tab?: string | undefined;
  readonly environment?: string | undefined;
  /** Issuer of the number, where it fits several objects. */
  readonly issuer?: string | undefined;
}
/** Reads the object page's state. */
export const objectSearch = (raw: Raw): ObjectSearch =>
  kept({
    site: text(raw.site),
    tab: text(raw.tab),
    environment: text(raw.environment),
    issuer: text(raw.issuer),
  }) as ObjectSearch;

/** What the list of faults is read for, besides what is new. */
const errorModes = ["held", "noise"] as const;

/** Errors: what the list is read for, how far back, and the chosen fault. */
export interface ErrorsSearch extends ScopeSearch {
  readonly mode?: (typeof errorModes)[number] | undefined;
  readonly window?: string | undefined;
  readonly fault?: string | undefined;
}
/** Reads Errors' state. */
export const errorsSearch = (raw: Raw): ErrorsSearch =>
  kept({
    site: text(raw.site),
    mode: oneOf(errorModes, raw.mode),
    window: text(raw.window),
    fault: text(raw.fault),
  }) as ErrorsSearch;

/** Flow: the window, how it is shown, and whether its table goes by site. */
export interface FlowSearch extends ScopeSearch {
  readonly window?: string | undefined;
  readonly view?: "table" | undefined;
  readonly by?: "site" | undefined;
  /** The step that is shown over time; where most is stuck when not given. */
  readonly step?: string | undefined;
  /** The key figure that is laid over its time, by day; its exceptions, by hour, when not given. */
  readonly over?: string | undefined;
}
/** Reads Flow's state. */
export const flowSearch = (raw: Raw): FlowSearch =>
  kept({
    site: text(raw.site),
    window: text(raw.window),
    view: oneOf(["table"] as const, raw.view),
    by: oneOf(["site"] as const, raw.by),
    step: text(raw.step),
    over: text(raw.over),
  }) as FlowSearch;

/** Sync: the window, how it is shown, the chosen link, the order of the rows. */
export interface SyncSearch extends ScopeSearch {
  readonly view?: "table" | undefined;
  readonly window?: string | undefined;
  readonly flow?: string | undefined;
  readonly row?: string | undefined;
  readonly sort?: string | undefined;
}
/** Reads Sync's state. */
export const syncSearch = (raw: Raw): SyncSearch =>
  kept({
    site: text(raw.site),
    window: text(raw.window),
    view: oneOf(["table"] as const, raw.view),
    flow: text(raw.flow),
    row: text(raw.row),
    sort: text(raw.sort),
  }) as SyncSearch;

/** Traces: outcome, system, time, words. */
export interface TracesSearch extends ScopeSearch {
  readonly outcome?: "failed" | "keyed" | undefined;
  readonly system?: string | undefined;
  readonly q?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly last?: string | undefined;
  readonly environment?: string | undefined;
  /** Selected trace. */
  readonly t?: string | undefined;
}
/** Reads the state of the list of traces. */
export const tracesSearch = (raw: Raw): TracesSearch =>
  kept({
    site: text(raw.site),
    outcome: oneOf(["failed", "keyed"] as const, raw.outcome),
    system: text(raw.system),
    q: text(raw.q),
    from: text(raw.from),
    to: text(raw.to),
    last: text(raw.last),
    environment: text(raw.environment),
    t: text(raw.t),
  }) as TracesSearch;

/** One trace: selected span, and what is hidden. */
export interface TraceSearch extends ScopeSearch {
  readonly span?: string | undefined;
  readonly q?: string | undefined;
  readonly service?: string | undefined;
  readonly hide?: string | undefined;
  readonly tab?: string | undefined;
  readonly environment?: string | undefined;
}
/** Reads the trace page's state. */
export const traceSearch = (raw: Raw): TraceSearch =>
  kept({
    site: text(raw.site),
    span: text(raw.span),
    q: text(raw.q),
    service: text(raw.service),
    hide: text(raw.hide),
    tab: text(raw.tab),
    environment: text(raw.environment),
  }) as TraceSearch;

/** Connect: which kind of source, which source is looked at. */
export interface ConnectSearch extends ScopeSearch {
  readonly source?: string | undefined;
  readonly system?: string | undefined;
}
/** Reads Connect's state. */
export const connectSearch = (raw: Raw): ConnectSearch =>
  kept({ site: text(raw.site), source: text(raw.source), system: text(raw.system) }) as ConnectSearch;

/** Sign-in: the one-time link, and where to go after it. */
export interface SignInSearch {
  readonly link?: string | undefined;
  readonly next?: string | undefined;
}
/** Reads the sign-in page's state; `next` stays within this site. */
export const signInSearch = (raw: Raw): SignInSearch => {
  const next = text(raw.next);
  return kept({
    link: text(raw.link),
    next: next !== undefined && /^\/(?![/\\])/.test(next) ? next : undefined,
  }) as SignInSearch;
};
