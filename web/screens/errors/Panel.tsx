import { Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Remedy } from "../../../server/wire/index.ts";
import { count, duration, percent } from "../../app/format.ts";
import { flowWord, stepWord, word } from "../../app/words.ts";
import { type Names, useNetwork } from "../../live/index.ts";
import { CodeBlock } from "../../widgets/CodeBlock.tsx";
import { Severity } from "../../widgets/Severity.tsx";
import classes from "./errors.module.css";
import { whereOf } from "./Faults.tsx";
import type { Fault } from "./model.ts";
import { t } from "./words.ts";

/** How one fault went, what tells it apart, and what would have kept it away. */
export function Panel({
  fault,
  names,
  onClose,
}: {
  readonly fault: Fault;
  readonly names: Names;
  readonly onClose: () => void;
}) {
  const network = useNetwork();
  const { row, cause } = fault;
  const step = row.flow === null || row.step === null ? null : stepWord(network?.flows, row.flow, row.step);
  return (
    <aside className={classes.panel} aria-label={row.title}>
      <div className={classes.body}>
        <header className={classes.panelHead}>
          <p>
            {cause !== null && <Severity level={cause.severity} />}
            <span>{whereOf(fault, names)}</span>
          </p>
          <Button variant="subtle" size="compact-sm" aria-label={t("errors.close")} onClick={onClose}>
            <IconX size={16} stroke={1.8} aria-hidden="true" />
          </Button>
        </header>
        <h2>{row.title}</h2>
        <dl className={classes.figures}>
          <Figure word="errors.raised" value={count(row.raised)} />
          <Figure word="errors.open-now" value={cause === null ? "–" : count(cause.members)} />
          <Figure word="errors.touches" value={count(row.touches)} />
          <Figure word="errors.taken-in" value={row.takeMs === null ? null : duration(row.takeMs)} middle />
          <Figure word="errors.ended-in" value={row.closeMs === null ? null : duration(row.closeMs)} middle />
          <Figure word="errors.healed" value={row.healedShare === null ? null : percent(row.healedShare, 0)} />
        </dl>
        <RemedyBlock remedy={row.remedy} flow={row.flow} step={step} />
        <h3>{t("errors.told-apart")}</h3>
        <CodeBlock
          label={t("errors.told-apart")}
          text={[
            [t("errors.kind"), word("kind", row.kind)],
            [t("errors.system"), row.system],
            [t("errors.step"), row.flow === null ? null : `${row.flow}.${row.step ?? ""}`],
            [t("errors.says"), row.says],
          ]
            .filter(([, value]) => value !== null && value !== "")
            .map(([name, value]) => `${name}: ${value}`)
            .join("\n")}
        />
        {row.warehouses.length > 0 && (
          <p className={classes.sites}>
            {t("errors.sites")} <b>{row.warehouses.join(", ")}</b>
          </p>
        )}
      </div>
      {cause !== null && (
        <footer className={classes.actions}>
          <Button renderRoot={(root) => <Link {...root} to="/queue" search={{ cause: cause.id }} />}>
            {t("errors.open-queue", { n: cause.members })}
          </Button>
        </footer>
      )}
    </aside>
  );
}

function Figure({
  word,
  value,
  middle = false,
}: {
  readonly word: Parameters<typeof t>[0];
  readonly value: string | null;
  readonly middle?: boolean;
}) {
  return (
    <div>
      <dt>{t(word)}</dt>
      <dd className="num">
        {value ?? <span className={classes.dash}>{t("errors.none")}</span>}
        {middle && value !== null && <small>{t("errors.middle")}</small>}
      </dd>
    </div>
  );
}

function RemedyBlock({
  remedy,
  flow,
  step,
}: {
  readonly remedy: Remedy | null;
  readonly flow: string | null;
  readonly step: string | null;
}) {
  if (remedy === null) return <p className={classes.faint}>{t("errors.no-remedy")}</p>;
  const add = remedy.kind === "within" ? duration(remedy.addMs) : "";
  return (
    <section className={classes.remedy}>
      <h3>{remedy.kind === "within" ? t("errors.remedy-within", { add }) : t("errors.remedy-watch")}</h3>
      <p>
        {t(remedy.kind === "within" ? "errors.remedy-within-why" : "errors.remedy-watch-why", {
          spares: remedy.spares,
        })}
      </p>
      <p>{t("errors.remedy-how", { step: step ?? remedy.step, flow: flow === null ? "" : flowWord(flow) })}</p>
      <CodeBlock
        label={t("errors.remedy-how", { step: step ?? remedy.step, flow: flow === null ? "" : flowWord(flow) })}
        text={remedy.kind === "within" ? t("errors.remedy-diff-within", { add }) : t("errors.remedy-diff-watch")}
      />
    </section>
  );
}
