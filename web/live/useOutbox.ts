import { useEffect, useMemo, useSyncExternalStore } from "react";
import type { ExceptionDetail, ExceptionRow } from "../../server/wire/index.ts";
import { act } from "./act.ts";
import { api } from "./api.ts";
import { noteDeed } from "./deeds.ts";
import { useLink, useMe } from "./hooks.ts";
import type { Mine } from "./mine.ts";
import {
  answered,
  anyway,
  kept,
  mineOf,
  nextOf,
  type Outbox,
  type Sent,
  sending,
  type Waiting,
  waiting,
  without,
} from "./outbox.ts";
import { cell } from "./store.ts";

const stored = "tallyman.outbox";
/** After a failure it is tried again so often, milliseconds. */
const againMs = 8_000;

const read = (): Outbox => {
  try {
    return kept(localStorage.getItem(stored));
  } catch {
    return [];
  }
};
const box = cell<Outbox>(read());
const set = (next: Outbox): void => {
  box.set(next);
  try {
    if (next.length === 0) localStorage.removeItem(stored);
    else localStorage.setItem(stored, JSON.stringify(next));
  } catch {
    // Refused storage: it holds while this page is open.
  }
};

/** All that waits on this device, oldest first. */
export const useOutbox = (): Outbox => useSyncExternalStore(box.watch, box.get);

/** Rows as the server answered them, until the feed knows as much. */
const answers = cell<Mine>(new Map());
const answersKept = 200;
/** Remembers rows as the server answered them, so that they are shown before the feed brings them. */
export const noteAnswers = (rows: readonly ExceptionRow[]): void =>
  answers.set(new Map([...answers.get(), ...rows.map((row) => [row.id, row] as const)].slice(-answersKept)));

/** What this person did and the feed does not know yet: what waits here, and what was answered. */
export function useOwn(by: string): Mine {
  const waits = useOutbox();
  const known = useSyncExternalStore(answers.watch, answers.get);
  return useMemo(() => new Map([...known, ...mineOf(waits, by)]), [waits, known, by]);
}

let count = 0;
/** Lets an action wait; the key by which it can be taken back. `row` is what the person saw. */
export function letWait(entry: Pick<Waiting, "by" | "at" | "what" | "row">): string {
  count += 1;
  const key = `${entry.at}-${count}-${entry.row.id}`;
  set(waiting(box.get(), { ...entry, key }));
  return key;
}

/** Takes back what waits, or gives up what was refused. */
export const forgetWaiting = (key: string): void => set(without(box.get(), key));

/** Sends again what met a newer row, now that the person has seen it. */
export function insistOn(key: string): void {
  set(anyway(box.get(), key));
  again?.();
}

/** Whether an action that nobody answered has arrived: its entry is in the history under the version that it makes. */
async function arrived(entry: Waiting): Promise<ExceptionRow | null> {
  const detail = await api<ExceptionDetail>(`/exceptions/${encodeURIComponent(entry.row.id)}`).catch(() => null);
  const made = detail?.history.find(({ actionId }) => actionId === entry.row.version + 1);
  const same =
    made?.by === entry.by &&
    made.action === entry.what.action &&
    (entry.what.action !== "comment" || made.text === entry.what.text);
  return detail !== null && same ? { ...detail, version: entry.row.version + 1 } : null;
}

async function sendOne(entry: Waiting): Promise<Sent> {
  const acted = await act(entry.row, entry.what);
  if (acted.kind === "conflict" && entry.tried) {
    const row = await arrived(entry);
    if (row !== null) return { kind: "done", row };
  }
  if (acted.kind !== "failed") return acted;
  const { status } = acted.problem;
  // Nobody answered, somebody has to sign in first, or the server cannot now: none of it is the action's fault.
  if (status <= 0) return { kind: "later", arrived: "perhaps" };
  return status === 401 || status === 429 || status >= 500 ? { kind: "later", arrived: "no" } : acted;
}

let busy = false;
let again: (() => void) | null = null;

/** Sends what waits, one after the other, until nothing is left or one cannot be sent. */
async function sendAll(by: string): Promise<void> {
  if (busy) return;
  busy = true;
  try {
    for (let entry = nextOf(box.get(), by); entry !== null; entry = nextOf(box.get(), by)) {
      set(sending(box.get(), entry.key));
      const sent = await sendOne(entry);
      set(answered(box.get(), entry.key, sent));
      if (sent.kind === "later") return;
      if (sent.kind === "done") {
        noteAnswers([sent.row]);
        const made = [{ id: sent.row.id, actionId: sent.row.version }];
        noteDeed(entry.what.action, entry.row.object?.id ?? entry.row.id, entry.at, Promise.resolve(made));
      }
    }
  } finally {
    busy = false;
  }
}

/** Sends what waits whenever the link is there: for every page that holds it. */
export function useSending(): void {
  const open = useLink().phase === "open";
  const by = useMe()?.name ?? "";
  const some = useOutbox().some((entry) => entry.by === by && entry.state === "waiting");
  useEffect(() => {
    if (!open || by === "" || !some) return;
    const send = (): void => void sendAll(by);
    again = send;
    send();
    const timer = setInterval(send, againMs);
    return () => {
      again = null;
      clearInterval(timer);
    };
  }, [open, by, some]);
}
