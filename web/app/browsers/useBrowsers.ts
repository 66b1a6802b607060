import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { BrowserPage } from "../../../server/wire/index.ts";
import { ApiError, api, problemOf } from "../../live/index.ts";
import { browserMemory } from "../../push/memory.ts";
import { keepTold, stopTelling } from "../../push/subscription.ts";
import type { Line } from "./lines.ts";
import { registration } from "./registration.ts";
import { say } from "./words.ts";

const known = {
  queryKey: ["browsers"],
  queryFn: async () => {
    const [page, remembered] = await Promise.all([
      api<BrowserPage>("/push"),
      // Some private windows keep nothing: then none of them is this one.
      browserMemory.recall().catch(() => null),
    ]);
    return { page, told: remembered?.told ?? [] };
  },
};

/** The browsers that are told, and how to begin and end it. `said`: what was done last, or why it was not. */
export function useBrowsers() {
  const queries = useQueryClient();
  const [said, setSaid] = useState<{ readonly text: string; readonly failed: boolean } | null>(null);
  const query = useQuery(known);
  const done = async (text: string): Promise<void> => {
    await queries.invalidateQueries({ queryKey: known.queryKey });
    setSaid({ text, failed: false });
  };
  const failed = (error: unknown): void => {
    // What the browser says of itself is its own words; ours come as problems.
    const why =
      error instanceof ApiError ? (problemOf(error).detail ?? problemOf(error).title) : problemOf(error).title;
    setSaid({ text: say("browsers.failed", { why }), failed: true });
  };
  const start = useMutation({
    mutationFn: async ({ team }: Line) => {
      // Asked first, inside the press: later some browsers would not ask any more.
      if ((await Notification.requestPermission()) !== "granted") throw new Error(say("browsers.not-allowed"));
      const { pushManager } = await registration();
      await keepTold({ pushes: pushManager, ask: api, memory: browserMemory }, team.id);
    },
    onSuccess: (_, { team }) => done(say("browsers.started", { team: team.name })),
    onError: failed,
  });
  const stop = useMutation({
    mutationFn: async ({ row, here }: Line) => {
      if (row === null) return;
      if (here) {
        const { pushManager } = await registration();
        await stopTelling({ pushes: pushManager, ask: api, memory: browserMemory }, row.id);
      } else await api(`/push/${encodeURIComponent(row.id)}`, { method: "DELETE" });
    },
    onSuccess: (_, { team }) => done(say("browsers.stopped", { team: team.name })),
    onError: failed,
  });
  return { ...query.data, error: query.error, said, start, stop, busy: start.isPending || stop.isPending };
}
