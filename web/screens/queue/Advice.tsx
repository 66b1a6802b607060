import { UnstyledButton } from "@mantine/core";
import { IconChecklist } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { AdviceRow, PayloadRow, SimilarRow } from "../../../server/wire/index.ts";
import { count, duration, when } from "../../app/format.ts";
import { word } from "../../app/words.ts";
import { api, type Names } from "../../live/index.ts";
import { Blocks } from "../../widgets/Blocks.tsx";
import { StateIcon } from "../../widgets/StateGlyph.tsx";
import classes from "./Advice.module.css";
import { advise } from "./adviceWords.ts";
import { type Concern, StepButton } from "./StepButton.tsx";

/** What to do about an exception; asked again when the row has a newer version. */
export function useAdvice(id: string | undefined, version: number | undefined) {
  return useQuery({
    queryKey: ["advice", id, version ?? 0],
    enabled: id !== undefined,
    queryFn: ({ signal }) => api<AdviceRow>(`/exceptions/${encodeURIComponent(id ?? "")}/advice`, { signal }),
    placeholderData: (old, before) => (before?.queryKey[1] === id ? keepPreviousData(old) : undefined),
    staleTime: 30_000,
  });
}

/** The action that the runbook recommends, with its steps, and a button for what a step names. */
export function Recommended({
  runbook,
  concern,
}: {
  readonly runbook: NonNullable<AdviceRow["runbook"]>;
  readonly concern: Concern;
}) {
  return (
    <section className={classes.recommended} aria-labelledby="advice">
      <div className={classes.split}>
        <h3 id="advice">
          <IconChecklist size={16} stroke={1.8} aria-hidden="true" />
          {advise("advice.recommended", { what: runbook.title })}
        </h3>
        <span className={classes.quiet}>{advise("advice.runbook", { id: runbook.id })}</span>
      </div>
      <Blocks
        blocks={runbook.blocks}
        act={(action, words) => <StepButton action={action} words={words} concern={concern} />}
      />
    </section>
  );
}

/** Earlier cases of the same fault and how they ended. */
export function Similar({
  cases,
  now,
  zone,
}: {
  readonly cases: readonly SimilarRow[];
  readonly now: number;
  readonly zone: string;
}) {
  if (cases.length === 0) return null;
  return (
    <section className={classes.section}>
      <h3>{advise("advice.similar")}</h3>
      <ol className={classes.cases}>
        {cases.map((one) => (
          <li key={one.id}>
            <StateIcon state="done" />
            <span>
              <b className="num">{when(one.openedAt, now, zone)}</b>
              {", "}
              {advise("advice.members", { n: one.members })}
              {": "}
              {endingOf(one)}
              {one.said !== null && (
                <small>
                  {one.said.by}: {one.said.text}
                </small>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function endingOf({ endings, medianMs }: SimilarRow): string {
  const [most] = endings;
  if (most === undefined) return advise("advice.unended");
  const how = word("reason", most.reason, most.reason);
  return medianMs === null || medianMs === 0 ? how : advise("advice.within", { how, in: duration(medianMs) });
}

const shownFirst = 6;

/** The failed record beside the last good one: what differs, and the rest on request. */
export function Payload({
  payload,
  names,
  now,
  zone,
}: {
  readonly payload: PayloadRow;
  readonly names: Names;
  readonly now: number;
  readonly zone: string;
}) {
  const [all, setAll] = useState(false);
  const telling = payload.lines.filter(({ change }) => change !== "same" && change !== "own");
  const lines = all || telling.length === 0 ? payload.lines : telling;
  const shown = all ? lines : lines.slice(0, shownFirst);
  const more = payload.lines.length - shown.length;
  return (
    <section className={classes.section}>
      <h3>{advise("advice.payload", { system: names.system(payload.system) })}</h3>
      <p className={classes.quiet}>
        {payload.goodAt === null
          ? advise("advice.no-good")
          : advise("advice.good", {
              id: payload.goodObject?.id ?? "",
              at: when(payload.goodAt, now, zone),
              n: telling.length,
            })}
      </p>
      <table className={classes.payload}>
        <caption className={classes.hidden}>{advise("advice.payload-table")}</caption>
        <thead>
          <tr>
            <th scope="col">{advise("advice.name")}</th>
            <th scope="col">{advise("advice.now")}</th>
            {payload.goodAt !== null && <th scope="col">{advise("advice.then")}</th>}
          </tr>
        </thead>
        <tbody>
          {shown.map((line) => (
            <tr key={line.name} data-change={line.change}>
              <th scope="row" className="mono">
                {line.name}
              </th>
              <td className="mono">{said(line.now)}</td>
              {payload.goodAt !== null && <td className="mono">{said(line.good)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {(more > 0 || all) && (
        <UnstyledButton className={classes.link} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? advise("advice.less") : advise("advice.more", { n: count(more) })}
        </UnstyledButton>
      )}
    </section>
  );
}

const said = (value: string | null) =>
  value === null ? <i>{advise("advice.absent")}</i> : value === "" ? <i>{advise("advice.empty")}</i> : value;
