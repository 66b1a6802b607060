import { createHash } from "node:crypto";
import type { Position } from "../../domain/index.ts";
import { type Damage, damageText, examine } from "./examine.ts";
import { examineRuns, type WrongRun } from "./examine-runs.ts";
import { disk, type Files } from "./files.ts";

/** What a walk through a folder found. */
export type VerifiedSegments =
  /** `chain`: one hash that stands for all of it, to be kept off this machine. `first`: the oldest entry that is kept. */
  | {
      readonly ok: true;
      readonly first: Position;
      readonly entries: Position;
      readonly rulings: number;
      readonly chain: string;
      /** How many runs of the indexes were looked at, and which do not find what they should. */
      readonly runs: number;
      readonly wrongRuns: readonly WrongRun[];
    }
  /** `upTo`: the last entry that is whole with all before it; `repair` may cut there or before. */
  | {
      readonly ok: false;
      readonly upTo: Position;
      readonly damages: readonly (Damage & { readonly text: string })[];
    };

/** Reads every stored byte, both chains, what the mark says of them, and whether the indexes find all. Changes nothing. */
export function verifySegments(folder: string, files: Files = disk): VerifiedSegments {
  const { whole, damages, first } = examine(files, folder, { depth: "chain", newestBytes: Number.POSITIVE_INFINITY });
  if (damages.length > 0)
    return { ok: false, upTo: whole.position, damages: damages.map((one) => ({ ...one, text: damageText(one) })) };
  const chain = createHash("sha256").update(whole.chain).update(whole.rulings.chain).digest("hex");
  const { runs, wrong } = examineRuns(files, folder, whole);
  return { ok: true, first, entries: whole.position, rulings: whole.rulings.number, chain, runs, wrongRuns: wrong };
}
