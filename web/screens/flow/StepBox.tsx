import {
  IconAddressBook,
  IconBuildingBank,
  IconBuildingWarehouse,
  IconCircleDot,
  IconForklift,
  IconRoute2,
  IconServer,
  IconShoppingCart,
  IconTruck,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { FlowRow, FlowStepRow, NetworkRow } from "../../../server/wire/index.ts";
import { count } from "../../app/format.ts";
import { eventWord } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { toneOf, troubleStates, troublesOf, worstSite } from "./model.ts";
import classes from "./StepBox.module.css";
import { queueOf, silentNames, stepName, stepText } from "./say.ts";
import { t } from "./words.ts";

const icons: Readonly<Record<string, typeof IconServer>> = {
  erp: IconBuildingBank,
  wms: IconBuildingWarehouse,
  "3pl": IconForklift,
  tms: IconRoute2,
  shop: IconShoppingCart,
  carrier: IconTruck,
  edi: IconAddressBook,
};

/** Icon of the kind of system that tells a step. */
function KindIcon({ step, network }: { readonly step: FlowStepRow; readonly network: NetworkRow | undefined }) {
  const kind = network?.systems.find(({ id }) => id === step.systems[0])?.kind ?? "";
  const Icon = icons[kind] ?? IconServer;
  return <Icon size={16} stroke={1.8} aria-hidden="true" />;
}

/** A step as a box: what stands there, what is wrong, and the way to its queue. */
export function StepBox({
  row,
  step,
  network,
  names,
}: {
  readonly row: FlowRow;
  readonly step: FlowStepRow;
  readonly network: NetworkRow | undefined;
  readonly names: Names;
}) {
  const site = worstSite(step);
  const worst = row.worst === step.id;
  return (
    <Link
      to="/queue"
      search={queueOf(row, step, row.warehouse)}
      className={classes.box}
      data-step={step.id}
      data-tone={toneOf(step)}
      data-worst={worst || undefined}
      aria-label={[...(worst ? [t("flow.here")] : []), stepText(step, names), t("flow.open-queue")].join(". ")}
      draggable={false}
    >
      {worst && <span className={classes.mark}>{t("flow.here")}</span>}
      <b className={classes.name}>
        <KindIcon step={step} network={network} />
        {stepName(step)}
      </b>
      <span className="num">{t("flow.in-flight", { n: count(step.inFlight) })}</span>
      {step.onHold > 0 && (
        <StateGlyph state="on-hold" size={14}>
          {t("flow.on-hold", { n: count(step.onHold) })}
        </StateGlyph>
      )}
      {troublesOf(step).map(({ trouble, n }) => (
        <StateGlyph key={trouble} state={troubleStates[trouble]} size={14}>
          {t(`flow.${trouble}`, { n })}
        </StateGlyph>
      ))}
      {site !== null && <span className={classes.quiet}>{t("flow.most-at", { site })}</span>}
      {step.silent.length > 0 && (
        <StateGlyph state="silent" size={14}>
          {t("flow.node-silent", { system: silentNames(step, names) })}
        </StateGlyph>
      )}
    </Link>
  );
}

/** Where a flow begins. */
export function StartBox({ event }: { readonly event: string }) {
  return (
    <div className={`${classes.box} ${classes.start}`}>
      <b className={classes.name}>
        <IconCircleDot size={16} stroke={1.8} aria-hidden="true" />
        {eventWord(event)}
      </b>
      <span className={classes.quiet}>{t("flow.starts")}</span>
    </div>
  );
}
