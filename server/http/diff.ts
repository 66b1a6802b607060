/** Lines of unchanged text around a change. */
const around = 3;

/** A unified diff between two texts of one file, as one hunk from the first line that differs to the last. */
export function diffOf(file: string, before: string, after: string): string {
  const old = linesOf(before);
  const next = linesOf(after);
  let head = 0;
  while (head < old.length && head < next.length && old[head] === next[head]) head++;
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < next.length - head &&
    old[old.length - 1 - tail] === next[next.length - 1 - tail]
  )
    tail++;
  if (head === old.length && head === next.length) return "";
  const start = Math.max(0, head - around);
  const lead = old.slice(start, head);
  const removed = old.slice(head, old.length - tail);
  const added = next.slice(head, next.length - tail);
  const trail = old.slice(old.length - tail, old.length - tail + around);
  const oldCount = lead.length + removed.length + trail.length;
  const newCount = lead.length + added.length + trail.length;
  const hunk = [
    `--- a/${file}`,
    `+++ b/${file}`,
    `@@ -${oldCount === 0 ? 0 : start + 1},${oldCount} +${newCount === 0 ? 0 : start + 1},${newCount} @@`,
    ...lead.map((line) => ` ${line}`),
    ...removed.map((line) => `-${line}`),
    ...added.map((line) => `+${line}`),
    ...trail.map((line) => ` ${line}`),
  ];
  return `${hunk.join("\n")}\n`;
}

function linesOf(text: string): readonly string[] {
  if (text === "") return [];
  return (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
}
