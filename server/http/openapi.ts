import * as z from "zod/mini";
import { problem } from "../wire/shapes.ts";
import { tableParameters } from "./export/form.ts";
import type { Table } from "./export/table.ts";
import { xlsxType } from "./export/xlsx.ts";
import type { Route } from "./route.ts";

const json = (schema: unknown) => ({ content: { "application/json": { schema } } });

/** A schema as JSON Schema of 2020-12, as OpenAPI 3.1 has it. */
const schemaOf = (schema: z.ZodMiniType, io: "input" | "output"): unknown => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
};

/** The API's description, made from the very schemas that check what comes in. */
export function openapiOf(routes: readonly Route[], version: string): unknown {
  const paths = new Map<string, Map<string, unknown>>();
  for (const route of routes) {
    const operations = paths.get(route.path) ?? new Map<string, unknown>();
    paths.set(route.path, operations.set(route.method.toLowerCase(), operationOf(route)));
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Tallyman",
      version,
      description:
        "Instants are ISO 8601 UTC with milliseconds, durations integer milliseconds in names ending in `Ms`.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    paths: Object.fromEntries([...paths].map(([path, operations]) => [path, Object.fromEntries(operations)])),
    components: {
      schemas: { Problem: schemaOf(problem, "output") },
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: "tallyman" },
      },
    },
    security: [{ bearer: [] }, { session: [] }],
  };
}

/** The same list as a table, with its columns: what each is called and holds. */
function tableContent({ columns }: Table): Readonly<Record<string, unknown>> {
  const listed = columns.map(({ name, title, type }) => ({ name, title, type }));
  return {
    "text/csv": { schema: { type: "string" }, "x-columns": listed },
    [xlsxType]: { schema: { type: "string", format: "binary" }, "x-columns": listed },
  };
}

function operationOf(route: Route): unknown {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inQuery = [...route.query, ...(route.table === null ? [] : tableParameters)].map(({ name, says }) => ({
    name,
    in: "query",
    description: says,
    schema: { type: "string" },
  }));
  const answers = route.answers.map(({ status, says, schema }) => {
    const content = {
      ...(schema === null ? {} : { "application/json": { schema: schemaOf(schema, "output") } }),
      ...(route.table === null ? {} : tableContent(route.table)),
    };
    return [status, { description: says, ...(Object.keys(content).length === 0 ? {} : { content }) }] as const;
  });
  return {
    operationId: route.id,
    summary: route.says,
    parameters: [...inPath, ...inQuery],
    ...(route.body === null
      ? {}
      : { requestBody: { required: !route.bodyOptional, ...json(schemaOf(route.body, "input")) } }),
    responses: {
      ...Object.fromEntries(answers),
      default: {
        description: "A problem (RFC 9457)",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}
