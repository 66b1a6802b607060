import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ExceptionRow } from "../../../server/wire/index.ts";
import { type Act, useFreshness } from "../../live/index.ts";
import type { DialogKind } from "./Dialogs.tsx";
import type { Queue } from "./useQueue.ts";
import { say } from "./words.ts";

/** What the detail and the keys do to one row. */
export interface Actions {
  readonly dialog: DialogKind | null;
  readonly open: (kind: DialogKind | null) => void;
  readonly send: (row: ExceptionRow, what: Act) => Promise<void>;
  readonly busy: boolean;
  /** What came of the last action, in words; empty before the first. */
  readonly said: { readonly text: string; readonly failed: boolean };
  /** False while there is no connection: nothing may be sent. */
  readonly allowed: boolean;
}

/** Sends actions one at a time and says what came of them; `onLeft` hears the next row when one left the list. */
export function useActions(queue: Queue, onLeft: (next: string | null) => void): Actions {
  const queries = useQueryClient();
  const fresh = useFreshness();
  const [dialog, setDialog] = useState<DialogKind | null>(null);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState({ text: "", failed: false });
  const allowed = fresh.kind !== "offline";
  return {
    dialog,
    open: (kind) => setDialog(allowed ? kind : null),
    busy,
    said,
    allowed,
    send: async (row, what) => {
      if (busy || !allowed) return;
      setBusy(true);
      const { acted, left, next } = await queue.perform(row, what);
      setBusy(false);
      setDialog(null);
      await queries.invalidateQueries({ queryKey: ["exception", row.id] });
      if (acted.kind === "done") setSaid({ text: say(`acted.${what.action}` as "acted.comment"), failed: false });
      else if (acted.kind === "failed")
        setSaid({ text: say("acted.failed", { why: acted.problem.detail ?? acted.problem.title }), failed: true });
      else setSaid({ text: "", failed: false });
      if (left) onLeft(next);
    },
  };
}
