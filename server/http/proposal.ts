import type { ProposalAnswer, ProposalBody } from "../wire/index.ts";

/** Lines of unchanged text around a change. */
const around = 3;

const quoted = (text: string): string => (/^[A-Za-z][\w.-]*$/.test(text) ? text : JSON.stringify(text));

/**
 * The network file with one more alias, as a unified diff: from now on this attribute of this system is a key of that
 * kind. Nothing is adopted; the file, in its owner's version control, is the truth. Without a file (`null`) the diff
 * makes one that has this alias alone.
 */
export function proposeAlias(
  file: { readonly name: string; readonly text: string } | null,
  { system, attribute, key }: ProposalBody,
): ProposalAnswer {
  const entry = `- { attribute: ${quoted(attribute)}, system: ${quoted(system)}, key: ${quoted(key)} }`;
  const name = file?.name ?? "network.yaml";
  if (file === null) {
    const added = ["aliases:", `  ${entry}`];
    const diff = [
      "--- /dev/null",
      `+++ b/${name}`,
      `@@ -0,0 +1,${added.length} @@`,
      ...added.map((line) => `+${line}`),
    ];
    return { file: name, diff: `${diff.join("\n")}\n`, text: `${added.join("\n")}\n` };
  }
  const ended = file.text.endsWith("\n");
  const lines = file.text.split("\n");
  if (ended) lines.pop();
  const section = lines.findIndex((line) => /^aliases:\s*(?:\[\s*\]\s*)?(?:#.*)?$/.test(line));
  if (section < 0) return insert(name, lines, lines.length, 0, ["aliases:", `  ${entry}`]);
  let last = section;
  for (let index = section + 1; index < lines.length; index++) {
    const line = lines[index] ?? "";
    if (/^\s*(#.*)?$/.test(line)) continue;
    if (!/^(\s|-)/.test(line)) break;
    last = index;
  }
  const indent = /^(\s*)-/.exec(lines[section + 1] ?? "")?.[1] ?? "  ";
  // `aliases: []` becomes a list that has entries.
  if (last === section) return insert(name, lines, section, 1, ["aliases:", `  ${entry}`]);
  return insert(name, lines, last + 1, 0, [`${indent}${entry}`]);
}

function insert(
  file: string,
  lines: readonly string[],
  at: number,
  replaced: number,
  added: readonly string[],
): ProposalAnswer {
  const gone = lines.slice(at, at + replaced);
  const kept = gone.filter((line) => added[0] === line);
  const removed = kept.length > 0 ? [] : gone;
  const fresh = kept.length > 0 ? added.slice(1) : added;
  const from = at + kept.length;
  const start = Math.max(0, from - around);
  const before = lines.slice(start, from);
  const after = lines.slice(from + removed.length, from + removed.length + around);
  const oldCount = before.length + removed.length + after.length;
  const newCount = before.length + fresh.length + after.length;
  const diff = [
    `--- a/${file}`,
    `+++ b/${file}`,
    `@@ -${oldCount === 0 ? 0 : start + 1},${oldCount} +${start + 1},${newCount} @@`,
    ...before.map((line) => ` ${line}`),
    ...removed.map((line) => `-${line}`),
    ...fresh.map((line) => `+${line}`),
    ...after.map((line) => ` ${line}`),
  ];
  const text = [...lines.slice(0, from), ...fresh, ...lines.slice(from + removed.length)];
  return { file, diff: `${diff.join("\n")}\n`, text: `${text.join("\n")}\n` };
}
