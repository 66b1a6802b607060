import { useEffect, useRef, useState } from "react";
import { type Summary, summarise, useNow } from "../../live/index.ts";
import classes from "./Queue.module.css";
import type { Queue } from "./useQueue.ts";
import { say } from "./words.ts";

/** Tells screen readers what waits outside the list, one sentence at most every 30 s. */
export function Spoken({ waiting }: { readonly waiting: Queue["waiting"] }) {
  const now = useNow(1000);
  const last = useRef<Summary>({ saidAt: 0, said: [] });
  const [text, setText] = useState("");
  useEffect(() => {
    const { next, news } = summarise(last.current, waiting.ids, now);
    last.current = next;
    if (news.length === 0) return;
    setText(
      say("queue.news", {
        n: news.length,
        critical: news.filter((id) => waiting.critical.has(id)).length,
      }),
    );
  }, [waiting, now]);
  return (
    <div aria-live="polite" className={classes.read}>
      {text}
    </div>
  );
}
