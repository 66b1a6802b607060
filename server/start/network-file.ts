import { readFileSync, unwatchFile, watchFile } from "node:fs";
import { basename } from "node:path";
import { adoptable, type Expansions, hashOf, openNetwork } from "../config/index.ts";
import type { Network } from "../domain/index.ts";
import type { NetworkFault } from "../pipeline/desk.ts";
import { report } from "../telemetry/index.ts";

const lookEveryMs = 1_000;

/** A network that may be adopted: its text, what was expanded from it, and itself. */
export interface Proposed {
  readonly text: string;
  readonly hash: string;
  readonly expansions: Expansions | null;
  readonly network: Network;
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
  /** Calls for each new text that can be adopted; one that cannot is reported, and the old network stays. */
  onChange(adopt: (proposed: Proposed) => Promise<void>): void;
  close(): void;
}

/** Reads a network file; `path` null is the open network, which never changes. */
export function watchNetworkFile(path: string | null, now: () => number): NetworkFileWatch {
  if (path === null) {
    const network = openNetwork();
    const proposed: Proposed = { text: "", hash: network.hash, expansions: null, network };
    return {
      first: { ok: true, proposed },
      refused: () => [],
      file: () => null,
      onChange: () => undefined,
      close: () => undefined,
    };
  }
  let text = read(path);
  let refused: readonly NetworkFault[] = [];
  const propose = (content: string | null) => {
    if (content === null)
      return { ok: false as const, faults: [{ line: 1, path: "", message: `${path} cannot be read.` }] };
    const found = adoptable(content, now());
    return found.ok
      ? {
          ok: true as const,
          proposed: { text: content, hash: found.hash, expansions: found.expansions, network: found.network },
        }
      : { ok: false as const, faults: found.faults };
  };
  return {
    first: propose(text),
    refused: () => refused,
    file: () => (text === null ? null : { name: basename(path), text }),
    onChange(adopt) {
      watchFile(path, { interval: lookEveryMs, persistent: false }, () => {
        const content = read(path);
        if (content === null || (text !== null && hashOf(content) === hashOf(text) && refused.length === 0)) return;
        const found = propose(content);
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
      });
    },
    close: () => unwatchFile(path),
  };
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
