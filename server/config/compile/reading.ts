import {
  type Attributes,
  type AttributeValue,
  type FactSigns,
  type Reading,
  type RecordView,
  type Signal,
  type Source,
  wordsOf,
} from "../../../collectors/kit/index.ts";
import { isObjectKind } from "../../domain/index.ts";
import { fits } from "../glob.ts";
import { defaultKeyNames } from "../names.ts";
import type { NetworkFile } from "../settings/index.ts";

type KeyOf = ReturnType<Reading["keyOf"]>;

/** Answers kept by heart; hostile names cannot make them more. */
const remembered = 20_000;

/** Spellings of `business.event` that emitters use; they are looked up by exact name on every record. */
const eventAttributes = [
  "business.event",
  "app.business.event",
  "business_event",
  "businessEvent",
  "business-event",
  "BusinessEvent",
  "Business.Event",
  "BUSINESS_EVENT",
  "app.businessEvent",
  "app.business_event",
  "app_business_event",
  "app-business-event",
];

/** What collectors ask of the network: who sent a record, which attributes are keys, and whether it is a fact. */
export function readingOf(
  file: NetworkFile,
  mapped: (record: RecordView) => boolean,
  signs: (source: Source, signal: Signal) => FactSigns | null,
): Reading {
  const counting = new Set(file.environments.map((name) => name.toLowerCase()));
  const matches = file.systems.map(({ id, match }) => ({ id, match: match ?? [["service.name", [id]] as const] }));
  const ids = new Set(file.systems.map(({ id }) => id));
  const aliases = new Map<string, readonly { system: string | null; kind: string; issuer: string }[]>();
  for (const { attribute, system, key, issuer } of file.aliases) {
    const words = wordsOf(attribute);
    const told = { system: system ?? null, kind: key, issuer };
    // One that names the system is nearer than one for all.
    const others = aliases.get(words) ?? [];
    aliases.set(words, system === undefined ? [...others, told] : [told, ...others]);
  }
  const memory = new Map<string, Map<string, KeyOf>>();
  let size = 0;

  const answer = (system: string, name: string): KeyOf => {
    const attribute = wordsOf(name);
    const alias = aliases.get(attribute)?.find((told) => told.system === null || told.system === system);
    if (alias !== undefined) return { kind: alias.kind, issuer: alias.issuer, attribute };
    const kind = defaultKeyNames.get(attribute);
    return kind === undefined ? null : { kind, issuer: "*", attribute };
  };

  return {
    sourceOf(resource: Attributes): Source {
      const service = textOf(resource.get("service.name"));
      const environment =
        textOf(resource.get("deployment.environment.name")) || textOf(resource.get("deployment.environment"));
      const system = matches.find(({ match }) =>
        match.every(([name, patterns]) => {
          const value = resource.get(name);
          return value !== undefined && patterns.some((pattern) => fits(pattern, textOf(value)));
        }),
      );
      const found = service === "" ? "unknown" : service;
      return {
        // A stranger that calls itself by a declared id is not taken for that system.
        system: system?.id ?? (ids.has(found) ? `undeclared:${found}` : found),
        declared: system !== undefined,
        service,
        environment: environment === "" || counting.has(environment.toLowerCase()) ? "" : environmentName(environment),
      };
    },
    keyOf(source, attributeName) {
      let names = memory.get(source.system);
      const known = names?.get(attributeName);
      if (known !== undefined) return known;
      const found = answer(source.system, attributeName);
      if (size >= remembered) {
        memory.clear();
        names = undefined;
        size = 0;
      }
      if (names === undefined) {
        names = new Map();
        memory.set(source.system, names);
      }
      names.set(attributeName, found);
      size += 1;
      return found;
    },
    namesObject: isObjectKind,
    isFact(record) {
      for (const name of eventAttributes) {
        const value = record.attribute(name);
        if (value !== undefined && value !== null && value !== "") return true;
      }
      return mapped(record);
    },
    factSigns(source, signal) {
      const ofMappings = signs(source, signal);
      if (ofMappings === null) return null;
      return { attributes: new Set([...eventAttributes, ...ofMappings.attributes]), named: ofMappings.named };
    },
  };
}

/** An environment's name as it is kept: other characters than letters, digits, `.`, `_` and `-` become `-`, at most 64. */
export function environmentName(told: string): string {
  return told.replace(/[^A-Za-z0-9._-]/g, "-").slice(0, 64);
}

/** Text of an attribute's value, trimmed; empty for lists and maps. */
export function textOf(value: AttributeValue | undefined): string {
  if (typeof value === "string") return value.trim();
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}
