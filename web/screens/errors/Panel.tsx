import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ErrorGroupRow, Remedy, ToldRow } from "../../../server/wire/index.ts";
import { heldSumText } from "../../app/format/held.ts";
import { count, duration, percent } from "../../app/format.ts";
import { flowWord, stepWord, word } from "../../app/words.ts";
import { type Names, problemOf, useNetwork } from "../../live/index.ts";
import { CodeBlock } from "../../widgets/CodeBlock.tsx";
import { BoxFigure, FigureBox } from "../../widgets/FigureBox.tsx";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { Severity } from "../../widgets/Severity.tsx";
import { SidePanel } from "../../widgets/SidePanel.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import shared from "./errors.module.css";
import { whereOf } from "./Faults.tsx";
import { suspectLine, suspectWhy } from "./names.ts";
import classes from "./Panel.module.css";
import type { useAttributes } from "./useErrors.ts";
import { t } from "./words.ts";

interface PanelProps {
  readonly row: ErrorGroupRow;
  readonly attributes: ReturnType<typeof useAttributes>;
  readonly names: Names;
  readonly onClose: () => void;
  /** Opens the rule that makes it, to be changed. */
  readonly onChange: () => void;
  readonly onSplit: () => void;
}

/** How one group went, what changed before it, what is peculiar to it, what tells it apart, and what would have kept it away. */
export function Panel({ row, attributes, names, onClose, onChange, onSplit }: PanelProps) {
  const network = useNetwork();
  const step = row.flow === null || row.step === null ? null : stepWord(network?.flows, row.flow, row.step);
  const { held } = row;
  return (
    <SidePanel
      label={row.title}
      head={
        <>
          {row.severity !== null && <Severity level={row.severity} />}
          <span>{whereOf(row, names)}</span>
        </>
      }
      close={t("errors.close")}
      onClose={onClose}
      actions={
        row.causes.length > 0 &&
        row.causes.slice(0, 3).map(({ id, open }, index) => (
          <Button
            key={id}
            variant={index === 0 ? "filled" : "default"}
            renderRoot={(root) => <Link {...root} to="/queue" search={{ cause: id }} />}
          >
            {t(row.causes.length === 1 ? "errors.open-queue" : "errors.open-cause", { n: open, id })}
          </Button>
        ))
      }
    >
      <h2>{row.title}</h2>
      <FigureBox>
        <BoxFigure
          word={t("errors.col-held")}
          value={held.objects === 0 ? null : count(held.objects)}
          none={t("errors.none")}
          note={held.objects === 0 ? "" : `${held.estimated > 0 ? "≈ " : ""}${heldSumText(held)}`}
        />
        <BoxFigure
          word={t("errors.open-now")}
          value={row.open === 0 ? null : count(row.open)}
          none={t("errors.none")}
        />
        <BoxFigure word={t("errors.raised")} value={count(row.raised)} />
        <Middle word={t("errors.taken-in")} ms={row.takeMs} />
        <Middle word={t("errors.ended-in")} ms={row.closeMs} />
        <BoxFigure
          word={t("errors.healed")}
          value={row.healedShare === null ? null : percent(row.healedShare, 0)}
          none={t("errors.none")}
        />
      </FigureBox>
      <Suspects row={row} names={names} />
      <Attributes asked={attributes} names={names} />
      <h3>{t("errors.told-apart")}</h3>
      <CodeBlock label={t("errors.told-apart")} text={row.told.map(toldText).join("\n\n")} />
      <p className={classes.links}>
        <Button variant="default" size="xs" onClick={onChange}>
          {t("errors.change")}
        </Button>
        <Button variant="default" size="xs" disabled={(attributes.data?.splits.length ?? 0) === 0} onClick={onSplit}>
          {t("errors.split")}
        </Button>
      </p>
      {row.warehouses.length > 0 && (
        <p className={classes.sites}>
          {t("errors.sites")} <b>{row.warehouses.join(", ")}</b>
        </p>
      )}
      <RemedyBlock remedy={row.remedy} flow={row.flow} step={step} />
    </SidePanel>
  );
}

const toldText = ({ kind, system, flow, step, code, says }: ToldRow): string =>
  [
    [t("errors.kind"), word("kind", kind)],
    [t("errors.system"), system],
    [t("errors.step"), flow === null ? null : `${flow}.${step ?? ""}`],
    [t("errors.code"), code],
    [t("errors.says"), says],
  ]
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");

/** What changed before it began. It says when, and never that it was the cause. */
function Suspects({ row, names }: { readonly row: ErrorGroupRow; readonly names: Names }) {
  if (row.beganAt === null) return null;
  if (row.suspects.length === 0) return <p className={shared.faint}>{t("errors.suspect-nothing")}</p>;
  return (
    <section className={classes.remedy} aria-label={t("errors.suspected")}>
      <h3>{t("errors.suspected")}</h3>
      <ul className={classes.plain}>
        {row.suspects.map((suspect) => {
          const why = suspectWhy(suspect);
          return (
            <li key={`${suspect.kind} ${suspect.at}`}>
              {suspectLine(suspect, names)}
              {why !== null && <small> {why}</small>}
            </li>
          );
        })}
      </ul>
      <p className={shared.faint}>{t("errors.suspect-only")}</p>
    </section>
  );
}

/** Values that are much more frequent here than elsewhere, as shares beside each other. */
function Attributes({ asked, names }: { readonly asked: ReturnType<typeof useAttributes>; readonly names: Names }) {
  if (asked.error !== null) {
    const problem = problemOf(asked.error);
    return (
      <ErrorBar
        title={t("errors.attributes-failed", { why: problem.detail ?? problem.title })}
        id={problem.errorId}
        onRetry={() => void asked.refetch()}
      />
    );
  }
  if (asked.data === undefined) return <SkeletonRows rows={3} height={32} />;
  const { items, elsewhere, here, against } = asked.data;
  return (
    <section className={classes.attributes} aria-labelledby="more-often">
      <h3 id="more-often">{t("errors.more-often")}</h3>
      {items === null ? (
        <p className={shared.faint}>{t("errors.too-few", { here, elsewhere })}</p>
      ) : items.length === 0 ? (
        <p className={shared.faint}>{t("errors.alike")}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{t("errors.attribute")}</th>
              <th scope="col">{t("errors.here")}</th>
              <th scope="col">{t("errors.else")}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={`${item.name} ${item.value}`}>
                <th scope="row">
                  {t(`errors.by-${item.name}`)} {item.name === "system" ? names.system(item.value) : item.value}
                  <meter min={0} max={1} value={item.hereShare} aria-hidden="true" />
                </th>
                <td className="num">
                  <b>{percent(item.hereShare, 0)}</b>
                  <small>{count(item.here)}</small>
                </td>
                <td className="num">
                  {percent(item.elseShare, 0)}
                  <small>{item.ratio === null ? t("errors.only-here") : t("errors.times", { n: item.ratio })}</small>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {items !== null && items.length > 0 && (
        <p className={shared.faint}>
          {t(`errors.against-${against}`, { n: elsewhere })}{" "}
          {items.some(({ name }) => name === "version") && t("errors.within-system")}
        </p>
      )}
    </section>
  );
}

/** How long it takes in the middle. */
const Middle = ({ word, ms }: { readonly word: string; readonly ms: number | null }) => (
  <BoxFigure
    word={word}
    value={ms === null ? null : duration(ms)}
    none={t("errors.none")}
    note={ms === null ? "" : t("errors.middle")}
  />
);

function RemedyBlock({
  remedy,
  flow,
  step,
}: {
  readonly remedy: Remedy | null;
  readonly flow: string | null;
  readonly step: string | null;
}) {
  if (remedy === null) return <p className={shared.faint}>{t("errors.no-remedy")}</p>;
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
