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
  /** The team that its form begins with; null for the one that has it. */
  readonly team: string | null;
  readonly open: (kind: DialogKind | null, team?: string) => void;
  readonly send: (row: ExceptionRow, what: Act) => void;
  /** What came of the last action, in words; empty before the first, and once its row has gone on since. */
  readonly said: (row: ExceptionRow) => { readonly text: string; readonly failed: boolean };
  /** False while there is no connection: nothing may be sent. */
  readonly allowed: boolean;
}

interface Said {
  readonly text: string;
  readonly failed: boolean;
  /** The row as the action left it; null where it did nothing. */
  readonly made: Pick<ExceptionRow, "id" | "version"> | null;
}

const nothing: Said = { text: "", failed: false, made: null };

/** Does to one row what a person asks for, at once, and says what came of it; `onLeft` hears when it left the list. */
export function useActions(queue: Queue, onLeft: (left: ReadonlySet<string>) => void): Actions {
  const queries = useQueryClient();
  const fresh = useFreshness();
  const [dialog, setDialog] = useState<DialogKind | null>(null);
  const [team, setTeam] = useState<string | null>(null);
  const [said, setSaid] = useState<Said>(nothing);
  const allowed = fresh.kind !== "offline";
  return {
    dialog,
    team,
    open: (kind, wanted) => {
      setTeam(wanted ?? null);
      setDialog(allowed ? kind : null);
    },
    said: ({ id, version }) => (said.made?.id === id && said.made.version < version ? nothing : said),
    allowed,
    send: (row, what) => {
      if (!allowed) return;
      const { left, answer } = queue.perform(row, what);
      setDialog(null);
      if (left) onLeft(new Set([row.id]));
      void answer.then(async (acted) => {
        if (acted.kind === "done")
          setSaid({ text: say(`acted.${what.action}` as "acted.comment"), failed: false, made: acted.row });
        else if (acted.kind === "failed")
          setSaid({
            ...nothing,
            text: say("acted.failed", { why: acted.problem.detail ?? acted.problem.title }),
            failed: true,
          });
        else setSaid(nothing);
        await queries.invalidateQueries({ queryKey: ["exception", row.id] });
      });
    },
  };
}
