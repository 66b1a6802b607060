import {
  type BusinessKey,
  type BusinessObject,
  bareObject,
  type Expectation,
  type Fold,
  isOnlyNamed,
  type Link,
  type Mark,
  partsOf,
  type Ref,
  type Trait,
} from "../../domain/index.ts";

/**
 * An object's document: its values in a fixed order without their names, which would be two thirds of it, and without its
 * ref. Objects are written with each fact, so that their bytes are most of what a commit writes. Of one that traces name
 * and nothing else is known of, which most are, two values.
 */
export const objectText = (object: BusinessObject): string =>
  JSON.stringify(isNamedOnly(object) ? packedName(object) : packed(object));

export function objectIn(ref: Ref, text: string): BusinessObject {
  const row = JSON.parse(text) as PackedName | PackedObject;
  return row.length === 2 ? named(ref, row) : unpacked(ref, row);
}

/** Where a document has the object's warehouses, as SQL reads it; nowhere in one of two values, which has none. */
export const warehousesPath = "$[5]";

export type PackedKey = readonly [kind: string, issuer: string, value: string];

export const packedKey = ({ kind, issuer, value }: BusinessKey): PackedKey => [kind, issuer, value];

export const keyIn = ([kind, issuer, value]: PackedKey): BusinessKey => ({ kind, issuer, value });

type PackedMark = readonly [at: Mark["at"], nanos: number, identity: string];
type PackedLink = readonly [Link["ref"], Link["kind"], Link["via"], Link["by"]];
type PackedTrait = readonly [Trait["name"], text: string, number: number | null, ...PackedMark];
/** Without the last mark where it is the first. */
type PackedFold = readonly [
  Fold["type"],
  Fold["system"],
  Fold["signal"],
  Fold["status"],
  Fold["warehouse"],
  Fold["precision"],
  Fold["count"],
  Fold["firstReceivedAt"],
  ...PackedMark,
  ...([] | PackedMark),
];
type PackedExpectation = readonly [
  Expectation["id"],
  Expectation["flow"],
  Expectation["step"],
  Expectation["expects"],
  Expectation["system"],
  Expectation["from"],
  Expectation["warehouse"],
  Expectation["state"],
  Expectation["reason"],
  Expectation["since"],
  Expectation["dueAt"],
  Expectation["settleAt"],
  settled: 0 | 1,
  Expectation["metAt"],
  Expectation["lagMs"],
  early: 0 | 1,
  Expectation["heardLateMs"],
  Expectation["metBy"],
  watch: 0 | 1,
];

/** What some have and most have not: each must be named where one is packed. */
export type Optional<T> = {
  readonly [K in keyof Required<T> as undefined extends T[K] ? K : never]: T[K] | undefined;
};

type PackedObject = readonly [
  own: 0 | readonly [BusinessObject["environment"], BusinessObject["kind"], BusinessObject["id"]],
  keys: 0 | readonly PackedKey[],
  BusinessObject["ties"],
  links: readonly PackedLink[],
  mentions: readonly PackedKey[],
  BusinessObject["warehouses"],
  folds: readonly PackedFold[],
  BusinessObject["holds"],
  traits: readonly PackedTrait[],
  expectations: readonly PackedExpectation[],
  BusinessObject["exceptions"],
  BusinessObject["traces"],
  BusinessObject["status"],
  BusinessObject["milestone"],
  joinedInProgress: 0 | 1,
  BusinessObject["factCount"],
  BusinessObject["firstAt"],
  BusinessObject["lastAt"],
  BusinessObject["changedAt"],
  BusinessObject["timer"],
  more: Optional<BusinessObject> | null,
];

/** An object of which nothing is known but the traces that name it. */
type PackedName = readonly [BusinessObject["traces"], BusinessObject["changedAt"]];

export const bit = (is: boolean): 0 | 1 => (is ? 1 : 0);

function packed(object: BusinessObject): PackedObject {
  return [
    ownOf(object),
    keysOf(object),
    object.ties,
    object.links.map(({ ref, kind, via, by }): PackedLink => [ref, kind, via, by]),
    object.mentions.map(packedKey),
    object.warehouses,
    object.folds.map(packedFold),
    object.holds,
    object.traits.map(
      ({ name, value: { text, number }, mark: { at, nanos, identity } }): PackedTrait => [
        name,
        text,
        number,
        at,
        nanos,
        identity,
      ],
    ),
    object.expectations.map(packedExpectation),
    object.exceptions,
    object.traces,
    object.status,
    object.milestone,
    bit(object.joinedInProgress),
    object.factCount,
    object.firstAt,
    object.lastAt,
    object.changedAt,
    object.timer,
    moreOf(object),
  ];
}

const packedName = ({ traces, changedAt }: BusinessObject): PackedName => [traces, changedAt];

/** Whether it is what `named` makes of its two values. */
const isNamedOnly = (object: BusinessObject): boolean =>
  isOnlyNamed(object) &&
  object.mentions.length === 0 &&
  object.ties.length === 0 &&
  object.warehouses.length === 0 &&
  object.folds.length === 0 &&
  object.holds.length === 0 &&
  object.traits.length === 0 &&
  object.status === "open" &&
  object.milestone === null &&
  !object.joinedInProgress &&
  object.firstAt === null &&
  object.lastAt === null &&
  object.timer === null &&
  moreOf(object) === null &&
  ownOf(object) === 0 &&
  keysOf(object) === 0;

function named(ref: Ref, [traces, changedAt]: PackedName): BusinessObject {
  const { environment, kind, issuer, value } = partsOf(ref);
  const bare = bareObject(ref, environment, kind as BusinessObject["kind"], [{ kind, issuer, value }], changedAt);
  return { ...bare, traces };
}

function moreOf({ moves, saleTerms, stock, adjusted, takers }: BusinessObject): Optional<BusinessObject> | null {
  const more: Optional<BusinessObject> = { moves, saleTerms, stock, adjusted, takers };
  return (moves ?? saleTerms ?? stock ?? adjusted ?? takers) === undefined ? null : more;
}

/** 0: all are as the ref has them. */
function ownOf({ ref, environment, kind, id }: BusinessObject): PackedObject[0] {
  const parts = partsOf(ref);
  return parts.environment === environment && parts.kind === kind && parts.value === id ? 0 : [environment, kind, id];
}

/** 0: the only one is the ref's. */
function keysOf({ ref, keys }: BusinessObject): PackedObject[1] {
  const [key, ...others] = keys;
  const { kind, issuer, value } = partsOf(ref);
  const isTheRef = key?.kind === kind && key.issuer === issuer && key.value === value && others.length === 0;
  return isTheRef ? 0 : keys.map(packedKey);
}

function unpacked(ref: Ref, row: PackedObject): BusinessObject {
  const [own, keys, ties, links, mentions, warehouses, folds, holds, traits] = row;
  const { environment, kind, issuer, value } = partsOf(ref);
  const [ownEnvironment, ownKind, id] = own === 0 ? [environment, kind as BusinessObject["kind"], value] : own;
  return {
    ref,
    environment: ownEnvironment,
    kind: ownKind,
    id,
    keys: keys === 0 ? [{ kind, issuer, value }] : keys.map(keyIn),
    ties,
    links: links.map(([to, of, via, by]): Link => ({ ref: to, kind: of, via, by })),
    mentions: mentions.map(keyIn),
    warehouses,
    folds: folds.map(foldIn),
    holds,
    traits: traits.map(
      ([name, text, number, ...mark]): Trait => ({ name, value: { text, number }, mark: markIn(mark) }),
    ),
    expectations: row[9].map(expectationIn),
    exceptions: row[10],
    traces: row[11],
    status: row[12],
    milestone: row[13],
    joinedInProgress: row[14] === 1,
    factCount: row[15],
    firstAt: row[16],
    lastAt: row[17],
    changedAt: row[18],
    timer: row[19],
    ...(row[20] as Partial<BusinessObject> | null),
  };
}

const markIn = ([at, nanos, identity]: PackedMark): Mark => ({ at, nanos, identity });

const isSameMark = (a: Mark, b: Mark): boolean =>
  a === b || (a.at === b.at && a.nanos === b.nanos && a.identity === b.identity);

function packedFold(fold: Fold): PackedFold {
  const { type, system, signal, status, warehouse, precision, count, firstReceivedAt, first, last } = fold;
  const { at, nanos, identity } = first;
  return isSameMark(first, last)
    ? [type, system, signal, status, warehouse, precision, count, firstReceivedAt, at, nanos, identity]
    : [
        type,
        system,
        signal,
        status,
        warehouse,
        precision,
        count,
        firstReceivedAt,
        at,
        nanos,
        identity,
        last.at,
        last.nanos,
        last.identity,
      ];
}

function foldIn(row: PackedFold): Fold {
  const [type, system, signal, status, warehouse, precision, count, firstReceivedAt, at, nanos, identity] = row;
  const first = { at, nanos, identity };
  const last = row.length === 11 ? first : { at: row[11], nanos: row[12], identity: row[13] };
  return { type, system, signal, status, warehouse, precision, count, first, last, firstReceivedAt };
}

const packedExpectation = (one: Expectation): PackedExpectation => [
  one.id,
  one.flow,
  one.step,
  one.expects,
  one.system,
  one.from,
  one.warehouse,
  one.state,
  one.reason,
  one.since,
  one.dueAt,
  one.settleAt,
  bit(one.settled),
  one.metAt,
  one.lagMs,
  bit(one.early),
  one.heardLateMs,
  one.metBy,
  bit(one.watch),
];

const expectationIn = (row: PackedExpectation): Expectation => ({
  id: row[0],
  flow: row[1],
  step: row[2],
  expects: row[3],
  system: row[4],
  from: row[5],
  warehouse: row[6],
  state: row[7],
  reason: row[8],
  since: row[9],
  dueAt: row[10],
  settleAt: row[11],
  settled: row[12] === 1,
  metAt: row[13],
  lagMs: row[14],
  early: row[15] === 1,
  heardLateMs: row[16],
  metBy: row[17],
  watch: row[18] === 1,
});
