import { basename, dirname } from "node:path";
import type { Files, OpenFile } from "../../../server/adapters/segments/files.ts";

/** A change of a file that is not on the disk before its sync. */
type Change =
  | { readonly kind: "write"; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: "truncate"; readonly size: number };

/** A change of names that is not on the disk before the sync of their folder. */
type Naming =
  | { readonly kind: "put"; readonly path: string; readonly node: Node }
  | { readonly kind: "remove"; readonly path: string };

interface Node {
  durable: Buffer;
  pending: readonly Change[];
  now: Buffer;
}

export type Step = "write" | "sync" | "truncate" | "create" | "rename" | "remove" | "sync folder";

/** What may go wrong at a step: answers the code of an error, or null. */
export type Fault = (step: Step, path: string, number: number) => string | null;

/** What a power cut leaves: of each change that was not synced nothing, all, or whatever chance leaves of its sectors. */
export type Survival = "nothing" | "everything" | "some";

export interface FakeDisk {
  readonly files: Files;
  /** Steps so far. */
  steps(): number;
  /** What the disk may hold after a power cut now. */
  cut(): (survival: Survival, chance: () => number) => FakeDisk;
  /** Contents as the running system sees them, by path; and a change of them that nobody asked for. */
  contents(): ReadonlyMap<string, Buffer>;
  spoil(path: string, bytes: Buffer | null): void;
}

const sector = 512;

/**
 * A disk in memory on which only what was synced is safe. `lies`: a sync of such a file says that it was done, and was
 * not: what a program would be that does not sync.
 */
export function fakeDisk(
  begun: ReadonlyMap<string, Buffer> = new Map(),
  {
    fault = () => null,
    lies = () => false,
    onStep = () => {},
  }: {
    readonly fault?: Fault;
    readonly lies?: (path: string) => boolean;
    readonly onStep?: (step: Step, path: string) => void;
  } = {},
): FakeDisk {
  const nodes = new Map<string, Node>();
  let safe = new Map<string, Node>();
  let namings: readonly Naming[] = [];
  let steps = 0;
  for (const [path, bytes] of begun) nodes.set(path, { durable: bytes, pending: [], now: bytes });
  safe = new Map(nodes);

  const step = (kind: Step, path: string): void => {
    onStep(kind, path);
    steps++;
    const code = fault(kind, basename(path), steps);
    if (code !== null) throw Object.assign(new Error(`${code}: ${kind} ${path}`), { code });
  };
  const change = (node: Node, one: Change): void => {
    node.pending = [...node.pending, one];
    node.now = applied(node.now, one);
  };
  const name = (one: Naming): void => {
    namings = [...namings, one];
    if (one.kind === "put") nodes.set(one.path, one.node);
    else nodes.delete(one.path);
  };

  const openNode = (path: string, node: Node): OpenFile => {
    const synced = (changes: readonly Change[]): void => {
      if (lies(basename(path))) return;
      node.durable = changes.reduce(applied, node.durable);
      node.pending = node.pending.filter((one) => !changes.includes(one));
    };
    return {
      size: () => node.now.byteLength,
      read(into, offset) {
        const part = node.now.subarray(offset, offset + into.byteLength);
        into.set(part);
        return part.byteLength;
      },
      write(parts, offset) {
        const bytes = Buffer.concat(parts);
        try {
          step("write", path);
        } catch (error) {
          // A short write, and then the error.
          const short = bytes.subarray(0, Math.floor(bytes.byteLength / 2));
          change(node, { kind: "write", offset, bytes: Buffer.from(short) });
          throw error;
        }
        change(node, { kind: "write", offset, bytes });
      },
      async sync() {
        const changes = node.pending;
        step("sync", path);
        await new Promise((resolve) => setImmediate(resolve));
        onStep("sync", path);
        synced(changes);
      },
      syncNow() {
        step("sync", path);
        synced(node.pending);
      },
      truncate(size) {
        step("truncate", path);
        change(node, { kind: "truncate", size });
      },
      close() {},
    };
  };

  const syncFolder = (path: string): void => {
    step("sync folder", path);
    safe = new Map(nodes);
    namings = [];
  };

  const files: Files = {
    makeFolder() {},
    list: (folder) => [...nodes.keys()].filter((path) => dirname(path) === folder).map((path) => basename(path)),
    open(path, way) {
      const there = nodes.get(path);
      if (way === "create") {
        if (there !== undefined) throw Object.assign(new Error(`EEXIST: ${path}`), { code: "EEXIST" });
        step("create", path);
        const node: Node = { durable: Buffer.alloc(0), pending: [], now: Buffer.alloc(0) };
        name({ kind: "put", path, node });
        return openNode(path, node);
      }
      if (there === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: "ENOENT" });
      return openNode(path, there);
    },
    rename(from, to) {
      const node = nodes.get(from);
      if (node === undefined) throw Object.assign(new Error(`ENOENT: ${from}`), { code: "ENOENT" });
      step("rename", from);
      name({ kind: "remove", path: from });
      name({ kind: "put", path: to, node });
    },
    remove(path) {
      if (!nodes.has(path)) return;
      step("remove", path);
      name({ kind: "remove", path });
    },
    syncFolder,
    async syncNames(path) {
      await new Promise((resolve) => setImmediate(resolve));
      syncFolder(path);
    },
  };

  return {
    files,
    steps: () => steps,
    cut() {
      const names = new Map(safe);
      const later = namings;
      const states = new Map([...new Set([...nodes.values(), ...safe.values()])].map((node) => [node, { ...node }]));
      return (survival, chance) => {
        const left = new Map(names);
        // Names reach the disk in the order in which they were changed.
        const share = survival === "nothing" ? 0 : survival === "everything" ? 1 : chance();
        for (const one of later.slice(0, Math.round(later.length * share))) {
          if (one.kind === "put") left.set(one.path, one.node);
          else left.delete(one.path);
        }
        const image = new Map<string, Buffer>();
        for (const [path, node] of left) {
          const state = states.get(node);
          if (state !== undefined) image.set(path, surviving(state, survival, chance));
        }
        return fakeDisk(image);
      };
    },
    contents: () => new Map([...nodes].map(([path, { now }]) => [path, now])),
    spoil(path, bytes) {
      if (bytes === null) nodes.delete(path);
      else nodes.set(path, { durable: bytes, pending: [], now: bytes });
    },
  };
}

function applied(before: Buffer, one: Change): Buffer {
  if (one.kind === "truncate") {
    const cut = Buffer.alloc(one.size);
    before.copy(cut);
    return cut;
  }
  const after = Buffer.alloc(Math.max(before.byteLength, one.offset + one.bytes.byteLength));
  before.copy(after);
  one.bytes.copy(after, one.offset);
  return after;
}

function surviving(node: Node, survival: Survival, chance: () => number): Buffer {
  if (survival === "nothing") return node.durable;
  if (survival === "everything") return node.now;
  return node.pending.reduce((before, one) => {
    const fate = chance();
    if (fate < 0.3) return before;
    if (fate < 0.6 || one.kind === "truncate") return applied(before, one);
    return torn(before, one, chance);
  }, node.durable);
}

/** Of each sector that a write touches either the new bytes, the old ones, or garbage where nothing was before. */
function torn(before: Buffer, one: Change & { readonly kind: "write" }, chance: () => number): Buffer {
  let after = before;
  for (let at = one.offset; at < one.offset + one.bytes.byteLength; ) {
    const end = Math.min(one.offset + one.bytes.byteLength, at - (at % sector) + sector);
    const fate = chance();
    const bytes = Buffer.from(one.bytes.subarray(at - one.offset, end - one.offset));
    if (fate < 0.2 && at >= before.byteLength) bytes.fill(Math.floor(chance() * 256));
    if (fate < 0.2 ? at >= before.byteLength : fate > 0.5) after = applied(after, { kind: "write", offset: at, bytes });
    at = end;
  }
  return after;
}
