import { type Instant, isObjectKind, keyText, sourceText } from "../domain/index.ts";
import type { Scope, Views } from "../ports/index.ts";
import type { IntakeRow, IntakeSlowed, IntakeSource, SourceRow } from "../wire/index.ts";
import { type FeedDeps, onceASecond, type RecomputedFeed } from "./feed.ts";
import { readRecentFiles } from "./files.ts";
import { isoOf, isoOrNull } from "./formats.ts";
import { toSourceRows } from "./sources.ts";

/** What one request said of one source and signal. */
export interface TallySeen {
  readonly source: {
    readonly system: string;
    readonly declared: boolean;
    readonly service: string;
    readonly environment: string;
  };
  readonly signal: string;
  readonly records: number;
  readonly failures: number;
  readonly keyed: number;
  readonly names: ReadonlyMap<
    string,
    { readonly count: number; readonly example: string; readonly key: string | null }
  >;
}

/** One of the last requests at the ingest door. */
export interface RequestSeen {
  readonly at: Instant;
  readonly route: string;
  readonly contentType: string;
  readonly sender: string;
  readonly bytes: number;
  readonly status: number;
  readonly records: number;
  readonly rejected: number;
  readonly message: string | null;
  readonly sources: readonly TallySeen[];
}

/** What was lately sent away unread of one sender. */
export type SlowedSeen = Omit<IntakeSlowed, "lastAt"> & { readonly lastAt: Instant };

/** What the intake row is made of. */
export interface IntakeParts {
  /** The last requests, in any order. */
  readonly requests: readonly RequestSeen[];
  readonly slowed: readonly SlowedSeen[];
  /** First object that these requests made, and the arrival that made it. */
  readonly first: {
    readonly kind: NonNullable<IntakeRow["firstObject"]>["kind"];
    readonly id: string;
    readonly environment: string;
    readonly at: Instant;
  } | null;
  readonly sources: readonly SourceRow[];
  readonly otlpHttp: string;
  readonly otlpGrpc: string;
  readonly tokenNeeded: boolean;
  readonly keyNames: IntakeRow["keyNames"];
  readonly now: Instant;
}

/** At most this many requests travel, newest first. */
const requestsShown = 100;
/** At most this many attribute names a source travel, most frequent first. */
const namesShown = 100;

/** At most this many senders that are slowed travel. */
const slowedShown = 50;

/** What the connect page shows: the first signs of life, the last requests, and what was found in them. */
export function toIntakeRow(parts: IntakeParts): IntakeRow {
  const requests = [...parts.requests].sort((a, b) => b.at - a.at);
  const oldestFirst = requests.toReversed();
  const firstWith = (sign: (request: RequestSeen) => boolean): string | null =>
    isoOrNull(oldestFirst.find(sign)?.at ?? null);
  return {
    id: "intake",
    since: isoOf(oldestFirst[0]?.at ?? parts.now),
    firstBytesAt: firstWith(() => true),
    decodedAt: firstWith(({ records }) => records > 0),
    serviceNamedAt: firstWith(({ sources }) => sources.some(({ source }) => source.service !== "")),
    keyFoundAt: firstWith(({ sources }) => sources.some(({ keyed }) => keyed > 0)),
    objectCreatedAt: isoOrNull(parts.first?.at ?? null),
    firstObject:
      parts.first === null
        ? null
        : { kind: parts.first.kind, id: parts.first.id, environment: parts.first.environment },
    requests: requests.slice(0, requestsShown).map(({ sources, at, ...request }) => ({
      at: isoOf(at),
      ...request,
      services: [...new Set(sources.map(({ source }) => source.service).filter((service) => service !== ""))],
    })),
    sources: toIntakeSources(requests, parts.sources),
    slowed: parts.slowed.slice(0, slowedShown).map((one) => ({ ...one, lastAt: isoOf(one.lastAt) })),
    environmentsApart: environmentsOf(requests),
    endpoints: { otlpHttp: parts.otlpHttp, otlpGrpc: parts.otlpGrpc },
    tokenNeeded: parts.tokenNeeded,
    keyNames: parts.keyNames,
  };
}

interface Tallied {
  readonly tally: TallySeen;
  records: number;
  keyed: number;
  failures: number;
  lastAt: Instant;
  readonly signals: Set<string>;
  readonly names: Map<string, { count: number; readonly example: string; readonly key: string | null }>;
}

function toIntakeSources(requests: readonly RequestSeen[], sources: readonly SourceRow[]): readonly IntakeSource[] {
  const byRef = new Map<string, Tallied>();
  for (const request of requests) {
    for (const tally of request.sources) {
      const ref = `${sourceText(tally.source.environment, tally.source.system)}\u0000${tally.source.service}`;
      let all = byRef.get(ref);
      if (all === undefined) {
        all = { tally, records: 0, keyed: 0, failures: 0, lastAt: request.at, signals: new Set(), names: new Map() };
        byRef.set(ref, all);
      }
      all.records += tally.records;
      all.keyed += tally.keyed;
      all.failures += tally.failures;
      all.signals.add(tally.signal);
      for (const [name, { count, example, key }] of tally.names) {
        const known = all.names.get(name);
        if (known === undefined) all.names.set(name, { count, example, key });
        else known.count += count;
      }
    }
  }
  return [...byRef.values()].map((all) => {
    const { source } = all.tally;
    const known = sources.find(({ system }) => system === sourceText(source.environment, source.system));
    const names = [...all.names].sort((a, b) => b[1].count - a[1].count || (a[0] < b[0] ? -1 : 1));
    return {
      system: source.system,
      service: source.service,
      declared: source.declared,
      environment: source.environment,
      records: all.records,
      keyed: all.keyed,
      failures: all.failures,
      lastSeenAt: isoOf(all.lastAt),
      signals: [...all.signals].sort(),
      presence: known?.presence ?? "unknown",
      presenceWhy: known?.presenceWhy ?? "not judged yet",
      share: known?.share ?? null,
      names: names.slice(0, namesShown).map(([name, { count, example, key }]) => ({
        name,
        count,
        of: all.records,
        example,
        key,
      })),
    };
  });
}

function environmentsOf(requests: readonly RequestSeen[]): IntakeRow["environmentsApart"] {
  const records = new Map<string, number>();
  for (const { sources } of requests) {
    for (const { source, records: count } of sources) {
      if (source.environment !== "") records.set(source.environment, (records.get(source.environment) ?? 0) + count);
    }
  }
  return [...records]
    .map(([environment, count]) => ({ environment, records: count }))
    .sort((a, b) => b.records - a.records);
}

/** The first object that the requests in view made: keys as they were seen, asked one by one. */
async function firstObjectOf(
  requests: readonly RequestSeen[],
  views: Pick<Views, "objects">,
  scope: Scope,
): Promise<IntakeParts["first"]> {
  const asked = new Set<string>();
  for (const request of [...requests].sort((a, b) => a.at - b.at)) {
    for (const { source, names } of request.sources) {
      for (const { key, example } of names.values()) {
        if (key === null || !isObjectKind(key)) continue;
        const text = keyText(source.environment, { kind: key, issuer: "*", value: example });
        // Hundreds of keys without an object mean that none is made of them; a page must not pay for asking.
        if (asked.has(text) || asked.size >= 50) continue;
        asked.add(text);
        const [object] = await views.objects(scope, key, example.trim(), source.environment);
        if (object === undefined) continue;
        return { kind: object.kind, id: object.id, environment: object.environment, at: request.at };
      }
    }
  }
  return null;
}

/** Reads all that the connect page shows. */
export async function readIntake(deps: FeedDeps, scope: Scope): Promise<IntakeRow> {
  const { requests, slowed } = await deps.intake();
  const now = deps.clock.now();
  const sources = await deps.views.sources(scope);
  return toIntakeRow({
    requests,
    slowed,
    first: await firstObjectOf(requests, deps.views, scope),
    sources: toSourceRows(sources, deps.network(), now, await readRecentFiles(deps, scope, sources)),
    otlpHttp: deps.otlpHttp(),
    otlpGrpc: deps.otlpGrpc(),
    tokenNeeded: await deps.tokenNeeded(),
    keyNames: deps.keyNames,
    now,
  });
}

/** What arrives at the ingest door, once a second at most. */
export const intakeFeed: RecomputedFeed = {
  name: "intake",
  filterNames: [],
  faults: () => [],
  touchedBy: () => true,
  spacing: onceASecond,
  aged: () => true,
  rows: async (deps, scope) => [await readIntake(deps, scope)],
};
