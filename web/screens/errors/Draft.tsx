import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type {
  AttributeName,
  ErrorAttributesRow,
  ErrorsRow,
  GroupingRule,
  GroupingTrialRow,
} from "../../../server/wire/index.ts";
import { attributeWords } from "../../../server/wire/vocabulary.ts";
import { count, when } from "../../app/format.ts";
import { flowWord, word } from "../../app/words.ts";
import { api, type Names, problemOf, useNetwork } from "../../live/index.ts";
import { CodeBlock } from "../../widgets/CodeBlock.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import { SidePanel } from "../../widgets/SidePanel.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import classes from "./Draft.module.css";
import shared from "./errors.module.css";
import panel from "./Panel.module.css";
import { useTrial } from "./useErrors.ts";
import { t } from "./words.ts";

/** A rule that tells errors apart otherwise: written by hand, tried on the last day, and the lines for the network file. */
export function Draft({
  draft,
  splits,
  file,
  names,
  now,
  onDrop,
}: {
  readonly draft: GroupingRule;
  /** What the group differs in; null where the rule is of several groups. */
  readonly splits: ErrorAttributesRow["splits"] | null;
  readonly file: ErrorsRow["file"];
  readonly names: Names;
  readonly now: number;
  readonly onDrop: () => void;
}) {
  const [rule, setRule] = useState(draft);
  const [tried, setTried] = useState(draft);
  const trial = useTrial(tried, file?.version);
  const problem = trial.error === null ? null : problemOf(trial.error);
  const same = JSON.stringify(rule) === JSON.stringify(tried);
  return (
    <SidePanel label={t("draft.title")} head={t("draft.title")} close={t("draft.drop")} onClose={onDrop}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(rule);
        }}
      >
        <TextInput
          label={t("draft.name")}
          value={rule.name}
          maxLength={80}
          onChange={(event) => setRule({ ...rule, name: event.currentTarget.value })}
        />
        <Lines rule={rule} names={names} onRule={setRule} />
        <NativeSelect
          label={t("draft.by")}
          value={rule.by.at(-1) ?? ""}
          data={[
            { value: "", label: t("draft.by-nothing") },
            ...attributeWords.map((name) => ({ value: name, label: splitLabel(name, splits) })),
          ]}
          onChange={(event) => {
            const by = attributeWords.find((name) => name === event.currentTarget.value);
            setRule({ ...rule, by: splitBy(rule.by, by) });
          }}
        />
        {rule.by.length > 1 && (
          <p className={shared.faint}>
            {t("draft.by-all", { names: rule.by.map((name) => t(`errors.by-${name}`)).join(", ") })}
          </p>
        )}
        <Button type="submit" variant={same ? "default" : "filled"} disabled={rule.name.trim() === ""}>
          {t(same ? "draft.again" : "draft.try")}
        </Button>
      </form>
      <h3>{t("draft.result")}</h3>
      {problem !== null && (
        <Notice tone="critical" title={t("draft.refused", { why: problem.detail ?? problem.title })} />
      )}
      {problem?.faults !== undefined && (
        <ul className={panel.plain}>
          {problem.faults.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              {path} {message}
            </li>
          ))}
        </ul>
      )}
      {trial.isPending && problem === null && <SkeletonRows rows={3} height={32} />}
      {trial.data !== undefined && problem === null && (
        <>
          <Moves trial={trial.data} names={names} now={now} />
          <Change key={tried.id} trial={trial.data} file={file} fresh={same && !trial.isPlaceholderData} />
        </>
      )}
    </SidePanel>
  );
}

/** An attribute with how many values of it there are, where that is known. */
function splitLabel(name: AttributeName, splits: ErrorAttributesRow["splits"] | null): string {
  const found = splits?.find((one) => one.name === name);
  const label = t(`errors.by-${name}`);
  if (splits === null) return label;
  if (found === undefined) return t("draft.by-same", { label });
  const values = found.values.slice(0, 3).map(({ value, count: n }) => `${value ?? t("errors.by-none")} ${n}`);
  return `${label}: ${values.join(", ")}${found.distinct > 3 ? ", …" : ""}`;
}

/** The attribute shown is the last of those that split it; none takes away all. */
const splitBy = (known: GroupingRule["by"], by: AttributeName | undefined): GroupingRule["by"] =>
  by === undefined ? [] : [...known.slice(0, -1).filter((name) => name !== by), by];

/** What each line takes: its words and code to edit, the rest as it is. */
function Lines({
  rule,
  names,
  onRule,
}: {
  readonly rule: GroupingRule;
  readonly names: Names;
  readonly onRule: (rule: GroupingRule) => void;
}) {
  const network = useNetwork();
  const set = (index: number, changes: Partial<GroupingRule["match"][number]>): void =>
    onRule({
      ...rule,
      match: rule.match.map((line, at) => (at === index ? pruned({ ...line, ...changes }) : line)),
    });
  return rule.match.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name, and lines are only taken away
    <fieldset key={index} className={classes.line}>
      <legend>
        {[line.kind?.map((kind) => word("kind", kind)), line.flow?.map(flowWord), line.step]
          .flatMap((part) => part?.join(", ") ?? [])
          .join(" · ")}
      </legend>
      <TextInput
        label={t("draft.says")}
        description={index === 0 ? t("draft.says-hint") : undefined}
        value={line.says?.[0] ?? ""}
        maxLength={200}
        onChange={(event) => set(index, { says: listOf(event.currentTarget.value, line.says) })}
      />
      <TextInput
        label={t("draft.code")}
        value={line.code?.[0] ?? ""}
        maxLength={200}
        onChange={(event) => set(index, { code: listOf(event.currentTarget.value, line.code) })}
      />
      <NativeSelect
        label={t("draft.system")}
        value={line.system?.[0] ?? ""}
        data={[
          { value: "", label: t("draft.any") },
          ...(network?.systems ?? []).map(({ id }) => ({ value: id, label: names.system(id) })),
        ]}
        onChange={(event) => set(index, { system: listOf(event.currentTarget.value, line.system) })}
      />
      {rule.match.length > 1 && (
        <Button
          variant="subtle"
          size="xs"
          onClick={() => onRule({ ...rule, match: rule.match.filter((_, at) => at !== index) })}
        >
          {t("draft.leave-out", { n: index + 1 })}
        </Button>
      )}
    </fieldset>
  ));
}

const listOf = (first: string, known: readonly string[] | undefined): readonly string[] | undefined =>
  first === "" ? undefined : [first, ...(known ?? []).slice(1)];

const pruned = <T extends object>(line: T): T =>
  Object.fromEntries(Object.entries(line).filter(([, value]) => value !== undefined)) as T;

/** What would move from what group to what other; with what stays it adds up to all that was looked at. */
function Moves({
  trial,
  names,
  now,
}: {
  readonly trial: GroupingTrialRow;
  readonly names: Names;
  readonly now: number;
}) {
  const { moves, unchanged, looked, groups } = trial;
  const moved = moves.reduce((sum, move) => sum + move.count, 0);
  const name = ({ title, by }: GroupingTrialRow["moves"][number]["to"]): string =>
    [title, ...by.map((one) => `${t(`errors.by-${one.name}`)} ${one.value ?? t("errors.by-none")}`)].join(" · ");
  return (
    <>
      <p role="status">{t("draft.groups", { before: groups.before, after: groups.after, moved })}</p>
      <ul className={classes.moves}>
        {moves.map((move) => (
          <li key={`${move.from.id} ${move.to.id}`}>
            <b className="num">{count(move.count)}</b>
            <span>
              {name(move.from)}
              <span> → {name(move.to)}</span>
            </span>
          </li>
        ))}
        <li>
          <b className="num">{count(unchanged)}</b>
          <span>{t("draft.unchanged")}</span>
        </li>
      </ul>
      <p className={`${classes.sum} num`}>
        {[...moves.map((move) => count(move.count)), count(unchanged)].join(" + ")} = {count(looked)}
        {moved + unchanged === looked && <StateGlyph state="done">{t("draft.adds")}</StateGlyph>}
      </p>
      {moved > 0 && (
        <>
          <h3>{t("draft.examples")}</h3>
          <ul className={panel.plain}>
            {moves
              .flatMap((move) => move.examples.slice(0, 2))
              .slice(0, 6)
              .map((one) => (
                <li key={one.id}>
                  <span className="num">{when(one.openedAt, now, names.zone(null))}</span>{" "}
                  <Link to="/x/$id" params={{ id: one.id }} className="reach">
                    {one.title}
                  </Link>
                </li>
              ))}
          </ul>
        </>
      )}
    </>
  );
}

/** The change of the network file: to copy, to download, or to make live. `fresh`: it is that of the rule as it is written. */
function Change({
  trial,
  file,
  fresh,
}: {
  readonly trial: GroupingTrialRow;
  readonly file: ErrorsRow["file"];
  readonly fresh: boolean;
}) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState<{ readonly ok: boolean; readonly text: string } | null>(null);
  const { change } = trial;
  if (change === null) return <Notice tone="medium" title={t("draft.no-change")} />;
  const adopt = async (): Promise<void> => {
    setAsking(false);
    if (file === null) return;
    await api("/network/adoptions", { body: { text: change.text, against: file.version } }).then(
      async () => {
        setSaid({ ok: true, text: t("draft.adopted", { file: file.name }) });
        await queries.invalidateQueries({ queryKey: ["errors"] });
      },
      (error: unknown) =>
        setSaid({ ok: false, text: t("draft.failed", { why: problemOf(error).detail ?? problemOf(error).title }) }),
    );
  };
  const download = (): void => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([change.text], { type: "text/yaml" }));
    link.download = change.file;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <section className={classes.change} aria-label={t("draft.copy")}>
      <h3>{t("draft.copy")}</h3>
      <CodeBlock text={change.diff} label={t("draft.change", { file: change.file })} />
      {said !== null && <Notice tone={said.ok ? "plain" : "critical"} title={said.text} />}
      {file !== null && !file.writable && <p className={shared.faint}>{t("draft.not-writable")}</p>}
      <p className={panel.links}>
        {file?.writable === true && said?.ok !== true && (
          <Button variant="default" disabled={!fresh} onClick={() => setAsking(true)}>
            {t("draft.adopt")}
          </Button>
        )}
        <Button variant="default" disabled={!fresh} onClick={download}>
          {t("draft.download", { file: change.file })}
        </Button>
      </p>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t("draft.confirm")} centered>
        <p>{t("draft.confirm-why", { file: file?.name ?? "" })}</p>
        <p className={panel.links}>
          <Button onClick={() => void adopt()}>{t("draft.adopt")}</Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            {t("draft.cancel")}
          </Button>
        </p>
      </Modal>
    </section>
  );
}
