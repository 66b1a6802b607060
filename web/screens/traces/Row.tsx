// biome-ignore-all lint/a11y/useSemanticElements: virtual rows are a grid of positioned elements, not a table
// biome-ignore-all lint/a11y/useFocusableInteractive: the row has the focus, its cells are read with it
import { Link } from "@tanstack/react-router";
import type { TraceRow } from "../../../server/wire/index.ts";
import { count, full, short, timeMillis, took } from "../../app/format.ts";
import { objectName } from "../../app/words.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { hueColour } from "../../widgets/serviceHue.ts";
import { logShare } from "./list.ts";
import classes from "./Row.module.css";
import shared from "./traces.module.css";
import { t } from "./words.ts";

interface RowProps {
  readonly row: TraceRow;
  readonly zone: string;
  readonly hues: ReadonlyMap<string, number>;
  readonly longestMs: number;
}

function Cut({ text }: { readonly text: string }) {
  return (
    <span className={classes.cut} title={text}>
      {text}
    </span>
  );
}

/** How a trace ended, in business words. */
function Outcome({ row }: { readonly row: TraceRow }) {
  if (row.outcome === null || row.outcome.status === "none") {
    return row.failed ? (
      <StateGlyph state="failed">{row.outcome ? <Cut text={row.outcome.text} /> : undefined}</StateGlyph>
    ) : (
      <span className={classes.faint}>{row.outcome?.text ?? t("traces.no-outcome")}</span>
    );
  }
  return (
    <StateGlyph state={row.outcome.status === "failed" ? "failed" : "done"}>
      <Cut text={row.outcome.text} />
    </StateGlyph>
  );
}

/** One trace of the list, as cells of a grid row. */
export function TraceCells({ row, zone, hues, longestMs }: RowProps) {
  const object = row.objects[0];
  return (
    <div className={classes.row}>
      <span role="gridcell" className={`${classes.began} mono`} title={full(row.startTime, zone)}>
        {timeMillis(row.startTime, zone)}
      </span>
      <span role="gridcell" className={classes.key}>
        {object ? (
          <>
            <Link
              to="/o/$kind/$id"
              params={{ kind: object.kind, id: object.id }}
              search={row.environment === "" ? {} : { environment: row.environment }}
              className="id"
              title={objectName(object)}
              tabIndex={-1}
              onClick={(event) => event.stopPropagation()}
            >
              {object.id}
            </Link>
            {row.objects.length > 1 && (
              <span className={classes.faint} title={row.objects.map(objectName).join(", ")}>
                {t("traces.more-keys", { n: row.objects.length - 1 })}
              </span>
            )}
          </>
        ) : (
          <span className={classes.faint}>{t("traces.no-key")}</span>
        )}
      </span>
      <span role="gridcell" className={classes.what}>
        <span>{row.name}</span> <span className={`${classes.faint} mono`}>{short(row.traceId)}</span>
        {row.batch && <span className={classes.tag}>{t("traces.batch")}</span>}
        {row.environment !== "" && <span className={classes.tag}>{row.environment}</span>}
      </span>
      <span role="gridcell" className={classes.services} title={row.systems.join(", ")}>
        <span className={classes.serviceBars} aria-hidden="true">
          {row.systems.slice(0, 6).map((system) => (
            <i key={system} style={{ background: hueColour(hues.get(system)) }} />
          ))}
        </span>
        <span className={classes.faint}>{t("traces.services", { n: row.systems.length })}</span>
      </span>
      <span role="gridcell" className={classes.took}>
        <i
          style={{
            width: `${logShare(row.durationMs, longestMs) * 62}%`,
            background: row.failed ? "var(--critical)" : "var(--ink-3)",
          }}
          aria-hidden="true"
        />
        <span className="num">{took(row.durationMs)}</span>
      </span>
      <span role="gridcell" className={`${classes.spans} num`}>
        {row.spans === null ? (
          <span className={classes.faint} title={t("traces.uncounted")}>
            <span aria-hidden="true">–</span>
            <span className={shared.hidden}>{t("traces.uncounted")}</span>
          </span>
        ) : (
          count(row.spans)
        )}
      </span>
      <span role="gridcell" className={classes.outcome}>
        <Outcome row={row} />
      </span>
    </div>
  );
}

/** The column heads of the list. */
export function TraceHead({ zoneLabel }: { readonly zoneLabel: string }) {
  const heads = [
    [classes.began, t("traces.col-began", { zone: zoneLabel })],
    [classes.key, t("traces.col-key")],
    [classes.what, t("traces.col-what")],
    [classes.services, t("traces.col-services")],
    [classes.took, t("traces.col-took")],
    [classes.spans, t("traces.col-spans")],
    [classes.outcome, t("traces.col-outcome")],
  ] as const;
  return (
    <div className={`${classes.row} ${classes.headRow}`}>
      {heads.map(([name, label]) => (
        <span key={label} role="columnheader" className={name}>
          {label}
        </span>
      ))}
    </div>
  );
}
