import {
  accessSync,
  constants,
  readFileSync,
  renameSync,
  statSync,
  unwatchFile,
  watchFile,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Adoptable, adoptable, type Expansions, openNetwork, type ReadBeside } from "../config/index.ts";
import type { Network } from "../domain/index.ts";
import type { NetworkFault } from "../pipeline/desk.ts";
import type { Keep } from "../ports/index.ts";
import { report } from "../telemetry/index.ts";

const lookEveryMs = 1_000;

/** A network that may be adopted: its text, what was expanded from it, and itself. */
export interface Proposed {
  readonly text: string;
  readonly hash: string;
  readonly expansions: Expansions | null;
  readonly network: Network;
  /** How much of the records is kept. */
  readonly keep: Keep;
}

/** The network file on disk: read, checked, and looked at again whenever it changes. */
export interface NetworkFileWatch {
  /** As it was at the start, or the faults that forbid one. */
  readonly first:
    | { readonly ok: true; readonly proposed: Proposed }
    | { readonly ok: false; readonly faults: readonly NetworkFault[] };
  /** Why the newest text was refused; empty when it was not. */
  refused(): readonly NetworkFault[];
  /** The text on disk; null for the open network. */
  file(): { readonly name: string; readonly text: string } | null;
  /** Checks another text as if it stood in the file, with the files that lie beside it. */
  check(text: string): Adoptable;
  /** Whether the file, and its folder, may be written. */
  writable(): boolean;
  /** Writes it whole where it still is as `seen`; it is taken up like any other change. */
  write(text: string, seen: string): boolean;
  /** Calls for each new text that can be adopted; one that cannot is reported, and the old network stays. */
  onChange(adopt: (proposed: Proposed) => Promise<void>): void;
  close(): void;
}

/** Reads a network file; `path` null is the open network, which never changes. */
export function watchNetworkFile(path: string | null, now: () => number): NetworkFileWatch {
  if (path === null) {
    const network = openNetwork();
    const proposed: Proposed = {
      text: "",
      hash: network.hash,
      expansions: null,
      network,
      keep: { forMs: null, bytes: null },
    };
    return {
      first: { ok: true, proposed },
      refused: () => [],
      file: () => null,
      check: (text) => adoptable(text, now()),
      writable: () => false,
      write: () => false,
      onChange: () => undefined,
      close: () => undefined,
    };
  }
  let text = read(path);
  let refused: readonly NetworkFault[] = [];
  let looked = "";
  const watched = new Set<string>();
  const beside = besideOf(path);
  /** Reads a file beside it, and notes that it belongs to what is looked at. */
  const noting: ReadBeside = (name) => {
    watched.add(name);
    return beside(name);
  };
  const check = (content: string): Adoptable => adoptable(content, now(), noting);
  /** All that decides what is adopted, to tell whether anything changed. */
  const seen = (content: string): string =>
    JSON.stringify([content, [...watched].sort().map((name) => [name, beside(name)])]);
  const propose = (content: string | null) => {
    if (content === null)
      return { ok: false as const, faults: [{ line: 1, path: "", message: `${path} cannot be read.` }] };
    const found = check(content);
    looked = seen(content);
    return found.ok
      ? {
          ok: true as const,
          proposed: {
            text: content,
            hash: found.hash,
            expansions: found.expansions,
            network: found.network,
            keep: { forMs: found.file.retention.records ?? null, bytes: found.file.retention.atMost ?? null },
          },
        }
      : { ok: false as const, faults: found.faults };
  };
  const first = propose(text);
  return {
    first,
    refused: () => refused,
    file: () => (text === null ? null : { name: basename(path), text }),
    check: (content) => adoptable(content, now(), beside),
    writable: () => mayWrite(path) && mayWrite(dirname(path)),
    write(content, seen) {
      if (read(path) !== seen) return false;
      // Beside it first, so that nobody ever reads half of it.
      const fresh = `${path}.new`;
      writeFileSync(fresh, content, { mode: statSync(path).mode & 0o777 });
      renameSync(fresh, path);
      return true;
    },
    onChange(adopt) {
      const look = (): void => {
        const content = read(path);
        if (content === null || seen(content) === looked) return;
        const found = propose(content);
        watchBeside();
        if (found.ok) {
          text = content;
          refused = [];
          adopt(found.proposed).catch((error: unknown) =>
            report("fault.thrown", { where: "network reload", reason: String(error), stack: null }),
          );
        } else {
          refused = found.faults;
          report("network.refused", { file: basename(path), faults: refused.length, first: refused[0]?.message ?? "" });
        }
      };
      const looking = new Set<string>();
      const watchBeside = (): void => {
        for (const name of watched) {
          if (looking.has(name)) continue;
          looking.add(name);
          watchFile(join(dirname(path), name), { interval: lookEveryMs, persistent: false }, look);
        }
      };
      watchFile(path, { interval: lookEveryMs, persistent: false }, look);
      watchBeside();
    },
    close() {
      unwatchFile(path);
      for (const name of watched) unwatchFile(join(dirname(path), name));
    },
  };
}

/** Reads the files that lie beside a network file, by bare names. */
export const besideOf =
  (path: string): ReadBeside =>
  (name) =>
    read(join(dirname(path), basename(name)));

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
