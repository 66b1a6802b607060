import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { folder } from "../scenarios/server.ts";

/** Calls that write, sync, cut, move or take away; the syscalls that change what a disk holds. */
export const diskCalls = [
  "write",
  "writev",
  "pwrite64",
  "pwritev",
  "pwritev2",
  "fsync",
  "fdatasync",
  "ftruncate",
  "rename",
  "renameat",
  "renameat2",
  "unlink",
  "unlinkat",
] as const;

/** A disk call by its name. */
export type DiskCall = (typeof diskCalls)[number];

/** A server's syscalls under watch. */
export interface Trace {
  /** The command that the server's own follows. */
  readonly under: readonly string[];
  /** The calls that were made, in order of their beginning. */
  read(): readonly Call[];
}

/** One syscall. */
export interface Call {
  readonly pid: number;
  /** Seconds since 1970 at which it began and ended; the same where it was not interrupted by another line. */
  readonly began: number;
  readonly ended: number;
  readonly name: string;
  /** What stands between the parentheses. */
  readonly args: string;
  /** What stands behind them; empty where it never returned. */
  readonly result: string;
}

/** Watches calls and, where told, spoils them: `inject` is as strace's own option has it. */
export function traceOf(calls: readonly string[], inject: readonly string[] = [], bytes = 24): Trace {
  const file = join(folder(), "strace.log");
  // The server stays our own child (-D), and only the watched calls stop it (--seccomp-bpf), under which no signal is sent.
  const quick = inject.some((one) => one.includes("signal=")) ? [] : ["--seccomp-bpf"];
  const under = ["strace", "-D", "-f", ...quick, "-qq", "-ttt", "-yy", "-s", String(bytes), "-o", file];
  // A call that this machine does not know (`?`) is left out.
  under.push("-e", `trace=${calls.map((call) => `?${call}`).join(",")}`);
  for (const one of inject) under.push("-e", `inject=${one}`);
  return { under, read: () => (existsSync(file) ? callsOf(readFileSync(file, "utf8")) : []) };
}

/** Reads a log of `strace -f -ttt`; the halves of a call that others interrupted are joined. */
export function callsOf(log: string): readonly Call[] {
  const calls: Call[] = [];
  const open = new Map<number, { began: number; name: string; args: string }>();
  const finish = (pid: number, begun: { began: number; name: string; args: string }, ended: number, rest: string) => {
    const [, last = rest, result = ""] = /^(.*)\)\s+= (.*)$/.exec(rest) ?? [];
    const args = begun.args + last;
    calls.push({ pid, began: begun.began, ended, name: begun.name, args, result });
  };
  for (const line of log.split("\n")) {
    const found = /^(\d+)\s+(\d+\.\d+) (.*)$/.exec(line);
    if (found === null) continue;
    const [pid, at, text] = [Number(found[1]), Number(found[2]), found[3] ?? ""];
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(text);
    if (resumed !== null) {
      const begun = open.get(pid);
      open.delete(pid);
      if (begun !== undefined) finish(pid, begun, at, resumed[1] ?? "");
      continue;
    }
    const call = /^(\w+)\((.*)$/.exec(text);
    if (call === null) continue;
    const begun = { began: at, name: call[1] ?? "", args: call[2] ?? "" };
    if (text.endsWith("<unfinished ...>")) {
      open.set(pid, { ...begun, args: begun.args.replace(/\s*<unfinished \.\.\.>$/, "") });
    } else finish(pid, begun, at, begun.args === "" ? "" : takeArgs(begun));
  }
  for (const [pid, begun] of open) calls.push({ pid, ...begun, ended: Number.POSITIVE_INFINITY, result: "" });
  return calls.sort((a, b) => a.began - b.began);
}

/** Hands the text behind the opening parenthesis over, and leaves nothing before it. */
function takeArgs(begun: { args: string }): string {
  const text = begun.args;
  begun.args = "";
  return text;
}

/** The `when`-th call of a name in one thread, as strace counts them. */
export interface Point {
  readonly name: string;
  readonly when: number;
  /** Unix milliseconds at which it was made. */
  readonly at: number;
}

/** Every point in a trace at which one of the calls touched something below a folder, in the order of time, each once. */
export function pointsOf(calls: readonly Call[], names: readonly string[], data: string): readonly Point[] {
  const counts = new Map<string, number>();
  const points = new Map<string, Point>();
  for (const { pid, name, args, began } of calls) {
    if (!names.includes(name)) continue;
    const thread = `${pid} ${name}`;
    const when = (counts.get(thread) ?? 0) + 1;
    counts.set(thread, when);
    const point = `${name} ${when}`;
    if (args.includes(`${data}/`) && !points.has(point)) points.set(point, { name, when, at: began * 1_000 });
  }
  return [...points.values()];
}

/** So many of a list, evenly spread over it, the first and the last among them. */
export function spread<T>(list: readonly T[], count: number): readonly T[] {
  if (count >= list.length) return list;
  return Array.from({ length: count }, (_, index) => {
    const one = list[Math.round((index * (list.length - 1)) / Math.max(1, count - 1))];
    if (one === undefined) throw new Error("the list is empty");
    return one;
  });
}
