import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ActionResult, ActionsPreview } from "../../../server/wire/index.ts";
import { type Act, previewOf, useFreshness, useLive } from "../../live/index.ts";
import type { DialogKind } from "./Dialogs.tsx";
import { joinedPreviews, type Picked, sampleOf } from "./many.ts";
import type { Queue } from "./useQueue.ts";
import { say } from "./words.ts";

/** What came of an action on many. */
export interface Outcome {
  readonly action: Act["action"];
  readonly results: readonly ActionResult[];
  readonly joinedLater: number;
}

/** An action on many: its form with what would happen, then what came of it. */
export interface Many {
  readonly kind: DialogKind | null;
  readonly picked: Picked | null;
  readonly preview: ActionsPreview | undefined;
  readonly failed: string | null;
  readonly busy: boolean;
  /** False while there is no connection: what was filled in stays, and waits. */
  readonly allowed: boolean;
  readonly outcome: Outcome | null;
  /** The team that its form begins with; null for the one that has most. */
  readonly team: string | null;
  readonly open: (kind: DialogKind, picked: Picked, team?: string) => void;
  readonly close: () => void;
  readonly send: (what: Act) => void;
}

const actionOf: Readonly<Record<DialogKind, Act["action"]>> = {
  take: "acknowledge",
  close: "resolve",
  over: "assign",
  park: "snooze",
  note: "comment",
  told: "tell",
  reopen: "reopen",
};

/** Acts on many after a preview; `onLeft` hears which lines left the list, at once. */
export function useMany(queue: Queue, team: string, onLeft: (left: ReadonlySet<string>) => void): Many {
  const { link } = useLive();
  const online = useFreshness().kind !== "offline";
  const [asked, setAsked] = useState<{
    readonly kind: DialogKind;
    readonly picked: Picked;
    readonly team: string | null;
    readonly at: number;
  } | null>(null);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const preview = useQuery({
    queryKey: ["preview", asked?.kind, asked?.at],
    enabled: asked !== null && outcome === null && !busy,
    gcTime: 0,
    retry: false,
    queryFn: async ({ signal }) => {
      if (asked === null) throw new Error("nothing is asked");
      const what = sampleOf(actionOf[asked.kind], asked.team ?? team, link.now());
      const all: ActionsPreview[] = [];
      for (const ask of asked.picked.asks) all.push(await previewOf(ask, what, signal));
      return joinedPreviews(all);
    },
  });
  const problem = preview.error;
  return {
    kind: asked?.kind ?? null,
    picked: asked?.picked ?? null,
    preview: preview.data,
    failed: failed ?? (problem === null ? null : problem.message),
    busy,
    allowed: online,
    outcome,
    team: asked?.team ?? null,
    open: (kind, picked, wanted) => {
      if (!online || picked.count === 0) return;
      setFailed(null);
      setOutcome(null);
      setAsked({ kind, picked, team: wanted ?? null, at: link.now() });
    },
    close: () => setAsked(null),
    send: (what) => {
      if (asked === null || busy || !online) return;
      setBusy(true);
      setFailed(null);
      const { left, answer } = queue.performMany(asked.picked, what);
      if (left.size > 0) onLeft(left);
      answer.then(
        ({ results, joinedLater }) => {
          setBusy(false);
          setOutcome({ action: what.action, results, joinedLater });
        },
        (error: unknown) => {
          setBusy(false);
          setFailed(say("acted.failed", { why: error instanceof Error ? error.message : String(error) }));
        },
      );
    },
  };
}
