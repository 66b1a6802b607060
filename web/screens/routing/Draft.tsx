import { Button, Modal, NativeSelect } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { NetworkRow, ProposalAnswer, RoutingRow, RuleProposal } from "../../../server/wire/index.ts";
import { exceptionKindWords } from "../../../server/wire/vocabulary.ts";
import { word } from "../../app/words.ts";
import { api, type Names, problemOf } from "../../live/index.ts";
import { CodeBlock } from "../../widgets/CodeBlock.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import classes from "./Draft.module.css";
import { matchOf, ruleTitle } from "./names.ts";
import shared from "./routing.module.css";
import { t } from "./words.ts";

type Field = "warehouse" | "flow" | "kind" | "system";

/** A rule to try, written by hand. */
export function WriteRule({
  network,
  onRule,
}: {
  readonly network: NetworkRow | undefined;
  readonly onRule: (rule: RuleProposal) => void;
}) {
  const [match, setMatch] = useState<Readonly<Partial<Record<Field, string>>>>({});
  const [to, setTo] = useState("");
  const any = { value: "", label: t("why.any") };
  const field = (name: Field, label: string, data: readonly { readonly value: string; readonly label: string }[]) => (
    <NativeSelect
      label={label}
      value={match[name] ?? ""}
      data={[any, ...data]}
      onChange={(event) => setMatch({ ...match, [name]: event.currentTarget.value })}
    />
  );
  const told = Object.entries(match).filter(([, value]) => value !== "");
  const teams = network?.teams ?? [];
  const team = to === "" ? (teams[0]?.id ?? "") : to;
  return (
    <details className={classes.write}>
      <summary>{t("draft.title")}</summary>
      <div className={shared.form}>
        {field(
          "warehouse",
          t("why.warehouse"),
          (network?.warehouses ?? []).map(({ id, name }) => ({ value: id, label: name })),
        )}
        {field(
          "flow",
          t("why.flow"),
          (network?.flows ?? []).map(({ id }) => ({ value: id, label: id })),
        )}
        {field(
          "kind",
          t("why.kind"),
          exceptionKindWords.map((value) => ({ value, label: word("kind", value) })),
        )}
        {field(
          "system",
          t("why.system"),
          (network?.systems ?? []).map(({ id, name }) => ({ value: id, label: name })),
        )}
        <NativeSelect
          label={t("draft.to")}
          value={team}
          data={teams.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Button
          variant="default"
          disabled={told.length === 0 || team === ""}
          onClick={() => onRule({ match: Object.fromEntries(told.map(([name, value]) => [name, [value]])), to: team })}
        >
          {t("draft.put")}
        </Button>
      </div>
      {told.length === 0 && <p className={shared.faint}>{t("draft.empty")}</p>}
    </details>
  );
}

/** The change of the network file that a draft is: to copy, to download, or to make live. */
export function Change({
  draft,
  file,
  names,
  onDrop,
}: {
  readonly draft: RuleProposal;
  readonly file: RoutingRow["file"];
  readonly names: Names;
  readonly onDrop: () => void;
}) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState<{ readonly ok: boolean; readonly text: string } | null>(null);
  const change = useQuery({
    queryKey: ["routing-change", JSON.stringify(draft), file?.version],
    queryFn: ({ signal }) => api<ProposalAnswer>("/routing/proposals", { body: draft, signal }),
    retry: false,
  });
  const adopt = async (): Promise<void> => {
    setAsking(false);
    if (change.data === undefined || file === null) return;
    await api("/network/adoptions", { body: { text: change.data.text, against: file.version } }).then(
      async () => {
        setSaid({ ok: true, text: t("draft.adopted", { file: file.name }) });
        await queries.invalidateQueries({ queryKey: ["routing"] });
      },
      (error: unknown) =>
        setSaid({ ok: false, text: t("draft.failed", { why: problemOf(error).detail ?? problemOf(error).title }) }),
    );
  };
  const download = (): void => {
    if (change.data === undefined) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([change.data.text], { type: "text/yaml" }));
    link.download = change.data.file;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <section className={classes.change} aria-label={t("draft.copy")}>
      <h3 className={shared.sub}>
        {ruleTitle(matchOf(draft), names)} → {names.team(draft.to)}
      </h3>
      {change.error !== null && <Notice tone="medium" title={t("draft.no-change")} />}
      {change.data !== undefined && (
        <CodeBlock text={change.data.diff} label={t("draft.change", { file: change.data.file })} />
      )}
      {said !== null && <Notice tone={said.ok ? "plain" : "critical"} title={said.text} />}
      {file !== null && !file.writable && <p className={shared.small}>{t("draft.not-writable")}</p>}
      <p className={shared.actions}>
        {change.data !== undefined && file?.writable === true && said?.ok !== true && (
          <Button variant="default" onClick={() => setAsking(true)}>
            {t("draft.adopt")}
          </Button>
        )}
        {change.data !== undefined && (
          <Button variant="default" onClick={download}>
            {t("draft.download", { file: change.data.file })}
          </Button>
        )}
        <Button variant="subtle" onClick={onDrop}>
          {t("draft.drop")}
        </Button>
      </p>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t("draft.confirm")} centered>
        <p>{t("draft.confirm-why", { file: file?.name ?? "" })}</p>
        <p className={shared.actions}>
          <Button onClick={() => void adopt()}>{t("draft.adopt")}</Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            {t("draft.cancel")}
          </Button>
        </p>
      </Modal>
    </section>
  );
}
