import {
  type AttributeValue,
  type FactSigns,
  isList,
  type KeyMention,
  type Observation,
  type RecordView,
  type Signal,
  type Source,
  wordsOf,
} from "../../../collectors/kit/index.ts";
import type { Mapping } from "../../domain/index.ts";
import { conditionOf } from "../expression.ts";
import { fits } from "../glob.ts";
import type { NetworkFile } from "../settings/index.ts";
import { textOf } from "./reading.ts";

const longestKey = 256;

/** The mappings of a file, and whether one of them makes a fact of a record. */
export function mappingsOf(file: NetworkFile): {
  readonly mappings: readonly Mapping[];
  readonly mapped: (record: RecordView) => boolean;
  /** Signs without which none of them makes a fact of a record that has not failed; null where one asks for neither. */
  readonly signs: (source: Source, signal: Signal) => FactSigns | null;
} {
  const compiled = file.mappings.map((mapping) => ({ mapping, holds: conditionsOf(mapping.match, file) }));
  const telling = compiled.filter(({ mapping }) => mapping.event !== undefined || mapping.status === "failed");
  return {
    mappings: compiled.map(({ mapping, holds }) => ({
      id: mapping.id,
      event: mapping.event ?? null,
      status: mapping.status ?? null,
      matches: (observation) => holds(viewOf(observation)),
      keys: (observation) =>
        (mapping.keys ?? []).flatMap(([kind, names]) => names.flatMap((name) => mentions(observation, kind, name))),
    })),
    mapped: (record) => telling.some(({ holds }) => holds(record)),
    signs: (source, signal) =>
      signsOf(
        telling.map(({ mapping }) => mapping.match),
        file,
        source,
        signal,
      ),
  };
}

type Match = NetworkFile["mappings"][number]["match"];

function signsOf(matches: readonly Match[], file: NetworkFile, source: Source, signal: Signal): FactSigns | null {
  const attributes = new Set<string>();
  const patterns: (readonly string[])[] = [];
  for (const match of matches) {
    if (match.failed === true || (match.signal !== undefined && match.signal !== signal)) continue;
    if (match.system !== undefined && !systemsOf(file, match.system).includes(source.system)) continue;
    const [needed] = match.attributes ?? [];
    // One of the attributes is enough: all of them must be there.
    if (needed !== undefined) attributes.add(needed[0]);
    else if (match.name !== undefined) patterns.push(match.name);
    else return null;
  }
  const named = (name: string) => patterns.some((all) => all.some((pattern) => fits(pattern, name)));
  return { attributes, named: patterns.length === 0 ? null : named };
}

function conditionsOf(match: Match, file: NetworkFile): (record: RecordView) => boolean {
  const conditions: ((record: RecordView) => boolean)[] = [];
  const { signal, failed, name, system, attributes, when } = match;
  if (signal !== undefined) conditions.push((record) => record.signal === signal);
  if (failed !== undefined) conditions.push((record) => record.failed === failed);
  if (system !== undefined) {
    const ids = new Set(systemsOf(file, system));
    conditions.push((record) => ids.has(record.source.system));
  }
  if (name !== undefined) conditions.push((record) => name.some((pattern) => fits(pattern, record.name)));
  for (const [attribute, patterns] of attributes ?? []) {
    conditions.push((record) => {
      const value = record.attribute(attribute);
      return value !== undefined && value !== null && patterns.some((pattern) => fits(pattern, textOf(value)));
    });
  }
  if (when !== undefined) {
    const condition = conditionOf(when);
    conditions.push((record) =>
      condition({
        name: record.name,
        signal: record.signal,
        system: record.source.system,
        failed: record.failed,
        attribute: (attribute) => record.attribute(attribute),
      }),
    );
  }
  return (record) => conditions.every((condition) => condition(record));
}

/** Ids of the systems that selectors (ids or kinds) name. */
export const systemsOf = (file: NetworkFile, selectors: readonly string[]): readonly string[] =>
  file.systems.filter(({ id, kind }) => selectors.includes(id) || selectors.includes(kind)).map(({ id }) => id);

const viewOf = (observation: Observation): RecordView => ({
  signal: observation.signal,
  source: observation.source,
  name: observation.name,
  failed: observation.failed,
  attribute: (name) => attributeOf(observation, name),
});

const attributeOf = (observation: Observation, name: string): AttributeValue | undefined =>
  observation.attributes.get(name) ?? observation.resource.get(name);

function mentions(observation: Observation, kind: string, name: string): KeyMention[] {
  const told = attributeOf(observation, name);
  const values: readonly AttributeValue[] = isList(told) ? told : told === undefined ? [] : [told];
  return values.flatMap((one) => {
    const value = textOf(one);
    return value === "" || value.length > longestKey ? [] : [{ kind, issuer: "*", value, attribute: wordsOf(name) }];
  });
}
