import * as z from "zod";
import { type Runbook, type RunbookAction, runbookDeeds } from "../domain/index.ts";
import { markdownBlocks } from "./markdown.ts";
import { shown, suggestion } from "./nearest.ts";
import * as s from "./settings/scalars.ts";
import { type ConfigFault, pathText, readSource } from "./source.ts";

/** Largest runbook in characters. */
const longest = 65_536;

const match = z.strictObject({
  kind: s.oneOrMore(s.exceptionKind()).optional(),
  system: s.oneOrMore(s.id()).optional(),
  flow: s.oneOrMore(s.id()).optional(),
  step: s.oneOrMore(s.id()).optional(),
  warehouse: s.oneOrMore(s.id()).optional(),
  code: s.oneOrMore(z.string().min(1).max(256)).optional(),
  says: s.oneOrMore(z.string().min(1).max(256)).optional(),
});
const head = z.strictObject({
  match: match.refine(
    (told) => Object.keys(told).length > 0,
    "Say what it is for: without a matcher it would fit everything.",
  ),
});

/** What came of reading a runbook: itself, or everything that is wrong with it. */
export type ReadRunbook =
  | { readonly ok: true; readonly runbook: Runbook }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/**
 * Reads one runbook: Markdown whose first lines, between two lines of `---`, say in YAML what it is for, and whose first
 * heading is the action that it recommends. A step names what the product does for it by a link to `do:…`. `id` is its
 * file's name without the ending; with `teams`, an unknown team is a fault. Never throws.
 */
export function readRunbook(id: string, text: string, teams?: Iterable<string>): ReadRunbook {
  if (text.length > longest) return refused(1, "The runbook is larger than 64 KiB.");
  const found = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text);
  if (found === null) return refused(1, "A runbook begins with what it is for: `---`, `match: { … }`, `---`.");
  const source = readSource(found[1] ?? "");
  const faults = source.faults.map((fault) => ({ ...fault, line: fault.line + 1 }));
  const parsed = head.safeParse(source.root);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const path = issue.path.filter((part) => typeof part !== "symbol");
      const line = source.lineOf(path) + 1;
      if (issue.code !== "unrecognized_keys") faults.push({ line, path: pathText(path), message: issue.message });
      else {
        const known = path.length === 0 ? ["match"] : Object.keys(match.shape);
        for (const key of issue.keys) {
          const message = `There is no setting ${shown(key)} here.${suggestion(key, known)}`;
          faults.push({ line: source.lineOfKey(path, key) + 1, path: pathText([...path, key]), message });
        }
      }
    }
  }
  const blocks = markdownBlocks(text.slice(found[0].length), (name) => {
    const read = readAction(name, teams === undefined ? null : [...teams]);
    if (typeof read !== "string") return read;
    faults.push({ line: lineOfAction(text, name), path: `do:${name}`, message: read });
    return null;
  });
  const heading = blocks.find((block) => block.kind === "heading");
  if (heading?.text.some((part) => part.action !== undefined)) {
    const message = "The heading says what is recommended; an action is named in a step.";
    faults.push({ line: lineOfAction(text, ""), path: "", message });
  }
  if (heading === undefined) {
    const line = found[0].split("\n").length;
    faults.push({ line, path: "", message: "A runbook has a heading: the action that it recommends." });
  }
  if (!parsed.success || faults.length > 0 || heading === undefined) return { ok: false, faults };
  const title = heading.text.map((part) => part.text).join("");
  const wanted = Object.fromEntries(Object.entries(parsed.data.match).filter(([, values]) => values !== undefined));
  return { ok: true, runbook: { id, title, match: wanted, blocks: blocks.filter((block) => block !== heading) } };
}

/** What follows `do:` in a step: a deed, and for `hand-over` the team; else what is wrong with it. */
function readAction(name: string, teams: readonly string[] | null): RunbookAction | string {
  const [said = "", ...rest] = name.split("/");
  const deed = runbookDeeds.find((one) => one === said);
  if (deed === undefined) return `There is no action ${shown(said)}.${suggestion(said, runbookDeeds)}`;
  const team = rest.join("/");
  if (deed !== "hand-over") return rest.length === 0 ? { deed } : `Nothing follows ${deed}: write do:${deed}.`;
  if (team === "") return "A hand-over names its team: do:hand-over/TEAM.";
  if (teams !== null && !teams.includes(team)) return `There is no team ${shown(team)}.${suggestion(team, teams)}`;
  return { deed, team };
}

/** The line on which a link to an action first stands. */
const lineOfAction = (text: string, name: string): number =>
  text.slice(0, Math.max(0, text.indexOf(`do:${name}`))).split("\n").length;

const refused = (line: number, message: string): ReadRunbook => ({ ok: false, faults: [{ line, path: "", message }] });
