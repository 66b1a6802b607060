import { statementId } from "./books/tie-out.ts";
import type { KeptRuling } from "./change.ts";
import { closingKey, ruleClosing } from "./close/closing.ts";
import { ruleTerms } from "./close/decided.ts";
import { ruleAsk } from "./exceptions/asks.ts";
import { decide } from "./exceptions/decide.ts";
import { answerBack, askBack } from "./exceptions/questions.ts";
import { declareQuiet, endQuiet } from "./exceptions/quiet.ts";
import { accept, handOver } from "./exceptions/rungs.ts";
import { watched } from "./exceptions/silence.ts";
import { dressed, writeException } from "./exceptions/write.ts";
import { withPresence } from "./expectations/presence.ts";
import { rulePledge } from "./pledge.ts";
import { decideMove } from "./tally/moves.ts";
import type { Instant, Reload } from "./types.ts";
import { exceptionOf, sourceOf, type Work } from "./work.ts";

/** Reloads that are remembered, the newest. */
const mostReloads = 20;

/** What the engine or a person decided, as it stands in the journal. */
export function rule(work: Work, kept: KeptRuling): void {
  const { ruling } = kept;
  switch (ruling.kind) {
    case "network":
      adopt(work, ruling.hash, kept.at);
      break;
    case "start": {
      const from = ruling.downSince;
      const downtimes =
        from === null ? work.engine.downtimes : [...work.engine.downtimes, { from, to: kept.at }].slice(-20);
      work.engine = { ...work.engine, downtimes };
      if (from !== null && kept.at - from >= work.network.settle) postpone(work);
      break;
    }
    case "decision": {
      const row = decide(work, ruling.decision);
      if (row?.object != null) work.touched.add(row.object);
      break;
    }
    case "move":
      decideMove(work, ruling.decision, kept.number);
      break;
    case "hand-over": {
      const { by, to, note, exceptions } = ruling;
      handOver(work, { number: kept.number, by, to, note, exceptions }, kept.at);
      break;
    }
    case "accept":
      accept(work, ruling.handOver, ruling.by, ruling.exceptions);
      break;
    case "ask-back":
      askBack(work, ruling.handOver, { at: kept.at, by: ruling.by, text: ruling.text });
      break;
    case "answer-back":
      answerBack(work, ruling.handOver, ruling.question, { at: kept.at, by: ruling.by, text: ruling.text });
      break;
    case "quiet": {
      const { system, from, to, why, by } = ruling;
      declareQuiet(work, { number: kept.number, system, from, to, why, by, at: kept.at, endedAt: null, endedBy: null });
      break;
    }
    case "quiet-end":
      endQuiet(work, ruling.system, ruling.quiet, ruling.by);
      break;
    case "statement": {
      const { kind: _, ...said } = ruling;
      const id = statementId(kept.number);
      work.statements.set(id, { ...said, id, bySystem: false, keptAt: kept.at });
      break;
    }
    case "close-signed":
    case "close-reopened": {
      const key = closingKey(ruling);
      const closing = ruleClosing(work.closings.get(key) ?? work.context.closing(key), ruling, kept.at);
      if (closing !== null) work.closings.set(key, closing);
      break;
    }
    case "terms-decided":
    case "terms-taken-back":
      ruleTerms(work, ruling, kept.number);
      break;
    case "promised":
    case "promise-closed":
    case "promise-reopened": {
      const number = ruling.kind === "promised" ? kept.number : ruling.pledge;
      const pledge = rulePledge(work.pledges.get(number) ?? work.context.pledge(number), ruling, kept);
      if (pledge !== null) work.pledges.set(number, pledge);
      break;
    }
    case "asked":
    case "ask-sent":
    case "answered":
    case "ask-withdrawn":
      ruleAsk(work, ruling, kept.number);
      break;
    // What was sent is no part of the rows: it is kept so that it is not sent again.
    case "sent":
    case "digest-asked":
    case "digest-stopped":
    case "digest-sent":
      break;
  }
  work.engine = { ...work.engine, ruling: kept.number };
}

/** What waits for somebody to take it waits longer by a downtime: its time is told anew. What was to be looked at meanwhile is, in its order. */
function postpone(work: Work): void {
  for (const number of work.context.unresolved()) {
    const exception = exceptionOf(work, number);
    if (exception?.state === "open" && exception.timer !== null && exception.timer > work.at)
      writeException(work, dressed(work, exception), null);
  }
}

/** What another network changes: sections that are new, gone, or say something else. */
function reload(work: Work, hash: string, at: Instant): Reload {
  const before = new Map(work.engine.sections);
  const after = work.network.sections;
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return { at, hash, changed: names.filter((name) => before.get(name) !== after.get(name)).sort() };
}

/** A network holds from here on: new steps judge what arrives from now, what lost its step ends, owners by rule are asked again. */
function adopt(work: Work, hash: string, at: Instant): void {
  const steps = work.network.steps.map(({ flow, id }) => {
    const name = `${flow}.${id}`;
    return work.engine.steps.find((known) => known.id === name) ?? { id: name, since: at };
  });
  const systems = [...work.network.systems.keys()].map(
    (id) => work.engine.systems.find((known) => known.id === id) ?? { id, since: at },
  );
  const sections = [...work.network.sections];
  const reloads = work.engine.networkHash === "" || work.engine.networkHash === hash ? [] : [reload(work, hash, at)];
  work.engine = {
    ...work.engine,
    networkHash: hash,
    steps,
    systems,
    sections,
    reloads: [...work.engine.reloads, ...reloads].slice(-mostReloads),
  };
  for (const system of work.network.systems.keys()) {
    const known = sourceOf(work, system);
    if (known === undefined) continue;
    const next = watched(work, withPresence({ ...known, declared: true, timer: null }, work.network));
    if (next !== known) work.sources.set(system, next);
    work.moved.add(system);
  }
  for (const number of work.context.unresolved()) {
    const exception = exceptionOf(work, number);
    if (exception === undefined) continue;
    if (exception.object !== null) work.touched.add(exception.object);
    writeException(work, dressed(work, exception), null);
  }
}
