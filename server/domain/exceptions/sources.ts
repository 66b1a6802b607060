import type { Presence, SourceState } from "../types.ts";
import { exceptionOf, numberOf, type Work } from "../work.ts";
import { fingerprint } from "./fingerprint.ts";
import { systemName } from "./words.ts";
import { raise, reopen, resolveAs } from "./write.ts";

/** Raises bytes that no collector could read, one exception a collector and sender. */
export function judgeUnreadable(work: Work, collector: string, sender: string, reason: string): void {
  const print = fingerprint("undecodable", "", `${collector}/${sender}`);
  const number = numberOf(work, print);
  const known = number === undefined ? undefined : exceptionOf(work, number);
  if (known !== undefined && known.state === "resolved")
    reopen(work, { ...known, reason, occurrences: known.occurrences + 1 }, reason);
  else if (known !== undefined) work.exceptions.set(known.number, { ...known, occurrences: known.occurrences + 1 });
  else {
    raise(work, {
      environment: "",
      fingerprint: print,
      kind: "undecodable",
      title: `Could not be read: ${collector} from ${sender}`.slice(0, 80),
      reason: `${reason} The sender was told and keeps the data.`,
      code: null,
      eventType: null,
      flow: null,
      step: null,
      system: null,
      warehouse: null,
      object: null,
      traceId: null,
      openedAt: work.at,
      heardLateMs: null,
      evidence: [],
      groups: [],
      watch: false,
    });
  }
}

/** A good request of that sender ends it. */
export function judgeReadable(work: Work, collector: string, sender: string): void {
  const number = numberOf(work, fingerprint("undecodable", "", `${collector}/${sender}`));
  const known = number === undefined ? undefined : exceptionOf(work, number);
  if (known !== undefined && known.state !== "resolved") resolveAs(work, known, "recovered", null, work.at);
}

/** A source that turns from complete to sampled is told once to its owner; what it would have missed is not. */
export function judgePresence(work: Work, source: SourceState, before: Presence): void {
  if (source.environment !== "") return;
  const print = fingerprint("contract-violation", "", `sampled/${source.system}`);
  const number = numberOf(work, print);
  const known = number === undefined ? undefined : exceptionOf(work, number);
  if (source.presence !== "sampled") {
    if (known !== undefined && known.state !== "resolved" && source.presence === "complete")
      resolveAs(work, known, "recovered", source.presenceWhy, work.at);
    return;
  }
  if (before !== "complete") return;
  if (known !== undefined) {
    if (known.state === "resolved") reopen(work, known, source.presenceWhy);
    return;
  }
  raise(work, {
    environment: "",
    fingerprint: print,
    kind: "contract-violation",
    title: `Records are left out: ${systemName(work.network, source.system)} is sampled`.slice(0, 80),
    reason: `Nothing is called missing from it any more: ${source.presenceWhy}. Send its logs or an unsampled copy.`,
    code: null,
    eventType: null,
    flow: null,
    step: null,
    system: source.system,
    warehouse: work.network.systems.get(source.system)?.warehouse ?? null,
    object: null,
    traceId: null,
    openedAt: work.at,
    heardLateMs: null,
    evidence: [],
    groups: [],
    watch: false,
  });
}
