import type {
  Attributes,
  Decoded,
  KeyMention,
  Observation,
  Reading,
  Receipt,
  Rejection,
  Result,
  Signal,
  Source,
  Tie,
} from "../kit/index.ts";
import { keyTerm, ok, traceTerm } from "../kit/index.ts";
import { cutAttributes } from "./bounds.ts";
import { openEnvelope, openRaw, signalOf } from "./envelope.ts";
import { hasFailed } from "./failure.ts";
import { identityOf } from "./identity.ts";
import type { KeyName } from "./keys.ts";
import { joinMentions, keyNames, mentionsIn, mentionText } from "./keys.ts";
import { countMetrics } from "./metrics.ts";
import { millisOf, nameOf, observe, spanOfTime, viewOf } from "./observe.ts";
import type { Quick } from "./quick.ts";
import { startQuick } from "./quick.ts";
import type { QuickEmitter, QuickSender } from "./quickMemory.ts";
import type { Group } from "./record.ts";
import { signInAttributes, signInTraceState } from "./sampling.ts";
import type { SourceFold } from "./sourceFold.ts";
import { foldSource, versionIn } from "./sourceFold.ts";
import { foldTraces, include } from "./traceFold.ts";

const NO_TERMS = new BigUint64Array(0);

/** Everything that the core needs of one request. A fault (`bad-protobuf`, `bad-json`) when it cannot be read at all. */
export function decode(receipt: Receipt, reading: Reading): Result<Decoded> {
  if (receipt.route === "metrics") return decodeMetrics(receipt);
  const envelope = reading.factSigns === undefined ? openEnvelope(receipt) : openRaw(receipt);
  if (!envelope.ok) return envelope;
  const fold = foldReceipt(receipt, reading);
  for (const group of envelope.value.groups) fold.group(group);
  return ok(fold.result());
}

function decodeMetrics(receipt: Receipt): Result<Decoded> {
  const count = countMetrics(receipt);
  if (!count.ok) return count;
  const { points, rejected } = count.value;
  return ok({ records: points, rejected, facts: [], ties: [], sources: [], traces: [], terms: NO_TERMS });
}

interface Sender {
  readonly source: Source;
  readonly keyOf: (name: string) => KeyName;
  readonly fold: SourceFold;
  /** Null where each record must be looked at. */
  readonly quick: QuickSender | null;
}

function foldReceipt(receipt: Receipt, reading: Reading) {
  const signal = signalOf(receipt.route);
  const rejected: Rejection[] = [];
  const facts: Observation[] = [];
  const ties = new Map<string, Tie>();
  const traces = foldTraces();
  const keyTerms = new Set<bigint>();
  const senders = new Map<string, Sender>();
  const keyed = (keys: readonly KeyMention[]) => keys.some(({ kind }) => reading.namesObject(kind));
  const addTerms = (keys: readonly KeyMention[]) => {
    for (const { kind, value } of keys) if (reading.namesObject(kind)) keyTerms.add(keyTerm(kind, value));
  };
  const quick: Quick | null =
    reading.factSigns === undefined
      ? null
      : startQuick({
          reading,
          signal,
          receivedAt: receipt.receivedAt,
          open: (traceId, environment) => traces.open(traceId, environment),
          named: addTerms,
          tied: (source, traceId, keys, at, identity) => tie(ties, source, traceId, keys, at, identity),
        });
  let records = 0;
  let index = -1;
  let emitter: Emitter | null = null;

  const foldGroup = (group: Group) => {
    if (emitter?.whole !== group.resource) emitter = emitterOf(senders, reading, signal, group.resource, quick);
    const { resource, ofResource, version, source, keyOf, fold } = emitter;
    const { inRaw } = emitter;
    let accepted = 0;
    for (let i = 0; i < group.count; i += 1) {
      index += 1;
      if (quick !== null && inRaw !== null && quick.take(inRaw, group, i)) {
        accepted += 1;
        continue;
      }
      const record = group.at(i);
      if (record.kind === "bad") {
        rejected.push({ index, reason: record.reason });
        continue;
      }
      accepted += 1;
      const attributes = cutAttributes(record.attributes);
      const keys = joinMentions(mentionsIn(attributes, keyOf), ofResource);
      const namesObject = keyed(keys);
      const failed = hasFailed(record);
      const [startNanos, endNanos] = spanOfTime(record, receipt.receivedAt);
      fold.record(millisOf(endNanos), failed, namesObject, version);
      fold.names(attributes, 1);
      fold.sign(signInAttributes(attributes));
      if (record.kind === "span") fold.sign(signInTraceState(record.traceState));
      if (record.traceId !== null)
        include(traces.open(record.traceId, source.environment), {
          name: () => nameOf(record),
          system: source.system,
          ...halvesOf(startNanos, endNanos),
          root: record.kind === "span" && record.parentSpanId === null,
          failed,
          keyed: namesObject,
        });
      if (failed || reading.isFact(viewOf(record, attributes, source, resource)))
        facts.push(observe(record, group, source, resource, keys, receipt.receivedAt));
      else if (namesObject)
        tie(ties, source, record.traceId, keys, millisOf(endNanos), () => identityOf(record, group));
      if (namesObject) addTerms(keys);
    }
    if (accepted === 0) return;
    records += accepted;
    fold.names(resource, accepted);
    fold.sign(signInAttributes(resource));
  };

  const result = (): Decoded => ({
    records,
    rejected,
    facts,
    ties: [...ties.values()],
    sources: [...senders.values()].map(({ fold }) => fold.result()).filter((tally) => tally.records > 0),
    traces: traces.result(),
    terms: termsOf(traces.ids(), keyTerms),
  });
  return { group: foldGroup, result };
}

/** Asked once for all groups of one resource. */
interface Emitter extends Sender {
  readonly whole: Attributes;
  readonly resource: Attributes;
  readonly ofResource: readonly KeyMention[];
  readonly version: string | null;
  readonly inRaw: QuickEmitter | null;
}

function emitterOf(
  senders: Map<string, Sender>,
  reading: Reading,
  signal: Signal,
  whole: Attributes,
  quick: Quick | null,
): Emitter {
  const resource = cutAttributes(whole);
  const sender = senderOf(senders, reading, signal, resource, quick);
  const ofResource = mentionsIn(resource, sender.keyOf);
  const version = versionIn(resource);
  const inRaw = quick?.emitter(sender.quick, resource, ofResource, version) ?? null;
  return { ...sender, whole, resource, ofResource, version, inRaw };
}

/** Groups of one source and service share one tally and one memory of attribute names. */
function senderOf(
  senders: Map<string, Sender>,
  reading: Reading,
  signal: Signal,
  resource: Attributes,
  quick: Quick | null,
): Sender {
  const source = reading.sourceOf(resource);
  const id = JSON.stringify([source.system, source.declared, source.service, source.environment]);
  const known = senders.get(id);
  if (known !== undefined) return known;
  const keyOf = keyNames(reading, source);
  const fold = foldSource(source, signal, keyOf);
  const sender = { source, keyOf, fold, quick: quick?.sender(source, fold, keyOf) ?? null };
  senders.set(id, sender);
  return sender;
}

function tie(
  ties: Map<string, Tie>,
  source: Source,
  traceId: string | null,
  keys: readonly KeyMention[],
  at: number,
  identity: () => string,
): void {
  const id = `${source.environment}\n${traceId ?? ""}\n${keySetText(keys)}`;
  if (ties.has(id)) return;
  ties.set(id, { source, traceId, keys, identity: identity(), at });
}

const halvesOf = (start: bigint, end: bigint) => ({
  startHi: Number(start >> 32n),
  startLo: Number(start & 0xffff_ffffn),
  endHi: Number(end >> 32n),
  endLo: Number(end & 0xffff_ffffn),
});

function keySetText(keys: readonly KeyMention[]): string {
  const [only] = keys;
  return keys.length === 1 && only !== undefined ? mentionText(only) : JSON.stringify(keys.map(mentionText).sort());
}

function termsOf(traceIds: Iterable<string>, keyTerms: ReadonlySet<bigint>): BigUint64Array {
  const terms = new Set(keyTerms);
  for (const id of traceIds) terms.add(traceTerm(id));
  return BigUint64Array.from(terms).sort();
}
