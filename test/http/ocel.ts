import { readFileSync } from "node:fs";

/** A document as a program reads it. */
export interface Ocel {
  readonly eventTypes: readonly {
    readonly name: string;
    readonly attributes: readonly { name: string; type: string }[];
  }[];
  readonly objectTypes: Ocel["eventTypes"];
  readonly events: readonly {
    readonly id: string;
    readonly type: string;
    readonly time: string;
    readonly attributes: readonly { readonly name: string; readonly value: string }[];
    readonly relationships: readonly { readonly objectId: string; readonly qualifier: string }[];
  }[];
  readonly objects: readonly {
    readonly id: string;
    readonly type: string;
    readonly attributes: readonly { readonly name: string; readonly value: string; readonly time: string }[];
    readonly relationships: readonly { readonly objectId: string; readonly qualifier: string }[];
  }[];
}

interface Schema {
  readonly type: "object" | "array" | "string";
  readonly format?: "date-time";
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly required?: readonly string[];
}

const published = JSON.parse(readFileSync(new URL("ocel.schema.json", import.meta.url), "utf8")) as Schema;

/** Where a value is not what a schema of draft 7 asks, of what the published one uses: type, format, properties, items, required. */
function schemaFaults(value: unknown, schema: Schema, path: string): readonly string[] {
  if (schema.type === "string") {
    if (typeof value !== "string") return [`${path} is no text`];
    const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
    const bad = schema.format === "date-time" && (!time.test(value) || Number.isNaN(Date.parse(value)));
    return bad ? [`${path} is no time`] : [];
  }
  if (schema.type === "array") {
    if (!Array.isArray(value)) return [`${path} is no array`];
    return value.flatMap((item, index) =>
      schema.items === undefined ? [] : schemaFaults(item, schema.items, `${path}/${index}`),
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${path} is no object`];
  const members = new Map<string, unknown>(Object.entries(value));
  const missing = (schema.required ?? []).filter((name) => !members.has(name));
  const inside = Object.entries(schema.properties ?? {}).flatMap(([name, of]) =>
    members.has(name) ? schemaFaults(members.get(name), of, `${path}/${name}`) : [],
  );
  return [...missing.map((name) => `${path} lacks ${name}`), ...inside];
}

const types = new Map<string, (value: string) => boolean>([
  ["string", () => true],
  ["time", (value) => !Number.isNaN(Date.parse(value))],
  ["float", (value) => /^-?\d+(\.\d+)?$/.test(value)],
  ["integer", (value) => /^-?\d+$/.test(value)],
  ["boolean", (value) => value === "true" || value === "false"],
]);

/**
 * What is wrong with a document: by the published schema, and by what the specification asks beyond it. Ids are told
 * once, whatever is named is there, and each value is of the type that its kind declares.
 */
export function ocelFaults(document: unknown): readonly string[] {
  const faults = schemaFaults(document, published, "");
  if (faults.length > 0) return faults;
  const { events, objects, eventTypes, objectTypes } = document as Ocel;
  const twice = (list: readonly { readonly id: string }[]) =>
    list.length === new Set(list.map(({ id }) => id)).size ? [] : ["an id is told twice"];
  const there = new Set(objects.map(({ id }) => id));
  const lost = [...events, ...objects].flatMap(({ id, relationships }) =>
    relationships.filter(({ objectId }) => !there.has(objectId)).map(({ objectId }) => `${id} names ${objectId}`),
  );
  const untyped = (list: Ocel["events"] | Ocel["objects"], declared: Ocel["eventTypes"]) =>
    list.flatMap(({ id, type, attributes }) => {
      const own = declared.find(({ name }) => name === type)?.attributes;
      if (own === undefined) return [`${id} is of the undeclared type ${type}`];
      return attributes.flatMap(({ name, value }) => {
        const is = types.get(own.find((one) => one.name === name)?.type ?? "");
        return is?.(value) === true ? [] : [`${name} of ${id} is ${value}`];
      });
    });
  return [
    ...twice(events),
    ...twice(objects),
    ...lost,
    ...untyped(events, eventTypes),
    ...untyped(objects, objectTypes),
  ];
}
