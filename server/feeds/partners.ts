import {
  type Ask,
  addCounted,
  boundsOf,
  type Counted,
  countAsks,
  countFiles,
  countLine,
  type Dealt,
  dateOfDay,
  eventOf,
  type FileDue,
  filesDue,
  halfOf,
  type Instant,
  linesWith,
  type Network,
  nothingCounted,
  type PartnerConfig,
  type PartnerLine,
  type Period,
  type Silences,
  type SourceState,
  type Stretch,
  shareOf,
  stateOf,
} from "../domain/index.ts";
import type { Scope } from "../ports/index.ts";
import type { PartnerCount, PartnerRow, PartnerScore, PartnerLine as Row } from "../wire/index.ts";
import type { FeedDeps } from "./feed.ts";
import { filesTold } from "./files.ts";
import { isoOf } from "./formats.ts";
import { type AskedWeek, type PartnerDays, partnerDays } from "./partners-ask.ts";
import { readSources } from "./sources.ts";

type Deps = Pick<FeedDeps, "views" | "network" | "clock">;

/** Ahead of now, so far is looked for what is not due yet. */
const ahead = 400 * 86_400_000;
/** Questions that are looked at, at most: the newest. */
const mostAsks = 2_000;

/** What both halves of a partner are counted from, of what may be seen. */
export interface PartnerRead {
  readonly partner: PartnerConfig;
  readonly network: Network;
  readonly at: Instant;
  readonly days: PartnerDays;
  readonly lines: readonly PartnerLine[];
  readonly dealt: readonly Dealt[];
  /** What is not due yet. */
  readonly open: readonly Dealt[];
  readonly silences: Silences;
  readonly files: readonly FileDue[];
  readonly asks: readonly Ask[];
}

/** Since when each system that may be seen is silent. */
export const silencesOf = (sources: readonly SourceState[]): Silences =>
  new Map(
    sources.flatMap(({ system, environment, silentSince }) =>
      environment === "" && silentSince !== null ? [[system, silentSince] as const] : [],
    ),
  );

/** Reads both halves of a partner for some days of its clock. */
export async function readPartner(
  deps: Deps,
  scope: Scope,
  partner: PartnerConfig,
  asked: Period | null,
): Promise<PartnerRead> {
  const network = deps.network();
  const at = deps.clock.now();
  const days = partnerDays(asked, partner.timezone, at, network);
  const lines = linesWith(partner, network);
  const sources = await readSources(deps, scope);
  const silences = silencesOf(sources);
  // A while lies in one stretch of silence or in none, and nothing is counted before it is due.
  const last = Math.min(days.weeks.at(-1)?.toAt ?? at, at);
  const cuts = [...days.weeks.map(({ fromAt }) => fromAt), ...silences.values(), last];
  const first = days.weeks[0]?.fromAt ?? last;
  const edges = [...new Set(cuts)].filter((edge) => edge >= first && edge <= last).sort((a, b) => a - b);
  const measures = new Set(lines.map(({ measure }) => measure));
  const [dealt, open, files, asks] = await Promise.all([
    deps.views.dealt(scope, partner.id, edges),
    deps.views.dealt(scope, partner.id, [at, at + ahead]),
    measures.has("files") ? readFiles(deps, scope, partner, sources, { from: first, to: last }) : [],
    measures.has("answers") ? readAsks(deps, scope, partner, first) : [],
  ]);
  return { partner, network, at, days, lines, dealt, open, silences, files, asks };
}

async function readFiles(
  deps: Deps,
  scope: Scope,
  partner: PartnerConfig,
  sources: readonly SourceState[],
  within: Stretch,
): Promise<readonly FileDue[]> {
  const files: FileDue[] = [];
  for (const id of partner.systems) {
    const source = sources.find(({ system, environment }) => system === id && environment === "");
    const told = source === undefined ? null : await filesTold(deps, scope, source);
    if (told !== null) files.push(...filesDue(told, within));
  }
  return files.sort((a, b) => a.dueAt - b.dueAt);
}

async function readAsks(deps: Deps, scope: Scope, partner: PartnerConfig, from: Instant): Promise<readonly Ask[]> {
  const found: Ask[] = [];
  let cursor: string | null = null;
  let read = 0;
  do {
    const page = await deps.views.asks(scope, null, 500, cursor);
    read += page.items.length;
    for (const { ask } of page.items) if (ask.partner === partner.id && ask.dueAt >= from) found.push(ask);
    // Newest first: what was asked a month before is due by now.
    cursor = (page.items.at(-1)?.ask.at ?? 0) < from - 31 * 86_400_000 ? null : page.nextCursor;
  } while (cursor !== null && read < mostAsks);
  return found;
}

/** What a line comes to in a while that ends at an edge. */
export function countedIn(read: PartnerRead, line: PartnerLine, { fromAt, toAt }: AskedWeek): Counted {
  const to = Math.min(toAt, read.at);
  if (line.measure === "files") return countFiles(read.files.filter(({ dueAt }) => dueAt >= fromAt && dueAt < to));
  if (line.measure === "answers") return countAsks(read.asks, fromAt, to);
  const own = read.dealt.filter(({ from }) => from >= fromAt && from < to);
  return countLine(line, own, read.silences);
}

/** Thousandths as a part of 1. */
const partOf = (thousandths: number | null): number | null => (thousandths === null ? null : thousandths / 1_000);

const toCount = (counted: Counted): PartnerCount => ({ ...counted, share: partOf(shareOf(counted)) });

/** What a line is called: as it was agreed, else what its step awaits. */
export function lineText(line: Pick<PartnerLine, "text" | "step">, network: Network): string {
  if (line.text !== null) return line.text;
  const step = network.steps.find(({ flow, id }) => `${flow}.${id}` === line.step);
  return step === undefined ? (line.step ?? "") : (eventOf(step.expect)?.title ?? step.expect);
}

function toLine(read: PartnerRead, line: PartnerLine): Row {
  const { days, at, network } = read;
  const weeks = days.weeks.map((week) => ({ week, counted: countedIn(read, line, week) }));
  const whole = weeks.reduce((sum, { counted }) => addCounted(sum, counted), nothingCounted);
  const share = shareOf(whole);
  const bounds = boundsOf(whole);
  const state = stateOf(line.share, whole);
  const open = read.open.filter(
    ({ side, step, state: is }) => side === line.side && step === line.step && is === "open",
  );
  return {
    ...toCount(whole),
    id: line.id,
    side: line.side,
    measure: line.measure,
    step: line.step,
    text: lineText(line, network),
    agreed: partOf(line.share),
    open: line.measure === "in-time" ? open.reduce((sum, { count }) => sum + count, 0) : 0,
    bounds: bounds === null ? null : { low: bounds.low / 1_000, high: bounds.high / 1_000 },
    state,
    below: state === "below" && line.share !== null && share !== null ? (line.share - share) / 1_000 : null,
    weeks: weeks.map(({ week, counted }) => ({
      ...toCount(counted),
      from: dateOfDay(week.from),
      to: dateOfDay(week.to - 1),
      ended: week.toAt <= at,
    })),
  };
}

/** Both halves with their lines. Pure. */
export function toPartnerScore(read: PartnerRead): PartnerScore {
  const { partner, network, days, at, silences } = read;
  const lines = read.lines.map((line) => toLine(read, line));
  const half = (side: Row["side"]) =>
    halfOf(lines.filter((line) => line.side === side).map(({ state, agreed }) => ({ state, agreed: agreed !== null })));
  const systems = partner.systems.flatMap((id) => network.systems.get(id) ?? []);
  const warehouses = new Set(systems.flatMap(({ warehouse }) => warehouse ?? []));
  return {
    id: partner.id,
    name: partner.name,
    timezone: partner.timezone,
    systems: systems.map(({ name }) => name),
    warehouses: [...warehouses].map((id) => network.warehouses.get(id)?.name ?? id),
    theirs: half("theirs"),
    ours: half("ours"),
    silent: systems.flatMap(({ id, name }) => {
      const since = silences.get(id);
      return since === undefined ? [] : [{ system: id, name, since: isoOf(since) }];
    }),
    from: dateOfDay(days.period.from),
    to: dateOfDay(days.period.to - 1),
    asOf: isoOf(at),
    lines,
  };
}

/** A partner without its lines. */
export function toPartnerRow({ from: _from, to: _to, asOf: _asOf, lines: _lines, ...row }: PartnerScore): PartnerRow {
  return row;
}
