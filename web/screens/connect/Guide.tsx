import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { IconKey, IconSend } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { IntakeRow, NetworkRow, TestSent, TokenBody, TokenMade } from "../../../server/wire/index.ts";
import { objectName } from "../../app/words.ts";
import { api, problemOf } from "../../live/index.ts";
import { Choice } from "../../widgets/Choice.tsx";
import { CodeBlock } from "../../widgets/CodeBlock.tsx";
import shared from "./connect.module.css";
import classes from "./Guide.module.css";
import { paint } from "./paint.tsx";
import {
  type Block,
  type CollectorAge,
  collectorBlock,
  curlBlock,
  type Exporter,
  environmentBlock,
  type Filling,
  markBlock,
  nameBlock,
  startBlock,
} from "./snippets.ts";
import { Tee } from "./Tee.tsx";
import { t } from "./words.ts";

function Code({ block, what }: { readonly block: Block; readonly what: string }) {
  return (
    <CodeBlock text={block.text} label={t("connect.block", { what })}>
      {paint(block)}
    </CodeBlock>
  );
}

function Step({
  n,
  title,
  extra,
  children,
}: {
  readonly n: number;
  readonly title: string;
  readonly extra?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <li className={classes.step}>
      <div className={classes.stepHead}>
        <span className={`${classes.stepNumber} num`} aria-hidden="true">
          {n}
        </span>
        <h2 className={classes.stepTitle}>{title}</h2>
        {extra}
      </div>
      {children}
    </li>
  );
}

/** Where the server keeps its test orders apart. */
const testEnvironment = "test";

/** What to paste, step by step, with this server's address and a token filled in. */
export function Guide({
  exporter,
  intake,
  network,
  now,
}: {
  readonly exporter: Exporter;
  readonly intake: IntakeRow | null;
  readonly network: NetworkRow | undefined;
  readonly now: number;
}) {
  const [age, setAge] = useState<CollectorAge>("new");
  const [keyedOnly, setKeyedOnly] = useState(false);
  const [service, setService] = useState("wms-atl");
  const [site, setSite] = useState<string | null>(null);
  const [token, setToken] = useState<TokenMade | null>(null);
  const [sent, setSent] = useState<TestSent | null>(null);
  const [busy, setBusy] = useState<"token" | "test" | null>(null);
  const [failure, setFailure] = useState<{ readonly of: "token" | "test"; readonly why: string } | null>(null);

  const filling: Filling = {
    endpoint: intake?.endpoints.otlpHttp ?? `${location.protocol}//${location.hostname}:4318`,
    token: token?.token ?? null,
    tokenNeeded: token !== null || (intake?.tokenNeeded ?? false),
    service: service.trim() === "" ? "my-service" : service.trim(),
    warehouse: site,
  };

  const run = async (of: "token" | "test", work: () => Promise<void>): Promise<void> => {
    setBusy(of);
    setFailure(null);
    try {
      await work();
    } catch (error) {
      const problem = problemOf(error);
      setFailure({ of, why: problem.detail ?? problem.title });
    }
    setBusy(null);
  };
  const makeToken = () =>
    run("token", async () => {
      const body: TokenBody = { name: `connect ${filling.service}`, kind: "ingest" };
      setToken(await api<TokenMade>("/tokens", { body }));
    });
  const sendTest = () =>
    run("test", async () => setSent(await api<TestSent>("/intake/test", { method: "POST", body: {} })));

  const collector = exporter === "collector";
  const mark = markBlock(exporter);
  const warehouses = network?.warehouses ?? [];
  let n = 0;

  return (
    <>
      <TokenLine intake={intake} token={token} busy={busy === "token"} onMake={() => void makeToken()} />
      {failure?.of === "token" && <Refused why={failure.why} />}
      <ol className={classes.steps}>
        {collector && (
          <Step
            n={++n}
            title={t("connect.step-collector")}
            extra={
              <Choice
                label={t("connect.age")}
                value={age}
                onChange={setAge}
                options={[
                  { value: "new", label: t("connect.age-new") },
                  { value: "old", label: t("connect.age-old") },
                ]}
              />
            }
          >
            <Code block={collectorBlock(filling, age, keyedOnly)} what={t("connect.collector")} />
            <Checkbox
              size="sm"
              className={classes.only}
              checked={keyedOnly}
              onChange={(e) => setKeyedOnly(e.currentTarget.checked)}
              label={t("connect.keyed")}
            />
            <Tee />
          </Step>
        )}
        <Step n={++n} title={t(collector ? "connect.step-name" : "connect.step-variables")}>
          <div className={classes.fields}>
            <TextInput
              label={t("connect.service")}
              value={service}
              onChange={(e) => setService(e.currentTarget.value)}
              spellCheck={false}
              autoComplete="off"
            />
            {warehouses.length > 0 && (
              <NativeSelect
                label={t("connect.site")}
                value={site ?? ""}
                onChange={(e) => setSite(e.currentTarget.value === "" ? null : e.currentTarget.value)}
                data={[
                  { value: "", label: t("connect.site-none") },
                  ...warehouses.map((one) => ({ value: one.id, label: `${one.id} ${one.name}` })),
                ]}
              />
            )}
          </div>
          <Code
            block={collector ? nameBlock(filling) : environmentBlock(filling)}
            what={t(collector ? "connect.step-name" : "connect.step-variables")}
          />
        </Step>
        {!collector && (
          <Step n={++n} title={t("connect.step-start")}>
            <Code block={startBlock(exporter)} what={t("connect.step-start")} />
          </Step>
        )}
        {mark && (
          <Step n={++n} title={t("connect.step-mark")}>
            <Code block={mark} what={t("connect.step-mark")} />
            <p className={shared.faint}>{t("connect.mark-why")}</p>
            <p className={shared.faint}>{t("connect.mark-baggage")}</p>
          </Step>
        )}
        <Step n={++n} title={t("connect.step-watch")}>
          <div className={classes.buttons}>
            <Button
              leftSection={<IconSend size={16} stroke={1.8} aria-hidden="true" />}
              loading={busy === "test"}
              onClick={() => void sendTest()}
            >
              {t("connect.test")}
            </Button>
          </div>
          {failure?.of === "test" && <Refused why={failure.why} />}
          {sent && (
            <p className={classes.sent} role="status">
              {t("connect.test-sent")}{" "}
              <Link
                to="/o/$kind/$id"
                params={{ kind: sent.object.kind, id: sent.object.id }}
                search={{ environment: testEnvironment }}
              >
                {t("connect.test-open", { name: objectName(sent.object) })}
              </Link>
            </p>
          )}
          <details className={shared.fold}>
            <summary>{t("connect.by-hand")}</summary>
            <Code block={curlBlock(filling, now)} what={t("connect.by-hand")} />
          </details>
        </Step>
      </ol>
    </>
  );
}

function TokenLine({
  intake,
  token,
  busy,
  onMake,
}: {
  readonly intake: IntakeRow | null;
  readonly token: TokenMade | null;
  readonly busy: boolean;
  readonly onMake: () => void;
}) {
  if (intake === null) return null;
  if (token) {
    return (
      <p className={classes.token} role="status">
        <IconKey size={16} stroke={1.8} aria-hidden="true" />
        <span>{t("connect.token-made", { id: token.id })}</span>
      </p>
    );
  }
  if (!intake.tokenNeeded) return <p className={shared.faint}>{t("connect.token-none")}</p>;
  return (
    <div className={classes.token}>
      <IconKey size={16} stroke={1.8} aria-hidden="true" />
      <span>
        <b>{t("connect.token")}</b> {t("connect.token-place")}
      </span>
      <Button variant="default" size="xs" loading={busy} onClick={onMake}>
        {t("connect.token-make")}
      </Button>
    </div>
  );
}

const Refused = ({ why }: { readonly why: string }) => (
  <p className={shared.refused} role="alert">
    {t("connect.failed", { why })}
  </p>
);
