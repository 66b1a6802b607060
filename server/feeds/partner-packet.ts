import {
  type BusinessObject,
  type CanonicalEvent,
  type Dealing,
  dealingsOf,
  eventOf,
  type Flaw,
  type Instant,
  isObjectKind,
  type Lateness,
  latenessOf,
  type Network,
  type ObjectKind,
  type OpsException,
  type PartnerConfig,
  partiesOf,
  type Ref,
  type Side,
  type Silences,
} from "../domain/index.ts";
import type { Scope } from "../ports/index.ts";
import type { PacketEntry, PartnerPacket } from "../wire/index.ts";
import { exceptionId } from "./exception-rows.ts";
import type { FeedDeps } from "./feed.ts";
import { isoOf, isoOrNull } from "./formats.ts";
import { minutesAfter } from "./partner-documents.ts";
import { silencesOf } from "./partners.ts";
import { readSources } from "./sources.ts";

type Deps = Pick<FeedDeps, "views" | "network" | "clock">;

/** Objects that belong to a document and that a partner has a part in. What is billed, and loads of many, are none. */
const kinds: ReadonlySet<ObjectKind> = new Set(["order", "shipment", "receipt", "transfer", "return", "document"]);
/** Facts of one object, objects beside it and exceptions that are looked at, at most. */
const mostFacts = 500;
const mostObjects = 50;

/** What is billed and paid is between us and others. */
const isShared = ({ type }: CanonicalEvent): boolean => {
  const subject = type === null ? undefined : eventOf(type)?.subject;
  return subject === undefined || kinds.has(subject);
};

/** One document's trail, as far as it may be seen. */
export interface Trail {
  readonly partner: PartnerConfig;
  readonly network: Network;
  readonly at: Instant;
  /** The document itself first. */
  readonly objects: readonly BusinessObject[];
  /** In business order, each once. */
  readonly facts: readonly CanonicalEvent[];
  readonly cut: boolean;
  readonly exceptions: ReadonlyMap<number, OpsException>;
  readonly silences: Silences;
  readonly told: PartnerPacket["told"];
}

/** Reads a document with what belongs to it. */
export async function readTrail(
  deps: Deps,
  scope: Scope,
  partner: PartnerConfig,
  object: BusinessObject,
): Promise<Trail> {
  const { views } = deps;
  const objects = [object];
  const refs = new Set(object.links.filter(({ kind }) => kinds.has(kind)).map(({ ref }) => ref));
  for (const ref of [...refs].slice(0, mostObjects)) {
    const other = await views.object(scope, ref);
    if (other !== undefined) objects.push(other);
  }
  const facts = new Map<string, CanonicalEvent>();
  const exceptions = new Map<number, OpsException>();
  const told: PartnerPacket["told"][number][] = [];
  let cut = refs.size > mostObjects;
  for (const { ref } of objects) {
    const page = await views.facts(scope, ref, mostFacts, null);
    cut ||= page.nextCursor !== null;
    for (const fact of page.items) if (isShared(fact)) facts.set(fact.identity, fact);
    for (const exception of await views.exceptionsOf(scope, ref)) exceptions.set(exception.number, exception);
  }
  for (const number of [...exceptions.keys()].sort((a, b) => a - b)) {
    for (const { action, at, by, text } of await views.history(scope, number)) {
      if (action !== "tell" && action !== "ask") continue;
      told.push({
        at: isoOf(at),
        by,
        text: action === "ask" ? `Asked: ${text ?? ""}` : (text ?? ""),
        about: exceptionId(number),
      });
    }
  }
  const silences = silencesOf(await readSources(deps, scope));
  const ordered = [...facts.values()].sort(
    (a, b) => a.occurredAt - b.occurredAt || a.occurredNanos - b.occurredNanos || (a.identity < b.identity ? -1 : 1),
  );
  told.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return {
    partner,
    network: deps.network(),
    at: deps.clock.now(),
    objects,
    facts: ordered,
    cut,
    exceptions,
    silences,
    told,
  };
}

/** Whether a partner has a part in a document: it told something of it, or something was due between us about it. */
export function isSharedWith(trail: Trail): boolean {
  const { bySystem } = partiesOf(trail.network);
  return trail.facts.some(({ system }) => bySystem.get(system) === trail.partner.id) || duesOf(trail).length > 0;
}

/** A dealing with the event that it awaits. */
type Due = Dealing & { readonly expects: string };

function duesOf({ objects, network, exceptions, partner }: Trail): readonly Due[] {
  const byRef = new Map(objects.map((object) => [object.ref, object]));
  const on = { network, other: (ref: Ref) => byRef.get(ref), exception: (number: number) => exceptions.get(number) };
  return objects.flatMap((object) =>
    dealingsOf(object, on)
      .filter((dealing) => dealing.partner === partner.id)
      .map((dealing) => ({
        ...dealing,
        expects: object.expectations.find(({ id }) => id === dealing.expectation)?.expects ?? "",
      })),
  );
}

/** How late a document is, and at whom. */
function latenessIn(trail: Trail, dues: readonly Due[]): Lateness {
  return latenessOf(
    dues.map(({ side, since, dueAt, metAt, state, system }) => ({
      side,
      since,
      dueAt,
      metAt,
      judged: state === "met" || state === "met-late" || state === "missed",
      silentSince: trail.silences.get(system) ?? null,
    })),
    trail.at,
  );
}

/** Everything of a packet but the deliveries and the hash. Pure. */
export function packetOf(trail: Trail): Omit<PartnerPacket, "records" | "hash" | "line"> {
  const { partner, network, at, objects, facts, cut, told } = trail;
  const [object] = objects;
  if (object === undefined) throw new Error("a trail is of one object at least");
  const dues = duesOf(trail);
  const ours = new Set(objects.flatMap(({ keys }) => keys.map(({ kind, value }) => `${kind} ${value}`)));
  const sideOf = (system: string): Side => (partiesOf(network).bySystem.get(system) === partner.id ? "theirs" : "ours");
  const messages = facts.map((fact) => toMessage(fact, dues, ours, sideOf));
  const entries = [...messages, ...dues.flatMap((due) => toDue(due, at))];
  const flaw: Flaw | null = dues.find((due) => due.flaw !== null)?.flaw ?? null;
  return {
    partner: { id: partner.id, name: partner.name, timezone: partner.timezone },
    company: network.company.name,
    object: { kind: object.kind, id: object.id },
    network: network.hash,
    asOf: isoOf(at),
    lateness: latenessIn(trail, dues),
    flaw,
    // At one instant the due time goes before what came.
    entries: entries.sort((a, b) =>
      a.at < b.at ? -1 : a.at > b.at ? 1 : Number(b.kind === "due") - Number(a.kind === "due"),
    ),
    cut,
    told,
  };
}

function toMessage(
  fact: CanonicalEvent,
  dues: readonly Due[],
  ours: ReadonlySet<string>,
  sideOf: (system: string) => Side,
): PacketEntry {
  const { occurredAt, receivedAt, system, type, status } = fact;
  const due = status === "ok" ? dues.find((one) => one.expects === type && one.metAt === occurredAt) : undefined;
  return {
    kind: "message",
    at: isoOf(occurredAt),
    title: fact.title,
    type,
    side: sideOf(system),
    system,
    status,
    error: fact.error?.message ?? null,
    dueAt: isoOrNull(due?.dueAt ?? null),
    lateMinutes: due === undefined ? null : minutesAfter(due.dueAt, occurredAt),
    occurredAt: isoOf(occurredAt),
    precision: fact.precision,
    recordedAt: isoOf(fact.recordedAt),
    receivedAt: isoOf(receivedAt),
    heardAfterMs: fact.precision === "day" ? null : receivedAt - occurredAt,
    keys: [
      // Of documents only those of this trail: a record may name another's.
      ...fact.keys.filter(({ kind, value }) => !isObjectKind(kind) || ours.has(`${kind} ${value}`)),
      ...fact.mentions,
    ].map(({ kind, value }) => ({ kind, value })),
    traceId: fact.traceId,
    position: String(fact.position),
  };
}

/** A time by which something was due that came later, or has not come. */
function toDue({ dueAt, metAt, state, side, system, expects }: Due, at: Instant): readonly PacketEntry[] {
  if (state !== "met-late" && state !== "missed") return [];
  return [
    {
      kind: "due",
      at: isoOf(dueAt),
      title: eventOf(expects)?.title ?? expects,
      type: expects,
      side,
      system,
      status: "failed",
      error: null,
      dueAt: isoOf(dueAt),
      lateMinutes: minutesAfter(dueAt, metAt ?? at),
      occurredAt: null,
      precision: "instant",
      recordedAt: null,
      receivedAt: null,
      heardAfterMs: null,
      keys: [],
      traceId: null,
      position: null,
    },
  ];
}
