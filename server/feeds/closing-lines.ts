import {
  type AccrualLine,
  accrualLine,
  type CloseSnapshot,
  closeOf,
  type Drift,
  driftOf,
  type KeptClosing,
  type LineNow,
  lineNow,
  type Network,
  reportedOn,
  type SignedLine,
  snapshotOf,
  stopCause,
} from "../domain/index.ts";
import { canonicalText } from "../ports/canonical.ts";
import { breath, type PapersReader } from "./closing-papers.ts";
import { type CloseRead, groupsOf } from "./closing-read.ts";
import type { FeedDeps } from "./feed.ts";
import { silentOf } from "./sources.ts";

/** Lines that are made before others get a turn. */
const madeAtOnce = 20;

/** The accrual list if a period closed now, by its document's number. */
export async function readAccruals(
  deps: Pick<FeedDeps, "network">,
  reader: PapersReader,
  read: CloseRead,
): Promise<readonly AccrualLine[]> {
  const close = closeOf(deps.network());
  const lines: AccrualLine[] = [];
  for (const one of read.toAccrue) {
    const subject = one.kind === "owed" ? await reader.object(one.owed.ref) : one.order;
    // Merged into another since it was looked at: the next look finds it there.
    if (subject === undefined) continue;
    const papers = await reader.papers(subject);
    const goods = await reader.goods([subject, ...papers.orders]);
    lines.push(accrualLine(one, papers, goods, close));
    if (lines.length % madeAtOnce === 0) await breath();
  }
  return lines.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** What a signature freezes, as canonical JSON: the same lines in any order give the same text. */
export function snapshotText(read: CloseRead, lines: readonly AccrualLine[], network: Network): string {
  const { period, entity, ratesOn } = read;
  const stops = new Map<string, { side: CloseSnapshot["stops"][number]["side"]; cause: string; count: number }>();
  for (const { side, why, sum } of groupsOf(read, network)) {
    // The number of a cause is history of arrival: what it keeps out is not.
    const cause = why.kind === "owed" ? why.owed : stopCause(why);
    const key = `${side} ${cause}`;
    stops.set(key, { side, cause, count: (stops.get(key)?.count ?? 0) + sum.count });
  }
  const { currency } = network.company;
  return canonicalText(snapshotOf({ period: period.id, entity, currency, ratesOn, lines, stops: [...stops.values()] }));
}

/** What was signed; null: nobody has signed. */
export const signedOf = ({ snapshot }: Pick<KeptClosing, "snapshot">): CloseSnapshot | null =>
  snapshot === null ? null : (JSON.parse(snapshot) as CloseSnapshot);

/** What is known now beside what was signed, at the rates of the signature. `now` is the accrual list as it would be now. */
export async function readDrift(
  deps: Pick<FeedDeps, "network">,
  reader: PapersReader,
  closing: KeptClosing,
  read: CloseRead,
  now: readonly AccrualLine[],
): Promise<Drift | null> {
  const signed = signedOf(closing);
  if (signed === null || closing.prepared === null) return null;
  const network = deps.network();
  const since = closing.prepared.at;
  const heard = new Set(
    read.sources
      .filter((source) => (source.lastSeenAt ?? 0) > since && !silentOf(source, network, read.at))
      .map(({ system }) => system),
  );
  const became = new Map<string, LineNow>();
  for (const line of signed.lines) {
    const subject = await reader.object(line.ref);
    const papers = subject === undefined ? null : await reader.papers(subject);
    const heardFrom = line.system !== null && heard.has(line.system);
    became.set(line.key, lineNow(line, papers, heardFrom, { at: read.at, network }));
    if (became.size % madeAtOnce === 0) await breath();
  }
  const nowOf = (line: SignedLine): LineNow => became.get(line.key) ?? { state: "open", amount: null };
  return driftOf(signed.lines, nowOf, freshOf(signed, now), reportedOn(network, signed.ratesOn));
}

/** What was not signed: what left of an order that was signed as not confirmed is that order's. */
function freshOf(signed: CloseSnapshot, now: readonly AccrualLine[]): readonly AccrualLine[] {
  const keys = new Set(signed.lines.map(({ key }) => key));
  return now.filter(
    ({ key, side, orders }) =>
      !keys.has(key) && !(side === "revenue" && orders.some((ref) => keys.has(`${ref} revenue`))),
  );
}
