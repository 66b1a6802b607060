import { createHash } from "node:crypto";
import { type Grouping, type GroupingLine, masked, type Told } from "../../domain/index.ts";
import { fits } from "../glob.ts";
import type { NetworkFile } from "../settings/index.ts";
import { systemsOf } from "./mappings.ts";

/** The rules of the section `errors`. Patterns are masked like what they are compared with, so that a title fits as it was seen. */
export function groupingsOf(file: NetworkFile): readonly Grouping[] {
  return file.errors.map(({ id, name, match, by }): Grouping => {
    const lines = match.map((line) => testOf(line, file));
    return {
      id,
      name: name ?? id,
      lines: match,
      by: by ?? [],
      matches: (told) => lines.some((takes) => takes(told)),
    };
  });
}

function testOf(line: GroupingLine, file: NetworkFile): (told: Told) => boolean {
  const systems = line.system === undefined ? null : new Set(systemsOf(file, line.system));
  const code = line.code?.map(masked);
  const says = line.says?.map(masked);
  const within = (values: readonly string[] | undefined, value: string | null) =>
    values === undefined || (value !== null && values.includes(value));
  const fitting = (patterns: readonly string[] | undefined, value: string | null) =>
    patterns === undefined || (value !== null && patterns.some((pattern) => fits(pattern, value)));
  return (told) =>
    within(line.kind, told.kind) &&
    (systems === null || (told.system !== null && systems.has(told.system))) &&
    within(line.flow, told.flow) &&
    within(line.step, told.step) &&
    fitting(code, told.code) &&
    fitting(says, told.says);
}

/** What each section of a file says, as a hash: with defaults filled in, so that spelling out a default changes nothing. */
export const sectionsOf = (file: NetworkFile): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(file).map(([name, section]) => [
      name,
      createHash("sha256").update(JSON.stringify(section), "utf8").digest("hex").slice(0, 16),
    ]),
  );
