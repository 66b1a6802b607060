import { memo, useState } from "react";
import type { AnswerKind, AskedNumber } from "../../../server/wire/index.ts";
import classes from "./answer.module.css";
import { type Draft, kindsInOrder, lacks } from "./drafts.ts";
import { type AnswerWords, dayText, momentText } from "./words.ts";

/** What every line is read by. */
export interface Reading {
  readonly words: AnswerWords;
  readonly timezone: string;
  readonly today: string;
}

/** One number with its choices. `tried`: somebody wanted to send, so that what is missing is said. */
export const Line = memo(function Line({
  place,
  line,
  draft,
  tried,
  others,
  reading,
  onChoose,
  onChange,
  onSame,
}: {
  readonly place: number;
  readonly line: AskedNumber;
  readonly draft: Draft | undefined;
  readonly tried: boolean;
  /** Whether other lines are still empty. */
  readonly others: boolean;
  readonly reading: Reading;
  readonly onChoose: (place: number, kind: AnswerKind) => void;
  readonly onChange: (place: number, change: Partial<Draft>) => void;
  readonly onSame: (place: number) => void;
}) {
  const { words } = reading;
  const { say } = words;
  const [changing, setChanging] = useState(false);
  const open = line.state === "open" || changing || draft !== undefined;
  return (
    <li className={classes.line} data-state={line.state}>
      <div className={classes.what}>
        <b className="id">{line.id}</b>
        {line.customer !== null && <span>{line.customer}</span>}
        <span className={classes.faint}>
          {[
            line.order === null ? null : say("answer.order", { id: line.order }),
            line.lines === null ? null : say("answer.lines", { n: line.lines }),
            say("answer.was-due", { at: momentText(line.dueAt, reading.timezone, words.language) }),
            line.neededBy === null
              ? null
              : say("answer.needed", { at: momentText(line.neededBy, reading.timezone, words.language) }),
          ]
            .filter((part) => part !== null)
            .join(" · ")}
        </span>
      </div>
      <div className={classes.answer}>
        {line.state === "ended" && <p className={classes.seen}>{say("answer.seen")}</p>}
        {line.answer !== null && line.state === "answered" && (
          <p className={classes.said}>
            {say("answer.said", { what: saidText(line.answer, words) })}
            {!open && (
              <button type="button" className={classes.plain} onClick={() => setChanging(true)}>
                {say("answer.change")}
                <span className={classes.hidden}> {line.id}</span>
              </button>
            )}
          </p>
        )}
        {open && line.state !== "ended" && (
          <fieldset className={classes.choices}>
            <legend className={classes.hidden}>{say("answer.what", { id: line.id })}</legend>
            {kindsInOrder.map((kind) => (
              <label key={kind} className={classes.choice} data-chosen={draft?.kind === kind || undefined}>
                <input
                  type="radio"
                  name={`line-${place}`}
                  value={kind}
                  checked={draft?.kind === kind}
                  onChange={() => onChoose(place, kind)}
                />
                {say(`answer.${kind}`)}
              </label>
            ))}
          </fieldset>
        )}
        {draft !== undefined && (
          <Details
            place={place}
            line={line}
            draft={draft}
            tried={tried}
            others={others}
            reading={reading}
            onChange={onChange}
            onSame={onSame}
          />
        )}
      </div>
    </li>
  );
});

/** What belongs to a choice: the day or how much, a note, and the same for the rest. */
function Details({
  place,
  line,
  draft,
  tried,
  others,
  reading,
  onChange,
  onSame,
}: {
  readonly place: number;
  readonly line: AskedNumber;
  readonly draft: Draft;
  readonly tried: boolean;
  readonly others: boolean;
  readonly reading: Reading;
  readonly onChange: (place: number, change: Partial<Draft>) => void;
  readonly onSame: (place: number) => void;
}) {
  const { say } = reading.words;
  const missing = lacks(draft);
  const dated = draft.kind === "shipped" || draft.kind === "will-ship";
  const fault = (of: "on" | "quantity") =>
    tried && missing === of
      ? { "aria-invalid": true as const, "aria-describedby": `missing-${place}`, "data-missing": true }
      : {};
  return (
    <div className={classes.details}>
      {dated && (
        <label className={classes.field}>
          <span>
            {say(draft.kind === "shipped" ? "answer.shipped-on" : "answer.will-ship-on")}
            <span className={classes.hidden}> {line.id}</span>
          </span>
          <input
            type="date"
            value={draft.on}
            {...(draft.kind === "shipped" ? { max: reading.today } : { min: reading.today })}
            onChange={(event) => onChange(place, { on: event.currentTarget.value })}
            {...fault("on")}
          />
        </label>
      )}
      {draft.kind === "short" && (
        <label className={classes.field}>
          <span>
            {say("answer.quantity")}
            <span className={classes.hidden}> {line.id}</span>
          </span>
          <input
            type="text"
            value={draft.quantity}
            maxLength={40}
            placeholder={say("answer.quantity-hint")}
            onChange={(event) => onChange(place, { quantity: event.currentTarget.value })}
            {...fault("quantity")}
          />
        </label>
      )}
      <label className={`${classes.field} ${classes.wide}`}>
        <span>
          {say("answer.note")}
          <span className={classes.hidden}> {line.id}</span>
        </span>
        <input
          type="text"
          value={draft.note}
          maxLength={500}
          onChange={(event) => onChange(place, { note: event.currentTarget.value })}
        />
      </label>
      {tried && missing !== null && (
        <p className={classes.missing} id={`missing-${place}`}>
          {say("answer.missing")}
        </p>
      )}
      {others && missing === null && (
        <button type="button" className={classes.plain} onClick={() => onSame(place)}>
          {say("answer.same")}
        </button>
      )}
    </div>
  );
}

/** An answer in words: `Shipped 18 Nov: two pallets`. */
function saidText(answer: NonNullable<AskedNumber["answer"]>, { say, language }: AnswerWords): string {
  const what = [
    say(`answer.${answer.kind}`),
    answer.on === null ? null : dayText(answer.on, language),
    answer.quantity,
  ].filter((part) => part !== null);
  return answer.note === null ? what.join(" ") : `${what.join(" ")}: ${answer.note}`;
}
