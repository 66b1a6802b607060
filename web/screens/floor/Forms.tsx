import { type FormEvent, useEffect, useRef, useState } from "react";
import type { Act, Names } from "../../live/index.ts";
import type { FormName } from "./Actions.tsx";
import classes from "./Forms.module.css";
import shared from "./floor.module.css";
import { t } from "./words.ts";

const phrases = {
  note: ["floor.note.door", "floor.note.missing", "floor.note.open"],
  tell: ["floor.tell.way", "floor.tell.late", "floor.tell.not"],
} as const;

/** A note, something told, or a hand-over: large choices first, so that a glove need not type. */
export function Form({
  form,
  what,
  teams,
  names,
  busy,
  onSend,
  onCancel,
}: {
  readonly form: FormName;
  /** What it is about, in words. */
  readonly what: string;
  readonly teams: readonly string[];
  readonly names: Names;
  readonly busy: boolean;
  readonly onSend: (what: Act) => void;
  readonly onCancel: () => void;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const cancel = (
    <button type="button" className={shared.second} onClick={onCancel}>
      {t("floor.cancel")}
    </button>
  );
  if (form === "over")
    return (
      <section className={shared.form}>
        <h2 ref={heading} tabIndex={-1}>
          {t("floor.over-title", { what })}
        </h2>
        <p id="teams">{t("floor.over-to")}</p>
        {/* biome-ignore lint/a11y/useSemanticElements: a group of buttons is no fieldset of a form */}
        <div className={classes.choices} role="group" aria-labelledby="teams">
          {teams.map((team) => (
            <button
              key={team}
              type="button"
              className={shared.second}
              disabled={busy}
              onClick={() => onSend({ action: "assign", team })}
            >
              {names.team(team)}
            </button>
          ))}
        </div>
        {cancel}
      </section>
    );
  return <Words form={form} what={what} busy={busy} onSend={onSend} cancel={cancel} />;
}

function Words({
  form,
  what,
  busy,
  onSend,
  cancel,
}: {
  readonly form: "note" | "tell";
  readonly what: string;
  readonly busy: boolean;
  readonly onSend: (what: Act) => void;
  readonly cancel: React.ReactNode;
}) {
  const [text, setText] = useState("");
  /** Without a tap on it the field brings up no keyboard that hides half the screen; a scanner writes all the same. */
  const [tapped, setTapped] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const add = (phrase: string): void => setText((old) => (old.trim() === "" ? phrase : `${old.trim()}. ${phrase}`));
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const said = text.trim();
    if (said !== "" && !busy) onSend({ action: form === "note" ? "comment" : "tell", text: said });
  };
  return (
    <form className={shared.form} onSubmit={send}>
      <h2>{t(form === "note" ? "floor.note-title" : "floor.tell-title", { what })}</h2>
      <div className={classes.choices}>
        {phrases[form].map((id) => (
          <button key={id} type="button" className={shared.second} onClick={() => add(t(id))}>
            {t(id)}
          </button>
        ))}
      </div>
      <label className={classes.field}>
        <span>{t(form === "note" ? "floor.note-field" : "floor.tell-field")}</span>
        <textarea
          ref={field}
          data-writes
          inputMode={tapped ? "text" : "none"}
          onPointerDown={() => setTapped(true)}
          value={text}
          maxLength={4000}
          rows={3}
          onChange={(event) => setText(event.currentTarget.value)}
          autoComplete="off"
        />
      </label>
      <div className={shared.first}>
        <button type="submit" className={shared.primary} disabled={busy || text.trim() === ""}>
          {t(form === "note" ? "floor.note-save" : "floor.tell-save")}
        </button>
        {cancel}
      </div>
    </form>
  );
}
