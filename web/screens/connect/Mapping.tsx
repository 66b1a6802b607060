import { Button, NativeSelect, Radio } from "@mantine/core";
import { useState } from "react";
import type { IntakeSource, ProposalAnswer, ProposalBody } from "../../../server/wire/index.ts";
import { percent } from "../../app/format.ts";
import { word } from "../../app/words.ts";
import { api, problemOf } from "../../live/index.ts";
import { CodeBlock } from "../../widgets/CodeBlock.tsx";
import { candidates } from "./checklist.ts";
import shared from "./connect.module.css";
import classes from "./Mapping.module.css";
import { t } from "./words.ts";

const kinds = [
  "order",
  "purchase-order",
  "shipment",
  "invoice",
  "credit",
  "transfer",
  "return",
  "receipt",
  "load",
  "payment",
] as const;

const kindWord = (kind: string): string => word("object", kind).toLowerCase();

/** Offers the attributes that did arrive, and hands out the change of the network file that reads one as a key. */
export function Mapping({ source }: { readonly source: IntakeSource }) {
  const offered = candidates(source);
  const [name, setName] = useState<string | null>(offered[0]?.name ?? null);
  const [chosenKind, setKind] = useState<string | null>(null);
  const [answer, setAnswer] = useState<ProposalAnswer | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  if (offered.length === 0) return <p className={shared.faint}>{t("connect.no-names")}</p>;
  const kind = chosenKind ?? offered.find((one) => one.name === name)?.kind ?? "order";

  const map = async (): Promise<void> => {
    if (name === null) return;
    setBusy(true);
    setFailure(null);
    try {
      const body: ProposalBody = { system: source.system, attribute: name, key: kind };
      setAnswer(await api<ProposalAnswer>("/network/proposals", { body }));
    } catch (error) {
      const problem = problemOf(error);
      setFailure(problem.detail ?? problem.title);
    }
    setBusy(false);
  };

  return (
    <div className={classes.mapping}>
      <Radio.Group
        label={t("connect.which")}
        value={name ?? ""}
        onChange={(value) => {
          setName(value);
          setAnswer(null);
        }}
      >
        <div className={classes.candidates}>
          {offered.map((one) => (
            <Radio
              key={one.name}
              size="xs"
              value={one.name}
              label={
                <span className={classes.candidate}>
                  <span className="mono">
                    {one.name} <span className={shared.example}>{one.example}</span>
                  </span>
                  <span className="num">{t("connect.on-share", { share: percent(one.share, 0) })}</span>
                </span>
              }
            />
          ))}
        </div>
      </Radio.Group>
      <NativeSelect
        size="xs"
        label={t("connect.is-a")}
        value={kind}
        onChange={(e) => {
          setKind(e.currentTarget.value);
          setAnswer(null);
        }}
        data={kinds.map((one) => ({ value: one, label: kindWord(one) }))}
      />
      <Button fullWidth loading={busy} disabled={name === null} onClick={() => void map()}>
        {t("connect.map", { name: name ?? "", kind: kindWord(kind) })}
      </Button>
      {failure !== null && (
        <p className={shared.refused} role="alert">
          {t("connect.failed", { why: failure })}
        </p>
      )}
      {answer && (
        <div role="status">
          <p className={shared.faint}>{t("connect.diff", { file: answer.file })}</p>
          <CodeBlock text={answer.diff} label={t("connect.diff-block")}>
            <Diff text={answer.diff} />
          </CodeBlock>
        </div>
      )}
    </div>
  );
}

function Diff({ text }: { readonly text: string }) {
  return text.split("\n").map((line, i) => (
    <span
      // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
      key={i}
      className={line.startsWith("+") ? "value" : line.startsWith("-") || line.startsWith("@@") ? "quiet" : undefined}
    >
      {line}
      {"\n"}
    </span>
  ));
}
