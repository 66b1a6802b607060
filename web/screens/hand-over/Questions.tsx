import { Button, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { HandOverRow, Problem } from "../../../server/wire/index.ts";
import { full, when } from "../../app/format.ts";
import { api, problemOf, useMe } from "../../live/index.ts";
import { Keycap } from "../../widgets/Keycap.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { Notice } from "../../widgets/Notice.tsx";
import shared from "./handover.module.css";
import classes from "./Questions.module.css";
import { t } from "./words.ts";

/** Characters of a question or an answer; the server takes no more. */
const most = 500;

interface Place {
  readonly row: HandOverRow;
  readonly now: number;
  readonly zone: string;
  readonly onDone: () => Promise<void>;
}

/** What was asked back and answered; whoever gave the hand-over answers here. Nothing where nothing was asked. */
export function Questions(place: Place) {
  const { row, now, zone } = place;
  const me = useMe()?.name;
  if (row.questions.length === 0) return null;
  return (
    <ol className={classes.questions} aria-label={t("back.list")}>
      {row.questions.map((one) => (
        <li key={one.number}>
          <p>
            <b>{t("back.asks", { who: one.by })}</b> {one.text}{" "}
            <time className="num" dateTime={one.at} title={full(one.at, zone)}>
              {when(one.at, now, zone)}
            </time>
          </p>
          {one.answer !== null ? (
            <p className={classes.answer}>
              <b>{t("back.answers", { who: one.answer.by })}</b> {one.answer.text}{" "}
              <time className="num" dateTime={one.answer.at} title={full(one.answer.at, zone)}>
                {when(one.answer.at, now, zone)}
              </time>
            </p>
          ) : me === row.by ? (
            <Answer {...place} number={one.number} />
          ) : (
            <p className={shared.small}>{t("back.waits", { who: row.by })}</p>
          )}
        </li>
      ))}
    </ol>
  );
}

/** Says words to a path of the hand-over; kept in the field until the server has them. */
function useSaying({ row, onDone }: Place) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const say = async (path: string): Promise<boolean> => {
    const words = text.trim();
    if (busy || words === "") return false;
    setBusy(true);
    setProblem(null);
    const said = await api<HandOverRow>(`/hand-overs/${row.id}/questions${path}`, { body: { text: words } }).then(
      () => true,
      (error: unknown) => {
        setProblem(problemOf(error));
        return false;
      },
    );
    if (said) setText("");
    await onDone();
    setBusy(false);
    return said;
  };
  return { text, setText, busy, problem, say };
}

function Answer(place: Place & { readonly number: number }) {
  const { text, setText, busy, problem, say } = useSaying(place);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    void say(`/${place.number}/answer`);
  };
  return (
    <form className={classes.reply} onSubmit={send}>
      <TextInput
        label={t("back.answer", { n: place.number })}
        value={text}
        maxLength={most}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" loading={busy} disabled={text.trim() === ""}>
        {t("back.do-answer")}
      </Button>
      {problem !== null && (
        <Notice tone="critical" title={t("back.not-answered", { why: problem.detail ?? problem.title })} />
      )}
    </form>
  );
}

/** Asking the giver first, in place of accepting: nothing else changes by it. */
export function AskBack(place: Place) {
  const { row } = place;
  const { text, setText, busy, problem, say } = useSaying(place);
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (open) field.current?.focus();
  }, [open]);
  const begin = (): void => {
    setAsked(false);
    setOpen(true);
  };
  const end = (): void => {
    setOpen(false);
    // Drawn again by then: who asked by keys stays where they were.
    requestAnimationFrame(() => button.current?.focus());
  };
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!(await say(""))) return;
    setAsked(true);
    end();
  };
  useKeys([{ key: "q", label: t("back.key"), run: begin }]);
  if (!open)
    return (
      <>
        {asked && <Notice tone="plain" title={t("back.asked", { who: row.by })} />}
        <Button
          ref={button}
          fullWidth
          variant="default"
          aria-keyshortcuts="q"
          onClick={begin}
          rightSection={<Keycap of="q" />}
        >
          {t("back.back")}
        </Button>
      </>
    );
  return (
    <form className={classes.ask} onSubmit={(event) => void send(event)}>
      <Textarea
        ref={field}
        label={t("back.text", { who: row.by })}
        description={t("back.hint", { n: text.length, most })}
        autosize
        minRows={2}
        maxLength={most}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") end();
        }}
      />
      {problem !== null && (
        <Notice tone="critical" title={t("back.not-asked", { why: problem.detail ?? problem.title })} />
      )}
      <p className={shared.actions}>
        <Button type="submit" loading={busy} disabled={text.trim() === ""}>
          {t("back.do-ask")}
        </Button>
        <Button variant="default" onClick={end}>
          {t("back.cancel")}
        </Button>
      </p>
    </form>
  );
}
