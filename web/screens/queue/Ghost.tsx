import { useQuery } from "@tanstack/react-query";
import type { ExceptionDetail } from "../../../server/wire/index.ts";
import { when } from "../../app/format.ts";
import { word } from "../../app/words.ts";
import { api, type Names } from "../../live/index.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { say } from "./words.ts";

/** What became of a row that left the list while one worked in it: who closed it, or what was seen. */
export function Ghost({
  id,
  now,
  zone,
  names,
}: {
  readonly id: string;
  readonly now: number;
  readonly zone: string;
  readonly names: Names;
}) {
  const { data, isFetching } = useQuery({
    queryKey: ["exception", id],
    queryFn: ({ signal }) => api<ExceptionDetail>(`/exceptions/${encodeURIComponent(id)}`, { signal }),
  });
  // What was read before it left says nothing about why.
  const gone = data?.id === id && !isFetching ? data : undefined;
  if (gone?.resolution != null && gone.resolvedAt !== null) {
    const at = when(gone.resolvedAt, now, zone);
    const { by, reason } = gone.resolution;
    return by === "rule" ? (
      <StateGlyph state="done" size={14}>
        {say("ghost.cleared", { at, why: word("cleared", reason) })}
      </StateGlyph>
    ) : (
      <StateGlyph state="skipped" size={14}>
        {say("ghost.closed", { at, who: by })}
      </StateGlyph>
    );
  }
  return (
    <StateGlyph state="skipped" size={14}>
      {gone === undefined
        ? say("queue.gone")
        : gone.state === "snoozed" && gone.snoozedUntil !== null
          ? say("queue.parked", { at: when(gone.snoozedUntil, now, zone) })
          : say("ghost.moved", { who: gone.owner.person ?? names.team(gone.owner.team) })}
    </StateGlyph>
  );
}
