import type { FlowRow } from "../../../server/wire/index.ts";
import { when } from "../../app/format.ts";
import type { Names } from "../../live/index.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import classes from "./flow.module.css";
import { standing, worstSite } from "./model.ts";
import { stepName } from "./say.ts";
import { t } from "./words.ts";

/** At which step things pile up, in a sentence; and which source is silent, so that it may be another. */
export function Headline({ row, names, now }: { readonly row: FlowRow; readonly names: Names; readonly now: number }) {
  const worst = row.steps.find(({ id }) => id === row.worst);
  const under = row.steps.reduce((sum, step) => sum + standing(step), 0);
  const zone = names.zone(row.warehouse);
  return (
    <div className={classes.headline}>
      <p>
        <b>
          {worst === undefined
            ? t(row.silent.length > 0 ? "flow.none-known" : "flow.none-stuck")
            : t("flow.worst", {
                step: stepName(worst),
                n: worst.stuck,
                all: Math.max(standing(worst), worst.stuck),
                site: worstSite(worst) ?? "none",
              })}
        </b>
        {worst === undefined && ` ${t("flow.expected", { n: under })}`}
        {row.beside > 0 && ` ${t("flow.beside", { n: row.beside })}.`}
      </p>
      {row.silent.map(({ system, lastSeenAt }) => (
        <p key={system}>
          <StateGlyph state="silent">
            <span className={classes.silent}>
              {lastSeenAt === null
                ? t("flow.silent-never", { system: names.system(system) })
                : t("flow.silent", { system: names.system(system), at: when(lastSeenAt, now, zone) })}
            </span>
          </StateGlyph>
        </p>
      ))}
    </div>
  );
}
