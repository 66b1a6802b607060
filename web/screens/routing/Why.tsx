import { Button, NativeSelect, TextInput } from "@mantine/core";
import { IconCheck, IconMinus, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import type { ExplanationRow, NetworkRow, RouteAnswer, RuleProposal, RuleRow } from "../../../server/wire/index.ts";
import { exceptionKindWords, severityWords } from "../../../server/wire/vocabulary.ts";
import { full, when, zoneName } from "../../app/format.ts";
import { word } from "../../app/words.ts";
import { type Names, problemOf, useFeed } from "../../live/index.ts";
import { Choice } from "../../widgets/Choice.tsx";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { Severity } from "../../widgets/Severity.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { TeamTile } from "../../widgets/TeamTile.tsx";
import { whyLines } from "./model.ts";
import { inWords, matchOf, ownerText, ruleTitle } from "./names.ts";
import shared from "./routing.module.css";
import { type Asked, useExplanation } from "./useRouting.ts";
import classes from "./Why.module.css";
import { t } from "./words.ts";

const icons = { matched: IconCheck, missed: IconX, "not-asked": IconMinus } as const;

/** Why an exception goes where it goes: each rule and what became of it, and who has it when. */
export function Why({
  rules,
  draft,
  network,
  names,
  now,
  exception,
  onException,
}: {
  readonly rules: readonly RuleRow[];
  readonly draft: RuleProposal | null;
  readonly network: NetworkRow | undefined;
  readonly names: Names;
  readonly now: number;
  readonly exception: string | undefined;
  readonly onException: (id: string | undefined) => void;
}) {
  const [madeUp, setMadeUp] = useState(false);
  const [facts, setFacts] = useState<{ readonly kind: string } & Readonly<Record<string, string>>>({
    kind: "failed-event",
  });
  const asked: Asked | null = madeUp ? { facts } : exception === undefined ? null : { exception };
  const found = useExplanation(asked, draft);
  const zone = names.zone(found.data?.exception?.warehouse ?? null);
  return (
    <section className={shared.pane} aria-label={t("why.title")}>
      <div className={shared.paneHead}>
        <Choice
          label={t("why.title")}
          value={madeUp ? "made-up" : "real"}
          options={[
            { value: "real", label: t("why.real") },
            { value: "made-up", label: t("why.made-up") },
          ]}
          onChange={(value) => setMadeUp(value === "made-up")}
        />
      </div>
      {madeUp ? (
        <Facts network={network} facts={facts} onFacts={setFacts} />
      ) : (
        <Chooser exception={exception} names={names} onException={onException} />
      )}
      {found.error !== null && asked !== null && (
        <ErrorBar
          title={t("why.failed", { why: problemOf(found.error).detail ?? problemOf(found.error).title })}
          id={problemOf(found.error).errorId}
          onRetry={() => void found.refetch()}
        />
      )}
      {asked === null ? (
        <p className={shared.faint}>{t("why.none")}</p>
      ) : found.data === undefined ? (
        found.error === null && <SkeletonRows rows={6} height={41} />
      ) : (
        <>
          {found.data.exception !== null && <Subject row={found.data.exception} names={names} zone={zone} now={now} />}
          <Lines rules={rules} draft={draft} found={found.data} names={names} />
          <Climb found={found.data} names={names} zone={zone} now={now} />
          {found.data.history.length > 1 && <History found={found.data} zone={zone} now={now} />}
        </>
      )}
    </section>
  );
}

function Chooser({
  exception,
  names,
  onException,
}: {
  readonly exception: string | undefined;
  readonly names: Names;
  readonly onException: (id: string | undefined) => void;
}) {
  const newest = useFeed("exceptions", { state: "open,acknowledged" }, { sort: "opened", limit: 20 });
  const [typed, setTyped] = useState(exception ?? "");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const id = typed.trim().toUpperCase();
    onException(id === "" ? undefined : id.startsWith("X-") ? id : `X-${id}`);
  };
  return (
    <form className={shared.form} onSubmit={submit}>
      <TextInput
        label={t("why.of")}
        placeholder={t("why.of-hint")}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <NativeSelect
        label={t("why.newest")}
        value={newest.rows.some(({ id }) => id === exception) ? exception : ""}
        onChange={(event) => {
          const id = event.currentTarget.value;
          setTyped(id);
          onException(id === "" ? undefined : id);
        }}
        data={[
          { value: "", label: "–" },
          ...newest.rows.map((row) => ({
            value: row.id,
            label: `${row.id} ${row.title}${row.warehouse === null ? "" : `, ${names.site(row.warehouse)}`}`,
          })),
        ]}
      />
      <Button type="submit" variant="default">
        {t("why.show")}
      </Button>
    </form>
  );
}

function Facts({
  network,
  facts,
  onFacts,
}: {
  readonly network: NetworkRow | undefined;
  readonly facts: { readonly kind: string } & Readonly<Record<string, string>>;
  readonly onFacts: (facts: { readonly kind: string } & Readonly<Record<string, string>>) => void;
}) {
  const any = { value: "", label: t("why.any") };
  const change = (name: string, value: string): void => {
    const { [name]: _old, ...rest } = facts;
    onFacts({ ...rest, kind: facts.kind, ...(value === "" ? {} : { [name]: value }) });
  };
  const field = (name: string, label: string, data: readonly { readonly value: string; readonly label: string }[]) => (
    <NativeSelect
      label={label}
      value={facts[name] ?? ""}
      data={[...data]}
      onChange={(event) => change(name, event.currentTarget.value)}
    />
  );
  return (
    <div className={shared.form}>
      {field(
        "kind",
        t("why.kind"),
        exceptionKindWords.map((value) => ({ value, label: word("kind", value) })),
      )}
      {field("warehouse", t("why.warehouse"), [
        any,
        ...(network?.warehouses ?? []).map(({ id, name }) => ({ value: id, label: name })),
      ])}
      {field("flow", t("why.flow"), [any, ...(network?.flows ?? []).map(({ id }) => ({ value: id, label: id }))])}
      {field("system", t("why.system"), [
        any,
        ...(network?.systems ?? []).map(({ id, name }) => ({ value: id, label: name })),
      ])}
      {field("severity", t("why.severity"), [
        any,
        ...severityWords.map((value) => ({ value, label: word("severity", value) })),
      ])}
    </div>
  );
}

function Subject({
  row,
  names,
  zone,
  now,
}: {
  readonly row: NonNullable<ExplanationRow["exception"]>;
  readonly names: Names;
  readonly zone: string;
  readonly now: number;
}) {
  return (
    <div className={classes.subject}>
      <p>
        <Severity level={row.severity} />
        {row.warehouse !== null && <span>{names.site(row.warehouse)}</span>}
        <span className="num" title={full(row.openedAt, zone)}>
          {when(row.openedAt, now, zone)} {zoneName(zone, row.openedAt)}
        </span>
      </p>
      <p>
        <Link to="/x/$id" params={{ id: row.id }} className="reach">
          <b>{row.title}</b>
        </Link>
      </p>
      <p>{t("why.now", { who: ownerText(row.owner, names), rung: row.rung + 1 })}</p>
      {row.decided && <p>{t("why.decided", { who: ownerText(row.owner, names) })}</p>}
    </div>
  );
}

function Lines({
  rules,
  draft,
  found,
  names,
}: {
  readonly rules: readonly RuleRow[];
  readonly draft: RuleProposal | null;
  readonly found: ExplanationRow;
  readonly names: Names;
}) {
  const tried = found.draft?.path.find(({ number }) => number === "1");
  return (
    <ol className={classes.lines} aria-label={t("why.lines")}>
      {draft !== null && tried !== undefined && (
        <Line
          number={t("rules.new")}
          title={ruleTitle(matchOf(draft), names)}
          state={tried.matched ? "matched" : "missed"}
          decides={found.draft?.rule === "1"}
          depth={0}
          why={inWords(tried.why)}
        />
      )}
      {whyLines(rules, found.live).map(({ rule, state, decides, why, because }) => (
        <Line
          key={rule.number}
          number={rule.number}
          title={ruleTitle(rule.match, names)}
          state={state}
          decides={decides}
          depth={rule.depth}
          why={
            why !== null
              ? inWords(why)
              : because !== null
                ? t(`why.${because.how}`, { rule: because.number })
                : t("why.rest")
          }
        />
      ))}
    </ol>
  );
}

function Line({
  number,
  title,
  state,
  decides,
  depth,
  why,
}: {
  readonly number: string;
  readonly title: string;
  readonly state: "matched" | "missed" | "not-asked";
  readonly decides: boolean;
  readonly depth: number;
  readonly why: string;
}) {
  const Icon = icons[state];
  return (
    <li
      className={classes.line}
      data-state={state}
      data-decides={decides || undefined}
      style={{ paddingInlineStart: 10 + depth * 16 }}
    >
      <Icon size={15} stroke={1.8} role="img" aria-label={t(`why.${state}`)} className={classes.glyph} />
      <span className={`${classes.number} num`}>{number}</span>
      <b>{title}</b>
      <span className={classes.why}>
        {why}
        {decides && <em>{t("why.decides")}</em>}
      </span>
    </li>
  );
}

function Climb({
  found,
  names,
  zone,
  now,
}: {
  readonly found: ExplanationRow;
  readonly names: Names;
  readonly zone: string;
  readonly now: number;
}) {
  const columns = [
    { label: t("why.live", { rule: found.live.rule }), answer: found.live },
    ...(found.draft === null ? [] : [{ label: t("why.draft", { rule: found.draft.rule }), answer: found.draft }]),
  ];
  return (
    <>
      <h3 className={shared.sub}>{t("why.told")}</h3>
      <div className={classes.climbs}>
        {columns.map(({ label, answer }) => (
          <div key={label} className={classes.climb}>
            <h4>{label}</h4>
            <ol>{answer.climb.map((told) => step(told, names, zone, now))}</ol>
          </div>
        ))}
      </div>
    </>
  );
}

const step = (told: RouteAnswer["climb"][number], names: Names, zone: string, now: number) => (
  <li key={told.rung}>
    <span className={`${classes.at} num`}>{when(told.at, now, zone)}</span>
    <TeamTile name={names.team(told.owner.team)} />
    <span>
      <b>{told.owner.person ?? names.team(told.owner.team)}</b>
      {!told.onShift && <span className={classes.off}>{t("why.off")}</span>}
    </span>
  </li>
);

function History({
  found,
  zone,
  now,
}: {
  readonly found: ExplanationRow;
  readonly zone: string;
  readonly now: number;
}) {
  return (
    <>
      <h3 className={shared.sub}>{t("why.history")}</h3>
      <ol className={classes.history}>
        {found.history.map((entry) => (
          <li key={entry.actionId}>
            <span className={`${classes.at} num`}>{when(entry.at, now, zone)}</span>
            <span>{entry.action === "raised" ? t("why.first") : (entry.text ?? entry.by)}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
