import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { AnswerKind, AnswerPage } from "../../../server/wire/index.ts";
import { ApiError, api, problemOf } from "../../live/index.ts";
import { Mark } from "../../widgets/Mark.tsx";
import { zonedInstant } from "../format/zoned.ts";
import { dayKey, zoneName } from "../format.ts";
import classes from "./answer.module.css";
import { bodyOf, chosen, type Draft, type Drafts, lacks, sameForAll } from "./drafts.ts";
import { keepDrafts, keptDrafts } from "./kept.ts";
import { Line, type Reading } from "./Line.tsx";
import { type AnswerWords, answerWords, momentText } from "./words.ts";

/** Lines that are shown at first, and more at each asking. */
const shownAtOnce = 60;

/** The token stands behind `#`, so that it is in no log of a server or proxy and in no referrer. */
const tokenOf = (): string => window.location.hash.slice(1);

/** What a partner sees who opens the link of an ask: their numbers, and nothing else of ours. */
export function Screen() {
  const [token] = useState(tokenOf);
  const queries = useQueryClient();
  const path = `/answers/${encodeURIComponent(token === "" ? "-" : token)}`;
  const page = useQuery({
    queryKey: ["answer", token],
    queryFn: () => api<AnswerPage>(path),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const language = page.data?.language ?? navigator.language;
  const words = useMemo(() => answerWords(language), [language]);
  useEffect(() => {
    document.documentElement.lang = words.language;
    document.title = page.data === undefined ? "Tallyman" : headline(page.data, words);
  }, [words, page.data]);
  if (page.data !== undefined)
    return (
      <Question
        page={page.data}
        words={words}
        memory={`${page.data.at} ${page.data.partner}`}
        send={async (body) => {
          const next = await api<AnswerPage>(path, { body });
          queries.setQueryData(["answer", token], next);
        }}
      />
    );
  if (page.isPending) return <Said title={words.say("answer.loading")} />;
  return <Refused error={page.error} words={words} onRetry={() => void page.refetch()} />;
}

function Said({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <main className={classes.page}>
      <div className={classes.refused} role="status">
        <Mark size={28} tile />
        <h1 className={classes.title}>{title}</h1>
        {children}
      </div>
    </main>
  );
}

function Refused({
  error,
  words: { say },
  onRetry,
}: {
  readonly error: Error;
  readonly words: AnswerWords;
  readonly onRetry: () => void;
}) {
  const { status } = problemOf(error);
  if (status === 404)
    return (
      <Said title={say("answer.none")}>
        <p>{say("answer.none-why")}</p>
      </Said>
    );
  if (status === 410)
    return (
      <Said title={say("answer.over")}>
        <p>{say("answer.over-why")}</p>
      </Said>
    );
  const busy = status === 429;
  const wait = error instanceof ApiError ? error.retryAfter : null;
  return (
    <Said title={busy ? say("answer.busy") : say("answer.failed", { why: say("answer.offline") })}>
      {busy && wait !== null && <p>{say("answer.busy-why", { n: Math.max(1, Math.ceil(wait / 60)) })}</p>}
      <button type="button" className={classes.send} onClick={onRetry}>
        {say("answer.again")}
      </button>
    </Said>
  );
}

function headline({ about, lines }: AnswerPage, { say }: AnswerWords): string {
  const n = lines.length;
  return say(about === "order" ? "answer.orders" : about === "shipment" ? "answer.shipments" : "answer.numbers", { n });
}

function Question({
  page,
  words,
  memory,
  send,
}: {
  readonly page: AnswerPage;
  readonly words: AnswerWords;
  /** Under which unsent drafts are kept in this tab. */
  readonly memory: string;
  readonly send: (body: ReturnType<typeof bodyOf>) => Promise<void>;
}) {
  const { say, language } = words;
  const { timezone, lines } = page;
  const [drafts, setDrafts] = useState<Drafts>(() => keptDrafts(memory, lines));
  const [name, setName] = useState("");
  const [files, setFiles] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ readonly tone: "good" | "bad"; readonly text: string } | null>(null);
  const [shown, setShown] = useState(shownAtOnce);
  const status = useRef<HTMLParagraphElement>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => keepDrafts(memory, drafts), [memory, drafts]);

  const today = dayKey(page.now, timezone);
  const zoned = (at: string): string => `${momentText(at, timezone, language)} ${zoneName(timezone, at)}`;
  const reading = useMemo((): Reading => ({ words, timezone, today }), [words, timezone, today]);
  const open = lines.filter(({ state }) => state === "open").length;
  const emptyOnes = lines.filter(({ state }, place) => state === "open" && !drafts.has(place)).length;
  const incomplete = [...drafts.values()].filter((draft) => lacks(draft) !== null).length;
  const ready = drafts.size - incomplete;

  const onChoose = useCallback(
    (place: number, kind: AnswerKind) =>
      setDrafts((now) => new Map(now).set(place, chosen(now.get(place), kind, today))),
    [today],
  );
  const onChange = useCallback(
    (place: number, change: Partial<Draft>) =>
      setDrafts((now) => {
        const draft = now.get(place);
        return draft === undefined ? now : new Map(now).set(place, { ...draft, ...change });
      }),
    [],
  );
  const onSame = useCallback(
    (place: number) =>
      setDrafts((now) => {
        const draft = now.get(place);
        return draft === undefined ? now : sameForAll(now, draft, lines);
      }),
    [lines],
  );

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (incomplete > 0) {
      setTried(true);
      setShown(lines.length);
      setSaid({ tone: "bad", text: say("answer.incomplete", { n: incomplete }) });
      // After what is missing was marked.
      setTimeout(() => form.current?.querySelector<HTMLElement>("[data-missing]")?.focus());
      return;
    }
    if (ready === 0) return;
    setBusy(true);
    setSaid(null);
    const at = files === "" ? null : zonedInstant(files, timezone);
    try {
      await send(bodyOf(drafts, name, at === null ? "" : new Date(at).toISOString()));
      setDrafts(new Map());
      setTried(false);
      setSaid({ tone: "good", text: say("answer.thanks", { n: ready }) });
    } catch (error) {
      const problem = problemOf(error);
      const why = problem.status === 0 ? say("answer.offline") : (problem.detail ?? problem.title);
      setSaid({ tone: "bad", text: say("answer.failed", { why }) });
    } finally {
      setBusy(false);
      setTimeout(() => status.current?.focus());
    }
  };

  return (
    <main className={classes.page} lang={language}>
      <header className={classes.head}>
        <p className={classes.who}>
          <Mark size={22} />
          <b>{say("answer.title", { company: page.company, partner: page.partner })}</b>
        </p>
        <h1 className={classes.title}>{headline(page, words)}</h1>
        <p>{say("answer.due", { at: zoned(page.dueAt) })}</p>
        {page.note !== null && <p className={classes.note}>{page.note}</p>}
        <p className={classes.faint}>{say("answer.until", { at: zoned(page.expiresAt) })}</p>
      </header>
      <form ref={form} className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
        <label className={classes.files}>
          <span>
            <b>{say("answer.files")}</b>
            <span className={classes.faint}>{say("answer.files-why", { zone: zoneName(timezone, page.now) })}</span>
          </span>
          <input type="datetime-local" value={files} onChange={(event) => setFiles(event.currentTarget.value)} />
        </label>
        <ol className={classes.lines}>
          {lines.slice(0, shown).map((line, place) => (
            <Line
              // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a line is answered by
              key={place}
              place={place}
              line={line}
              draft={drafts.get(place)}
              tried={tried}
              others={emptyOnes > 0}
              reading={reading}
              onChoose={onChoose}
              onChange={onChange}
              onSame={onSame}
            />
          ))}
        </ol>
        {lines.length > shown && (
          <button type="button" className={classes.plain} onClick={() => setShown(shown + shownAtOnce)}>
            {say("answer.more", { n: lines.length - shown })}
          </button>
        )}
        <footer className={classes.foot}>
          <p ref={status} className={classes.status} data-tone={said?.tone} role="status" tabIndex={-1}>
            {said?.text ?? say("answer.left", { n: emptyOnes })}
          </p>
          <label className={classes.field}>
            <span>{say("answer.name")}</span>
            <input
              type="text"
              value={name}
              maxLength={80}
              autoComplete="name"
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </label>
          <button type="submit" className={classes.send} disabled={busy || drafts.size === 0}>
            {say("answer.send", { n: ready, all: open })}
          </button>
          <p className={classes.recorded}>{say("answer.recorded", { partner: page.partner })}</p>
        </footer>
      </form>
    </main>
  );
}
